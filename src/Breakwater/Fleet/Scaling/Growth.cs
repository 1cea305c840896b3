namespace Breakwater.Fleet.Scaling;

/// <summary>By what factor each thing grows under a rule.</summary>
/// <param name="Fleet">The fleet before.</param>
/// <param name="Counts">Agents after, by group id.</param>
/// <param name="Rule">How flows follow.</param>
/// <param name="Ratio">Agents after over agents before, of the whole fleet.</param>
internal sealed record Growth(FleetSpecification Fleet, IReadOnlyDictionary<string, int> Counts, FlowScaling Rule, double Ratio)
{
    private readonly Dictionary<string, int> _before = Fleet.Clusters.SelectMany(c => c.Groups).ToDictionary(g => g.Id, g => g.Agents, StringComparer.Ordinal);

    /// <summary>
    /// Constant degree: what an agent sends stays. Proportional: what it sends grows with the fleet. Complete: what each pair of agents exchanges
    /// stays, so a flow grows with both of its ends.
    /// </summary>
    public Flow Of(Flow flow)
    {
        var factor = Of(flow.From) * Rule switch
        {
            FlowScaling.ConstantDegree => 1,
            FlowScaling.Proportional => Ratio,
            _ => Of(flow.To),
        };
        return flow with { SteadyPerMinute = flow.SteadyPerMinute * factor, PeakPerMinute = flow.PeakPerMinute * factor };
    }

    public LoadProfile Of(LoadProfile load)
    {
        var factor = Rule == FlowScaling.ConstantDegree ? Ratio : Ratio * Ratio;
        return load with { SteadyMessagesPerMinute = load.SteadyMessagesPerMinute * factor, PeakMessagesPerMinute = load.PeakMessagesPerMinute * factor };
    }

    /// <summary>Partners at the new size; under `complete` everyone is a partner and the number plays no part.</summary>
    public ScalingRule Of(ScalingRule rule)
    {
        if (Rule != FlowScaling.Proportional) { return rule with { Flows = Rule }; }
        return new(Rule, (int)Math.Clamp(Math.Round(rule.PartnersPerAgent * Ratio), 1, FleetLimits.MaxAgents));
    }

    private double Of(string group) => (double)Counts[group] / _before[group];
}
