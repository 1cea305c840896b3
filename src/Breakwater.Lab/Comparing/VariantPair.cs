using Breakwater.Lab.Results;

namespace Breakwater.Lab.Comparing;

/// <summary>A variant that both runs measured.</summary>
internal sealed record VariantPair(ExperimentResult Experiment, VariantResult Before, VariantResult After)
{
    /// <summary>Every such variant, in the order of the current run.</summary>
    public static IReadOnlyList<VariantPair> Of(ResultsDocument baseline, ResultsDocument current) =>
    [
        .. from experiment in current.Experiments
           from after in experiment.Variants
           where after.Points.Count > 0
           let before = baseline.Experiments.FirstOrDefault(e => e.Id == experiment.Id)?.Variants.FirstOrDefault(v => v.Id == after.Id)
           where before is { Points.Count: > 0 }
           select new VariantPair(experiment, before, after),
    ];

    /// <summary>Variants that one run measured and the other did not.</summary>
    public static IReadOnlyList<string> Only(ResultsDocument here, ResultsDocument there)
    {
        var others = Measured(there).ToHashSet(StringComparer.Ordinal);
        return [.. Measured(here).Where(v => !others.Contains(v))];
    }

    private static IEnumerable<string> Measured(ResultsDocument results) =>
        from experiment in results.Experiments
        from variant in experiment.Variants
        where variant.Points.Count > 0
        select $"{experiment.Id}/{variant.Id}";
}
