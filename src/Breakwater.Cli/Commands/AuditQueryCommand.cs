using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Cli.Consoles;
using Breakwater.ControlLog;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit query</c>: the records of one log or of all in a folder that meet every condition.</summary>
internal static class AuditQueryCommand
{
    private const string Name = "audit query";

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "A log, or a folder with logs below it" };
        var from = Arguments.Text("--from", "TIME", "Not before, such as 2026-03-01T09:30:00Z");
        var until = Arguments.Text("--until", "TIME", "Before");
        var agent = Arguments.Text("--agent", "NAME", "Of this agent");
        var tenant = Arguments.Text("--tenant", "NAME", "Of this tenant");
        var chain = Arguments.Text("--chain", "HEX", "Of this causal chain");
        var decision = Arguments.Text("--decision", "WORD", string.Join(", ", AuditNames.Decisions));
        var control = Arguments.Text("--control", "ID", "Decided by this control, such as IA-2.3");
        var kind = Arguments.Text("--kind", "WORD", string.Join(", ", AuditNames.Kinds));
        var tool = Arguments.Text("--tool", "NAME", "Of this tool");
        var limit = Arguments.Number("--limit", "N", "At most so many records (default: all)", 1, int.MaxValue);
        var estimate = new Option<bool>("--estimate") { Description = "Show no records, but how many events there were, those that sampling left out included, with the 95% interval" };
        var json = new Option<bool>("--json") { Description = "JSON Lines: one object for each record, with log, position and record" };
        var command = new Command("query", "Show records by time, agent, chain, tenant, decision, control, kind or tool") { folder };
        foreach (var option in new Option[] { from, until, agent, tenant, chain, decision, control, kind, tool, limit, estimate, json }) { command.Add(option); }
        command.SetAction(parsed =>
        {
            var problems = new List<Problem>();
            var (first, end) = Period(parsed.GetValue(from), parsed.GetValue(until), problems);
            var query = new AuditQuery
            {
                From = first, Until = end,
                Agent = parsed.GetValue(agent), Tenant = parsed.GetValue(tenant), Chain = ChainOf(parsed.GetValue(chain), problems),
                Decision = OneOf("--decision", parsed.GetValue(decision), AuditNames.Decisions, problems), Control = parsed.GetValue(control),
                Kind = OneOf("--kind", parsed.GetValue(kind), AuditNames.Kinds, problems), Tool = parsed.GetValue(tool),
            };
            return Run(context, parsed.GetRequiredValue(folder), query, parsed.GetValue(limit), parsed.GetValue(estimate), parsed.GetValue(json), problems);
        });
        return command;
    }

    private static int Run(CommandContext context, string folder, AuditQuery query, int? limit, bool estimate, bool json, List<Problem> problems)
    {
        var logs = AuditFolder.Logs(folder);
        if (logs.Count == 0) { problems.Add(AuditCommand.NoLog(folder)); }
        if (logs is [var one] && RecordedControlLog.IsOne(one)) { problems.Add(new(folder, 0, 0, "This is a control log: its records are no audit records.", "Query the audit log, which has each change too; `breakwater policy rollout status` reads this one.")); }
        if (estimate && limit is not null) { problems.Add(new("--limit", 0, 0, "An estimate is of all records.", "Leave out --limit or --estimate.")); }
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }
        var (unreadable, effort) = (new List<string>(), new AuditReadEffort());
        if (estimate) { return Estimate(context, folder, query, json, unreadable); }
        var shown = AuditCommand.WithProgress(context, "looked through", progress =>
        {
            var count = 0;
            foreach (var record in AuditReader.Read(folder, query, unreadable, progress, context.Cancellation, effort))
            {
                if (count == limit) { break; }
                Print(context.Terminal.Output, record, json);
                count++;
            }
            return count;
        });
        Complain(context, unreadable);
        if (!json) { context.Terminal.Error.WriteLine($"{Count.Of(shown, "record")}; {Effort(effort)}"); }
        return unreadable.Count > 0 ? ExitCode.ThresholdCrossed : ExitCode.Done;
    }

    private static string Effort(AuditReadEffort effort) => string.Create(
        CultureInfo.InvariantCulture,
        $"{effort.SegmentsOpened:#,0} of {effort.SegmentsOpened + effort.SegmentsSkipped:#,0} segments opened, {effort.RecordsRead:#,0} records read{(effort.SegmentsWithoutIndex > 0 ? $"; {effort.SegmentsWithoutIndex:#,0} have no index: run `breakwater audit tier`" : "")}");

    private static int Estimate(CommandContext context, string folder, AuditQuery query, bool json, List<string> unreadable)
    {
        var found = AuditCommand.WithProgress(context, "looked through", p => AuditEstimate.Of(folder, query, unreadable, p, context.Cancellation));
        var exitCode = unreadable.Count > 0 ? ExitCode.ThresholdCrossed : ExitCode.Done;
        Complain(context, unreadable);
        if (json) { JsonOutput.Write(context.Terminal, new { command = Name, exitCode, found = found.Found, estimated = found.Estimated, standardError = found.StandardError, lower = found.Lower, upper = found.Upper }); }
        else { context.Terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found.Found:#,0} events recorded, of an estimated {found.Estimated:#,0} (95%: {found.Lower:#,0} to {found.Upper:#,0})")); }
        return exitCode;
    }

    private static void Complain(CommandContext context, List<string> unreadable)
    {
        foreach (var problem in unreadable.Take(5)) { context.Terminal.Error.WriteLine($"{problem} Run `breakwater audit verify`."); }
        if (unreadable.Count > 5) { context.Terminal.Error.WriteLine($"… and {unreadable.Count - 5} more."); }
    }

    private static void Print(TextWriter output, AuditRecord record, bool json)
    {
        if (json)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"log\":{JsonSerializer.Serialize(record.Log)},\"position\":{record.Position},\"record\":{record.Json.GetRawText()}}}"));
            return;
        }
        string?[] words =
        [
            record.Time.ToString("O", CultureInfo.InvariantCulture), $"{record.Log}#{record.Position.ToString(CultureInfo.InvariantCulture)}", record.Text("kind"), record.Events > 1 ? string.Create(CultureInfo.InvariantCulture, $"×{record.Events}") : null, record.Text("agent"), record.Text("tool"),
            record.Text("decision"), record.Text("reason"), record.Text("control"), record.Text("outcome"), record.Text("pace") is { } phase ? $"in {phase}" : null,
            HoldOf(record), record.Text("detail"), record.Text("approver") is { } approver ? $"by {approver}" : null,
        ];
        // What a record says must not steer the terminal that shows it.
        output.WriteLine(string.Concat(string.Join("  ", words.Where(w => w is not null)).Select(c => char.IsControl(c) ? '\uFFFD' : c)));
    }

    private static string? HoldOf(AuditRecord record)
    {
        if (!record.Json.TryGetProperty("hold", out var json) || json.ValueKind != JsonValueKind.Object) { return null; }
        var hold = record with { Json = json };
        return string.Join(" ", new[] { json.TryGetProperty("id", out var id) ? $"hold {id.GetRawText()}" : null, hold.Text("tenant"), hold.Text("class"), hold.Text("by") is { } by ? $"by {by}" : null }.Where(w => w is not null));
    }

    /// <summary>What lies from <c>--from</c> until before <c>--until</c>; reports a period in which nothing can be.</summary>
    internal static (DateTimeOffset? From, DateTimeOffset? Until) Period(string? from, string? until, List<Problem> problems)
    {
        var (first, end) = (Instant("--from", from, problems), Instant("--until", until, problems));
        if (first >= end) { problems.Add(new("--until", 0, 0, $"`{until}` is not after `{from}`.", "Give a later time, or an earlier one with --from.")); }
        return (first, end);
    }

    private static DateTimeOffset? Instant(string option, string? text, List<Problem> problems)
    {
        if (text is null) { return null; }
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)) { return value; }
        problems.Add(new(option, 0, 0, $"`{text}` is no time.", "Write it like 2026-03-01T09:30:00Z."));
        return null;
    }

    private static UInt128? ChainOf(string? text, List<Problem> problems)
    {
        if (text is null) { return null; }
        if (UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) { return value; }
        problems.Add(new("--chain", 0, 0, $"`{text}` is no chain.", "Write up to 32 hexadecimal digits."));
        return null;
    }

    private static string? OneOf(string option, string? text, IReadOnlyList<string> known, List<Problem> problems)
    {
        if (text is not null && !known.Contains(text)) { problems.Add(new(option, 0, 0, $"`{text}` is not known.", $"Write one of {string.Join(", ", known)}.")); }
        return text;
    }
}
