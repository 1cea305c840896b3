using System.CommandLine;
using System.Globalization;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit hold</c>: legal holds, which keep records from expiring.</summary>
internal static class AuditHoldCommand
{
    public static Command Create(CommandContext context) => new("hold", "Place, lift and list legal holds, which keep records from expiring")
    {
        CreateAdd(context), CreateRemove(context), CreateList(context), CreateRestore(context),
    };

    private static Argument<string> Root() => new("ROOT") { Description = "The folder of all logs" };

    private static Command CreateAdd(CommandContext context)
    {
        const string Name = "audit hold add";
        var (folder, json) = (Root(), Arguments.Json());
        var tenant = Arguments.Text("--tenant", "NAME", "Records of this tenant (default: of all)");
        var retention = Arguments.Text("--class", "CLASS", $"Of this retention class: {string.Join(", ", RetentionClasses.All.Select(RetentionClasses.NameOf))} (default: of all)");
        var from = Arguments.Text("--from", "TIME", "Not before this");
        var until = Arguments.Text("--until", "TIME", "Before this");
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "Why", Required = true };
        var by = new Option<string>("--by") { HelpName = "NAME", Description = "Who orders it", Required = true };
        var command = new Command("add", "Place a hold") { folder, tenant, retention, from, until, reason, by, json };
        command.SetAction(parsed =>
        {
            var problems = new List<Problem>();
            var name = parsed.GetValue(retention);
            if (name is not null && RetentionClasses.Parse(name) is null) { problems.Add(new("--class", 0, 0, $"`{name}` is not known.", $"Write one of {string.Join(", ", RetentionClasses.All.Select(RetentionClasses.NameOf))}.")); }
            var (first, end) = AuditQueryCommand.Period(parsed.GetValue(from), parsed.GetValue(until), problems);
            var hold = new LegalHold(0, parsed.GetValue(tenant), name, first, end, Said(parsed, reason, problems), Said(parsed, by, problems), context.Time.GetUtcNow());
            var root = parsed.GetRequiredValue(folder);
            return Change(context, Name, root, parsed.GetValue(json), problems, r => r.Place(hold), h => $"Hold {h.Hold!.Id} is in force: {Describe(h.Hold)}.{WithoutLog(root, hold.Tenant)}{NotRecorded(h)}");
        });
        return command;
    }

    private static Command CreateRemove(CommandContext context)
    {
        const string Name = "audit hold remove";
        var (folder, json) = (Root(), Arguments.Json());
        var id = Arguments.Place("ID", "Its number, as `audit hold list` shows it");
        var by = new Option<string>("--by") { HelpName = "NAME", Description = "Who lifts it", Required = true };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "Why", Required = true };
        var command = new Command("remove", "Lift a hold; who lifted it, when and why stays on record") { folder, id, by, reason, json };
        command.SetAction(parsed =>
        {
            var (number, problems) = ((int)Math.Clamp(parsed.GetValue(id), 0, int.MaxValue), new List<Problem>());
            var (lifter, why) = (Said(parsed, by, problems), Said(parsed, reason, problems));
            return Change(context, Name, parsed.GetRequiredValue(folder), parsed.GetValue(json), problems, r => r.Release(number, lifter, why), _ => $"Hold {number} is lifted.");
        });
        return command;
    }

    private static Command CreateRestore(CommandContext context)
    {
        var (folder, json) = (Root(), Arguments.Json());
        var command = new Command("restore", "Make holds.json and the log say the same: what either has in force stays in force") { folder, json };
        command.SetAction(parsed => Change(
            context, "audit hold restore", parsed.GetRequiredValue(folder), parsed.GetValue(json), [], r => r.Restore(), h => $"{Count.Of(h.Holds.Count(x => x.IsInForce), "hold")} in force, in the log and in {HoldRegister.FileName}.{NotRecorded(h)}"));
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        const string Name = "audit hold list";
        var (folder, json) = (Root(), Arguments.Json());
        var command = new Command("list", "Show all holds, those that were lifted included") { folder, json };
        command.SetAction(parsed =>
        {
            var root = parsed.GetRequiredValue(folder);
            // A misspelt folder must not read as one without holds.
            if (AuditFolder.Logs(root).Count == 0) { return context.Reject(Name, [AuditCommand.NoLog(root)], parsed.GetValue(json)); }
            var state = HoldRegister.Of(root, context.Time).State();
            var exitCode = state.Problems.Count > 0 ? ExitCode.ThresholdCrossed : ExitCode.Done;
            if (parsed.GetValue(json)) { JsonOutput.Write(context.Terminal, new { command = Name, exitCode, problems = state.Problems, holds = state.Holds }); }
            else if (state.Holds.Count == 0) { context.Terminal.Output.WriteLine("There are no holds."); }
            else { foreach (var hold in state.Holds) { context.Terminal.Output.WriteLine($"{hold.Id,4}  {Describe(hold)}"); } }
            ProblemList.Write(state.Problems, context.Terminal);
            return exitCode;
        });
        return command;
    }

    private static string Said(ParseResult parsed, Option<string> option, List<Problem> problems)
    {
        var text = parsed.GetRequiredValue(option);
        if (string.IsNullOrWhiteSpace(text)) { problems.Add(new(option.Name, 0, 0, "Nothing is written there, and it stays on record.", "Write a word or two.")); }
        return text;
    }

    /// <summary>What to say of a tenant without a log of its own: it may be misspelt.</summary>
    private static string WithoutLog(string root, string? tenant) =>
        tenant is null || Directory.Exists(Path.Combine(root, tenant)) ? "" : $" No log here is `{tenant}`'s own: held is what of it lies in the fleet's.";

    private static string NotRecorded(HoldState state) =>
        state.NotRecorded is { } why ? $" It is in {HoldRegister.FileName} and not yet recorded in the log ({why}); a process that has the log open records it when it tiers, and until then nothing expires." : "";

    private static int Change(CommandContext context, string name, string root, bool json, List<Problem> problems, Func<HoldRegister, HoldState> change, Func<HoldState, string> done)
    {
        if (AuditFolder.Logs(root).Count == 0) { problems.Add(AuditCommand.NoLog(root)); }
        if (problems.Count > 0) { return context.Reject(name, problems, json); }
        var state = change(HoldRegister.Of(root, context.Time));
        if (state.Problems.Count > 0) { return context.Reject(name, state.Problems, json); }
        if (json) { JsonOutput.Write(context.Terminal, new { command = name, exitCode = ExitCode.Done, problems, holds = state.Holds, notRecorded = state.NotRecorded }); }
        else { context.Terminal.Output.WriteLine(done(state)); }
        return ExitCode.Done;
    }

    private static string Describe(LegalHold hold)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{hold.Tenant ?? "all tenants"}, {hold.Class ?? "all classes"}{(hold.From is { } from ? $", from {from:yyyy-MM-ddTHH:mm:ssZ}" : "")}{(hold.Until is { } until ? $", until {until:yyyy-MM-ddTHH:mm:ssZ}" : "")}, by {hold.By} on {hold.Added:yyyy-MM-dd}: {hold.Reason}");
        var lifted = hold.Removed is { } removed ? string.Create(CultureInfo.InvariantCulture, $" (lifted by {hold.RemovedBy} on {removed:yyyy-MM-dd}{(hold.RemovedReason is { } why ? $": {why}" : "")})") : "";
        return string.Concat((text + lifted).Select(c => char.IsControl(c) ? '\uFFFD' : c));
    }
}
