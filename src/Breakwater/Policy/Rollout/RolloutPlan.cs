using System.Globalization;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Rollout;

/// <summary>What a rollout from one version to another would be, before anybody starts it. Immutable.</summary>
/// <param name="From">The version in force.</param>
/// <param name="To">The version to roll out.</param>
/// <param name="IsBreaking">Whether it may not skip shadow: by its number, or because the bundle says so.</param>
/// <param name="Stages">The stages, without the last step to everybody.</param>
/// <param name="Problems">Why it could not be started, one sentence each; empty if it can.</param>
public sealed record RolloutPlan(BundleReference From, BundleReference To, bool IsBreaking, IReadOnlyList<RolloutStage> Stages, IReadOnlyList<string> Problems)
{
    /// <summary>How long it takes at least, without pauses and holds.</summary>
    public TimeSpan Duration => Stages.Aggregate(TimeSpan.Zero, (sum, s) => sum + s.Duration);

    /// <summary>Plans a rollout.</summary>
    /// <param name="from">The version in force.</param>
    /// <param name="to">The version to roll out.</param>
    /// <param name="stages">Its stages; null for those of the default options.</param>
    public static RolloutPlan Of(PolicyBundle from, PolicyBundle to, IReadOnlyList<RolloutStage>? stages = null)
    {
        var plan = stages ?? new RolloutOptions().Stages;
        var breaking = to.IsBreaking || RolloutState.Breaks(from.Reference, to.Reference);
        List<string> problems = [.. RolloutOptionsValidator.PlanProblems(plan, breaking)];
        if (from.Reference.Name != to.Reference.Name || from.Reference.Version.Equals(to.Reference.Version)) { problems.Insert(0, $"{from.Reference} and {to.Reference} are not two versions of one bundle: name a version and the next."); }
        return new(from.Reference, to.Reference, breaking, plan, problems);
    }

    /// <summary>The agents that are assigned the new version in a stage, in the order of the roster. Who is in once stays in.</summary>
    /// <param name="roster">The fleet's agents.</param>
    /// <param name="tenant">Tenant id.</param>
    /// <param name="rollout">Number of the rollout: that of the control-log record that starts it, which is known only then. Another number puts other agents first.</param>
    /// <param name="percent">Percentage of the stage.</param>
    public IReadOnlyList<string> AgentsIn(FleetRoster roster, string tenant, long rollout, int percent)
    {
        var purpose = RolloutAssignment.Purpose(tenant, To.Name);
        return [.. roster.Agents.Where(a => a.Tenant == tenant && RolloutAssignment.IsIn(purpose, a.Name, rollout, percent)).Select(a => a.Name)];
    }

    /// <summary>Reads stages such as <c>0:24h,10:24h,50:48h,90:24h</c>: percentages, 0 for shadow, with durations. Null, with the reason, if it is none.</summary>
    public static IReadOnlyList<RolloutStage>? ParseStages(string text, out string? problem)
    {
        problem = null;
        var stages = new List<RolloutStage>();
        if (text == "none") { return stages; }
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var duration = part.Split(':') is [_, var length] ? Units.Duration(length) : default;
            if (part.Split(':') is not [var share, _] || !int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) || duration.Wrong is not null)
            {
                problem = $"`{part}` is not a stage: write percentage and duration, such as `0:24h,10:24h`, or `none`";
                return null;
            }
            stages.Add(new(percent, duration.Value, new()));
        }
        return stages;
    }
}
