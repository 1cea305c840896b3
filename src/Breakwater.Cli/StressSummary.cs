using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Lab.Results;
using Breakwater.Reports.Judging;
using Spectre.Console;

namespace Breakwater.Cli;

/// <summary>The verdict of a run in a dozen lines; the report has the rest.</summary>
internal sealed record StressSummary(ResultsDocument Results, TimeSpan Elapsed, string Folder, IReadOnlyList<string> Files)
{
    private const int MostValues = 5;

    /// <summary>A command that shows something of the run's audit log; null if it has none.</summary>
    public string? Next { get; init; }

    /// <summary>For people.</summary>
    public void Print(Terminal terminal)
    {
        var scenario = Results.Scenario;
        var output = terminal.Output;
        output.WriteLine($"{scenario.Name}: {Count.Of(scenario.Agents, "agent")}, {Count.Of(scenario.Clusters, "cluster")}, seed {scenario.Seed}, {scenario.Mode} run in {Milestone.Duration(Elapsed)}");
        if (scenario.Partial) { output.WriteLine("Cut short: only what was finished is in the report."); }
        foreach (var control in scenario.ControlsOff) { output.WriteLine($"Not in force: {control}"); }
        var verdict = RunVerdict.Of(Results);
        output.WriteLine();
        Lines(terminal, verdict.Headline + ".");
        foreach (var group in verdict.Groups) { output.WriteLine($"  {group.Title + ":",-28}{group.Tally()}"); }
        if (verdict.Coverage is { } coverage) { Lines(terminal, "Still to come: " + coverage); }
        if (FirstBreak.Of(Results) is { Count: > 0 } first)
        {
            terminal.Results().Write(Breakpoints(first));
            if (first.Any(f => f.Place.StartsWith('≈'))) { output.WriteLine("≈ extrapolated from the fitted law"); }
        }
        if (Results.Comparison is { } comparison) { WriteComparison(comparison, output); }
        foreach (var threshold in Results.Thresholds ?? []) { WriteThreshold(threshold, output); }
        output.WriteLine($"Report: {Files.FirstOrDefault(f => f.EndsWith(".html", StringComparison.Ordinal)) ?? Folder}");
        if (Next is not null) { output.WriteLine($"Next: {Next}"); }
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
        verdict = RunVerdict.Of(Results).Headline,
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

    /// <summary>What ships, then what breaks of the rest; a title before each kind.</summary>
    private static Table Breakpoints(IReadOnlyList<FirstBreak> first)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "First to break", "Budget" }) { table.AddColumn(column); }
        foreach (var column in new[] { "Limit", "At" }) { table.AddColumn(new TableColumn(column).NoWrap()); }
        foreach (var subject in first.GroupBy(f => f.Title))
        {
            table.AddRow(new Text(subject.Key));
            foreach (var row in subject)
            {
                // The same variant may stand in several experiments.
                var name = first.Count(f => f.Variant == row.Variant) > 1 ? $"{row.Variant} ({row.Experiment})" : row.Variant;
                table.AddRow(new Padder(new Text(name), new Padding(2, 0, 0, 0)), new Text(row.Budget), new Text(row.Limit), new Text(row.Place));
            }
        }

        return table;
    }

    /// <summary>Text broken between words, so that no line is wider than the terminal.</summary>
    private static void Lines(Terminal terminal, string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > terminal.Width)
            {
                terminal.Output.WriteLine(line);
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + word;
        }

        terminal.Output.WriteLine(line);
    }
}
