using Breakwater.Fleet;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Experiments;

/// <summary>The measurements of one experiment, with what is needed to speak about them.</summary>
public sealed class Reading
{
    public required FleetSpecification Fleet { get; init; }

    public required FleetRoster Roster { get; init; }

    public required IReadOnlyList<VariantResult> Variants { get; init; }

    public required IReadOnlyList<BreakpointResult> Breakpoints { get; init; }

    public required IReadOnlyList<ControlCitation> Controls { get; init; }

    /// <summary>A measured value; null if that point was not run.</summary>
    public double? Value(string variant, string scaling, int n, string metric)
    {
        var point = Variants.FirstOrDefault(v => v.Id == variant)?.Points.FirstOrDefault(p => p.Axis == PointResult.Agents && p.N == n && p.Scaling == scaling);
        return point is null ? null : Of(point, metric);
    }

    /// <summary>What a run of a certain size measured along another axis, in order.</summary>
    public IReadOnlyList<(double At, double Value)> Along(string variant, string scaling, string axis, int n, string metric) =>
    [
        .. from point in Variants.FirstOrDefault(v => v.Id == variant)?.Points ?? []
           where point.Axis == axis && point.N == n && point.Scaling == scaling
           let value = Of(point, metric)
           where value is not null
           orderby point.At
           select (point.At, value.Value),
    ];

    /// <summary>The fit of a metric; null if too few points were run.</summary>
    public FitResult? Fit(string variant, string scaling, string metric) =>
        Variants.FirstOrDefault(v => v.Id == variant)?.Fits.FirstOrDefault(f => f.Metric == metric && f.Scaling == scaling);

    public BreakpointResult? Breakpoint(string variant, string scaling, string metric) =>
        Breakpoints.FirstOrDefault(b => b.Variant == variant && b.Scaling == scaling && b.Metric == metric);

    /// <summary>The sizes a variant was run at under a rule, for people.</summary>
    public IEnumerable<string> Sizes(string variant, string scaling) =>
        Variants.First(v => v.Id == variant).Points.Where(p => p.Scaling == scaling).Select(p => p.N).Distinct().Order().Select(n => Wording.Number(n));

    /// <summary>The largest fleet that a variant was run at under a rule; 0 if none.</summary>
    public int Largest(string variant, string scaling) =>
        Variants.FirstOrDefault(v => v.Id == variant)?.Points.Where(p => p.Scaling == scaling).Select(p => p.N).DefaultIfEmpty().Max() ?? 0;

    /// <summary>The largest fleet that every one of these variants was run at under a rule; 0 if none.</summary>
    public int LargestCommon(string scaling, params string[] variants) =>
        variants.Select(id => Variants.First(v => v.Id == id).Points.Where(p => p.Scaling == scaling).Select(p => p.N).ToHashSet())
            .Aggregate((a, b) => { a.IntersectWith(b); return a; })
            .DefaultIfEmpty().Max();

    /// <summary>
    /// A value at a size: as measured there, or else from the fit, and whether it was measured. Null if neither is to be had.
    /// </summary>
    public (double Value, bool Measured)? At(string variant, string scaling, int n, string metric)
    {
        if (Value(variant, scaling, n, metric) is { } measured) { return (measured, true); }
        return Predict(variant, scaling, metric, n) is { } predicted ? (predicted.Value, false) : null;
    }

    /// <summary>What the fit of a metric gives at a size.</summary>
    public required Func<string, string, string, double, Prediction?> Predict { get; init; }

    internal static double? Of(PointResult point, string metric) =>
        metric == "money" ? point.Money
        : point.Work.TryGetValue(metric, out var work) ? work
        : point.Effect.TryGetValue(metric, out var effect) ? effect
        : null;
}
