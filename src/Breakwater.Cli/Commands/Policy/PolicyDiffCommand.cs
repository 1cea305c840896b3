using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Inspection;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy diff</c>: which requests are decided differently by another version?</summary>
internal static class PolicyDiffCommand
{
    private const string Name = "policy diff";
    private const int MaxGenerated = 100_000;

    private static readonly (PolicyChangeKind Kind, string Title)[] Kinds =
    [
        (PolicyChangeKind.AllowToDeny, "Allow to deny"), (PolicyChangeKind.DenyToAllow, "Deny to allow"), (PolicyChangeKind.ObligationsChanged, "Allowed with other obligations"),
        (PolicyChangeKind.UndecidableMasked, "Undecidable: masked"),
    ];

    public static Command Create(CommandContext context)
    {
        var (before, after) = (new Argument<string>("V1") { Description = "Folder of the version before" }, new Argument<string>("V2") { Description = "Folder of the version after" });
        var with = new Option<string[]>("--with") { HelpName = "BUNDLE", Description = "Folder of a bundle that is in force beside both; may be given again", AllowMultipleArgumentsPerToken = false };
        var (fleet, json) = (BundleInput.FleetOption(), Arguments.Json());
        var requests = Arguments.Text("--requests", "FILE.jsonl", "Recorded requests, one JSON object on each line, to compare beside those that are generated");
        var most = Arguments.Number("--max-requests", "N", "Generated requests put to the policies at most, each for all that are answered like it (default: 100000)", 1, Breakwater.Policy.PolicyOptions.MostGeneratedRequests);
        var command = new Command("diff", "Show exactly which requests change from allow to deny and back between two versions, and by which policy") { before, after, with, fleet, requests, most, json };
        command.SetAction(parsed => Run(
            context, parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), parsed.GetValue(with) ?? [], parsed.GetValue(fleet), parsed.GetValue(requests), parsed.GetValue(most) ?? MaxGenerated, parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string first, string second, string[] with, string? fleetPath, string? requests, int most, bool json)
    {
        var problems = new List<Problem>();
        var (v1, v2, beside) = (BundleInput.Read([first], problems), BundleInput.Read([second], problems), BundleInput.Read(with, problems));
        var fleet = BundleInput.Fleet(context, BundleInput.FleetOf(fleetPath, [first, second]), problems);
        if (fleet is null || problems.Count > 0) { return context.Reject(Name, problems, json); }
        PolicyBundle[] before = [.. v1, .. beside], after = [.. v2, .. beside];
        if (BundleInput.Load(fleet, null, before, problems) is not { } old) { return context.Reject(Name, problems, json); }
        var recorded = requests is null ? [] : StatedRequestReader.LoadLines(requests, old, problems);
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }
        if (PolicyDiff.Between(fleet, old.Tenant, before, after, recorded, most, out var found) is not { } report) { return context.Reject(Name, found, json); }

        var refusal = v1.Count == 1 && v2.Count == 1 ? Refusal(v1[0], v2[0], report) : null;
        var exitCode = refusal is null ? ExitCode.Done : ExitCode.ThresholdCrossed;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode, problems, tenant = old.Tenant, before = v1.Select(b => b.Reference.ToString()), after = v2.Select(b => b.Reference.ToString()),
                report.Generated, report.OutOf, report.IsComplete, report.Uncertain, report.Steps, report.Recorded, publishing = refusal ?? "allowed",
                changes = report.Changes.Select(c => new { c.Kind, c.Policy, c.Count, example = c.Example.ToString(), before = Says(c, c.Before), after = Says(c, c.After) }),
            });
            return exitCode;
        }
        Print(context.Terminal, string.Join(", ", v1.Select(b => b.Reference)), string.Join(", ", v2.Select(b => b.Reference)), old.Tenant, report, refusal);
        return exitCode;
    }

    /// <summary>Why the second cannot be published over the first; null if it can, or they are not two versions of one bundle in this order.</summary>
    private static string? Refusal(PolicyBundle before, PolicyBundle after, PolicyDiffReport report) =>
        before.Reference.Name == after.Reference.Name && after.Reference.Version > before.Reference.Version && after.RefusalFrom(before.Reference.Version, report) is var (message, remedy)
            ? $"Publishing {after.Reference} over {before.Reference.Version.ToNormalizedString()} is refused: it {message}. {char.ToUpperInvariant(remedy[0])}{remedy[1..]}."
            : null;

    private static string Says(PolicyChange change, Breakwater.Policy.PolicyVerdict verdict) =>
        change.Kind == PolicyChangeKind.UndecidableMasked ? "undecidable: masked" : !verdict.IsPermitted ? $"deny: {verdict.Reason?.Text}" : RequestAnswer.Spell(verdict.Obligations) is var words and not "none" ? $"allow, with {words}" : "allow";

    private static void Print(Terminal terminal, string before, string after, string tenant, PolicyDiffReport report, string? refusal)
    {
        var sheet = new TextSheet(terminal.Output, terminal.Width);
        terminal.Output.WriteLine($"{before} → {after}, tenant {tenant}");
        sheet.Line(report.OutOf == 0
            ? string.Create(CultureInfo.InvariantCulture, $"No generated request can be answered differently; {report.Recorded:#,0} recorded compared.")
            : string.Create(CultureInfo.InvariantCulture, $"Compared {report.Generated:#,0} {(report.Generated >= report.OutOf ? "" : $"of {report.OutOf:#,0} ")}generated requests (asked {report.Steps:#,0} times, those answered alike at once) and {report.Recorded:#,0} recorded."));
        if (report.Uncertain.Count > 0) { sheet.Line($"Answers can change between the values tried: {string.Join("; ", report.Uncertain)}."); }
        if (!report.IsComplete) { sheet.Line("Not everything was compared: what is not listed below may change too."); }
        foreach (var (kind, title) in Kinds)
        {
            var changes = report.Changes.Where(c => c.Kind == kind).ToList();
            if (changes.Count == 0 && kind is not (PolicyChangeKind.AllowToDeny or PolicyChangeKind.DenyToAllow)) { continue; }
            sheet.Section(string.Create(CultureInfo.InvariantCulture, $"{title}: {report.Count(kind):#,0}"));
            foreach (var change in changes)
            {
                sheet.Line(string.Create(CultureInfo.InvariantCulture, $"{change.Count:#,0} by `{change.Policy}`, such as: {change.Example}"));
                if (kind != PolicyChangeKind.UndecidableMasked) { sheet.List([$"before: {Says(change, change.Before)}", $"after: {Says(change, change.After)}"]); }
            }
        }
        if (refusal is not null)
        {
            terminal.Output.WriteLine();
            sheet.Line(refusal);
        }
    }
}
