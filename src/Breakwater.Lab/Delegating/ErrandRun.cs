using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// Sends every errand of a round on its way at the same moment. Each hop is made by a core of the delegator's node and judged by one of the
/// delegate's; the next hop begins when that job is done, and a refusal ends the errand. What agents, models and network need comes on top.
/// </summary>
internal sealed class ErrandRun(DelegationWorld world, DelegationScheme scheme) : ServedProcess
{
    private const int Begin = 0;
    private const int HandOn = 1;
    private const int Take = 2;

    private readonly Dictionary<int, (Errand Errand, ErrandTally Tally)> _errands = [];
    private readonly HashSet<(int From, int To)> _used = [];
    private readonly List<ErrandTally> _tallies = [];

    /// <summary>Rounds in order.</summary>
    public IReadOnlyList<ErrandTally> Tallies => _tallies;

    /// <summary>Distinct ordered pairs of principals between which work was accepted.</summary>
    public int PathsUsed => _used.Count;

    /// <summary>Runs every round, each a time after the one before.</summary>
    /// <exception cref="InvalidOperationException">An errand was not decided.</exception>
    public void Run(TimeSpan between)
    {
        for (var round = 0; round < world.Workload.Rounds.Count; round++) { world.Simulator.ScheduleAt(round * SimTime.From(between), this, Begin, round); }
        world.Simulator.Run(cancellationToken: world.Cancellation);
        world.Cancellation.ThrowIfCancellationRequested();
        for (var round = 0; round < _tallies.Count; round++)
        {
            var asked = world.Workload.Rounds[round].Count;
            if (_tallies[round].Decisions != asked) { throw new InvalidOperationException($"Round {round + 1} decided {_tallies[round].Decisions} of {asked} errands."); }
        }
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        world.Cancellation.ThrowIfCancellationRequested();
        var (errand, tally) = _errands[(int)a];
        var (work, visited) = (default(Work), scheme.NodesVisited);
        if (kind == HandOn) { scheme.HandOn(errand, (int)b, ref work); } else { errand.Found = scheme.Take(errand, (int)b, ref work); }
        var ns = world.Nanoseconds(work);
        tally.Served(work, ns, scheme.NodesVisited - visited);
        return ns;
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        if (kind == Begin)
        {
            var started = new ErrandTally(sim.Now);
            _tallies.Add(started);
            foreach (var next in world.Workload.Rounds[(int)a])
            {
                _errands.Add(next.Number, (next, started));
                world.Nodes[world.NodeOf[next.Path[0]]].Submit(this, HandOn, next.Number, 0);
            }
            return;
        }
        var (errand, tally) = _errands[(int)a];
        var handovers = scheme.Handovers(errand);
        var hop = (int)b;
        var to = handovers == errand.Hops ? errand.Path[hop + 1] : errand.Path[^1];
        if (kind == HandOn)
        {
            world.Nodes[world.NodeOf[to]].Submit(this, Take, a, b);
            return;
        }
        if (errand.Found != Judgement.Refused) { _used.Add((handovers == errand.Hops ? errand.Path[hop] : errand.Path[0], to)); }
        if (errand.Found != Judgement.Refused && hop < handovers - 1)
        {
            world.Nodes[world.NodeOf[to]].Submit(this, HandOn, a, hop + 1);
            return;
        }
        tally.Decided(sim.Now, errand, errand.Found, AuthorityOracle.May(world.Workload, errand));
        _errands.Remove(errand.Number);
    }
}
