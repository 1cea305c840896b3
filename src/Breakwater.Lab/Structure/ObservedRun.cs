using Breakwater.Fleet;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Structure;

/// <summary>Reads from a run's results what it saw of delegation.</summary>
public static class ObservedRun
{
    /// <summary>Metric that counts distinct ordered pairs of principals between which a contract was in use; whatever experiment and variant it stands in.</summary>
    public const string Metric = "delegation-paths-used";

    /// <summary>What to say without a run.</summary>
    public static ObservedDelegations None { get; } = new(null, "not observed: no run given");

    /// <summary>What a run saw at the fleet's own size; with several points of the metric, the largest.</summary>
    /// <returns>Null for the observation if the run was of another fleet; the message then says so.</returns>
    public static (ObservedDelegations? Observed, string? Problem) Read(FleetSpecification fleet, ResultsDocument results)
    {
        if (results.Scenario.Digest != fleet.Digest)
        {
            return (null, $"The run is of another fleet file: `{results.Scenario.Name}` with digest {results.Scenario.Digest}, not {fleet.Digest}.");
        }

        var seen =
            from experiment in results.Experiments
            from variant in experiment.Variants
            from point in variant.Points
            where point.N == fleet.AgentCount
            let value = point.Effect.TryGetValue(Metric, out var effect) ? effect : point.Work.TryGetValue(Metric, out var work) ? work : (double?)null
            where value is not null
            orderby value descending
            select new ObservedDelegations((long)Math.Round(value.Value), $"{experiment.Id}/{variant.Id}/{Metric}, seed {point.Seed}");
        return (seen.FirstOrDefault() ?? new(null, "not observed: the run measured none"), null);
    }
}
