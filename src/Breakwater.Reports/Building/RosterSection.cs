using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The roster and the trust architecture: who is there, what each may do, who may hand what to whom, who vouches for whom.</summary>
internal static class RosterSection
{
    public static Section Build(BuildContext context)
    {
        var roster = context.Results.Roster;
        return new(context.Section("roster"), "Roster and trust architecture",
        [
            new Prose($"{Figures.Of(roster.Agents.Count, "agent")} in {Figures.Of(roster.Groups.Count, "group")}, {Figures.Of(roster.Orchestrators.Count, "orchestrator")}, {Figures.Of(roster.Tools.Count, "tool")}. The file roster.csv holds one line for each agent and orchestrator."),
            .. Tables(roster),
            .. RosterAgents.Build(roster.Agents),
        ]);
    }

    private static IEnumerable<Block> Tables(RosterResult roster)
    {
        Table[] tables =
        [
            PermissionMatrix.Build(roster),
            new("Tools", ["Tool", "What it does", "Access", "Risk", "Record durable", "Crosses boundary"],
                [.. roster.Tools.Select(t => Row(t.Id, t.Description, t.Access, t.Risk, t.Record, t.Boundary))]),
            new("Orchestrators: control-plane principals, not counted as agents, granted no tool", ["Orchestrator", "Identity", "Cluster", "Provider", "Region", "Credential life"],
                [.. roster.Orchestrators.Select(o => Row(o.Id, o.Identity, o.Cluster, o.Provider, o.Region, o.CredentialLife))]),
            new("Delegations: who may hand what to whom", ["Delegation", "From", "To", "Tasks", new("Longest chain", true), "Time limit", "Permissions"],
                [.. roster.Delegations.Select(d => Row(d.Id, d.From, d.To, string.Join(", ", d.Tasks), Figures.Count(d.MaxDepth), d.TimeLimit, string.Join(", ", d.Permissions)))]),
            new("Trust hierarchy: who vouches for whom", ["Authority", "Level", "Vouched for by", new("Vouches for", true)],
                [.. roster.Authorities.Select(a => Row(a.Name, a.Level, a.Parent, Figures.Count(a.Children)))]),
            new("Trust boundaries and the tools whose use crosses them", ["Boundary", "Name", "What lies on either side", "Tools"],
                [.. roster.Boundaries.Select(b => Row(b.Id, b.Name, b.Description, string.Join(", ", b.Tools)))]),
            new("Regions and their regulators", ["Region", "Name", "Jurisdiction", "Regulator", new("Agents", true)],
                [.. roster.Regions.Select(r => Row(r.Id, r.Name, r.Jurisdiction, r.Regulator, Figures.Count(r.Agents)))]),
            ProviderConcentration.Build(roster),
        ];
        return tables.Where(t => t.Rows.Count > 0);
    }

    private static IReadOnlyList<Piece> Row(params string?[] cells) => [.. cells.Select(c => (Piece)c)];
}
