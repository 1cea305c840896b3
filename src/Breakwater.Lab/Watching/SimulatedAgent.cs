using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Observability;

namespace Breakwater.Lab.Watching;

/// <summary>One agent whose behaviour is known: a little different from its type, its latency and quality wandering by the hour, its content judged on a sample. Same chance, same messages.</summary>
internal sealed class SimulatedAgent(LabRandom random)
{
    private const double JudgedShare = 0.2;
    private const int Tools = 12;
    private readonly double _latency = 6.5 + (0.2 * random.Normal());
    private readonly double _quality = 0.8 + (0.02 * random.Normal());
    private readonly double _content = 0.3 + (0.02 * random.Normal());
    private readonly int _firstTool = random.NextInt(Tools);
    private double _wanderLatency, _wanderQuality, _context = 0.2;

    public LabRandom Random => random;

    public Behaviour Now { get; set; }

    // Autoregressive by the hour: a tenth of a message's spread.
    public void Wander()
    {
        _wanderLatency = (0.8 * _wanderLatency) + (0.03 * random.Normal());
        _wanderQuality = (0.8 * _wanderQuality) + (0.004 * random.Normal());
    }

    /// <summary>Its next message as it behaves now, to one of the agents that follow it; tenant and number are the caller's to add.</summary>
    public Observation Next(int index, int agents)
    {
        var behaviour = Now;
        _context += 0.01 * random.NextDouble();
        if (_context > 0.8) { _context = 0.2; }
        var place = Math.Min((int)random.Exponential(1.2), 5);
        var tool = behaviour.OtherTools ? 20 + random.NextInt(4) : (_firstTool + place) % Tools;
        var partner = behaviour.Partner >= 0 ? behaviour.Partner : (index + 1 + random.NextInt(3)) % agents;
        return new()
        {
            Agent = WatchedFleet.Handle(index),
            Peer = WatchedFleet.Handle(partner),
            Tool = new((ushort)(tool + 1)),
            Chain = behaviour.Chain,
            Failed = random.NextBool(0.02 + behaviour.Failing),
            LatencyMs = (float)Math.Exp(_latency + _wanderLatency + behaviour.LogLatency + (0.5 * random.Normal())),
            Quality = random.NextBool(JudgedShare) ? (float)Math.Clamp(_quality + _wanderQuality + behaviour.Quality + (0.06 * random.Normal()), 0, 1) : float.NaN,
            ContentDistance = (float)Math.Clamp(_content + behaviour.Content + (0.07 * random.Normal()), 0, 2),
            ContextUse = (float)_context,
            Cost = new Money((long)(2_000 * Math.Exp(behaviour.LogCost + (0.4 * random.Normal())))),
        };
    }
}
