using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Pace;

/// <summary>Random changes against a slow list of what happened, which answers every question by going through it again.</summary>
public sealed class OracleTests
{
    private static readonly string[] Agents = ["trader-1", "trader-2", "checker-1", "clerk-1", "trading-orchestrator"];

    private static readonly PaceScope[] Scopes =
    [
        PaceScope.Tenant("acme"), PaceScope.Tenant("zeta"), PaceScope.Cluster("acme", "trading"), PaceScope.Cluster("acme", "risk"), PaceScope.Cluster("zeta", "care"),
        PaceScope.Type("acme", "trader"), PaceScope.Type("acme", "checker"), PaceScope.Type("zeta", "clerk"),
        .. Agents.Select(a => PaceScope.Agent(a == "clerk-1" ? "zeta" : "acme", a)),
    ];

    [Fact]
    public void Every_agent_is_in_the_most_severe_phase_of_its_scopes_and_decided_by_it()
    {
        var step = from action in Gen.Choose(0, 11) from scope in Gen.Choose(0, Scopes.Length - 1) from phase in Gen.Choose(0, 3) select (action, scope, phase);
        var script = Gen.Choose(5, 40).SelectMany(n => step.ArrayOf(n));
        Check.One(Trials.Of(40), Prop.ForAll(script.ToArbitrary(), s => new Run().Play(s)));
    }

    /// <summary>Whatever order records come in, and however often each, once all have come no scope is less degraded than the log says; in order and once, each is as the log says.</summary>
    [Fact]
    public void Records_that_come_late_or_again_leave_nothing_less_degraded_than_the_log_says()
    {
        var record = from scope in Gen.Choose(0, 1) from degrades in Gen.Elements(true, false) from one in Gen.Choose(1, 3) from other in Gen.Choose(0, 2) select (scope, From: degrades ? Math.Min(one, other) % 3 : one, To: degrades ? Math.Max(one, other + 1) : one - 1);
        var run = from records in Gen.Choose(1, 9).SelectMany(n => record.ArrayOf(n)) from repeats in Gen.Choose(0, 8).ListOf(4) from seed in Gen.Choose(0, int.MaxValue - 1) select (records, repeats, seed);
        Check.One(Trials.Of(3_000), Prop.ForAll(run.ToArbitrary(), r =>
        {
            var log = r.records.Where(c => c.From != c.To).Select((c, i) => new PaceChange(Scopes[c.scope], (PaceState)c.From, (PaceState)c.To, default, "t"))
                .Select((c, i) => new ControlRecord(i + 1, default, default, PaceChange.Kind, c.Write(), "a")).ToList();
            var (inOrder, shuffled) = (Control(), Control());
            foreach (var each in log) { inOrder.Apply(each, out _).ShouldBeTrue(); }
            var delivered = log.Concat(r.repeats.Where(i => i < log.Count).Select(i => log[i])).Select((each, i) => (each, Order: StableHash.Of("order", "", r.seed + (long)i))).OrderBy(d => d.Order);
            foreach (var (each, _) in delivered) { shuffled.Apply(each, out _).ShouldBeTrue(); }
            foreach (var scope in Scopes.Take(2))
            {
                var truth = Fold(r.records.Where(c => c.From != c.To && Scopes[c.scope] == scope).Select(c => ((PaceState)c.From, (PaceState)c.To)));
                inOrder.Of(scope).ShouldBe(truth);
                ((int)shuffled.Of(scope)).ShouldBeGreaterThanOrEqualTo((int)truth);
            }
        }));
    }

    /// <summary>One thread moves the tenant and a cluster so that one of them is always in Contingency at least; nobody ever sees less.</summary>
    [Fact]
    public void No_reader_sees_a_mixture_of_two_states()
    {
        var control = Control();
        var (tenant, cluster) = (Scopes[0], Scopes[2]);
        control.Degrade(tenant, PaceState.Contingency, "t", "a").Done.ShouldBeTrue();
        using var stop = new CancellationTokenSource();
        var seen = new PaceState[2];
        var readers = Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            var (held, work, least) = (0L, default(Work), PaceState.Emergency);
            while (!stop.IsCancellationRequested)
            {
                var phase = control.Of(new TenantHandle(1), "trader-1", 0, ref held, ref work);
                if (phase < least) { least = phase; }
            }
            seen[i] = least;
        })).ToList();
        readers.ForEach(r => r.Start());
        for (var i = 0; i < 2_000; i++)
        {
            var (up, down) = i % 2 == 0 ? (cluster, tenant) : (tenant, cluster);
            control.Degrade(up, PaceState.Contingency, "t", "a").Done.ShouldBeTrue();
            control.Restore(down, PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
            control.Restore(down, PaceState.Primary, "t", "a").Done.ShouldBeTrue();
        }
        stop.Cancel();
        readers.ForEach(r => r.Join());
        seen.ShouldAllBe(s => s >= PaceState.Contingency);
    }

    private static PaceControl Control()
    {
        var clock = new TestClock();
        return new(TestFleet.Describe(), new(), new MemoryControlLog(clock), (_, _) => true, clock);
    }

    private static PaceState Fold(IEnumerable<(PaceState From, PaceState To)> changes)
    {
        var phase = PaceState.Primary;
        foreach (var (from, to) in changes)
        {
            if (to > from ? to > phase : from == phase) { phase = to; }
        }
        return phase;
    }

    private sealed class Run
    {
        private readonly TestFleet _fleet = new();
        private readonly MemoryControlLog _log;
        private readonly List<(PaceScope Scope, PaceState From, PaceState To)> _happened = [];
        private readonly Dictionary<string, Session> _sessions = [];
        private TestGate _gate;

        public Run()
        {
            _log = new(_fleet.Clock);
            _gate = Restarted();
        }

        public void Play((int Action, int Scope, int Phase)[] script)
        {
            foreach (var (action, at, phase) in script)
            {
                var (scope, to) = (Scopes[at], (PaceState)phase);
                var other = _gate.Governor.Tenant(scope.TenantId == "acme" ? "zeta" : "acme")!.Handle;
                var epoch = _gate.Governor.Pace.Epoch(other);
                switch (action)
                {
                    case < 5: Changed(scope, _gate.Governor.Degrade(scope, to, "t", "a"), Of(scope) < to, to); break;
                    case < 9: Changed(scope, _gate.Governor.Restore(scope, to, "t", "a"), Of(scope) == to + 1 && _log.StalledBecause is null, to); break;
                    case 9: _log.StalledBecause = _log.StalledBecause is null ? "the disk is full" : null; break;
                    case 10 when _log.StalledBecause is null: _gate.Governor.WriteSnapshot().Durable.ShouldBeTrue(); break;
                    default:
                        _log.StalledBecause = null;
                        _gate.Governor.Advance(ref _gate.Work).Log.Done.ShouldBeTrue();
                        _gate = Restarted();
                        continue;
                }
                _gate.Governor.Pace.Epoch(other).ShouldBe(epoch, "one tenant's change costs no other its caches");
                Look();
            }
        }

        private TestGate Restarted()
        {
            _sessions.Clear();
            var gate = new TestGate(_fleet, log: _log);
            gate.Governor.StateIncomplete.ShouldBeFalse();
            return gate;
        }

        private void Changed(PaceScope scope, in PaceResult result, bool expected, PaceState to)
        {
            result.Done.ShouldBe(expected, result.Error);
            if (expected) { _happened.Add((scope, Of(scope), to)); }
        }

        private PaceState Of(PaceScope scope) => Fold(_happened.Where(h => h.Scope == scope).Select(h => (h.From, h.To)));

        /// <summary>Every agent's phase, and what becomes of a read and a write.</summary>
        private void Look()
        {
            foreach (var agent in Agents)
            {
                var (tenant, cluster, type, row) = agent switch
                {
                    "clerk-1" => ("zeta", "care", "clerk", 2), "checker-1" => ("acme", "risk", "checker", 1), "trading-orchestrator" => ("acme", "trading", null, -1), _ => ("acme", "trading", "trader", 0),
                };
                PaceScope[] scopes = [PaceScope.Tenant(tenant), PaceScope.Cluster(tenant, cluster), PaceScope.Agent(tenant, agent), .. type is null ? (PaceScope[])[] : [PaceScope.Type(tenant, type)]];
                var expected = scopes.Max(Of);
                var held = 0L;
                _gate.Governor.Pace.Of(_gate.Governor.Tenant(tenant)!.Handle, agent, row, ref held, ref _gate.Work).ShouldBe(expected, agent);
                foreach (var scope in scopes) { _gate.Governor.Pace.Of(scope).ShouldBe(Of(scope)); }
                if (agent is not ("trader-1" or "trader-2")) { continue; }
                if (!_sessions.TryGetValue(agent, out var session))
                {
                    session = _gate.TryOpen(_fleet[agent], TestKeys.Of(agent)).Session;
                    (session is null).ShouldBe(expected == PaceState.Emergency);
                    if (session is null) { continue; }
                    _sessions[agent] = session;
                }
                Decide(session, _gate.Read).ShouldBe(expected switch { PaceState.Emergency => Effect.Deny, PaceState.Contingency => Effect.Pending, _ => Effect.Allow });
                Decide(session, _gate.Order).ShouldBe(expected switch { PaceState.Emergency or PaceState.Alternate => Effect.Deny, PaceState.Contingency => Effect.Pending, _ => Effect.Allow });
                _gate.Governor.Phase(session).ShouldBe(expected);
            }
        }

        private Effect Decide(Session session, in ActionRequest request)
        {
            var admission = _gate.Admit(session, request);
            _gate.Governor.Complete(admission, Breakwater.Contracts.Outcome.Succeeded, default);
            return admission.Decision.Effect;
        }
    }
}
