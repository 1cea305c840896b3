using Breakwater.Lab.Experiments;
using static Breakwater.Lab.Delegating.DelegatingExperiment;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// Hypothesis 3 of the 100-agent test: a signed contract for every task becomes a bottleneck. Supported if, at the fleet's own size, contracts
/// alone take longer than delegation's share of the time-critical path, or need more cores than the fleet has; refuted if they do neither.
/// </summary>
internal static class ContractHypothesis
{
    /// <summary>What it is decided on.</summary>
    /// <param name="Agents">The fleet's own size.</param>
    /// <param name="Handoffs">Hops that a round handed on; none, and nothing can be said.</param>
    /// <param name="P99Ms">99th percentile of what signed contracts add to an errand there.</param>
    /// <param name="LimitMs">Delegation's share of the time-critical path.</param>
    /// <param name="DemandPerSecond">Hops asked for at peak.</param>
    /// <param name="HopsPerSecond">Hops that the fleet's cores sustain with signed contracts.</param>
    /// <param name="WithPathsPerSecond">The same with low- and medium-risk paths approved beforehand; null where not run.</param>
    /// <param name="Measured">Whether the fleet's own size was run; else its figures come from the fitted laws.</param>
    internal sealed record Evidence(
        int Agents, double Handoffs, double P99Ms, double LimitMs, double DemandPerSecond, double HopsPerSecond, double? WithPathsPerSecond, bool Measured);

    /// <summary>The evidence of a run; null where it says nothing of signed contracts at the fleet's own size.</summary>
    public static Evidence? Read(Reading reading)
    {
        const string Rule = ScalingNames.ConstantDegree;
        var n = reading.Fleet.AgentCount;
        (double Value, bool Measured)? Get(string metric) => reading.At(Chain, Rule, n, metric);
        var largest = reading.Largest(Chain, Rule);
        if (largest == 0 || Get("p99Ms") is not { } p99 || Get("hopUs") is not { } hop || Get("coreShare") is not { } share) { return null; }
        // What the cores sustain follows from core time, whose law is fitted; demand from the share of them that it takes.
        var sustained = hop.Value > 0 ? reading.Fleet.Nodes.Sum(node => node.Cores) * 1e6 / hop.Value : 0;
        var paths = reading.At(Chain + WithPaths, Rule, n, "hopUs");
        return new(
            n, reading.Value(Chain, Rule, p99.Measured ? n : largest, "handoffs") ?? 0, p99.Value, Latency(reading.Fleet).Limit, share.Value * sustained, sustained,
            paths is { Value: > 0 } with ? reading.Fleet.Nodes.Sum(node => node.Cores) * 1e6 / with.Value : null, p99.Measured && hop.Measured && share.Measured);
    }

    /// <summary>The verdict and why, from the evidence and nothing else.</summary>
    public static (string Verdict, string Because) Decide(Evidence? e)
    {
        if (e is null) { return ("undecided", "Signed contracts were not run at this fleet's size, and no law was fitted that reaches it."); }
        if (e.Handoffs == 0) { return ("undecided", "The fleet declares nothing that its tiers let anybody hand on, so no contract was signed."); }
        var (slow, short_) = (e.P99Ms > e.LimitMs, e.DemandPerSecond > e.HopsPerSecond);
        var about = e.Measured ? "" : "≈ ";
        var rule = $"Supported if a contract signed and verified for each hop adds more than {Wording.Ms(e.LimitMs)} (99th percentile) or needs more than all enforcement cores at peak; refuted if neither. ";
        var facts = $"At {Wording.Agents(e.Agents)}, all starting at once, it adds {about}{Wording.Ms(e.P99Ms)}; the peak asks for {about}{Wording.Number(e.DemandPerSecond)} hops a second and the cores sustain {about}{Wording.Number(e.HopsPerSecond)}. ";
        var turn = slow || short_
            ? $"It would be refuted with {about}{Wording.Number(Math.Max(e.P99Ms / e.LimitMs, e.DemandPerSecond / e.HopsPerSecond))} times the cores. "
            : $"It would be supported above {about}{Wording.Number(e.HopsPerSecond)} hops a second, {about}{Wording.Number(e.HopsPerSecond / e.DemandPerSecond)} times this fleet's peak. ";
        var paths = e.WithPathsPerSecond is { } with ? $"Paths approved beforehand where risk is low or medium raise that to {about}{Wording.Number(with)}." : "";
        return (slow || short_ ? "supported" : "refuted", (rule + facts + turn + paths).TrimEnd());
    }
}
