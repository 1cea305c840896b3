namespace Breakwater.Lab.Results;

/// <summary>What moved against an earlier run. A list that is empty means that nothing of its kind moved.</summary>
public sealed record ComparisonResult
{
    /// <summary>The earlier run.</summary>
    public required BaselineResult Baseline { get; init; }
    /// <summary>Whether anything moved.</summary>
    public required bool Moved { get; init; }
    /// <summary>In one line.</summary>
    public required string Headline { get; init; }
    /// <summary>What the two runs do not have in common and what follows from it, one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
    /// <summary>How many values both runs measured and were compared.</summary>
    public required int Compared { get; init; }
    public required IReadOnlyList<SeriesMove> Series { get; init; }
    public required IReadOnlyList<LawMove> Laws { get; init; }
    public required IReadOnlyList<BreakpointMove> Breakpoints { get; init; }
    public required IReadOnlyList<StatusMove> Findings { get; init; }
    public required IReadOnlyList<StatusMove> Controls { get; init; }
    public required IReadOnlyList<StatusMove> Questions { get; init; }
    /// <summary>Variants measured by this run alone, as <c>experiment/variant</c>.</summary>
    public required IReadOnlyList<string> OnlyHere { get; init; }
    /// <summary>Variants measured by the baseline alone.</summary>
    public required IReadOnlyList<string> OnlyInBaseline { get; init; }
}

/// <summary>The run compared with.</summary>
public sealed record BaselineResult(string Name, string Digest, int Agents, ulong Seed, string Mode, string CalibrationDigest, string Reproduce);

/// <summary>A metric of a variant under a rule whose values moved.</summary>
/// <param name="Experiment">First part of the metric's name.</param>
/// <param name="Variant">Second part.</param>
/// <param name="Metric">Third part.</param>
/// <param name="Scaling">Scaling rule.</param>
/// <param name="Kind"><c>work</c>, <c>effect</c> or <c>money</c>.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Compared">Sizes that both runs measured.</param>
/// <param name="Direction"><c>better</c>, <c>worse</c> or, where sizes differ in that, <c>mixed</c>.</param>
/// <param name="Values">The sizes at which it moved, ascending.</param>
public sealed record SeriesMove(
    string Experiment, string Variant, string Metric, string Scaling, string Kind, string Unit, int Compared, string Direction, IReadOnlyList<ValueMove> Values);

/// <summary>One value that moved.</summary>
/// <param name="At">Size.</param>
/// <param name="Before">In the baseline.</param>
/// <param name="After">In this run.</param>
/// <param name="Interval">95% prediction interval of the baseline's law, which the value left; null where values are exact.</param>
public sealed record ValueMove(double At, double Before, double After, IReadOnlyList<double>? Interval);

/// <summary>A law that became another.</summary>
public sealed record LawMove(string Experiment, string Variant, string Metric, string Scaling, LawState Before, LawState After);

/// <summary>A law on one side of a comparison.</summary>
/// <param name="Class">Class of growth.</param>
/// <param name="Formula">For people.</param>
/// <param name="Exponent">Local exponent at the top of the ladder.</param>
/// <param name="Interval">Its 95% interval; null where too few points.</param>
public sealed record LawState(string Class, string Formula, double Exponent, IReadOnlyList<double>? Interval);

/// <summary>A breakpoint that moved.</summary>
public sealed record BreakpointMove(string Experiment, string Variant, string Metric, string Scaling, string BudgetName, string Unit, string Axis, string Direction, BreakpointState Before, BreakpointState After);

/// <summary>A breakpoint on one side of a comparison; the members are those of <see cref="BreakpointResult"/>.</summary>
public sealed record BreakpointState(double Budget, double? At, double TestedTo, string How, IReadOnlyList<double>? Interval);

/// <summary>A judgement or a status that changed; null on the side that does not have it.</summary>
public sealed record StatusMove(string Id, string Title, string? Before, string? After);
