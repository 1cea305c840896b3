using System.CommandLine;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Fleet;
using Breakwater.Lab.PolicyVersions;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Inspection;
using Breakwater.Policy.Rollout;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy rollout simulate</c>: what would the real rollout do with these requests, stage by stage, and what would each protection let through?</summary>
internal static class PolicyRehearsalCommand
{
    private const string Name = "policy rollout simulate";
    private const int MaxGenerated = 100_000, MaxPerHour = 1_000_000, MaxHours = 10_000;

    private static readonly RolloutMode[] _modes = [RolloutMode.Compatibility, RolloutMode.Routing, RolloutMode.None];

    public static Command Create(CommandContext context)
    {
        var (before, after) = (new Argument<string>("V1") { Description = "Folder of the version in force" }, new Argument<string>("V2") { Description = "Folder of the version to roll out" });
        var with = new Option<string[]>("--with") { HelpName = "BUNDLE", Description = "Folder of a bundle that is in force beside both; may be given again", AllowMultipleArgumentsPerToken = false };
        var (fleet, json, seed) = (BundleInput.FleetOption(), Arguments.Json(), Arguments.Seed());
        var stages = Arguments.Text("--stages", "PLAN", "Percentages with durations, such as 0:24h,10:24h,50:48h,90:24h (the default)");
        var requests = Arguments.Text("--requests", "FILE.jsonl", "Recorded requests, one JSON object on each line, that agents repeat (default: those at which the versions can differ)");
        var perHour = Arguments.Number("--per-hour", "N", "Requests in an hour (default: 200)", 1, MaxPerHour);
        var drift = Arguments.Number("--drift", "PERCENT", "Drift that the gate accepts (default: 5)", 1, 99);
        var denials = Arguments.Number("--denials", "PERCENT", "Points by which denials may rise (default: 2)", 1, 99);
        var hours = Arguments.Number("--hours", "N", "Ends after so many hours, if gates still hold it (default: twice the plan)", 1, MaxHours);
        var mode = Arguments.Mode();
        var command = new Command("simulate", "Roll a version out in virtual time with the real gates, and show each stage and what each protection lets through")
        {
            before, after, with, fleet, stages, requests, perHour, drift, denials, hours, mode, seed, json,
        };
        command.SetAction(parsed => Run(
            context, parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), parsed.GetValue(with) ?? [], parsed.GetValue(fleet), parsed.GetValue(requests),
            new(parsed.GetValue(stages), parsed.GetValue(drift), parsed.GetValue(denials), parsed.GetValue(perHour) ?? 200, parsed.GetValue(hours), parsed.GetValue(seed)), parsed.GetValue(mode) ?? RolloutMode.Compatibility, parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string first, string second, string[] with, string? fleetPath, string? requestsPath, Settings settings, RolloutMode shown, bool json)
    {
        var problems = new List<Problem>();
        var (v1, v2, beside) = (BundleInput.Read([first], problems), BundleInput.Read([second], problems), BundleInput.Read(with, problems));
        var fleet = BundleInput.Fleet(context, BundleInput.FleetOf(fleetPath, [first, second]), problems);
        var stages = settings.ReadStages(problems);
        if (problems.Count == 0 && (v1.Count != 1 || v2.Count != 1)) { problems.Add(new("", 0, 0, "a rollout is one of a single bundle", "name the folder of one version and that of another")); }
        if (fleet is null || problems.Count > 0) { return context.Reject(Name, problems, json); }
        var plan = RolloutPlan.Of(v1[0], v2[0], stages);
        problems.AddRange(plan.Problems.Select(p => new Problem("", 0, 0, p, "")));
        if (plan.Problems.Count == 0 && plan.Stages.Count == 0) { problems.Add(new("", 0, 0, "a plan of no stages has nothing to be watched", "name at least one stage, such as `--stages 0:24h`")); }
        if (problems.Count > 0 || BundleInput.Load(fleet, null, [v1[0], .. beside], problems) is not { } old || BundleInput.Load(fleet, null, [v2[0], .. beside], problems) is not { } now)
        {
            return context.Reject(Name, problems, json);
        }
        var stated = requestsPath is null ? PolicyDiff.Requests(old, now, MaxGenerated) : StatedRequestReader.LoadLines(requestsPath, old, problems);
        var asked = RehearsedRequest.Of(stated, fleet, old.Tenant, old.ArgumentsOf);
        if (problems.Count == 0 && asked.Count == 0) { problems.Add(new(requestsPath ?? "", 0, 0, "no agent of the fleet can ask any of these requests", "record requests of groups and regions that have agents, with arguments that are not masked")); }
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }

        var rehearsal = new RehearsalPlan
        {
            Fleet = fleet, Tenant = old.Tenant, From = v1[0], To = v2[0], Beside = beside, Stages = plan.Stages, Requests = asked, PerHour = settings.PerHour, Seed = settings.Seed,
            Most = settings.Hours is { } hours ? TimeSpan.FromHours(hours) : 2 * plan.Duration,
        };
        var refused = Rehearsal.Refusal(rehearsal);
        var results = refused.Count > 0 ? [] : Play(context, rehearsal);
        var chosen = results.FirstOrDefault(r => r.Mode == shown);
        var exitCode = chosen is { End: RehearsedEnd.Promoted } ? ExitCode.Done : ExitCode.ThresholdCrossed;
        var source = new RehearsalText.Source(requestsPath is null ? "generated" : "recorded", asked.Count, stated.Count - asked.Count);
        if (json) { JsonOutput.Write(context.Terminal, RehearsalText.Json(Name, exitCode, rehearsal, source, refused, results)); }
        else { RehearsalText.Print(context.Terminal, rehearsal, source, refused, results, chosen); }
        return exitCode;
    }

    private static IReadOnlyList<RehearsalResult> Play(CommandContext context, RehearsalPlan plan)
    {
        using var progress = new CountProgress(context.Terminal, context.Time, "simulated hours");
        var planned = (int)Math.Ceiling(plan.Stages.Sum(s => s.Duration.TotalHours));
        return [.. _modes.Select((mode, i) => Rehearsal.Run(
            plan, mode, at => progress.Report(i * planned + Math.Min(planned, (int)at.TotalHours), _modes.Length * planned), context.Cancellation))];
    }

    private sealed record Settings(string? Stages, int? Drift, int? Denials, int PerHour, int? Hours, ulong Seed)
    {
        /// <summary>The stages with the gates asked for; null for those of the default options.</summary>
        public IReadOnlyList<RolloutStage>? ReadStages(List<Problem> problems)
        {
            string? wrong = null;
            var stages = Stages is null ? new RolloutOptions().Stages : RolloutPlan.ParseStages(Stages, out wrong);
            if (wrong is not null) { problems.Add(new("", 0, 0, $"--stages: {wrong}", "")); }
            return stages is null ? null : [.. stages.Select(s => s with
            {
                Gates = s.Gates with
                {
                    Drift = Drift is { } drift ? s.Gates.Drift with { Threshold = drift / 100.0 } : s.Gates.Drift,
                    DenialIncrease = Denials is { } denials ? s.Gates.DenialIncrease with { Threshold = denials / 100.0 } : s.Gates.DenialIncrease,
                },
            })];
        }
    }
}
