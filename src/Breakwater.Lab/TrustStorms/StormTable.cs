using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.TrustStorms.TrustStormsExperiment;

namespace Breakwater.Lab.TrustStorms;

/// <summary>Every storm under both rules, at the fleet's own size and at the largest that was run.</summary>
internal static class StormTable
{
    public static ResultTable Of(Reading reading)
    {
        var sizes = new[] { reading.Fleet.AgentCount, reading.LargestCommon(Rule, PlainCache, Shipped), reading.Largest(Shipped, Rule) }.Distinct().Order();
        var rows = from n in sizes from storm in Storm.All from variant in reading.Variants select Row(reading, n, storm, variant);
        return new(
            "Four storms, two sets of rules",
            ["Agents", "Storm", "Rules", "Signature checks", "In the busiest second", "Jobs waiting", "p99", "Late or refused", "Until calm", "Judgement"],
            [.. rows],
            $"Late is a check answered after {Wording.Ms(reading.Fleet.Trust.VerificationDeadline.TotalMilliseconds)}. Values marked ≈ come from the fit; \"–\" was not run there and no law was fitted. Judgement: over all sizes that were run.");
    }

    private static IReadOnlyList<string> Row(Reading reading, int n, Storm storm, VariantResult variant)
    {
        string Cell(string metric, Func<double, string> show) =>
            reading.At(variant.Id, Rule, n, metric) is { } value ? $"{(value.Measured ? "" : "≈ ")}{show(value.Value)}" : "–";
        return
        [
            Wording.Number(n), storm.Title, variant.Title, Cell(storm.Checks, Wording.Number), Cell(storm.BusiestSecond, Wording.Number), Cell(storm.PeakQueue, Wording.Number),
            Cell(storm.P99Ms, Wording.Ms), Cell(storm.LateShare, Wording.Percent), Cell(storm.CalmMs, Wording.Ms), TrustStormsConclusions.Judgement(reading, variant.Id, storm),
        ];
    }
}
