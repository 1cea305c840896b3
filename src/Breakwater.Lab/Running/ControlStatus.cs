namespace Breakwater.Lab.Running;

/// <summary>Which controls of the catalogue have running code behind them, whether or not an experiment measures them at scale.</summary>
internal static class ControlStatus
{
    /// <summary>Control number to where it runs.</summary>
    public static IReadOnlyDictionary<string, string> Implemented { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["AT-1.3"] = "Policy: versions assigned by agent, rolled out in stages; a version that is misstated is refused",
        ["DEL-01"] = "Delegation: authority is the intersection of user, every hop and delegate",
        ["DEL-03"] = "Delegation: depth by tier, approval beyond two, cycles and fresh chains refused",
        ["DEL-04"] = "Delegation: only pairs and tasks that the fleet declares",
        ["DEL-05"] = "Delegation: a signed, session-bound user assertion on every chain",
        ["EC-1.10"] = "Rate limiting: at most three retries of a task, jittered",
        ["EC-1.2"] = "Policy: the fleet lists the tools; any other is denied",
        ["EC-1.3"] = "Rate limiting: agent, tenant, fleet, global and provider, taken all at once",
        ["ENV-4"] = "Policy: each call authorised by agent, resource and operation",
        ["ENV-15"] = "Rate limiting: retries within a share of a tenant's requests",
        ["EC-2.10"] = "Policy: a node whose policies are staler than its tier allows takes the fail posture",
        ["EC-2.14"] = "Policy: a request for a version outside the compatibility range is refused",
        ["IA-1.1"] = "Governance: one registry entry for each agent, named in every audit event",
        ["IA-1.2"] = "Trust: a key of its own for each agent, proved at every session",
        ["IA-1.4"] = "Policy: the permission matrix",
        ["IA-2.1"] = "Trust: credentials signed by the level above",
        ["IA-2.2"] = "Trust: lifetimes by tier, renewal spread",
        ["IA-2.3"] = "Trust: proof of possession at the gate, verification of every chain",
        ["IA-2.4"] = "Delegation: nothing travels along a chain that the delegate was not granted",
        ["IA-2.5"] = "Policy: orchestrators are granted nothing",
        ["IA-3.1"] = "Trust: 60 and 15 minutes for autonomous agents",
        ["IA-3.3"] = "Delegation: each hop carries a signed contract that the delegate cannot exceed",
        ["IA-3.4"] = "Trust and control log: revocation, applied first and logged after",
        ["OB-1.1"] = "Audit: every decision as a record, in a Merkle log or in memory",
        ["OB-2.1"] = "Audit: decisions and completions in a transparency log for each tenant and retention class",
        ["OB-2.2"] = "Observability: an anomaly score for each inspected message, against the agent's baseline and its type's",
        ["OB-2.3"] = "Observability: drift from a frozen original",
        ["OB-3.1"] = "Observability: 7, 30 and 90 days against the original",
        ["OB-3.2"] = "Audit: each record names its chain, its request and the request before it",
        ["OB-3.4"] = "Observability: signals of a chain joined into incidents, shared causes into one alert",
        ["OB-3.5"] = "Audit: each decision with what was consulted and how it ended",
        ["PG-2.9"] = "Rate limiting and fleet file: a provider for each group and one for the control plane, each with limits of its own",
        ["SC-3.2"] = "Policy: gates roll a version back by themselves, a person does at once",
    };
}
