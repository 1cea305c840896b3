using System.CommandLine;
using System.Globalization;
using Breakwater.Cedar.Corpus;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Fleet;
using Breakwater.Policy.Cases;
using Breakwater.Policy.Inspection;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy test</c>: do the policies say what they should?</summary>
internal static class PolicyTestCommand
{
    private const string Name = "policy test";
    private const int Shown = 20;

    public static Command Create(CommandContext context)
    {
        var path = new Argument<string?>("CASES") { Description = $"A file of cases, or a folder: every {PolicyCaseReader.FileName} in and below it", Arity = ArgumentArity.ZeroOrOne };
        var cedar = Arguments.Text("--cedar", "DIR", "Run a folder laid out like the Cedar integration tests instead");
        var all = new Option<bool>("--all") { Description = $"With --cedar: name every disagreement and all that is unsupported (default: the first {Shown})" };
        var json = Arguments.Json();
        var command = new Command("test", "Put requests to bundles and compare the answers with those expected") { path, cedar, all, json };
        command.Validators.Add(result =>
        {
            // Whether, not what: the value of an option that is wrong cannot be asked for.
            if (result.GetResult(path) is { Tokens.Count: > 0 } == result.GetResult(cedar) is not null) { result.AddError("Name either CASES or --cedar DIR."); }
            else if (result.GetResult(all) is { Implicit: false } && (result.GetResult(cedar) is null || result.GetResult(json) is { Implicit: false })) { result.AddError("--all names the findings of --cedar, and goes with neither CASES nor --json."); }
        });
        command.SetAction(parsed => parsed.GetValue(cedar) is { } folder ? RunCedar(context, folder, parsed.GetValue(all) ? int.MaxValue : Shown, parsed.GetValue(json)) : RunCases(context, parsed.GetValue(path)!, parsed.GetValue(json)));
        return command;
    }

    private static int RunCedar(CommandContext context, string folder, int shown, bool json)
    {
        if (!Directory.Exists(folder)) { return context.Reject(Name, [new(folder, 0, 0, "there is no such folder", "name the folder that holds the tests")], json); }
        CorpusReport report;
        using (var progress = new CountProgress(context.Terminal, context.Time, "files"))
        {
            report = CorpusRunner.Run(folder, new Each<CorpusProgress>(p => progress.Report(p.Done, p.Total)), context.Cancellation);
        }
        if (report.Sets == 0) { return context.Reject(Name, [new(folder, 0, 0, "no file in it has policies and requests", "name the folder that holds `corpus-tests`, unpacked")], json); }
        if (json) { JsonOutput.Write(context.Terminal, new { report.Sets, report.Requests, report.Agreed, report.Disagreed, report.Unsupported }); }
        else
        {
            var output = context.Terminal.Output;
            foreach (var (title, count) in new[] { ("sets", report.Sets), ("requests", report.Requests), ("agreed", report.Agreed), ("disagreed", report.Disagreed), ("unsupported", report.Unsupported) })
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title,-12}{count,10:#,0}"));
            }
            foreach (var finding in report.Findings.Take(shown)) { output.WriteLine($"{(finding.IsDisagreement ? "disagreed" : "unsupported")}: {finding.File}{(finding.Request is { } r ? string.Create(CultureInfo.InvariantCulture, $", request {r}") : "")}: {finding.Message}"); }
            if (report.Findings.Count > shown) { output.WriteLine($"… and {Count.Of(report.Findings.Count - shown, "more finding")}: --all names them."); }
        }
        if (report.Agreed + report.Disagreed == 0)
        {
            ProblemList.Write([new(folder, 0, 0, "not one request in it could be decided", "mend what is unsupported; without --json it is named")], context.Terminal);
            return ExitCode.BadInput;
        }
        return report.Disagreed > 0 ? ExitCode.ThresholdCrossed : ExitCode.Done;
    }

    private static int RunCases(CommandContext context, string path, bool json)
    {
        var problems = new List<Problem>();
        var loaded = new List<(PolicyCaseFile File, LoadedPolicies Policies)>();
        var fleets = new Dictionary<string, FleetSpecification?>(StringComparer.Ordinal);
        foreach (var file in Files(path))
        {
            var read = PolicyCaseReader.Load(file);
            problems.AddRange(read.Problems);
            if (read.File is not { } cases) { continue; }
            var folder = Path.GetDirectoryName(file) is { Length: > 0 } parent ? parent : ".";
            var bundles = BundleInput.Read(cases.Bundles.Select(b => BundleInput.Below(folder, b)), problems);
            var fleetPath = BundleInput.Below(folder, cases.Fleet);
            if (!fleets.TryGetValue(fleetPath, out var fleet)) { fleets.Add(fleetPath, fleet = BundleInput.Fleet(context, fleetPath, problems)); }
            if (fleet is null || problems.Count > 0) { continue; }
            if (BundleInput.Load(fleet, cases.Tenant, bundles, problems) is not { } policies) { continue; }
            problems.AddRange(PolicyCases.Check(cases, policies));
            loaded.Add((cases, policies));
        }
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }

        var results = loaded.Select(l => (l.File, Results: PolicyCases.Run(l.File, l.Policies))).ToList();
        var all = results.SelectMany(r => r.Results).ToList();
        var exitCode = all.TrueForAll(r => r.Passed) ? ExitCode.Done : ExitCode.ThresholdCrossed;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode, problems, cases = all.Count, passed = all.Count(r => r.Passed), failed = all.Count(r => !r.Passed),
                failures = results.SelectMany(f => f.Results.Where(r => !r.Passed).Select(r => new { file = f.File.File, line = r.Case.Line, name = r.Case.Name, r.Differences })),
            });
            return exitCode;
        }
        var output = context.Terminal.Output;
        foreach (var (file, cases) in results)
        {
            output.WriteLine($"{file.File}: {Count.Of(cases.Count, "case")}, {cases.Count(c => !c.Passed)} failed");
            foreach (var failed in cases.Where(c => !c.Passed))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {file.File}:{failed.Case.Line}: {failed.Case.Name}"));
                foreach (var difference in failed.Differences) { output.WriteLine($"      {difference}"); }
            }
        }
        output.WriteLine($"{Count.Of(all.Count, "case")}: {all.Count(r => r.Passed)} passed, {all.Count(r => !r.Passed)} failed.");
        return exitCode;
    }

    private static IReadOnlyList<string> Files(string path)
    {
        if (!Directory.Exists(path)) { return [path]; }
        string[] found = [.. Directory.EnumerateFiles(path, PolicyCaseReader.FileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : [Path.Combine(path, PolicyCaseReader.FileName)];
    }

    /// <summary>Reports at once, on the thread that works.</summary>
    private sealed class Each<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
