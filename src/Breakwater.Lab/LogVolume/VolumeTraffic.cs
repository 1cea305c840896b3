using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// The events that a fleet's gates make of a part of a day: chains of actions, some refused, some failing, now and then an agent that repeats a refused action and a provider that stalls. Holds no control.
/// </summary>
internal sealed class VolumeTraffic : SimProcess
{
    /// <summary>The article's load: 5,000 events a day for each agent.</summary>
    public const int EventsPerAgentDay = 5_000;
    public const int ActionsPerChain = 5;
    public const double Denied = 0.005;
    public const double Throttled = 0.015;
    public const double Pending = 0.002;
    public const double Failed = 0.02;
    public const double TimedOut = 0.005;
    public const double RecordedBefore = 0.01;
    public const double Looping = 0.001;
    public const int LoopRepeats = 200;
    public const int LoopsPerSecond = 50;
    public const int StallEveryMinutes = 5;
    public const int StallsOneIn = 10;
    public const string StalledTool = "model-call";
    public const string LoopedTool = "not-granted";

    private const int Arrive = 0, Decide = 1, Complete = 2, Beat = 3, Stall = 4, Loop = 5;
    private const long Reply = 400 * SimTime.Millisecond;
    private const long Next = 600 * SimTime.Millisecond;
    private static readonly Reason _notGranted = new(ControlId.Parse("IA-1.4"), "grants.not-granted", "The role may not use the tool");
    private static readonly Reason _rate = new(ControlId.Parse("EC-2.1"), "rates.provider", "The provider's rate is used up", retryable: true);
    private static readonly Reason _review = new(ControlId.Parse("EC-1.4"), "policy.judge", "A judge has to decide", retryable: true);

    private readonly RunContext _context;
    private readonly AuditSink _sink;
    private readonly LabRandom _random;
    private readonly long _end;
    private readonly double _meanArrivalNs;
    private readonly string[] _nodes;
    private readonly List<Chain> _chains = [];
    private readonly Stack<int> _free = [];
    private ulong _admissions;

    public VolumeTraffic(RunContext context, AuditSink sink, Simulator simulator, long lengthNs)
    {
        (_context, _sink, _end) = (context, sink, lengthNs);
        _random = context.Random("log-volume");
        var chainsPerDay = (double)EventsPerAgentDay / (2 * ActionsPerChain) * context.Agents;
        _meanArrivalNs = 86_400.0 * SimTime.Second / chainsPerDay;
        _nodes = [.. context.Roster.Agents.Select(a => context.Fleet.Nodes.FirstOrDefault(n => n.Serves.Contains(a.Region.Id))?.Id ?? context.Fleet.Nodes[0].Id)];
        simulator.Schedule((long)_random.Exponential(_meanArrivalNs), this, Arrive);
        simulator.Schedule(SimTime.Second, this, Beat);
        simulator.Schedule(StallEveryMinutes * 60 * SimTime.Second / 2, this, Stall);
    }

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Those of them that must be kept.</summary>
    public long MustKeep { get; private set; }

    /// <summary>Those of them that repeat each other.</summary>
    public long Repetitive { get; private set; }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Arrive: Begin(sim); break;
            case Decide: DecideAction(sim, (int)a); break;
            case Complete: CompleteAction(sim, (int)a, (ulong)b); break;
            case Loop: Repeat(sim, (int)a, b); break;
            case Stall: StallProvider(sim); break;
            default:
                _sink.Advance();
                if (sim.Now < _end || _free.Count < _chains.Count) { sim.Schedule(SimTime.Second, this, Beat); }
                break;
        }
    }

    private void Begin(Simulator sim)
    {
        if (sim.Now >= _end) { return; }
        sim.Schedule((long)_random.Exponential(_meanArrivalNs), this, Arrive);
        if (!_free.TryPop(out var slot))
        {
            slot = _chains.Count;
            _chains.Add(new());
        }
        var chain = _chains[slot];
        (chain.Agent, chain.Id, chain.Request) = (_random.NextInt(_context.Agents), NewChain(), 0);
        if (_random.NextBool(Looping)) { Repeat(sim, slot, LoopRepeats); } else { DecideAction(sim, slot); }
    }

    private void DecideAction(Simulator sim, int slot)
    {
        var chain = _chains[slot];
        if (chain.Request == ActionsPerChain)
        {
            End(slot);
            return;
        }
        var draw = _random.NextDouble();
        var e = Of(sim, chain.Agent, chain.Id, ++chain.Request) with { Kind = AuditEventKind.Decided };
        var (reason, effect) = draw < Denied ? (_notGranted, Effect.Deny) : draw < Denied + Throttled ? (_rate, Effect.Throttle) : draw < Denied + Throttled + Pending ? (_review, Effect.Pending) : (null, Effect.Allow);
        e = e with { ArgumentsDigest = new(_random.NextUInt64(), _random.NextUInt64()), Decision = new() { Effect = effect, Reason = reason, Consulted = effect == Effect.Allow ? 127UL : 31, RetryAfter = effect == Effect.Throttle ? TimeSpan.FromSeconds(1) : default } };
        if (effect != Effect.Allow)
        {
            Record(e, RecordUrgency.After);
            sim.Schedule(SimTime.Second, this, Decide, slot);
            return;
        }
        var admission = ++_admissions;
        Record(e with { Admission = admission }, _random.NextBool(RecordedBefore) ? RecordUrgency.Before : RecordUrgency.After);
        sim.Schedule(Reply, this, Complete, slot, (long)admission);
    }

    private void CompleteAction(Simulator sim, int slot, ulong admission)
    {
        var (chain, draw) = (_chains[slot], _random.NextDouble());
        Record(
            Of(sim, chain.Agent, chain.Id, chain.Request) with
            {
                Kind = draw < TimedOut ? AuditEventKind.AdmissionExpired : AuditEventKind.Completed,
                Outcome = draw < TimedOut ? Outcome.Unknown : draw < TimedOut + Failed ? Outcome.Failed : Outcome.Succeeded,
                Admission = admission,
                Charged = new(1_000 + _random.NextInt(20_000)),
            },
            RecordUrgency.After);
        sim.Schedule(Next, this, Decide, slot);
    }

    /// <summary>An agent that asks again and again for what it is denied.</summary>
    private void Repeat(Simulator sim, int slot, long left)
    {
        var chain = _chains[slot];
        if (left == 0)
        {
            End(slot);
            return;
        }
        Repetitive++;
        Record(
            Of(sim, chain.Agent, chain.Id, ++chain.Request) with { Kind = AuditEventKind.Decided, Tool = LoopedTool, Decision = new() { Effect = Effect.Deny, Reason = _notGranted, Consulted = 15 } },
            RecordUrgency.After);
        sim.Schedule(SimTime.Second / LoopsPerSecond, this, Loop, slot, left - 1);
    }

    /// <summary>A provider stalls: one agent in ten times out within half a second, each in a chain of its own.</summary>
    private void StallProvider(Simulator sim)
    {
        if (sim.Now >= _end) { return; }
        sim.Schedule(StallEveryMinutes * 60 * SimTime.Second, this, Stall);
        for (var agent = _random.NextInt(StallsOneIn); agent < _context.Agents; agent += StallsOneIn)
        {
            Repetitive++;
            var chain = NewChain();
            Record(
                Of(sim, agent, chain, 1) with { Kind = AuditEventKind.AdmissionExpired, Tool = StalledTool, Outcome = Outcome.Unknown, Admission = ++_admissions, Charged = new(1_000 + _random.NextInt(20_000)) },
                RecordUrgency.After);
            _sink.CloseChain(_context.Roster.Agents[agent].Tenant, chain);
        }
    }

    private void End(int slot)
    {
        _sink.CloseChain(_context.Roster.Agents[_chains[slot].Agent].Tenant, _chains[slot].Id);
        _free.Push(slot);
    }

    private AuditEvent Of(Simulator sim, int agent, UInt128 chain, ulong request)
    {
        var of = _context.Roster.Agents[agent];
        var tools = of.Group.Tools;
        return new()
        {
            Time = sim.Clock.GetUtcNow(), Node = _nodes[agent], Tenant = of.Tenant, Agent = of.Name, Session = (ulong)agent + 1, Chain = chain, Request = request, Parent = request - 1,
            Tool = tools.Count > 0 ? tools[(int)(request % (ulong)tools.Count)] : null, Risk = of.Group.Risk,
        };
    }

    private void Record(in AuditEvent e, RecordUrgency urgency)
    {
        Events++;
        if (RecordPriorities.Of(e, urgency) <= RecordPriority.Always) { MustKeep++; }
        if (_sink.Append(e, urgency) == RecordStatus.Refused) { throw new InvalidOperationException("A log in memory refused a record."); }
    }

    private UInt128 NewChain() => new(_random.NextUInt64(), _random.NextUInt64());

    private sealed class Chain
    {
        public int Agent;
        public UInt128 Id;
        public ulong Request;
    }
}
