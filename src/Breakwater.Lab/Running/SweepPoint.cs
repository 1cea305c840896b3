using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>One run that is planned: which variant, under which rule, at which size.</summary>
internal sealed record SweepPoint(Experiment Experiment, VariantSpec Variant, string Scaling, int N)
{
    public double Cost => Experiment.Cost(Variant, Scaling, N);
}

/// <summary>One run that is finished.</summary>
internal sealed record MeasuredPoint(SweepPoint Plan, Measurements Measured, double Seconds)
{
    public PointResult ToResult(ulong seed) => new()
    {
        Axis = "agents",
        At = Plan.N,
        N = Plan.N,
        Seed = seed,
        Scaling = Plan.Scaling,
        Work = Measured.Work.ToDictionary(m => m.Key, m => Rounded(m.Value), StringComparer.Ordinal),
        Effect = Measured.Effect.ToDictionary(m => m.Key, m => Rounded(m.Value), StringComparer.Ordinal),
        Money = Rounded(Measured.Money),
    };

    // Ten significant digits: below lies rounding, which differs between processors' instruction sets.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("E9", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
