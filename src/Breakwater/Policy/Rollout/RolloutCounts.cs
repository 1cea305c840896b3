namespace Breakwater.Policy.Rollout;

/// <summary>What was seen of a new version in one stage of its rollout. Counts of requests; a request is counted once.</summary>
public readonly record struct RolloutCounts
{
    /// <summary>Requests that the new version was to evaluate.</summary>
    public long Evaluated { get; init; }

    /// <summary>Those of them on which it failed: it threw, a policy erred, or the node does not hold it. They are compared with nothing.</summary>
    public long Errors { get; init; }

    /// <summary>Those that took longer than the stage's latency limit.</summary>
    public long Slow { get; init; }

    /// <summary>Compared: the old version allows, the new one denies.</summary>
    public long AllowToDeny { get; init; }

    /// <summary>Compared: the old version denies, the new one allows.</summary>
    public long DenyToAllow { get; init; }

    /// <summary>Compared: both allow, with other obligations.</summary>
    public long ObligationsChanged { get; init; }

    /// <summary>Compared: both deny.</summary>
    public long BothDenied { get; init; }

    /// <summary>Requests on which both versions answered.</summary>
    public long Compared => Evaluated - Errors;

    /// <summary>Compared requests on which the versions differ.</summary>
    public long Drifted => AllowToDeny + DenyToAllow + ObligationsChanged;

    /// <summary>Whether no count is negative and the parts fit into the whole.</summary>
    public bool IsConsistent => Evaluated >= 0 && Errors >= 0 && Slow >= 0 && AllowToDeny >= 0 && DenyToAllow >= 0 && ObligationsChanged >= 0 && BothDenied >= 0
        && Errors <= Evaluated && Slow <= Evaluated && (Int128)AllowToDeny + DenyToAllow + ObligationsChanged + BothDenied <= Compared;
}
