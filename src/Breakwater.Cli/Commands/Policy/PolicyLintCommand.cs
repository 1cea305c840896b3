using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Inspection;
using Breakwater.Policy.Lint;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy lint</c>: what is valid and probably not meant?</summary>
internal static class PolicyLintCommand
{
    private const string Name = "policy lint";
    private const int MaxGenerated = 100_000;

    public static Command Create(CommandContext context)
    {
        var (bundles, fleet, json) = (BundleInput.Bundles(), BundleInput.FleetOption(), Arguments.Json());
        var command = new Command("lint", "Find policies that cannot matter, permits that meet forbids, and requests that places or versions decide differently") { bundles, fleet, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(bundles), parsed.GetValue(fleet), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string[] folders, string? fleetPath, bool json)
    {
        var problems = new List<Problem>();
        var bundles = BundleInput.Read(folders, problems);
        var fleet = BundleInput.Fleet(context, BundleInput.FleetOf(fleetPath, folders), problems);
        var loaded = fleet is null || problems.Count > 0 ? [] : Choices(bundles).Select(c => BundleInput.Load(fleet, null, c, problems)).ToList();
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }

        var reports = loaded.ConvertAll(l => PolicyLint.Check(l!, MaxGenerated));
        // A choice of versions repeats what is said of the bundles that it shares with another.
        var findings = reports.SelectMany(r => r.Findings).DistinctBy(f => (f.Kind, f.Bundle, f.Policy, f.Other, f.Message)).Concat(Versions(fleet!, loaded!, bundles)).OrderBy(f => f.Severity).ToList();
        var (errors, warnings, notes) = (findings.Count(f => f.Severity == LintSeverity.Error), findings.Count(f => f.Severity == LintSeverity.Warning), findings.Count(f => f.Severity == LintSeverity.Note));
        var exitCode = errors + warnings > 0 ? ExitCode.ThresholdCrossed : ExitCode.Done;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode, problems, bundles = bundles.Select(b => b.Reference.ToString()), errors, warnings, notes, requestsTried = reports.Sum(r => r.Tried),
                findings = findings.Select(f => new { f.Severity, f.Kind, bundle = f.Bundle?.ToString(), f.Policy, f.Other, f.File, f.Line, f.Message, f.Remedy, f.Count }),
            });
            return exitCode;
        }
        var tried = reports.Sum(r => r.Tried);
        var sheet = new TextSheet(context.Terminal.Output, context.Terminal.Width);
        foreach (var finding in findings.Where(f => f.Kind != LintKind.Overlap)) { Print(context.Terminal.Output, sheet, finding); }
        PrintOverlaps(sheet, [.. findings.Where(f => f.Kind == LintKind.Overlap)]);
        sheet.Line($"{Count.Of(bundles.Count, "bundle")}, {Count.Of(bundles.Sum(b => b.PolicyCount), "policy", "policies")}{(tried == 0 ? "" : $"; {Count.Of(tried, "request")} tried in every place")}"
            + $"{(reports.TrueForAll(r => r.TriedAll) ? "" : ", not all that can be generated")}{(reports.TrueForAll(r => r.IsComplete) ? "" : ", and more findings than are listed")}.");
        sheet.Line($"{Count.Of(errors, "error")}, {Count.Of(warnings, "warning")}, {Count.Of(notes, "note")}.");
        return exitCode;
    }

    /// <summary>What concerns a place in a file is one line that begins with it, as compilers print it; everything else is wrapped.</summary>
    private static void Print(TextWriter output, TextSheet sheet, LintFinding finding)
    {
        var text = $"{finding.Severity.ToString().ToLowerInvariant()}: {(finding.Bundle is { } bundle ? $"{bundle}, `{finding.Policy}`: " : "")}{finding.Message}";
        if (finding.File.Length > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{finding.File}:{finding.Line}: {text}"));
            output.WriteLine($"    {finding.Remedy}");
            return;
        }
        sheet.Line(text);
        if (finding.Remedy.Length > 0) { sheet.List([finding.Remedy]); }
    }

    /// <summary>One line for each forbid: that it meets permits is what most forbids are for.</summary>
    private static void PrintOverlaps(TextSheet sheet, IReadOnlyList<LintFinding> overlaps)
    {
        foreach (var forbid in overlaps.GroupBy(o => o.Other!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] permits = [.. forbid.Select(o => $"`{o.Policy}`").Distinct()];
            sheet.Line($"note: the forbid `{forbid.Key}` meets {Count.Of(permits.Length, "permit")}: {string.Join(", ", permits)}");
        }
    }

    /// <summary>The bundles as they can be in force together: one choice for each version where several of one bundle are given.</summary>
    private static IReadOnlyList<IReadOnlyList<PolicyBundle>> Choices(IReadOnlyList<PolicyBundle> bundles)
    {
        var latest = bundles.GroupBy(b => b.Reference.Name, StringComparer.Ordinal).Select(g => g.MaxBy(b => b.Reference.Version)!).ToList();
        var older = bundles.Where(b => !latest.Contains(b));
        return [latest, .. older.Select(o => latest.Select(l => l.Reference.Name == o.Reference.Name ? o : l).ToList())];
    }

    private static IEnumerable<LintFinding> Versions(FleetSpecification fleet, IReadOnlyList<LoadedPolicies> loaded, IReadOnlyList<PolicyBundle> bundles)
    {
        foreach (var versions in bundles.GroupBy(b => b.Reference.Name, StringComparer.Ordinal))
        {
            foreach (var (older, newer) in versions.OrderBy(b => b.Reference.Version).Zip(versions.OrderBy(b => b.Reference.Version).Skip(1)))
            {
                IReadOnlyList<PolicyBundle> Of(PolicyBundle version) => Choices(bundles).First(c => c.Contains(version));
                var rest = Of(newer).Where(b => b.Reference.Name != older.Reference.Name);
                if (PolicyDiff.Between(fleet, loaded[0].Tenant, [.. rest, older], [.. rest, newer], [], MaxGenerated, out _) is not { } diff) { continue; }
                foreach (var finding in PolicyLint.Versions(older, newer, diff)) { yield return finding; }
            }
        }
    }
}
