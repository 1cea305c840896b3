using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>Everybody asks their own gate at the same moment. What a decision occupies a core for is given, in turn; nodes and queues are simulated. Holds no control.</summary>
internal sealed class Burst : ServedProcess
{
    private readonly IReadOnlyList<long> _costs;
    private int _decided;

    private Burst(IReadOnlyList<long> costs) => _costs = costs;

    /// <summary>When the last one is decided, in ms.</summary>
    public static double LastMs(RunContext context, IReadOnlyList<long> costs)
    {
        var simulator = context.NewSimulator();
        var burst = new Burst(costs);
        var nodes = context.Fleet.Nodes.Select(n => new ServiceNode(simulator, n.Cores)).ToArray();
        var nodeOf = context.Fleet.Nodes.SelectMany((n, i) => n.Serves.Select(region => (region, i))).ToDictionary(s => s.region, s => s.i, StringComparer.Ordinal);
        foreach (var agent in context.Roster.Agents) { nodes[nodeOf[agent.Region.Id]].Submit(burst, 0, agent.Index); }
        simulator.Run(cancellationToken: context.Cancellation);
        if (burst._decided != context.Agents) { throw new InvalidOperationException($"{burst._decided} of {context.Agents} requests were decided."); }
        return simulator.Now / 1e6;
    }

    public override long Serve(Simulator sim, int kind, long a, long b) => _costs[(int)(a % _costs.Count)];

    public override void OnEvent(Simulator sim, int kind, long a, long b) => _decided++;
}
