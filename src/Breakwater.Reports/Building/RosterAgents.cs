using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The agents: one row each while a reader can take that in, else one row for each group.</summary>
internal static class RosterAgents
{
    private const int MostRows = 500;

    public static IEnumerable<Block> Build(IReadOnlyList<RosterAgent> agents) =>
        agents.Count == 0 ? []
        : agents.Count > MostRows ? [Groups(agents)]
        : agents.GroupBy(a => a.Cluster, StringComparer.Ordinal).Select(Cluster);

    private static Fold Cluster(IGrouping<string, RosterAgent> cluster) => new(
        $"Agents of {cluster.Key} ({Figures.Count(cluster.Count())})",
        [
            new Table($"Agents of {cluster.Key}",
                ["Agent", "Group and role", "Provider", "Region", "Tier", "Risk", "Zone", "Credential life", "Tools", "Labels", "Delegates to", "Delegated from"],
                [.. cluster.Select(a => (IReadOnlyList<Piece>)
                [
                    new(a.Name, Note: a.Identity),
                    new(a.Group, Note: a.Role),
                    new(a.Provider, Note: a.OnPremises ? $"{a.Vendor}, on premises" : a.Vendor == a.Provider ? "" : a.Vendor),
                    new(a.Region, Note: a.Regulator),
                    a.Tier,
                    new(a.Risk, Note: a.HighPrivilege ? "high privilege" : ""),
                    a.Zone,
                    a.CredentialLife,
                    List(a.Tools),
                    List(a.Labels),
                    List(a.DelegatesTo),
                    List(a.DelegatedFrom),
                ])]),
        ]);

    private static Table Groups(IReadOnlyList<RosterAgent> agents) => new(
        $"Agents by group: {Figures.Count(agents.Count)} agents, one line each in roster.csv",
        ["Group", "Cluster", new("Agents", true), "Role", "Providers", "Regions", "Tiers", "Risk", "Tools", "Labels"],
        [.. agents.GroupBy(a => (a.Cluster, a.Group)).Select(g => (IReadOnlyList<Piece>)
        [
            g.Key.Group,
            g.Key.Cluster,
            Figures.Count(g.Count()),
            All(g, a => a.Role),
            All(g, a => a.Provider),
            All(g, a => a.Region),
            All(g, a => a.Tier),
            All(g, a => a.Risk),
            List([.. g.SelectMany(a => a.Tools).Distinct(StringComparer.Ordinal)]),
            List([.. g.SelectMany(a => a.Labels).Distinct(StringComparer.Ordinal)]),
        ])]);

    private static Piece All(IEnumerable<RosterAgent> agents, Func<RosterAgent, string> of) => List([.. agents.Select(of).Distinct(StringComparer.Ordinal)]);

    private static Piece List(IReadOnlyList<string> names) => names.Count == 0 ? Piece.None : new(string.Join(", ", names));
}
