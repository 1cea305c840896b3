namespace Breakwater.Fleet;

/// <summary>What a <see cref="SourceClaim"/> can count.</summary>
public static class SourceClaimSubjects
{
    /// <summary>Agents that a vendor's models serve, in the whole fleet, wherever the models run.</summary>
    public const string ProviderAgents = "provider-agents";

    /// <summary>Agents that a vendor's models serve in one cluster.</summary>
    public const string ProviderClusterAgents = "provider-cluster-agents";

    /// <summary>Vendors whose models serve at least one agent.</summary>
    public const string Providers = "providers";

    /// <summary>Orchestrators that the source lists: those of the file that are not assumed.</summary>
    public const string OrchestratorsInRoster = "orchestrators-in-roster";

    /// <summary>Trust boundaries that the source names: those of the file that are not assumed.</summary>
    public const string BoundariesNamed = "boundaries-named";

    /// <summary>Every subject.</summary>
    public static IReadOnlyList<string> All { get; } = [ProviderAgents, ProviderClusterAgents, Providers, OrchestratorsInRoster, BoundariesNamed];
}
