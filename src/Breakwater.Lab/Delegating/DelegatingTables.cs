using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.Delegating.DelegatingExperiment;

namespace Breakwater.Lab.Delegating;

/// <summary>The variants side by side, by the fleet's size and by depth.</summary>
internal static class DelegatingTables
{
    /// <summary>Every variant at the fleet's own size under a rule; where one does not reach it, at the largest that it was run at.</summary>
    public static ResultTable Variants(Reading reading, string scaling, string title)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var variant in reading.Variants)
        {
            var n = Size(reading, variant.Id, scaling);
            if (n == 0) { continue; }
            double Of(string metric) => reading.Value(variant.Id, scaling, n, metric) ?? 0;
            rows.Add([
                variant.Title, Wording.Number(n), Wording.Number(Of("rules")), $"{Wording.Number(Of("reviewHours"))} h", Wording.Number(Of("pairsBeyond")),
                $"{Wording.Number(Of("overPermitted"))} of {Wording.Number(Of("decisions"))}", Wording.Number(Of("wronglyRefused")), Wording.Number(Of("signatureChecks")), Wording.Ms(Of("hopUs") / 1_000),
                Wording.Ms(Of("p50Ms")), Wording.Ms(Of("p99Ms")), Wording.Number(Of("hopsPerSecond")), $"{Wording.Number(Of("money"))} {reading.Fleet.Currency}",
            ]);
        }
        return new(title,
            ["Variant", "Agents", "Rules", "To review them all", "Pairs allowed beyond declared", "Permitted beyond authority", "Refused within authority", "Signature checks per hop", "Core time per hop",
                "Added, median", "Added, p99", "Hops a second", "Money per month"],
            rows,
            "Permitted beyond authority: the tool was not within the intersection of user, every hop and delegate, as worked out from the fleet file alone. Times are those of a round in which everyone starts at once, users already known to the nodes.");
    }

    /// <summary>What a chain of each depth costs; null where none was run.</summary>
    public static ResultTable? ByDepth(Reading reading)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (var depth = 1; depth <= Deepest; depth++)
        {
            string Cell(string variant, string metric, Func<double, string> show)
            {
                foreach (var (at, value) in reading.Along(variant, ScalingNames.ConstantDegree, Depth, DepthAgents, metric))
                {
                    if (at.Equals(depth)) { return show(value); }
                }
                return "–";
            }
            rows.Add([
                Wording.Number(depth), Cell(PerPair, "depthMs", Wording.Ms), Cell(PerPair, "depthNodes", Wording.Number), Cell(PerPair, "depthChecks", Wording.Number),
                Cell(Chain, "depthMs", Wording.Ms), Cell(Chain, "depthChecks", Wording.Number), Cell(Chain + WithPaths, "depthMs", Wording.Ms), Cell(Chain + WithPaths, "depthChecks", Wording.Number),
            ]);
        }
        return rows.Any(r => r.Skip(1).Any(c => c != "–"))
            ? new($"By depth, at {Wording.Agents(DepthAgents)}",
                ["Hops", "Rules per pair: added", "Principals searched", "Signature checks", "Chain-local: added", "Signature checks", "Paths pre-approved: added", "Signature checks"], rows,
                $"An idle fleet, users known, limits of depth lifted, {reading.Fleet.Scaling.PartnersPerAgent} partners for each agent. A chain-local check verifies each contract once at each node that the chain comes to.")
            : null;
    }

    /// <summary>The fleet's own size, or the largest that a variant was run at if it does not reach that; 0 if it was not run.</summary>
    public static int Size(Reading reading, string variant, string scaling) =>
        reading.Value(variant, scaling, reading.Fleet.AgentCount, "rules") is null ? reading.Largest(variant, scaling) : reading.Fleet.AgentCount;
}
