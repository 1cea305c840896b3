using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.PolicyVersions;
using Breakwater.Policy.Rollout;

namespace Breakwater.Cli.Commands.Policy;

/// <summary>What a rehearsal shows people and programs.</summary>
internal static class RehearsalText
{
    public static object Json(string command, int exitCode, RehearsalPlan plan, Source source, IReadOnlyList<Problem> refused, IReadOnlyList<RehearsalResult> results) => new
    {
        command, exitCode, problems = Array.Empty<Problem>(), from = plan.From.Reference.ToString(), to = plan.To.Reference.ToString(), plan.Tenant, plan.PerHour, plan.Seed,
        requests = new { source.Kind, source.Used, source.LeftOut }, publishingRefused = refused,
        modes = results.Select(r => new
        {
            r.Mode, r.End, hours = r.Duration.TotalHours, r.ExposedInShadow, r.ExposedWhileMixed, r.AskedPerRequest,
            stages = r.Stages.Select(s => new
            {
                s.Percent, s.Agents, fromHours = s.From.TotalHours, untilHours = s.Until.TotalHours, s.End, s.By, heldSinceHours = s.HeldSince?.TotalHours, s.Requests, s.Asked, s.ByNew, s.Changed, s.Denied,
                s.Exposed, s.DriftRate, s.Counts, s.Gates,
            }),
        }),
    };

    public static void Print(Terminal terminal, RehearsalPlan plan, Source source, IReadOnlyList<Problem> refused, IReadOnlyList<RehearsalResult> results, RehearsalResult? chosen)
    {
        var (output, sheet) = (terminal.Output, new TextSheet(terminal.Output, terminal.Width));
        output.WriteLine($"{plan.From.Reference} → {plan.To.Reference}, tenant {plan.Tenant}");
        sheet.Line(string.Create(CultureInfo.InvariantCulture, $"{plan.PerHour:#,0} requests an hour, drawn from {source.Used:#,0} {source.Kind}{(source.LeftOut > 0 ? $" ({source.LeftOut:#,0} left out: nobody can ask them, or a value is masked)" : "")}, seed {plan.Seed}."));
        if (refused.Count > 0)
        {
            sheet.Section("Refused when it is published; nothing is rolled out.");
            foreach (var problem in refused)
            {
                sheet.Line(problem.Message);
                sheet.List([problem.Remedy]);
            }
            return;
        }
        var all = FleetRoster.Expand(plan.Fleet).Agents.Count(a => a.Tenant == plan.Tenant);
        sheet.Section(string.Create(CultureInfo.InvariantCulture, $"{Protection(chosen!.Mode)}, {all:#,0} agents"));
        output.WriteLine($"  {"from",-10}{"stage",-8}{"on it",8}{"requests",10}{"by it",8}{"drift",8}{"changed",9}{"denied",8}{"exposed",9}");
        foreach (var stage in chosen.Stages)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {Clock(stage.From),-10}{Stage(stage),-8}{stage.Agents,8:#,0}{stage.Requests,10:#,0}{Share(stage.ByNew, stage.Requests),8}{Share(stage.Counts.Drifted, stage.Counts.Compared),8}{stage.Changed,9:#,0}{Share(stage.Denied, stage.Requests),8}{stage.Exposed,9:#,0}"));
        }
        sheet.Section("What the gates did");
        foreach (var stage in chosen.Stages) { foreach (var line in Gates(stage)) { sheet.Line(line); } }
        sheet.Section("Permitted although one of the two versions denies it");
        output.WriteLine($"  {"",-22}{"in shadow",11}{"while mixed",13}{"asked for each",16}  ended");
        foreach (var result in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {Protection(result.Mode),-22}{result.ExposedInShadow,11:#,0}{result.ExposedWhileMixed,13:#,0}{(result.AskedPerRequest > 0 ? result.AskedPerRequest.ToString("0.00", CultureInfo.InvariantCulture) : "–"),16}  {Clock(result.Duration)}, {Ended(result.End)}"));
        }
    }

    private static IEnumerable<string> Gates(RehearsedStage stage)
    {
        var name = Stage(stage);
        if (stage.HeldSince is { } since) { yield return $"{Clock(since)}: {name} is held after its time, by the {Gate(stage)} gate, until {Clock(stage.Until)}"; }
        yield return stage.End switch
        {
            RehearsedEnd.Promoted => $"{Clock(stage.Until)}: {name} is promoted; {Count.Of((int)Math.Min(int.MaxValue, stage.Counts.Compared), "request")} compared, {Share(stage.Counts.Drifted, stage.Counts.Compared)} drift",
            RehearsedEnd.RolledBack => $"{Clock(stage.Until)}: {name} is rolled back by the {Gate(stage)} gate; {Says(stage)}",
            _ => $"{Clock(stage.Until)}: the simulation ends; {Says(stage)}",
        };
    }

    private static string Says(RehearsedStage stage) => stage.Gates.FirstOrDefault(g => g.Gate == stage.By) is { Gate: not GateKind.None } found
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * found.Rate:0.##}% of {found.Observations:#,0}, surely between {100 * found.Low:0.##}% and {100 * found.High:0.##}%, where {100 * found.Threshold:0.##}% is accepted")
        : "its time was not up";

    private static string Gate(RehearsedStage stage) => stage.By switch { GateKind.DenialIncrease => "denial", var kind => kind.ToString().ToLowerInvariant() };

    private static string Stage(RehearsedStage stage) => stage.Percent == 0 ? "shadow" : string.Create(CultureInfo.InvariantCulture, $"{stage.Percent}%");

    private static string Ended(RehearsedEnd end) => end switch { RehearsedEnd.Promoted => "in force everywhere", RehearsedEnd.RolledBack => "rolled back", _ => "held" };

    private static string Protection(RolloutMode mode) => mode switch { RolloutMode.Compatibility => "Compatibility layer", RolloutMode.Routing => "Routing", _ => "No protection" };

    private static string Share(long part, long whole) => whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.#}%");

    private static string Clock(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h{(span.Minutes > 0 ? $" {span.Minutes} min" : "")}");

    /// <summary>Where the requests come from.</summary>
    /// <param name="Kind"><c>generated</c> or <c>recorded</c>.</param>
    /// <param name="Used">How many agents can ask.</param>
    /// <param name="LeftOut">How many nobody can.</param>
    internal sealed record Source(string Kind, int Used, int LeftOut);
}
