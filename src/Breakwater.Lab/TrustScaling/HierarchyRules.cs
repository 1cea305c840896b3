namespace Breakwater.Lab.TrustScaling;

/// <summary>How the nodes of a hierarchy remember: what a deployment may set, and what its hosts do between rounds.</summary>
internal sealed record HierarchyRules
{
    /// <summary>How long a verification, and a roster, is trusted.</summary>
    public required TimeSpan Memory { get; init; }

    /// <summary>How often hosts renew what lapses within the next check interval; null if they wait until it is asked for.</summary>
    public TimeSpan? RenewEvery { get; init; }

    /// <summary>Share by which entries lapse early; null for the shipping default.</summary>
    public double? ExpirySpread { get; init; }

    /// <summary>Whether a policy change makes everything stale; null for what the fleet file says.</summary>
    public bool? ReverifyOnPolicyChange { get; init; }
}
