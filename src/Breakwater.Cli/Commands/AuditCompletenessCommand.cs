using System.CommandLine;
using System.Globalization;
using Breakwater.Audit;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit completeness</c>: what sampling kept and left out, whether all of it is accounted for, and how sure estimates from the rest are.</summary>
internal static class AuditCompletenessCommand
{
    private const string Name = "audit completeness";

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "A log, or a folder with logs below it" };
        var json = Arguments.Json();
        var command = new Command("completeness", "Check that what sampling left out is counted, and show the rates") { folder, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(folder), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string folder, bool json)
    {
        var problems = new List<Problem>();
        AuditCommand.Logs(folder, problems);
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }
        var unreadable = new List<string>();
        var logs = AuditCommand.WithProgress(context, "counted", p => CompletenessCheck.Of(folder, unreadable, p, context.Cancellation));
        var estimate = AuditCommand.WithProgress(context, "estimated", p => AuditEstimate.Of(folder, new(), new List<string>(), p, context.Cancellation));
        var isComplete = unreadable.Count == 0 && logs.All(l => l.IsComplete);
        var exitCode = isComplete ? ExitCode.Done : ExitCode.ThresholdCrossed;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode, complete = isComplete, unreadable, estimated = estimate.Estimated, lower = estimate.Lower, upper = estimate.Upper, found = estimate.Found,
                logs = logs.Select(l => new
                {
                    log = l.Log, firstEntry = l.FirstEntry, intervals = l.Intervals, seen = l.Seen, written = l.Written, omitted = l.Omitted, refused = l.Refused, waiting = l.Waiting, unsampled = l.Unsampled,
                    classes = Classes(l).Select(c => new
                    {
                        name = c.Name, perMille = c.Counts.PerMille, chainsKept = c.Counts.ChainsKept, chainsPressed = c.Counts.ChainsPressed, chainsOmitted = c.Counts.ChainsOmitted,
                        kept = c.Counts.Kept, omitted = c.Counts.Omitted,
                    }),
                    unaccounted = l.Unaccounted.Select(u => new { from = u.From, until = u.Until, written = u.Written, waited = u.Waited }), problems = l.Problems,
                }),
            });
            return exitCode;
        }
        var output = context.Terminal.Output;
        foreach (var log in logs.Where(l => l.Intervals > 0 || l.Unaccounted.Count > 0 || l.Problems.Count > 0 || l.Unsampled > 0 || l.FirstEntry > 0)) { Show(output, log); }
        foreach (var problem in unreadable.Take(5)) { context.Terminal.Error.WriteLine($"{problem} Run `breakwater audit verify`."); }
        var (seen, unsampled) = (logs.Sum(l => l.Seen), logs.Sum(l => l.Unsampled));
        output.WriteLine(Text($"{estimate.Found:#,0} events recorded stand for {estimate.Estimated:#,0} (95%: {estimate.Lower:#,0} to {estimate.Upper:#,0}); {seen + unsampled:#,0} were counted."));
        output.WriteLine(isComplete && logs.All(l => l.Intervals == 0) && logs.Any(l => l.FirstEntry > 0) ? "No counts are left: whether something was left out by sampling is not known any more." : isComplete && logs.All(l => l.Intervals == 0) ? "Nothing was sampled, so nothing was left out by sampling; no log says how many events there were." : isComplete ? "Everything that was seen was kept or is counted as left out." : "Not everything is accounted for: see above.");
        return exitCode;
    }

    private static void Show(TextWriter output, LogCompleteness log)
    {
        if (log is { Intervals: 0, Unaccounted.Count: 0 }) { output.WriteLine(log.FirstEntry > 0 ? Text($"{log.Log}: no counts are left; what was recorded before entry {log.FirstEntry:#,0} has expired, counts too if there were any") : $"{log.Log}: nothing was sampled"); }
        else { output.WriteLine(Text($"{log.Log}: {log.Intervals:#,0} interval{(log.Intervals == 1 ? "" : "s")}, {log.Seen:#,0} seen = {log.Written:#,0} recorded + {log.Omitted:#,0} left out + {log.Refused:#,0} refused + {log.Waiting:#,0} waiting")); }
        foreach (var (name, counts) in Classes(log).Where(c => c.Counts.Chains > 0))
        {
            var drawn = counts.ChainsKept + counts.ChainsOmitted;
            var (lower, upper) = AuditEstimate.OfShare(counts.ChainsKept, drawn);
            var rate = counts.PerMille == 1_000 ? "all" : drawn == 0 ? "none drawn" : Text($"{counts.ChainsKept / (double)drawn:0.0%} (95%: {lower:0.0%} to {upper:0.0%}; set {counts.PerMille / 1_000.0:0.#%})");
            var pressed = counts.ChainsPressed > 0 ? Text($", {counts.ChainsPressed:#,0} more for want of memory") : "";
            output.WriteLine(Text($"  {name}: {counts.ChainsKept:#,0} of {drawn:#,0} chains, {rate}{pressed}; {counts.Kept:#,0} events kept, {counts.Omitted:#,0} left out"));
        }
        if (log.Unsampled > 0) { output.WriteLine(Text($"  {log.Unsampled:#,0} events outside of sampling, all of them recorded")); }
        foreach (var gap in log.Unaccounted)
        {
            output.WriteLine(Text($"  NOT ACCOUNTED FOR: from {gap.From:O} to {(gap.Until is { } until ? until.ToString("O", CultureInfo.InvariantCulture) : "now")}: {gap.Written:#,0} events recorded, {gap.Waited:#,0} were held at its beginning, what was left out is not known"));
        }
        foreach (var problem in log.Problems) { output.WriteLine($"  PROBLEM: {problem}"); }
    }

    private static IEnumerable<(string Name, ClassCounts Counts)> Classes(LogCompleteness log) => [("must keep", log.MustKeep), ("elevated", log.Elevated), ("routine", log.Routine)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
