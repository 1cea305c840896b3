using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// So many messages at a rate, or one of every agent at the same moment, through the fleet's nodes: the gate of the sender's region has its watchers look at each and records it, one core at a time.
/// Watchers and records are real; agents, arrivals and cores are simulated.
/// </summary>
internal sealed class MessageWindow : ServedProcess
{
    private const int Done = 1;
    private readonly RunContext _context;
    private readonly Simulator _simulator;
    private readonly ServiceNode[] _nodes;
    private readonly FleetWatch[] _watches;
    private readonly SimulatedAgent[] _agents;
    private readonly TenantHandle[] _tenants;
    private readonly int[] _nodeOf;
    private readonly long[] _busyNs;
    private readonly int[] _senders;
    private readonly long[] _arrivals;
    private readonly LabRandom _chance;
    private Work _work;

    private MessageWindow(RunContext context, string variant, int messages, string purpose, bool keeps = false)
    {
        (_context, _simulator, Records) = (context, context.NewSimulator(), new(keeps));
        var fleet = context.Fleet;
        _chance = context.Random("observing." + purpose);
        _nodes = [.. fleet.Nodes.Select(n => new ServiceNode(_simulator, n.Cores))];
        _busyNs = new long[_nodes.Length];
        _watches = [.. fleet.Nodes.Select(_ => new FleetWatch(new() { Inspection = InspectionVariants.Plan(variant) }, _simulator.Clock))];
        var nodeOfRegion = fleet.Nodes.SelectMany((n, i) => n.Serves.Select(region => (region, i))).ToDictionary(s => s.region, s => s.i, StringComparer.Ordinal);
        var handles = TenantHandles.First(fleet.Tenants.Count);
        var tenantOf = fleet.Tenants.Select((t, i) => (t.Id, i)).ToDictionary(t => t.Id, t => handles[t.i], StringComparer.Ordinal);
        var roster = context.Roster.Agents;
        _nodeOf = [.. roster.Select(a => nodeOfRegion[a.Region.Id])];
        _tenants = [.. roster.Select(a => tenantOf[a.Tenant])];
        _agents = [.. roster.Select(a => new SimulatedAgent(_chance.Fork((ulong)a.Index)) { Now = new() { Rate = 1 } })];
        foreach (var agent in roster)
        {
            _watches[_nodeOf[agent.Index]].Watch(_tenants[agent.Index], WatchedFleet.Handle(agent.Index), new(agent.Group.Id, agent.Cluster.Id, agent.Group.Provider, agent.Group.Risk));
        }
        (_senders, _arrivals) = (new int[messages], new long[messages]);
    }

    /// <summary>How long messages waited and were worked on.</summary>
    public LatencyRecorder Latency { get; } = new();

    public MessageRecords Records { get; }

    public Work Work => _work;

    public int Messages => _senders.Length;

    /// <summary>Core time of all of them.</summary>
    public long ServiceNs => _busyNs.Sum();

    /// <summary>Nominal length of the window: messages over rate. 0 for everyone at once.</summary>
    public double Seconds { get; private init; }

    /// <summary>Share of its cores' time that the busiest node needs; above 1 it does not keep up, whatever the window's length.</summary>
    public double BusiestShare => Enumerable.Range(0, _nodes.Length).Max(i => _busyNs[i] / 1e9 / (Seconds * _nodes[i].Cores));

    /// <summary>Runs messages that arrive at random (Poisson) at a rate of the whole fleet, from all agents alike; the records are kept if asked for.</summary>
    public static MessageWindow AtRate(RunContext context, string variant, double perSecond, int messages, bool keeps = false)
    {
        var window = new MessageWindow(context, variant, messages, "rate", keeps) { Seconds = messages / perSecond };
        var at = 0.0;
        for (var i = 0; i < messages; i++)
        {
            at += window._chance.Exponential(1 / perSecond);
            window.Arrive(i, window._chance.NextInt(window._agents.Length), SimTime.FromSeconds(at));
        }
        return window.Run();
    }

    /// <summary>Runs one message of every agent, all at the same moment.</summary>
    public static MessageWindow AtOnce(RunContext context, string variant)
    {
        var window = new MessageWindow(context, variant, context.Agents, "once");
        for (var i = 0; i < context.Agents; i++) { window.Arrive(i, i, 0); }
        return window.Run();
    }

    // A core takes a message up: it is watched and recorded for real, and what that counted is how long the core is busy.
    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        var (index, number) = (_senders[a], (ulong)a + 1);
        var agent = _context.Roster.Agents[index];
        var node = _nodeOf[index];
        var before = _work;
        var message = _agents[index].Next(index, _agents.Length) with { Tenant = _tenants[index], Message = number };
        if (_watches[node].Observe(message, ref _work).Band == WatchBand.NotWatched) { throw new InvalidOperationException($"{agent.Name} is not watched."); }
        Records.Record(agent, _context.Fleet.Nodes[node].Id, number, sim.Clock.GetUtcNow(), message.Cost ?? default, ref _work);
        // What is known of an agent is out of the caches by its next message: a gate does other things meanwhile.
        var ns = _context.Calibration.Nanoseconds(_work.Since(before), memorySized: true);
        _busyNs[node] += ns;
        return ns;
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        if (kind == Done) { Latency.Record(sim.Now - _arrivals[a]); }
        else { _nodes[_nodeOf[_senders[a]]].Submit(this, Done, a); }
    }

    private void Arrive(int message, int sender, long at)
    {
        (_senders[message], _arrivals[message]) = (sender, at);
        _simulator.ScheduleAt(at, this, 0, message);
    }

    private MessageWindow Run()
    {
        _simulator.Run(cancellationToken: _context.Cancellation);
        _context.Cancellation.ThrowIfCancellationRequested();
        if (Latency.Count != Messages) { throw new InvalidOperationException($"{Latency.Count} of {Messages} messages were seen to."); }
        return this;
    }
}
