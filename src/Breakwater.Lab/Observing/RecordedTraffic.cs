using System.Globalization;
using System.Text;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Delegating;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.Observing;

/// <summary>
/// The fleet's own agents at work before its real gates, for a part of an hour of virtual time: chains of actions along the fleet's flows, tasks handed on along its declared delegations, slips, loops, a tool that everybody calls at
/// once and that then stalls and then fails, a cluster that an operator holds to reads for a while, an attack and a revocation. What is decided, and what is recorded of it, is the gates' own; agents, tools, people and network are simulated.
/// </summary>
internal sealed partial class RecordedTraffic : SimProcess
{
    public const int Minutes = 45;
    public const int HeldMinutes = 5;
    public const int MostChains = 2_400;
    public const int MostErrands = 240;
    public const double Slips = 0.01;

    /// <summary>Share of the hops at which a delegate asks for the task's tool, whether or not the chain gives it.</summary>
    public const double Reaches = 0.15;

    public const double Loops = 0.004;
    public const double Fails = 0.02;
    public const double TimesOut = 0.004;
    public const double PassesOn = 0.5;
    public const double PersonAgrees = 0.8;
    public const double PersonSilent = 0.08;

    private const int Arrive = 0, Task = 1, Act = 2, Complete = 3, Take = 4, Review = 5, Close = 6, Beat = 7, Bell = 8, Attack = 9, Revoke = 10, Hold = 11, Release = 12;
    private const int MostRequests = 24;
    private const int LoopRepeats = 20;
    private const int HeldFrom = 20;
    private const long End = Minutes * 60 * SimTime.Second;
    private const long BeatEvery = 10 * SimTime.Second;
    private static readonly long[] _bells = [6 * 60 * SimTime.Second, 18 * 60 * SimTime.Second, 30 * 60 * SimTime.Second];

    private readonly RunContext _context;
    private readonly RecordedGates _gates;
    private readonly LabRandom _random;
    private readonly RecordedArguments _arguments;
    private readonly List<RecordedChain> _chains = [];
    private readonly int[] _acting;
    private readonly Dictionary<string, int[]> _members;
    private readonly ILookup<string, string> _flows;
    private readonly Dictionary<string, Provider> _providers;
    private readonly IReadOnlyList<Errand> _genuine;
    private readonly Errand? _intruder;
    private readonly Cluster _held;
    private long _open;
    private int _bell;
    private Work _work;

    private RecordedTraffic(RunContext context, RecordedGates gates, int[] acting)
    {
        (_context, _gates, _acting, _random, _arguments) = (context, gates, acting, context.Random("recorded-traffic"), new(context));
        _members = acting.GroupBy(a => context.Roster.Agents[a].Group.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _flows = context.Fleet.Flows.Where(f => _members.ContainsKey(f.From) && _members.ContainsKey(f.To)).ToLookup(f => f.From, f => f.To, StringComparer.Ordinal);
        _providers = context.Fleet.Providers.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var errands = gates.Workload.Rounds[0].Where(e => gates.Workload.Principals[e.Path[0]].Tenant == context.Fleet.Tenants[0].Id && e.Path.All(p => p >= context.Agents || RecordedGates.TakesPart(p)) && e.Path.Skip(1).All(p => p < context.Agents)).ToList();
        bool IsDeclared(Errand errand) => gates.Workload.Rules.Has(gates.Workload.Principals[errand.Path[0]].Group, gates.Workload.Principals[errand.Path[1]].Group);
        (_genuine, _intruder) = ([.. errands.Where(IsDeclared)], errands.Find(e => !IsDeclared(e)));
        _held = MostWriting();
    }

    /// <summary>Runs the window and gives the log's copies to whoever keeps them.</summary>
    /// <returns>What was recorded; null if no agent of the fleet has a tool, so that nothing is to be decided, or the fleet needs more authorities than trust allows, so that nobody has a credential.</returns>
    public static RecordedCounts? Run(RunContext context)
    {
        int[] acting = [.. context.Roster.Agents.Where(a => a.Group.Tools.Count > 0 && RecordedGates.TakesPart(a.Index)).Select(a => a.Index)];
        if (acting.Length == 0) { return null; }
        var simulator = context.NewSimulator();
        using var gates = Gates(context, simulator);
        if (gates is null) { return null; }
        var traffic = new RecordedTraffic(context, gates, acting);
        traffic.Schedule(simulator);
        simulator.Run(cancellationToken: context.Cancellation);
        context.Cancellation.ThrowIfCancellationRequested();
        var events = gates.End(out var totals);
        context.Records?.Copy(context.Name, events);
        return RecordedCounts.Of(events, totals);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Arrive: Begin(sim, _acting[_random.NextInt(_acting.Length)]); break;
            case Task: BeginTask(sim); break;
            case Act: Decide(sim, (int)a); break;
            case Complete: Settle(sim, (int)a); break;
            case Take: Present(sim, (int)a); break;
            case Review: Answer(sim, (int)a); break;
            case Close: CloseChain((int)a); break;
            case Bell: RingBell(sim); break;
            case Attack: BeginAttack(sim); break;
            case Revoke: RevokeAgent(sim, (int)a); break;
            case Hold: Degrade(sim); break;
            case Release: Restore(sim); break;
            default:
                _gates.Advance();
                if (sim.Now < End || _open > 0) { sim.Schedule(BeatEvery, this, Beat); }
                break;
        }
    }

    private static RecordedGates? Gates(RunContext context, Simulator simulator)
    {
        try
        {
            return new(context, simulator);
        }
        catch (HardLimitException)
        {
            return null;
        }
    }

    private void Schedule(Simulator sim)
    {
        for (var i = 0; i < Math.Min(MostChains, 24 * _acting.Length); i++) { sim.ScheduleAt((long)(_random.NextDouble() * End), this, Arrive); }
        for (var i = 0; i < Math.Min(MostErrands, 4 * _acting.Length) && _genuine.Count > 0; i++) { sim.ScheduleAt((long)(_random.NextDouble() * End), this, Task); }
        foreach (var at in _bells) { sim.ScheduleAt(at, this, Bell); }
        sim.ScheduleAt(HeldFrom * 60 * SimTime.Second, this, Hold);
        sim.ScheduleAt((HeldFrom + HeldMinutes) * 60 * SimTime.Second, this, Release);
        if (_intruder is not null) { sim.ScheduleAt(38 * 60 * SimTime.Second, this, Attack); }
        sim.ScheduleAt(BeatEvery, this, Beat);
    }

    private int Open(int agent)
    {
        _open++;
        _chains.Add(new() { Id = new(_random.NextUInt64(), _random.NextUInt64()), Agent = agent });
        return _chains.Count - 1;
    }

    /// <summary>An agent begins work of its own.</summary>
    private int Begin(Simulator sim, int agent)
    {
        var at = Open(agent);
        var chain = _chains[at];
        (chain.Left, chain.Repeats) = (1 + _random.NextInt(3), _random.NextBool(Loops) ? LoopRepeats : 0);
        chain.Tool = chain.Repeats > 0 ? NotGranted(agent) : null;
        Decide(sim, at);
        return at;
    }

    /// <summary>A user's work begins at an orchestrator or an agent, which hands it on.</summary>
    private void BeginTask(Simulator sim)
    {
        var errand = _genuine[_random.NextInt(_genuine.Count)] with { };
        var at = Open(errand.Path[0]);
        _chains[at].Errand = errand;
        HandOn(sim, at);
    }

    private void HandOn(Simulator sim, int at)
    {
        var (chain, errand) = (_chains[at], _chains[at].Errand!);
        _gates.HandOn(errand, chain.Hop, chain.Id);
        sim.Schedule(_gates.Latency(_gates.NodeOf(errand.Path[chain.Hop]), _gates.NodeOf(errand.Path[chain.Hop + 1])) + (50 * SimTime.Millisecond), this, Take, at);
    }

    private void Present(Simulator sim, int at)
    {
        var (chain, errand) = (_chains[at], _chains[at].Errand!);
        chain.Agent = errand.Path[chain.Hop + 1];
        if (_gates.SessionOf(chain.Agent) is not { } session)
        {
            CloseChain(at);
            return;
        }
        if (chain.IsAttack) { _gates.GateOf(chain.Agent).Raise(session, new() { Kind = SignalKind.Injection, Chain = chain.Id, Magnitude = 0.6f }); }
        var grant = _gates.Accept(session, chain.Agent, errand, chain.Hop);
        if (grant is null && !chain.IsAttack)
        {
            CloseChain(at);
            return;
        }
        chain.Tool = chain.IsAttack ? NotGranted(chain.Agent) : _random.NextBool(Reaches) ? errand.Tool : Usable(errand, chain.Hop);
        // What the chain gives it not, it does on its own account.
        chain.Delegation = chain.Tool is null ? default : grant?.Handle ?? default;
        chain.Left = 1;
        sim.Schedule(SimTime.Second / 5, this, Act, at);
    }

    /// <summary>A tool that everyone along the chain so far may use and every contract covers; null if there is none.</summary>
    private string? Usable(Errand errand, int hop) => errand.Permissions[hop].Order(StringComparer.Ordinal)
        .FirstOrDefault(tool => errand.Path.Take(hop + 2).All(p => _gates.Workload.Principals[p].Tools?.Contains(tool) ?? true));

    private void CloseChain(int at)
    {
        var chain = _chains[at];
        if (chain.IsClosed) { return; }
        chain.IsClosed = true;
        _open--;
        if (chain.Agent < _context.Agents && _gates.SessionOf(chain.Agent) is { } session) { _gates.GateOf(chain.Agent).CloseChain(session, chain.Id); }
    }
}
