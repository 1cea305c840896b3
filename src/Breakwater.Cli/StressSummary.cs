using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Lab.Results;
using Spectre.Console;

namespace Breakwater.Cli;

/// <summary>The verdict of a run in a dozen lines; the report has the rest.</summary>
internal sealed record StressSummary(ResultsDocument Results, TimeSpan Elapsed, string Folder, IReadOnlyList<string> Files)
{
    private const int MostValues = 5;

    private static readonly string[] Judgements = ["hold", "bend", "break"];

    /// <summary>For people.</summary>
    public void Print(Terminal terminal)
    {
        var scenario = Results.Scenario;
        var output = terminal.Output;
        output.WriteLine($"{scenario.Name}: {Count.Of(scenario.Agents, "agent")}, {Count.Of(scenario.Clusters, "cluster")}, seed {scenario.Seed}, {scenario.Mode} run in {Milestone.Duration(Elapsed)}");
        if (scenario.Partial) { output.WriteLine("Cut short: only what was finished is in the report."); }
        foreach (var control in scenario.ControlsOff) { output.WriteLine($"Not in force: {control}"); }
        var broken = Results.Breakpoints.Where(b => b.At is not null).ToList();
        if (broken.Count > 0) { terminal.Results().Write(Breakpoints(broken)); }
        if (Results.Breakpoints.Count > broken.Count) { output.WriteLine($"Budgets held as far as tested: {Results.Breakpoints.Count - broken.Count} of {Results.Breakpoints.Count}."); }
        output.WriteLine($"Findings: {string.Join(", ", Judgements.Select(j => $"{CountOf(j)} {j}"))}");
        if (Results.Comparison is { } comparison) { WriteComparison(comparison, output); }
        foreach (var threshold in Results.Thresholds ?? []) { WriteThreshold(threshold, output); }
        output.WriteLine($"Report: {Files.FirstOrDefault(f => f.EndsWith(".html", StringComparison.Ordinal)) ?? Folder}");
    }

    /// <summary>For programs.</summary>
    public object ForPrograms(string command, int exitCode) => new
    {
        command,
        exitCode,
        problems = Array.Empty<object>(),
        fleet = Results.Scenario.Name,
        digest = Results.Scenario.Digest,
        agents = Results.Scenario.Agents,
        seed = Results.Scenario.Seed,
        mode = Results.Scenario.Mode,
        partial = Results.Scenario.Partial,
        findings = new { hold = CountOf("hold"), bend = CountOf("bend"), @break = CountOf("break") },
        breakpoints = Results.Breakpoints,
        comparison = Results.Comparison is { } c ? new { moved = c.Moved, headline = c.Headline, notes = c.Notes } : null,
        thresholds = Results.Thresholds,
        folder = Folder,
        files = Files,
    };

    private static void WriteComparison(ComparisonResult comparison, TextWriter output)
    {
        output.WriteLine($"Against the baseline: {comparison.Headline}");
        foreach (var note in comparison.Notes) { output.WriteLine($"  {note}"); }
    }

    private static void WriteThreshold(ThresholdResult threshold, TextWriter output)
    {
        output.WriteLine($"--fail-on {threshold.Expression}: {threshold.Status}");
        List<string> said = threshold.Status == "not measured"
            ? [.. threshold.Missing.Select(m => $"{m} was not measured in this run")]
            : [.. threshold.Values.Where(v => v.Fails).Select(v => $"{v.Name} is {v.Value}")];
        foreach (var line in said.Take(MostValues)) { output.WriteLine($"  {line}"); }
        if (said.Count > MostValues) { output.WriteLine($"  and {said.Count - MostValues} more, in results.json"); }
    }

    private int CountOf(string judgement) => Results.Findings.Count(f => f.Judgement == judgement);

    private static Table Breakpoints(IEnumerable<BreakpointResult> broken)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "Variant", "Metric", "Scaling", "Budget", "Breaks at" }) { table.AddColumn(column); }
        foreach (var breakpoint in broken.OrderBy(b => b.Experiment, StringComparer.Ordinal).ThenBy(b => b.At).ThenBy(b => b.Variant, StringComparer.Ordinal))
        {
            table.AddRow(
                new Text($"{breakpoint.Experiment}/{breakpoint.Variant}"),
                new Text(breakpoint.Metric),
                new Text(breakpoint.Scaling),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{breakpoint.Budget:#,0.###} {breakpoint.Unit}")),
                new Text(At(breakpoint)));
        }

        return table;
    }

    private static string At(BreakpointResult breakpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{breakpoint.At:#,0.##} {breakpoint.Axis} ({breakpoint.How})");
}
