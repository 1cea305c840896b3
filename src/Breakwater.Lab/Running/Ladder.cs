using Breakwater.Fleet;
using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Running;

/// <summary>The fleet sizes at which a variant is run.</summary>
internal static class Ladder
{
    private static readonly int[] Steps = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

    /// <summary>The sizes for a reach, ascending: the ladder's (or those asked for), the fleet's own, and the experiment's extra ones, none beyond the reach.</summary>
    public static IReadOnlyList<int> For(FleetSpecification fleet, ExperimentSpec experiment, Reach reach, StressOptions options) =>
        [.. (options.Scale ?? [.. Steps, fleet.AgentCount, .. experiment.ExtraSizes]).Where(n => n <= reach.In(options.Mode) && n >= 2).Distinct().Order()];
}
