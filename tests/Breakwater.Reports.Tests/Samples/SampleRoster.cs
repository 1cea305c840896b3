using System.Globalization;
using Breakwater.Lab.Results;

namespace Breakwater.Reports.Tests.Samples;

/// <summary>A roster of one hundred agents in six clusters, or of as many as asked for.</summary>
internal static class SampleRoster
{
    private static readonly (string Cluster, string Group, string Name, int Agents, string Provider)[] s_groups =
    [
        ("market-intelligence", "data-ingest", "Data ingest", 6, "provider-a"), ("market-intelligence", "news", "News and sentiment", 4, "provider-b"), ("market-intelligence", "research", "Research synthesis", 4, "provider-c"),
        ("market-intelligence", "macro", "Macro analysis", 2, "provider-b"), ("market-intelligence", "data-quality", "Data quality", 2, "provider-a"),
        ("strategy", "alpha", "Alpha generation", 6, "provider-c"), ("strategy", "risk-modelling", "Risk modelling", 4, "provider-a"), ("strategy", "portfolio", "Portfolio optimisation", 4, "provider-c"),
        ("strategy", "execution-strategy", "Execution strategy", 4, "provider-a"), ("strategy", "backtesting", "Backtesting", 4, "provider-b"),
        ("execution", "order-management", "Order management", 4, "provider-a"), ("execution", "smart-routing", "Smart routing", 4, "provider-a"), ("execution", "position-tracking", "Position tracking", 4, "provider-b"),
        ("execution", "settlement", "Settlement", 4, "provider-b"), ("execution", "market-making", "Market making", 4, "provider-a"),
        ("risk", "pre-trade", "Pre-trade compliance", 4, "provider-c"), ("risk", "limits", "Position limits", 2, "provider-a"), ("risk", "wall-monitor", "Wall monitor", 2, "provider-c"),
        ("risk", "regulatory-reporting", "Regulatory reporting", 4, "provider-b"), ("risk", "surveillance", "Conduct surveillance", 4, "provider-c"),
        ("client", "client-reporting", "Client reporting", 4, "provider-b"), ("client", "client-queries", "Client queries", 4, "provider-c"), ("client", "onboarding", "Onboarding", 2, "provider-b"), ("client", "suitability", "Suitability", 4, "provider-c"),
        ("infrastructure", "monitoring", "System monitoring", 4, "provider-a"), ("infrastructure", "incident-response", "Incident response", 2, "provider-a"), ("infrastructure", "capacity", "Capacity management", 2, "provider-a"),
        ("infrastructure", "audit", "Audit and forensics", 2, "provider-b"),
    ];

    private static readonly (string Id, string Name, string Jurisdiction, string Regulator)[] s_regions =
        [("ldn", "London", "UK", "FCA"), ("nyc", "New York", "US", "SEC"), ("sgp", "Singapore", "SG", "MAS"), ("tyo", "Tokyo", "JP", "JFSA")];

    public static RosterResult Bank(int times = 1)
    {
        var tools = Tools();
        var agents = (from g in s_groups
                      from i in Enumerable.Range(1, g.Agents * times)
                      select Agent(g, i, tools)).ToList();
        return new()
        {
            Agents = agents,
            Orchestrators = [.. Clusters().Select(c => new RosterOrchestrator($"orchestrator-{c}", $"spiffe://bank/{c}/orchestrator", c, "provider-a", "ldn", "1 h"))],
            Tools = tools,
            Groups = [.. s_groups.Select(g => new RosterGroup(g.Group, g.Name, g.Cluster, g.Agents * times, Granted(g.Group, tools), ["internal"]))],
            Delegations = [new("signal-to-strategy", "research", "alpha", ["propose"], 4, "15 min", ["read-research"]), new("strategy-to-orders", "execution-strategy", "order-management", ["order", "amend"], 4, "5 min", ["place-order", "amend-order"])],
            Authorities = [new("root", "root", null, 4), .. s_regions.Select(r => new RosterAuthority(r.Id, "region", "root", 6)), new("execution@ldn", "zone", "ldn", 5)],
            Regions = [.. s_regions.Select(r => new RosterRegion(r.Id, r.Name, r.Jurisdiction, r.Regulator, agents.Count(a => a.Region == r.Id)))],
            Boundaries = [new("venues", "Venues and counterparties", "The institution on one side, exchanges on the other.", ["place-order", "amend-order"]), new("clients", "Clients", "The institution on one side, clients on the other.", ["send-report"])],
            Providers = [.. from a in agents
                            group a by (a.Vendor, a.Cluster) into g
                            select new ProviderShare(g.Key.Vendor, g.Key.Cluster, g.Count(), g.Count(a => a.OnPremises), g.Key.Cluster == "infrastructure")],
        };
    }

    private static IEnumerable<string> Clusters() => s_groups.Select(g => g.Cluster).Distinct(StringComparer.Ordinal);

    private static RosterAgent Agent((string Cluster, string Group, string Name, int Agents, string Provider) g, int i, IReadOnlyList<RosterTool> tools)
    {
        var region = s_regions[(i - 1) % s_regions.Length];
        var own = g.Group is "market-making" or "incident-response";
        var name = string.Create(CultureInfo.InvariantCulture, $"{g.Group}-{i}");
        return new(name, $"spiffe://bank/{g.Cluster}/{name}", "bank", g.Cluster, g.Group, g.Name + " for all asset classes", g.Provider, g.Provider, own, region.Id, region.Regulator,
            own ? "3" : "2", g.Cluster == "execution" ? "critical" : "medium", g.Cluster == "execution", $"{g.Cluster}@{region.Id}", g.Cluster == "execution" ? "1 h" : "24 h",
            Granted(g.Group, tools), ["internal"], g.Group == "execution-strategy" ? ["order-management"] : [], g.Group == "order-management" ? ["execution-strategy"] : []);
    }

    private static IReadOnlyList<RosterTool> Tools() =>
    [
        .. new[] { "read-feed", "read-news", "read-research", "read-positions", "read-limits", "read-client-file", "read-audit", "read-health" }.Select(t => new RosterTool(t, "Reads " + t[5..], "read", "low", "after", null)),
        .. new[] { "publish-signal", "propose-strategy", "size-position", "place-order", "amend-order", "cancel-order", "settle-trade", "quote-market", "block-order", "file-report", "send-report", "answer-client", "open-account", "isolate-agent", "scale-endpoint", "append-audit" }
            .Select(t => new RosterTool(t, "Does " + t.Replace('-', ' '), "write", t.Contains("order", StringComparison.Ordinal) ? "critical" : "medium", "before", t is "place-order" or "amend-order" ? "venues" : t == "send-report" ? "clients" : null)),
    ];

    private static IReadOnlyList<string> Granted(string group, IReadOnlyList<RosterTool> tools)
    {
        var at = Array.FindIndex(s_groups, g => g.Group == group);
        return [tools[at % 8].Id, tools[(at + 3) % 8].Id, tools[8 + (at % 16)].Id];
    }
}
