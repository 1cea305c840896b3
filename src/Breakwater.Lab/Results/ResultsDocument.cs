namespace Breakwater.Lab.Results;

/// <summary>
/// The whole of <c>results.json</c>. Byte-identical for the same inputs: no wall-clock time, key, signature or root hash enters it.
/// Readers ignore what they do not know; a minor version only adds.
/// </summary>
public sealed record ResultsDocument
{
    /// <summary>Name and version of the schema.</summary>
    public const string CurrentSchema = "breakwater.results/1.2";

    public string Schema { get; init; } = CurrentSchema;
    public required ScenarioResult Scenario { get; init; }
    public required IReadOnlyList<ExperimentResult> Experiments { get; init; }
    public required IReadOnlyList<BreakpointResult> Breakpoints { get; init; }
    public required IReadOnlyList<Finding> Findings { get; init; }
    public required IReadOnlyList<HypothesisResult> Hypotheses { get; init; }
    public required IReadOnlyList<ControlResult> Controls { get; init; }
    public required IReadOnlyList<QuestionResult> Questions { get; init; }
    public required IReadOnlyList<Deliverable> Deliverables { get; init; }
    public required RosterResult Roster { get; init; }
    /// <summary>What moved against an earlier run; null where none was given. Since 1.1.</summary>
    public ComparisonResult? Comparison { get; init; }
    /// <summary>Conditions under which the run was to fail; null where none was given. Since 1.1.</summary>
    public IReadOnlyList<ThresholdResult>? Thresholds { get; init; }
    /// <summary>What the runtime's own instruments counted during the run. Since 1.2.</summary>
    public TelemetryResult? Telemetry { get; init; }
}

/// <summary>What was run.</summary>
public sealed record ScenarioResult
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required string Digest { get; init; }
    public required int Agents { get; init; }
    public required int Clusters { get; init; }
    public required string Currency { get; init; }
    public required ulong Seed { get; init; }
    /// <summary><c>quick</c>, <c>default</c> or <c>full</c>.</summary>
    public required string Mode { get; init; }
    /// <summary>The command line that repeats the run.</summary>
    public required string Reproduce { get; init; }
    /// <summary>Whether the run ended before every point was measured (Ctrl-C).</summary>
    public required bool Partial { get; init; }
    public required CalibrationResult Calibration { get; init; }
    /// <summary>Controls set to <c>off</c> or <c>observe</c> in the fleet file, as <c>name: mode</c>. Printed first.</summary>
    public required IReadOnlyList<string> ControlsOff { get; init; }
    public required IReadOnlyList<string> Assumptions { get; init; }
}

/// <summary>The calibration profile that turned counted work into time.</summary>
public sealed record CalibrationResult(string Profile, string Digest, string Machine, string Measured);

/// <summary>One experiment: its questions, its metrics, its variants and what they measured.</summary>
public sealed record ExperimentResult
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    /// <summary>Stress dimension, such as <c>2</c> for the 100-agent test's second.</summary>
    public required int Dimension { get; init; }
    public required IReadOnlyList<ControlCitation> Controls { get; init; }
    public required IReadOnlyList<MetricResult> Metrics { get; init; }
    public required IReadOnlyList<VariantResult> Variants { get; init; }
    /// <summary>Comparisons worth a table of their own, such as a seed's published figures beside the measured ones.</summary>
    public required IReadOnlyList<ResultTable> Tables { get; init; }
    /// <summary>Charts worth drawing; the data are in the variants' points.</summary>
    public required IReadOnlyList<ChartResult> Charts { get; init; }
    /// <summary>What the experiment takes as given, one sentence each.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }
}

/// <summary>A control by its current number and, where a source cites another, that one.</summary>
public sealed record ControlCitation(string Id, string Name, string? CitedAs, string Tier, string Configuration);

/// <summary>A metric; its full name is <c>experiment/variant/metric</c>.</summary>
/// <param name="Name">Name within the experiment.</param>
/// <param name="Title">For people.</param>
/// <param name="Unit">Such as <c>checks</c>, <c>ms</c>, <c>USD/month</c>, <c>share</c>.</param>
/// <param name="Better"><c>lower</c> or <c>higher</c>.</param>
/// <param name="Kind"><c>work</c>, <c>effect</c> or <c>money</c>.</param>
public sealed record MetricResult(string Name, string Title, string Unit, string Better, string Kind);

/// <summary>One way of running the control.</summary>
public sealed record VariantResult
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    /// <summary><c>baseline</c>, <c>adapted</c> or <c>failed-attempt</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>How far it climbs in this mode.</summary>
    public required int MaxAgents { get; init; }
    public required IReadOnlyList<PointResult> Points { get; init; }
    public required IReadOnlyList<FitResult> Fits { get; init; }
}

/// <summary>One measured point.</summary>
public sealed record PointResult
{
    /// <summary>The axis that every experiment has: the fleet's size.</summary>
    public const string Agents = "agents";

    /// <summary>What varies: <c>agents</c>, or another axis along which a run of <see cref="N"/> agents was measured, such as <c>depth</c>.</summary>
    public required string Axis { get; init; }
    public required double At { get; init; }
    public required int N { get; init; }
    public required ulong Seed { get; init; }
    /// <summary>Scaling rule: <c>constant-degree</c>, <c>proportional</c> or <c>complete</c>.</summary>
    public required string Scaling { get; init; }
    public required IReadOnlyDictionary<string, double> Work { get; init; }
    public required IReadOnlyDictionary<string, double> Effect { get; init; }
    /// <summary>Money per month, in the fleet's currency.</summary>
    public required double Money { get; init; }
}

/// <summary>A law fitted to one metric under one scaling rule.</summary>
public sealed record FitResult
{
    public required string Metric { get; init; }
    public required string Scaling { get; init; }
    /// <summary><c>constant</c>, <c>log n</c>, <c>n</c>, <c>n log n</c>, <c>n²</c>, <c>a + bn + cn²</c>, <c>power law</c>.</summary>
    public required string Law { get; init; }
    /// <summary>Formula with its coefficients, for people.</summary>
    public required string Formula { get; init; }
    public required IReadOnlyList<double> Coefficients { get; init; }
    /// <summary><c>constant</c>, <c>sublinear</c>, <c>linear</c>, <c>superlinear</c>, <c>quadratic</c>, <c>worse</c> or <c>hard limit</c>.</summary>
    public required string Class { get; init; }
    /// <summary>Local exponent d log y / d log n at the top of the ladder.</summary>
    public required double Exponent { get; init; }
    /// <summary>95% interval of the exponent; two numbers, null where too few points.</summary>
    public IReadOnlyList<double>? ExponentInterval { get; init; }
    public required double R2 { get; init; }
    /// <summary>N above which the dominant term dominates; null for a one-term law.</summary>
    public double? Crossover { get; init; }
    /// <summary>Smallest and largest N the fit was made on.</summary>
    public required IReadOnlyList<double> Range { get; init; }
    /// <summary>Predictions beyond the range, each with its interval and, where it was run, what was measured.</summary>
    public required IReadOnlyList<PredictionResult> Predictions { get; init; }
}

/// <summary>A prediction beyond the fitted range.</summary>
public sealed record PredictionResult(double At, double Predicted, double Low, double High, double? Measured);

/// <summary>The smallest value on an axis at which a budget is broken.</summary>
public sealed record BreakpointResult
{
    public required string Experiment { get; init; }
    public required string Variant { get; init; }
    public required string Metric { get; init; }
    public required string Scaling { get; init; }
    public required string BudgetName { get; init; }
    public required double Budget { get; init; }
    public required string Unit { get; init; }
    public required string Axis { get; init; }
    /// <summary>Null when the budget held up to <see cref="TestedTo"/> and no extrapolation reaches it.</summary>
    public double? At { get; init; }
    public required double TestedTo { get; init; }
    /// <summary><c>measured</c> (bisected on real runs), <c>extrapolated</c> (from the fit) or <c>held</c>.</summary>
    public required string How { get; init; }
    /// <summary>95% interval of an extrapolated breakpoint.</summary>
    public IReadOnlyList<double>? Interval { get; init; }
}

/// <summary>A finding in the seeds' shape.</summary>
public sealed record Finding
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    /// <summary><c>A</c> to <c>F</c>.</summary>
    public required string Deliverable { get; init; }
    public required int Dimension { get; init; }
    public required string Specification { get; init; }
    public required IReadOnlyList<ControlCitation> ControlMapping { get; init; }
    /// <summary>
    /// Whose judgement it is: <c>baseline</c> (the control as the framework states it for five agents), <c>adapted</c> (as it ships),
    /// <c>failed-attempt</c> (what others tried and dropped) or <c>fleet</c> (this fleet's own description).
    /// </summary>
    public required string Subject { get; init; }
    /// <summary><c>hold</c>, <c>bend</c> or <c>break</c>.</summary>
    public required string Judgement { get; init; }
    public required string Expected { get; init; }
    public required string Actual { get; init; }
    /// <summary>Class of growth; null where nothing grows.</summary>
    public string? Class { get; init; }
    /// <summary>In words, such as <c>152 agents (measured)</c>; null where there is none.</summary>
    public string? Breakpoint { get; init; }
    public string? Adaptation { get; init; }
    public string? Bought { get; init; }
    public required string Recommendation { get; init; }
    public required AffectedResult Affected { get; init; }
    /// <summary>Metric names <c>experiment/variant/metric</c>, or <c>roster</c>.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }
    /// <summary>What the source left open and the fleet file assumed, where the finding rests on it.</summary>
    public string? Assumed { get; init; }
}

/// <summary>What a finding touches on this fleet.</summary>
public sealed record AffectedResult(IReadOnlyList<string> Agents, IReadOnlyList<string> Clusters, IReadOnlyList<string> Paths);

/// <summary>One of the six hypotheses of the 100-agent test.</summary>
/// <param name="Id">1 to 6.</param>
/// <param name="Text">The hypothesis, restated.</param>
/// <param name="Verdict"><c>supported</c>, <c>refuted</c> or <c>undecided</c>.</param>
/// <param name="Reasoning">Why.</param>
/// <param name="Evidence">Metric names, or <c>roster</c>.</param>
public sealed record HypothesisResult(int Id, string Text, string Verdict, string Reasoning, IReadOnlyList<string> Evidence);

/// <summary>A control of the framework and where it stands.</summary>
/// <param name="Id">Current number.</param>
/// <param name="Name">Name.</param>
/// <param name="Domain">Domain id.</param>
/// <param name="Tier">Lowest tier that requires it; 0 where none is stated.</param>
/// <param name="Status"><c>measured</c>, <c>implemented</c> (runs, not yet measured at scale), <c>not implemented</c> or <c>declared</c> (governance).</param>
/// <param name="Class">Measured class of growth, else null.</param>
/// <param name="Expected">The framework's expectation of its growth.</param>
/// <param name="Evidence">Metric names.</param>
public sealed record ControlResult(string Id, string Name, string Domain, int Tier, string Status, string? Class, string Expected, IReadOnlyList<string> Evidence);

/// <summary>One of the 42 questions of the seeds.</summary>
/// <param name="Id">Such as <c>1.2.3</c>: source, dimension, number.</param>
/// <param name="Source"><c>tabletop</c> or <c>100-agent</c>.</param>
/// <param name="Dimension">Stress dimension, 1 to 8.</param>
/// <param name="Text">The question, restated.</param>
/// <param name="Status"><c>answered</c> or <c>not yet measured</c>.</param>
/// <param name="Answer">The answer with its numbers; null until there is one.</param>
/// <param name="Evidence">Metric names, or <c>roster</c>.</param>
public sealed record QuestionResult(string Id, string Source, int Dimension, string Text, string Status, string? Answer, IReadOnlyList<string> Evidence);

/// <summary>A deliverable in its five parts.</summary>
public sealed record Deliverable
{
    /// <summary><c>A</c> to <c>F</c>.</summary>
    public required string Id { get; init; }
    public required string Title { get; init; }
    /// <summary><c>complete</c>, <c>partial</c> or <c>not yet measured</c>.</summary>
    public required string Status { get; init; }
    /// <summary>Paragraphs of the scenario specification.</summary>
    public required IReadOnlyList<string> Specification { get; init; }
    public required IReadOnlyList<ControlCitation> ControlMapping { get; init; }
    public required IReadOnlyList<StressPoint> StressPoints { get; init; }
    /// <summary>Ids of findings.</summary>
    public required IReadOnlyList<string> Findings { get; init; }
    public required IReadOnlyList<string> Recommendations { get; init; }
}

/// <summary>Where the framework is expected to hold, bend or break, and what happened.</summary>
/// <param name="Subject">What is stressed.</param>
/// <param name="Judgement"><c>hold</c>, <c>bend</c> or <c>break</c>.</param>
/// <param name="Reasoning">Why, with numbers.</param>
/// <param name="Evidence">Metric names, or <c>roster</c>.</param>
public sealed record StressPoint(string Subject, string Judgement, string Reasoning, IReadOnlyList<string> Evidence);

/// <summary>A table: cells are text, already with their units.</summary>
public sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string? Note);

/// <summary>A chart to draw from the points: one metric against the axis, one series for each variant and scaling.</summary>
/// <param name="Id">Unique in the document; names the SVG file.</param>
/// <param name="Title">For people.</param>
/// <param name="Metric">Metric name within the experiment.</param>
/// <param name="Axis">Axis name of the points.</param>
/// <param name="Scaling">Which points; null for those of every rule.</param>
/// <param name="Variants">Ids of the variants to draw, in order.</param>
/// <param name="LogX">Logarithmic x axis.</param>
/// <param name="LogY">Logarithmic y axis.</param>
/// <param name="Budget">A horizontal line; null for none.</param>
/// <param name="BudgetName">What the line is.</param>
public sealed record ChartResult(
    string Id, string Title, string Metric, string Axis, string? Scaling, IReadOnlyList<string> Variants, bool LogX, bool LogY, double? Budget, string? BudgetName);
