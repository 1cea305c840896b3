using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.TrustScaling.TrustScalingExperiment;

namespace Breakwater.Lab.TrustScaling;

/// <summary>Published figures beside measured ones.</summary>
internal static class TrustTables
{
    private static readonly (int N, string Time, string Failures)[] Published = [(3, "< 1 ms", "0%"), (10, "~5 ms", "0.1%"), (100, "~500 ms", "2.3%"), (1_000, "~50 s", "15.7%")];

    public static ResultTable ArticleTable(Reading reading)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (n, time, failures) in Published)
        {
            rows.Add([
                n.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture), time, failures,
                Cell(reading, FullMesh, n, "coreMs", Wording.Ms), Cell(reading, FullMesh, n, "coldMs", Wording.Ms), Cell(reading, FullMesh, n, "failureShare", Wording.Percent),
                Cell(reading, Cached, n, "coreMs", Wording.Ms), Cell(reading, Cached, n, "coldMs", Wording.Ms), Cell(reading, Cached, n, "failureShare", Wording.Percent),
            ]);
        }
        return new(
            "The article's table, measured: everyone checks everyone once",
            ["Agents", "Article: time", "Article: failures", "Mesh: one core", "Mesh: this fleet's nodes", "Mesh: failures", "Shipped: one core", "Shipped: this fleet's nodes", "Shipped: failures"],
            rows,
            $"Article: \"Scaling AI Agents from 10 to 10,000\", part 1 (3 to 100 agents measured there, 1,000 simulated). A failure is a check answered after the deadline of {Wording.Ms(reading.Fleet.Trust.VerificationDeadline.TotalMilliseconds)}; "
            + "the article does not state its own. Values marked ≈ come from the fit; \"–\" was not run and no law was fitted. The shipped control's time includes the way of the rosters between regions.");
    }

    public static ResultTable Savings(Reading reading)
    {
        var n = reading.LargestCommon(ScalingNames.Complete, FullMesh, CachedMesh, Hierarchy, Cached);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var size in new[] { n, 1_000 }.Where(s => s > 0).Distinct())
        {
            var mesh = reading.At(FullMesh, ScalingNames.Complete, size, "steadyChecks");
            foreach (var (variant, name, claim) in new[]
            {
                (FullMesh, "neither", "n²"),
                (CachedMesh, "cache alone", "−90%"),
                (Hierarchy, "hierarchy alone", "n log n"),
                (Cached, "both", "250 times less"),
            })
            {
                var value = reading.At(variant, ScalingNames.Complete, size, "steadyChecks");
                rows.Add([
                    size.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture), name, claim, Show(value, Wording.Number),
                    value is { } v && mesh is { } m && v.Value > 0 ? $"{(v.Measured && m.Measured ? "" : "≈ ")}{Wording.Number(m.Value / v.Value)}" : "–",
                    reading.Fit(variant, ScalingNames.Complete, "steadyChecks")?.Class ?? "–",
                ]);
            }
        }
        return new("What cache and hierarchy save, alone and together",
            ["Agents", "With", "Article", "Signature checks per round, steady", "Times fewer than neither", "Class"],
            rows, "Everyone dealing with everyone; mean of the rounds of one cache life. Values marked ≈ come from the fit.");
    }

    /// <summary>Fitted up to 1,000 agents, predicted beyond, and run: both.</summary>
    public static ResultTable? PredictionCheck(Reading reading)
    {
        var rows = reading.Variants
            .SelectMany(v => v.Fits.Where(f => f.Metric is "signatureChecks" or "coreMs").SelectMany(f => f.Predictions
                .Where(p => p.Measured is not null && p.Predicted > 0)
                .Select(p => (IReadOnlyList<string>)[
                    v.Title, f.Metric == "coreMs" ? "core time, ms" : "signature checks", f.Scaling.Replace('-', ' '), Wording.Number(p.At), Wording.Number(p.Predicted), $"{Wording.Number(p.Low)} to {Wording.Number(p.High)}",
                    Wording.Number(p.Measured!.Value), Wording.Percent(p.Measured!.Value / p.Predicted - 1),
                ])))
            .ToList();
        return rows.Count == 0 ? null : new("Predicted from at most 1,000 agents, then run", ["Variant", "Metric", "Scaling", "Agents", "Predicted", "95% interval", "Measured", "Off by"], rows, null);
    }

    public static ResultTable? Possession(Reading reading)
    {
        var rows = reading.Variants.First(v => v.Id == Cached).Points
            .Where(p => p.Work.ContainsKey("possessionProofs"))
            .Select(p => (IReadOnlyList<string>)[
                Wording.Number(p.N), Wording.Number(p.Work["checksPerAgent"]), Wording.Ms(p.Effect["coreMs"]), Wording.Number(p.Work["possessionProofs"]), Wording.Ms(p.Effect["possessionCoreMs"]),
            ])
            .ToList();
        return rows.Count == 0 ? null : new("Proofs of possession, beside the credential checks", ["Agents", "Credential checks per agent", "Core time", "Proofs", "Core time"], rows,
            "One proof for each session: the agent signs the gate's challenge, the gate imports the agent's key and verifies.");
    }

    private static string Cell(Reading reading, string variant, int n, string metric, Func<double, string> show) => Show(reading.At(variant, ScalingNames.Complete, n, metric), show);

    private static string Show((double Value, bool Measured)? value, Func<double, string> show) =>
        value is { } v ? $"{(v.Measured ? "" : "≈ ")}{show(v.Value)}" : "–";
}
