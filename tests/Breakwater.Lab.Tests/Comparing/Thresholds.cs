using Breakwater.Lab.Comparing;
using Breakwater.Lab.Experiments;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Comparing;

/// <summary>Thresholds of the toy, at random.</summary>
internal static class Thresholds
{
    public static readonly ThresholdNames Names = new([new ToyExperiment()], Bank.Fleet);

    private static readonly (string Variant, string? Scaling)[] s_places =
    [
        ("plain", null), ("plain", ScalingNames.Complete), ("plain", ScalingNames.ConstantDegree), ("clever", null), ("clever", ScalingNames.ConstantDegree),
        ("*", null), ("*", ScalingNames.Complete), ("*", ScalingNames.ConstantDegree),
    ];

    private static readonly Gen<ThresholdOperator> s_operator = Gen.Elements(Enum.GetValues<ThresholdOperator>());

    private static readonly Gen<double> s_limit = Gen.OneOf(Gen.Choose(0, 12).Select(n => (double)n), Gen.Elements(0.5, 2.25, 1e21, 1e-7, 0.1));

    public static readonly Gen<Threshold> Any = Gen.OneOf(Metric(), Breakpoint(), Class(), Finding());

    private static Gen<Threshold> Metric() =>
        from place in Gen.Elements(s_places)
        from metric in Gen.Elements(("checks", new[] { "" }), ("delayMs", ["", "ms", "us", "s", "ns"]), ("kept", ["", "%"]), ("money", [""]))
        from unit in Gen.Elements(metric.Item2)
        from at in Gen.Elements<int?>(null, 5, 10, 50)
        from op in s_operator
        from limit in s_limit
        select (Threshold)new MetricThreshold("toy", place.Variant, metric.Item1, at, place.Scaling, op, limit, unit);

    private static Gen<Threshold> Breakpoint() =>
        from place in Gen.Elements(s_places)
        from metric in place.Scaling == ScalingNames.Complete ? Gen.Elements<string?>(null, "delayMs") : Gen.Elements<string?>(null, "delayMs", "money")
        from op in s_operator
        from limit in s_limit
        select (Threshold)new BreakpointThreshold("toy", place.Variant, metric, place.Scaling, op, limit);

    private static Gen<Threshold> Class() =>
        from place in Gen.Elements(s_places)
        from metric in Gen.Elements<string?>(null, "checks", "delayMs")
        from op in s_operator
        from growth in Gen.Elements<string>("constant", "sublinear", "linear", "superlinear", "quadratic", "worse", "hard-limit")
        select (Threshold)new ClassThreshold("toy", place.Variant, metric, place.Scaling, op, growth);

    private static Gen<Threshold> Finding() =>
        from id in Gen.Elements("Y1", "Y2")
        from op in s_operator
        from judgement in Gen.Elements("hold", "bend", "break")
        select (Threshold)new FindingThreshold(id, op, judgement);
}
