using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>One run that is planned: which variant, under which rule, at which size.</summary>
internal sealed record SweepPoint(Experiment Experiment, VariantSpec Variant, string Scaling, int N, StressMode Mode = StressMode.Default)
{
    public double Cost => Experiment.Cost(Variant, Scaling, N, Mode);
}

/// <summary>One run that is finished.</summary>
internal sealed record MeasuredPoint(SweepPoint Plan, Measurements Measured, double Seconds)
{
    /// <summary>What the controls' instruments counted meanwhile.</summary>
    public TelemetryTally Counted { get; init; } = new();

    public PointResult ToResult(ulong seed) => ToResult(PointResult.Agents, Plan.N, Measured, seed);

    /// <summary>What was measured along other axes in the same run.</summary>
    public IEnumerable<PointResult> Beside(ulong seed) => Measured.Beside.Select(b => ToResult(b.Axis, b.At, b.Measured, seed));

    private PointResult ToResult(string axis, double at, Measurements measured, ulong seed) => new()
    {
        Axis = axis,
        At = at,
        N = Plan.N,
        Seed = seed,
        Scaling = Plan.Scaling,
        Work = measured.Work.ToDictionary(m => m.Key, m => Rounded(m.Value), StringComparer.Ordinal),
        Effect = measured.Effect.ToDictionary(m => m.Key, m => Rounded(m.Value), StringComparer.Ordinal),
        Money = Rounded(measured.Money),
    };

    // Ten significant digits: below lies rounding, which differs between processors' instruction sets.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("E9", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
