using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>How many agents of each cluster stand on each vendor's models.</summary>
internal static class ProviderConcentration
{
    public static Table Build(RosterResult roster)
    {
        var clusters = roster.Providers.Select(p => p.Cluster).Distinct(StringComparer.Ordinal).ToList();
        var all = Math.Max(1, roster.Providers.Sum(p => p.Agents));
        var control = roster.Providers.Where(p => p.ControlPlane).Select(p => p.Cluster).ToHashSet(StringComparer.Ordinal);
        return new("Provider concentration by cluster",
            ["Vendor", .. clusters.Select(c => new Column(control.Contains(c) ? $"{c} (control plane)" : c, true)), new("All", true), new("Share", true)],
            [.. roster.Providers.GroupBy(p => p.Vendor, StringComparer.Ordinal).Select(g => (IReadOnlyList<Piece>)
            [
                g.Key,
                .. clusters.Select(c => Cell([.. g.Where(p => p.Cluster == c)])),
                Cell([.. g]),
                Figures.Value((double)g.Sum(p => p.Agents) / all, "share"),
            ])]);
    }

    private static Piece Cell(IReadOnlyList<ProviderShare> shares)
    {
        var (agents, own) = (shares.Sum(s => s.Agents), shares.Sum(s => s.OnPremises));
        return agents == 0 ? Piece.None : new(Figures.Count(agents), Note: own > 0 ? $"{Figures.Count(own)} on premises" : "");
    }
}
