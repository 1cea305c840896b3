using Breakwater.Lab.Results;

namespace Breakwater.Lab.Experiments;

/// <summary>What an experiment makes of its measurements.</summary>
public sealed class Conclusions
{
    public List<ResultTable> Tables { get; } = [];

    public List<ChartResult> Charts { get; } = [];

    public List<Finding> Findings { get; } = [];

    public List<StressPoint> StressPoints { get; } = [];

    /// <summary>What was taken as given in what was run, beside what is taken as given in any run of the experiment.</summary>
    public IReadOnlyList<string> Assumptions { get; set; } = [];

    /// <summary>Breakpoints on other axes than the fleet's size, which the lab seeks itself.</summary>
    public List<BreakpointResult> Breakpoints { get; } = [];

    /// <summary>Answers by question id.</summary>
    public Dictionary<string, (string Answer, IReadOnlyList<string> Evidence)> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Hypotheses decided on this experiment's evidence, by id: <c>supported</c>, <c>refuted</c> or <c>undecided</c> with why, and what to read.</summary>
    public Dictionary<int, (string Verdict, string Because, IReadOnlyList<string> Evidence)> Hypotheses { get; } = [];

    /// <summary>Measured class of growth and evidence by control id.</summary>
    public Dictionary<string, (string? Class, IReadOnlyList<string> Evidence)> Controls { get; } = new(StringComparer.Ordinal);
}
