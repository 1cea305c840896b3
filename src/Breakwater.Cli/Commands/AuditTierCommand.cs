using System.CommandLine;
using System.Globalization;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit tier</c>: compacts, moves and expires what is due, or writes the rules by which an object store does its part.</summary>
internal static class AuditTierCommand
{
    private const string Name = "audit tier";

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("ROOT") { Description = "The folder of all logs, with TENANT/CLASS below it" };
        var hot = Arguments.Text("--hot", "DAYS", "Compact segments whose records are all older, such as 7d (default: as before, at first 7d)");
        var warm = Arguments.Text("--warm", "DAYS", "Move to the object store what is all older, such as 90d (default: as before, at first 90d)");
        var cold = Arguments.Text("--cold", "DIR", $"The object store's folder, from ROOT if it is not absolute (default: as before, at first {TierSettings.DefaultCold})");
        var retain = Arguments.Text("--retain", "CLASS=DAYS,…", "Keep the records of a class longer than its name says, such as 90d=180d");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what is due; change nothing" };
        var emit = Arguments.Text("--emit-lifecycle", "CLOUD", $"Print the rules for an object store instead: {string.Join(" or ", LifecycleRules.Clouds)}");
        var container = Arguments.Text("--container", "NAME", "With --emit-lifecycle azure: the container (default: audit)");
        var json = Arguments.Json();
        var command = new Command("tier", "Compact and move the segments, and expire the records, that are due") { folder, hot, warm, cold, retain, dryRun, emit, container, json };
        command.SetAction(parsed =>
        {
            var (root, problems) = (parsed.GetRequiredValue(folder), new List<Problem>());
            if (AuditFolder.Logs(root).Count == 0) { problems.Add(AuditCommand.NoLog(root)); }
            var before = TierSettings.Load(root, problems);
            var settings = Changed(before ?? new(), parsed.GetValue(hot), parsed.GetValue(warm), parsed.GetValue(cold), parsed.GetValue(retain), problems);
            if (before is not null && settings.Cold != before.Cold && Directory.Exists(Path.Combine(root, before.Cold)) && Directory.EnumerateFileSystemEntries(Path.Combine(root, before.Cold)).Any())
            {
                problems.Add(new(Path.Combine(root, before.Cold), 0, 0, "Cold segments lie here, and would not be found any more.", $"Move all of it to the new folder, and change `cold` in {TierSettings.FileName}."));
            }
            var cloud = parsed.GetValue(emit);
            if (cloud is not null && !LifecycleRules.Clouds.Contains(cloud)) { problems.Add(new("--emit-lifecycle", 0, 0, $"`{cloud}` is not known.", $"Write one of {string.Join(", ", LifecycleRules.Clouds)}.")); }
            if (parsed.GetValue(container) is not null && cloud != "azure") { problems.Add(new("--container", 0, 0, "It is for the rules of azure.", "Add --emit-lifecycle azure, or leave it out.")); }
            var holds = cloud is null || problems.Count > 0 ? null : HoldRegister.Of(root, context.Time).State();
            if (holds is not null) { problems.AddRange(holds.Problems); }
            if (problems.Count > 0) { return context.Reject(Name, problems, parsed.GetValue(json)); }
            if (cloud is not null) { return Emit(context, cloud, settings, holds!.Holds, parsed.GetValue(container) ?? "audit"); }
            return Run(context, root, settings, isChanged: settings != before, parsed.GetValue(dryRun), parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(CommandContext context, string root, TierSettings settings, bool isChanged, bool isDryRun, bool json)
    {
        try
        {
            if (isChanged && !isDryRun) { settings.Save(root); }
        }
        catch (Exception e) when (OutputPath.IsAboutThePath(e))
        {
            return context.Reject(Name, [new(Path.Combine(root, TierSettings.FileName), 0, 0, $"The settings cannot be kept: {e.Message}", "Make the folder writable.")], json);
        }
        TieringReport report;
        using (var display = new TierDisplay(context.Terminal, context.Time)) { report = AuditTiering.Run(root, settings, context.Time.GetUtcNow(), isDryRun, display, context.Cancellation); }
        var exitCode = report.IsCut ? ExitCode.Interrupted : report.Problems.Count > 0 ? ExitCode.ThresholdCrossed : ExitCode.Done;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode, problems = report.Problems, dryRun = isDryRun, cut = report.IsCut, hotDays = settings.HotDays, warmDays = settings.WarmDays, cold = settings.Cold, steps = report.Steps, logs = report.Logs,
            });
        }
        else
        {
            Print(context.Terminal.Output, report, isDryRun);
        }
        ProblemList.Write(report.Problems, context.Terminal);
        return exitCode;
    }

    private static void Print(TextWriter output, TieringReport report, bool isDryRun)
    {
        foreach (var log in report.Steps.GroupBy(s => s.Log))
        {
            foreach (var action in log.GroupBy(s => s.Action))
            {
                var done = action.Where(s => s.Problem is null).ToList();
                if (done.Count == 0) { continue; }
                var (before, after) = (done.Sum(s => s.BytesBefore), done.Sum(s => s.BytesAfter));
                var size = before == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Size(before)} to {Size(after)}, -{100 - 100.0 * after / before:0.0}%");
                var what = action.Key == TierAction.Expire ? Count.Of(done.Sum(s => s.Records), "record") : Count.Of(done.Sum(s => s.Segments), "segment");
                output.WriteLine($"{log.Key}: {what} {(isDryRun ? "to be " : "")}{Word(action.Key)}{size}");
            }
        }
        if (report.Steps.Count == 0) { output.WriteLine(report.Problems.Count == 0 ? "Nothing is due." : "Nothing was done; not every log could be looked at."); }
        if (isDryRun || report.Logs.Count == 0) { return; }
        output.WriteLine();
        output.WriteLine($"{"records",-16}{"hot",12}{"warm",12}{"cold",12}{"expired",12}");
        foreach (var log in report.Logs.Where(l => l.Hot + l.Warm + l.Cold + l.Expired > 0))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{log.Log,-16}{log.Hot,12:#,0}{log.Warm,12:#,0}{log.Cold,12:#,0}{log.Expired,12:#,0}{(log.Holding.Count > 0 ? $"  held by {string.Join(", ", log.Holding)}" : "")}"));
        }
    }

    private static int Emit(CommandContext context, string cloud, TierSettings settings, IReadOnlyList<LegalHold> holds, string container)
    {
        context.Terminal.Output.WriteLine(LifecycleRules.Write(cloud, settings, holds, container));
        var held = LifecycleRules.Held(holds);
        context.Terminal.Error.WriteLine(held.Count == 0
            ? "The rules know no legal holds: before you place one, take the deleting rules out, and write them anew with this command."
            : $"Under a legal hold, and so not deleted by these rules: {string.Join(", ", held)}. `audit tier` goes on expiring what is not held.");
        return ExitCode.Done;
    }

    private static TierSettings Changed(TierSettings settings, string? hot, string? warm, string? cold, string? retain, List<Problem> problems)
    {
        if (hot is not null && Days("--hot", hot, problems) is { } hotDays) { settings = settings with { HotDays = hotDays }; }
        if (warm is not null && Days("--warm", warm, problems) is { } warmDays) { settings = settings with { WarmDays = warmDays }; }
        if (cold is not null) { settings = settings with { Cold = cold }; }
        if (retain is not null)
        {
            var days = new SortedDictionary<string, int>(settings.RetentionDays.ToDictionary(), StringComparer.Ordinal);
            foreach (var part in retain.Split(','))
            {
                var at = part.IndexOf('=', StringComparison.Ordinal);
                if (at < 0) { problems.Add(new("--retain", 0, 0, $"`{part}` is no class with days.", "Write it like 90d=180d.")); }
                else if (Days("--retain", part[(at + 1)..], problems) is { } value) { days[part[..at]] = value; }
            }
            settings = settings with { RetentionDays = days };
        }
        foreach (var problem in settings.Problems()) { problems.Add(new("", 0, 0, problem, "Give other days.")); }
        return settings;
    }

    private static int? Days(string option, string text, List<Problem> problems)
    {
        if (int.TryParse(text.TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture, out var days)) { return days; }
        problems.Add(new(option, 0, 0, $"`{text}` is no number of days.", "Write it like 7d."));
        return null;
    }

    private static string Word(TierAction action) => action switch
    {
        TierAction.Index => "indexed",
        TierAction.Expire => "expired",
        TierAction.Compact => "compacted",
        _ => "moved to the object store",
    };

    private static string Size(long bytes) => bytes < 1_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,0.0} MB");
}
