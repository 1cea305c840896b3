namespace Breakwater.Fleet;

/// <summary>The controls that a fleet file can switch.</summary>
public static class KnownControls
{
    /// <summary>Credentials, hierarchy, verification and their cache.</summary>
    public const string Trust = "trust";

    /// <summary>What the phase of a tenant, cluster, type or agent allows.</summary>
    public const string Pace = "pace";

    /// <summary>Who may act for whom, how far and until when.</summary>
    public const string Delegation = "delegation";

    /// <summary>Only the tools a group is granted.</summary>
    public const string Grants = "grants";

    /// <summary>Bundles of Cedar policies, and the permission matrix where there is none.</summary>
    public const string Policy = "policy";

    /// <summary>How much agents, tenants, the fleet and providers are asked for in a time.</summary>
    public const string Rates = "rates";

    /// <summary>The record of what was decided.</summary>
    public const string Audit = "audit";

    /// <summary>What is unusual about agents: anomaly, drift, links, incidents. Refuses nothing.</summary>
    public const string Watching = "watching";

    /// <summary>Every name, in the order the gate consults them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Trust, Pace, Delegation, Grants, Policy, Rates, Audit, Watching];
}
