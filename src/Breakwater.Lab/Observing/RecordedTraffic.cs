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
/// once and that then stalls and then fails, an attack and a revocation. What is decided, and what is recorded of it, is the gates' own; agents, tools, people and network are simulated.
/// </summary>
internal sealed class RecordedTraffic : SimProcess
{
    public const int Minutes = 45;
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

    private const int Arrive = 0, Task = 1, Act = 2, Complete = 3, Take = 4, Review = 5, Close = 6, Beat = 7, Bell = 8, Attack = 9, Revoke = 10;
    private const int MostRequests = 24;
    private const int LoopRepeats = 20;
    private const int InputTokens = 1_500, OutputTokens = 300;
    private const long End = Minutes * 60 * SimTime.Second;
    private const long BeatEvery = 10 * SimTime.Second;
    private static readonly long[] _bells = [6 * 60 * SimTime.Second, 18 * 60 * SimTime.Second, 30 * 60 * SimTime.Second];

    private readonly RunContext _context;
    private readonly RecordedGates _gates;
    private readonly LabRandom _random;
    private readonly List<Chain> _chains = [];
    private readonly int[] _acting;
    private readonly Dictionary<string, int[]> _members;
    private readonly ILookup<string, string> _flows;
    private readonly Dictionary<string, Provider> _providers;
    private readonly IReadOnlyList<Errand> _genuine;
    private readonly Errand? _intruder;
    private long _open;
    private int _bell;
    private Work _work;

    private RecordedTraffic(RunContext context, RecordedGates gates, int[] acting)
    {
        (_context, _gates, _acting, _random) = (context, gates, acting, context.Random("recorded-traffic"));
        _members = acting.GroupBy(a => context.Roster.Agents[a].Group.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _flows = context.Fleet.Flows.Where(f => _members.ContainsKey(f.From) && _members.ContainsKey(f.To)).ToLookup(f => f.From, f => f.To, StringComparer.Ordinal);
        _providers = context.Fleet.Providers.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var errands = gates.Workload.Rounds[0].Where(e => e.Path.All(p => p >= context.Agents || RecordedGates.TakesPart(p)) && e.Path.Skip(1).All(p => p < context.Agents)).ToList();
        bool IsDeclared(Errand errand) => gates.Workload.Rules.Has(gates.Workload.Principals[errand.Path[0]].Group, gates.Workload.Principals[errand.Path[1]].Group);
        (_genuine, _intruder) = ([.. errands.Where(IsDeclared)], errands.Find(e => !IsDeclared(e)));
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

    private void Decide(Simulator sim, int at)
    {
        var chain = _chains[at];
        if (_gates.SessionOf(chain.Agent) is not { } session || chain.Requests == MostRequests)
        {
            CloseChain(at);
            return;
        }
        var (gate, agent) = (_gates.GateOf(chain.Agent), _context.Roster.Agents[chain.Agent]);
        var provider = _providers[agent.Group.Provider];
        var tool = chain.Tool ?? (_random.NextBool(Slips) ? NotGranted(chain.Agent) : OwnTool(agent));
        var request = ++chain.Requests;
        var arguments = ActionArguments.DigestOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"tool":"{{tool}}","chain":"{{chain.Id:x32}}","request":{{request}}}""")));
        var admission = gate.Admit(session, new()
        {
            Tool = gate.Tool(tool), Chain = chain.Id, Request = request, Parent = chain.Last, ArgumentsDigest = arguments, Delegation = chain.Delegation,
            Provider = gate.Provider(provider.Id), Tokens = InputTokens + OutputTokens, Estimate = CostOf(provider),
        }, ref _work);
        chain.Last = request;
        Follow(sim, at, admission);
    }

    private void Follow(Simulator sim, int at, in Admission admission)
    {
        var chain = _chains[at];
        switch (admission.Decision.Effect)
        {
            case Effect.Allow:
                chain.Admission = admission;
                var provider = _providers[_context.Roster.Agents[chain.Agent].Group.Provider];
                // What stalls is never completed: its admission expires at a beat, and the host learns of it then.
                if (chain.Stalls || _random.NextBool(TimesOut)) { sim.Schedule(SimTime.From(RecordedGates.AdmissionLife) + (2 * BeatEvery), this, Close, at); }
                else { sim.Schedule((long)(_random.LogNormal(provider.LatencyMedian.TotalSeconds, provider.LatencyP99.TotalSeconds) * SimTime.Second), this, Complete, at); }
                break;
            case Effect.Throttle when chain.Throttles-- > 0:
                sim.Schedule(SimTime.From(admission.Decision.RetryAfter) + (long)(_random.NextDouble() * SimTime.Second), this, Act, at);
                break;
            case Effect.Pending:
                chain.Pending = admission.Pending;
                var asked = _gates.GateOf(chain.Agent).PendingObligation(admission.Pending) ?? Obligations.None;
                if (asked == Obligations.None || _random.NextBool(PersonSilent)) { sim.Schedule(90 * SimTime.Second, this, Close, at); }
                else { sim.Schedule((long)((5 + (20 * _random.NextDouble())) * SimTime.Second), this, Review, at); }
                break;
            default:
                if (chain.Repeats-- > 0) { sim.Schedule(SimTime.Second / LoopRepeats, this, Act, at); }
                else { CloseChain(at); }
                break;
        }
    }

    private void Settle(Simulator sim, int at)
    {
        var chain = _chains[at];
        var (gate, agent) = (_gates.GateOf(chain.Agent), _context.Roster.Agents[chain.Agent]);
        var failed = chain.Fails || _random.NextBool(Fails);
        var output = ActionArguments.DigestOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chain.Id:x32}/{chain.Last}/{failed}")));
        var measured = new Measured
        {
            Output = failed ? 0 : output, ContextUse = (float)Math.Min(1, 0.1 + (0.05 * chain.Requests) + (0.1 * _random.NextDouble())),
            // A fifth is judged.
            Quality = _random.NextBool(0.2) ? (float)Math.Clamp(0.85 + (0.05 * _random.Normal()), 0, 1) : float.NaN,
        };
        gate.Complete(chain.Admission, failed ? Contracts.Outcome.Failed : Contracts.Outcome.Succeeded, new(InputTokens, OutputTokens, 1, CostOf(_providers[agent.Group.Provider])), measured, ref _work);
        if (failed && chain.Retries-- > 0) { sim.Schedule(SimTime.Second, this, Act, at); }
        else if (failed) { CloseChain(at); }
        else { GoOn(sim, at); }
    }

    /// <summary>An action has succeeded: the agent acts on, hands its task on, or sends what it found to a partner, who acts on it in the same chain.</summary>
    private void GoOn(Simulator sim, int at)
    {
        var chain = _chains[at];
        var think = (long)((0.3 + _random.NextDouble()) * SimTime.Second);
        if (--chain.Left > 0) { sim.Schedule(think, this, Act, at); }
        else if (chain.Errand is { } errand)
        {
            if (++chain.Hop < errand.Hops) { HandOn(sim, at); } else { CloseChain(at); }
        }
        else if (_flows[_context.Roster.Agents[chain.Agent].Group.Id].ToArray() is { Length: > 0 } next && _random.NextBool(PassesOn))
        {
            var members = _members[next[_random.NextInt(next.Length)]];
            var to = members[_random.NextInt(members.Length)];
            think += _gates.Latency(_gates.NodeOf(chain.Agent), _gates.NodeOf(to));
            (chain.Agent, chain.Left, chain.Tool) = (to, 1, null);
            sim.Schedule(think, this, Act, at);
        }
        else { CloseChain(at); }
    }

    private void Answer(Simulator sim, int at)
    {
        var chain = _chains[at];
        var (gate, cluster) = (_gates.GateOf(chain.Agent), _context.Roster.Agents[chain.Agent].Cluster);
        if (gate.PendingDigest(chain.Pending) is not { } digest)
        {
            CloseChain(at);
            return;
        }
        var verdict = _random.NextBool(PersonAgrees) ? ResumeVerdict.Proceed : ResumeVerdict.Refused;
        Follow(sim, at, gate.Resume(chain.Pending, digest, verdict, ref _work, cluster.Accountable ?? $"duty officer of {cluster.Id}"));
    }

    /// <summary>Everyone acts at once, with the tool that most have, who has it. The second time nothing comes of it, the third time all of it fails.</summary>
    private void RingBell(Simulator sim)
    {
        var tool = _acting.SelectMany(a => _context.Roster.Agents[a].Group.Tools).CountBy(t => t).OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).First().Key;
        var bell = _bell++;
        foreach (var agent in _acting)
        {
            var tools = _context.Roster.Agents[agent].Group.Tools;
            var at = Open(agent);
            var chain = _chains[at];
            (chain.Tool, chain.Left, chain.Stalls, chain.Fails) = (tools.Contains(tool) ? tool : tools[0], 1, bell == 1, bell == 2);
            Decide(sim, at);
        }
    }

    /// <summary>Something that looks like an injection makes one agent hand another what nobody declared, and the other reach for a tool that it was not granted; a minute later it is revoked.</summary>
    private void BeginAttack(Simulator sim)
    {
        var at = Open(_intruder!.Path[0]);
        var chain = _chains[at];
        (chain.Errand, chain.IsAttack) = (_intruder with { }, true);
        HandOn(sim, at);
        sim.Schedule(60 * SimTime.Second, this, Revoke, _intruder.Path[1]);
    }

    private void RevokeAgent(Simulator sim, int agent)
    {
        var of = _context.Roster.Agents[agent];
        if (_gates.Gate(_gates.ControlPlane).Revoke(of.Tenant, CredentialLevel.Worker, of.Name, "incident-response") is not { } order) { return; }
        for (var node = 0; node < _gates.Count; node++)
        {
            var there = _gates.Gate(node);
            if (node != _gates.ControlPlane) { sim.Schedule(_gates.Latency(_gates.ControlPlane, node), _ => there.Apply(order)); }
        }
        // It goes on trying.
        for (var attempt = 1; attempt <= 5; attempt++) { sim.Schedule(attempt * 3 * SimTime.Second, s => Begin(s, agent)); }
    }

    private void CloseChain(int at)
    {
        var chain = _chains[at];
        if (chain.IsClosed) { return; }
        chain.IsClosed = true;
        _open--;
        if (chain.Agent < _context.Agents && _gates.SessionOf(chain.Agent) is { } session) { _gates.GateOf(chain.Agent).CloseChain(session, chain.Id); }
    }

    /// <summary>One of its own, the riskiest seldom.</summary>
    private string OwnTool(AgentSpecification agent)
    {
        var tools = agent.Group.Tools;
        var tool = tools[_random.NextInt(tools.Count)];
        return _gates.Fleet.Tools.First(t => t.Id == tool).Risk == RiskClass.Critical && agent.Tier != AutonomyTier.Autonomous ? tools[_random.NextInt(tools.Count)] : tool;
    }

    private string NotGranted(int agent)
    {
        var own = _context.Roster.Agents[agent].Group.Tools;
        return _gates.Fleet.Tools.Select(t => t.Id).FirstOrDefault(t => !own.Contains(t)) ?? "no-such-tool";
    }

    private static Money CostOf(Provider provider) => new((long)(((InputTokens * (double)provider.InputPrice.Amount) + (OutputTokens * (double)provider.OutputPrice.Amount))));

    private sealed class Chain
    {
        public required UInt128 Id { get; init; }
        public required int Agent { get; set; }
        public ulong Requests { get; set; }
        public ulong Last { get; set; }
        public int Left { get; set; }
        public int Repeats { get; set; }
        public int Retries { get; set; } = 1;
        public int Throttles { get; set; } = 3;
        public string? Tool { get; set; }
        public Errand? Errand { get; set; }
        public int Hop { get; set; }
        public DelegationHandle Delegation { get; set; }
        public Admission Admission { get; set; }
        public PendingId Pending { get; set; }
        public bool Stalls { get; set; }
        public bool Fails { get; set; }
        public bool IsAttack { get; set; }
        public bool IsClosed { get; set; }
    }
}
