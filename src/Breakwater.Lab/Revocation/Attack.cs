using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.Revocation;

/// <summary>
/// A compromise played through: subjects go on deciding at their rate, the order comes after the time that detection takes, and it is probed until
/// every place refuses every subject, or until the horizon.
/// </summary>
internal sealed class Attack : SimProcess
{
    private const int Decide = 0;
    private const int GiveOrder = 1;
    private const int Probe = 2;
    private const int Forge = 3;

    private const long ProbeFine = SimTime.Millisecond;
    private const long ProbeCoarse = SimTime.Second;

    private readonly TrustWorld _world;
    private readonly RevocationScheme _scheme;
    private readonly IReadOnlyList<int> _subjects;
    private readonly string? _zone;
    private readonly CredentialChain? _forged;
    private readonly long _orderAt;
    private readonly long _horizon;
    private readonly long _everyNs;
    private readonly int[] _turn;
    private int _stillBelieved;
    private Work _work;

    public Attack(TrustWorld world, RevocationScheme scheme, IReadOnlyList<int> subjects, string? zone, CredentialChain? forged, TimeSpan detection, TimeSpan horizon, double decisionsPerMinute)
    {
        _world = world;
        _scheme = scheme;
        _subjects = subjects;
        _zone = zone;
        _forged = forged;
        _orderAt = SimTime.From(detection);
        _horizon = _orderAt + SimTime.From(horizon);
        _everyNs = SimTime.FromSeconds(60 / decisionsPerMinute);
        _turn = new int[subjects.Count];
    }

    /// <summary>Decisions that were checked, and what checking them took; probes are not counted.</summary>
    public long Checked { get; private set; }

    /// <summary>What checking the decisions took.</summary>
    public Work Work => _work;

    /// <summary>Decisions of the compromised that were believed before the order.</summary>
    public long PoisonedBefore { get; private set; }

    /// <summary>And after it.</summary>
    public long PoisonedAfter { get; private set; }

    /// <summary>From the order to the moment at which every place refuses every subject; null if that was not reached within the horizon.</summary>
    public double? ReachMs { get; private set; }

    /// <summary>Attempts with a forged credential that were believed after the reach (or, without one, after the order).</summary>
    public long ForgedBelievedAfter { get; private set; }

    public void Run(CancellationToken cancellation)
    {
        var sim = _world.Simulator;
        for (var i = 0; i < _subjects.Count; i++)
        {
            // Spread by name, so that the subjects do not decide in step.
            var phase = (long)(_everyNs * StableHash.Fraction("attack.phase", _world.Roster.Agents[_subjects[i]].Name));
            sim.ScheduleAt(phase, this, Decide, i);
        }
        sim.ScheduleAt(_orderAt, this, GiveOrder);
        sim.Run(cancellationToken: cancellation);
        cancellation.ThrowIfCancellationRequested();
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Decide:
                DecideOnce(sim, (int)a);
                break;
            case GiveOrder:
                _scheme.Order(_subjects, _zone);
                sim.Schedule(0, this, Probe);
                break;
            case Probe:
                ProbeAll(sim);
                break;
            default:
                TryForged(sim);
                break;
        }
    }

    private bool Over(Simulator sim) => ReachMs is not null || sim.Now >= _horizon;

    private void DecideOnce(Simulator sim, int index)
    {
        if (Over(sim)) { return; }
        var subject = _subjects[index];
        Checked++;
        var partner = _world.Partner(subject, _turn[index]++ % _world.Degree);
        if (_scheme.MayAct(subject, ref _work) && _scheme.Believes(_scheme.PlaceOf(partner), subject, ref _work))
        {
            if (sim.Now < _orderAt) { PoisonedBefore++; } else { PoisonedAfter++; }
        }
        sim.Schedule(_everyNs, this, Decide, index);
    }

    // Every millisecond for the first second, then every second: an order travels in milliseconds, a cache forgets in minutes.
    private void ProbeAll(Simulator sim)
    {
        var work = default(Work);
        for (; _stillBelieved < _subjects.Count; _stillBelieved++)
        {
            var subject = _subjects[_stillBelieved];
            foreach (var place in _scheme.PlacesOf(subject))
            {
                if (!_scheme.WouldBelieve(place, subject, ref work))
                {
                    continue;
                }
                if (sim.Now < _horizon) { sim.Schedule(sim.Now - _orderAt < SimTime.Second ? ProbeFine : ProbeCoarse, this, Probe); } else { StartForging(sim); }
                return;
            }
        }
        ReachMs = (sim.Now - _orderAt) / 1e6;
        StartForging(sim);
    }

    private void StartForging(Simulator sim)
    {
        if (_forged is null) { return; }
        for (var attempt = 1; attempt <= 60; attempt++) { sim.Schedule(attempt * SimTime.Second, this, Forge); }
    }

    private void TryForged(Simulator sim)
    {
        var work = default(Work);
        var place = _scheme.PlaceOf(_world.Partner(_subjects[0], _turn[0]++ % _world.Degree));
        if (_scheme.BelievesForged(place, _forged!, ref work)) { ForgedBelievedAfter++; }
    }
}
