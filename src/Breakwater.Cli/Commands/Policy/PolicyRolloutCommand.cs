using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Policy.Rollout;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy rollout</c>: what a rollout would be, and how those of a control log stand. Starting one is the host's.</summary>
internal static class PolicyRolloutCommand
{
    private const string PlanName = "policy rollout plan";
    private const string StatusName = "policy rollout status";

    public static Command Create(CommandContext context)
    {
        var command = new Command("rollout", "Plan or simulate the rollout of a version, or show how rollouts stand");
        command.Add(CreatePlan(context));
        command.Add(PolicyRehearsalCommand.Create(context));
        command.Add(CreateStatus(context));
        return command;
    }

    private static Command CreatePlan(CommandContext context)
    {
        var (before, after) = (new Argument<string>("V1") { Description = "Folder of the version in force" }, new Argument<string>("V2") { Description = "Folder of the version to roll out" });
        var (fleet, json) = (BundleInput.FleetOption(), Arguments.Json());
        var stages = Arguments.Text("--stages", "PLAN", "Percentages with durations, such as 0:24h,10:24h,50:48h,90:24h (the default), or none");
        var number = Arguments.Number("--number", "N", "Number of the record that will start it, which decides who is first (default: 1)", 1, int.MaxValue);
        var command = new Command("plan", "Show the timetable of a rollout, who is in at each stage, and whether shadow may be skipped") { before, after, fleet, stages, number, json };
        command.SetAction(parsed => Plan(
            context, parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), parsed.GetValue(fleet), parsed.GetValue(stages), parsed.GetValue(number) ?? 1, parsed.GetValue(json)));
        return command;
    }

    private static Command CreateStatus(CommandContext context)
    {
        var (directory, json) = (new Argument<string>("DIR") { Description = "Directory of a control log; it is only read, and may be in use" }, Arguments.Json());
        var command = new Command("status", "Show how the latest rollout of each bundle stands, from a control log") { directory, json };
        command.SetAction(parsed => Status(context, parsed.GetRequiredValue(directory), parsed.GetValue(json)));
        return command;
    }

    private static int Plan(CommandContext context, string first, string second, string? fleetPath, string? stagesText, int number, bool json)
    {
        var problems = new List<Problem>();
        var (before, after) = (BundleInput.Read([first], problems), BundleInput.Read([second], problems));
        var fleet = BundleInput.Fleet(context, BundleInput.FleetOf(fleetPath, [first, second]), problems);
        string? wrong = null;
        var stages = stagesText is null ? null : RolloutPlan.ParseStages(stagesText, out wrong);
        if (wrong is not null) { problems.Add(new("", 0, 0, $"--stages: {wrong}", "")); }
        if (problems.Count == 0 && (before.Count != 1 || after.Count != 1)) { problems.Add(new("", 0, 0, "a rollout is one of a single bundle", "name the folder of one version and that of another")); }
        if (fleet is null || problems.Count > 0) { return context.Reject(PlanName, problems, json); }
        var plan = RolloutPlan.Of(before[0], after[0], stages);
        if (plan.Problems.Count > 0) { return context.Reject(PlanName, [.. plan.Problems.Select(p => new Problem("", 0, 0, p, ""))], json); }

        var tenant = after[0].Tenant ?? fleet.Tenants[0].Id;
        var roster = FleetRoster.Expand(fleet);
        var agents = roster.Agents.Count(a => a.Tenant == tenant);
        var rows = plan.Stages.Select(s => (Stage: s, In: plan.AgentsIn(roster, tenant, number, s.Percent))).ToList();
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = PlanName, exitCode = ExitCode.Done, problems, from = plan.From.ToString(), to = plan.To.ToString(), plan.IsBreaking, tenant, number, agents, hours = plan.Duration.TotalHours,
                stages = rows.Select(r => new { r.Stage.Percent, hours = r.Stage.Duration.TotalHours, agents = r.In }),
            });
            return ExitCode.Done;
        }
        var output = context.Terminal.Output;
        output.WriteLine($"{plan.From} → {plan.To}, tenant {tenant}, {Count.Of(agents, "agent")}");
        output.WriteLine(plan.IsBreaking ? "A breaking change: it begins in shadow, and nobody can shorten that." : "It declares that nothing breaks: shadow may be skipped.");
        output.WriteLine();
        output.WriteLine($"  {"from",-8}{"stage",-10}{"agents on it",-16}what applies");
        var at = TimeSpan.Zero;
        foreach (var (stage, inside) in rows)
        {
            output.WriteLine($"  {Clock(at),-8}{(stage.IsShadow ? "shadow" : Percent(stage.Percent)),-10}{inside.Count.ToString("#,0", CultureInfo.InvariantCulture),-16}{(stage.IsShadow ? "the old version; the new one is compared" : "the stricter of both")}");
            at += stage.Duration;
        }
        output.WriteLine($"  {Clock(at),-8}{"done",-10}{agents.ToString("#,0", CultureInfo.InvariantCulture),-16}the new version");
        output.WriteLine();
        var sheet = new TextSheet(output, context.Terminal.Width);
        sheet.Line("Each stage lasts at least so long, and until its gates pass: drift, denials, errors and latency (docs/rollout.md).");
        sheet.Line(string.Create(CultureInfo.InvariantCulture, $"Who is in follows from the number of the record that starts it, here taken as {number}; --json has the names."));
        return ExitCode.Done;
    }

    private static int Status(CommandContext context, string directory, bool json)
    {
        var read = RecordedRollouts.Read(directory, context.Time);
        if (read.Problems.Count > 0) { return context.Reject(StatusName, [.. read.Problems.Select(p => new Problem("", 0, 0, p, ""))], json); }
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = StatusName, exitCode = ExitCode.Done, problems = Array.Empty<Problem>(), read.LastRecord, read.SnapshotUpTo, read.Unreadable,
                rollouts = read.Rollouts.Select(r => new
                {
                    r.Tenant, from = r.From.ToString(), to = r.To.ToString(), current = r.Current.ToString(), r.Id, r.Phase, r.Cause, r.Stage, stages = r.Stages.Count, r.Percent, r.Paused,
                    elapsedSeconds = (long)r.Elapsed.TotalSeconds, r.IsDue,
                }),
            });
            return ExitCode.Done;
        }
        var output = context.Terminal.Output;
        foreach (var rollout in read.Rollouts) { Print(output, rollout); }
        if (read.Rollouts.Count == 0) { output.WriteLine("The log has no rollout."); }
        if (read.SnapshotUpTo > 0) { output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Records up to {read.SnapshotUpTo} stand in a snapshot; of rollouts that were started there, only records that are still kept are shown.")); }
        if (read.Unreadable.Count > 0) { output.WriteLine($"Not readable: record {string.Join(", ", read.Unreadable)}."); }
        return ExitCode.Done;
    }

    private static void Print(TextWriter output, RolloutStatus rollout)
    {
        var how = rollout.Cause switch { RolloutCause.Manual => "by a person", RolloutCause.Gates => "by its gates", RolloutCause.DenialIncrease => "for its denials", var gate => $"for its {gate.ToString().ToLowerInvariant()}" };
        output.WriteLine($"{rollout.Tenant}: {rollout.From} → {rollout.To}, rollout {rollout.Id.ToString(CultureInfo.InvariantCulture)}; in force: {rollout.Current}");
        output.WriteLine(rollout.Phase switch
        {
            RolloutPhase.Completed => $"  completed {how}",
            RolloutPhase.RolledBack => $"  rolled back {how}, in stage {Stage(rollout)}",
            _ => $"  stage {Stage(rollout)}{(rollout.Paused ? ", paused" : "")}, {Clock(rollout.Elapsed)} of {Clock(rollout.Stages[rollout.Stage].Duration)}{(rollout.IsDue ? "; its time is up, the gates decide" : "")}",
        });
    }

    private static string Stage(RolloutStatus rollout) => string.Create(
        CultureInfo.InvariantCulture, $"{rollout.Stage + 1} of {rollout.Stages.Count} ({(rollout.Stages[rollout.Stage].IsShadow ? "shadow" : Percent(rollout.Stages[rollout.Stage].Percent))})");

    private static string Percent(int percent) => string.Create(CultureInfo.InvariantCulture, $"{percent}%");

    private static string Clock(TimeSpan span) => span < TimeSpan.FromMinutes(1) && span > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h{(span.Minutes > 0 ? $" {span.Minutes} min" : "")}");
}
