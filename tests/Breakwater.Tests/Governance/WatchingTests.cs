using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Observability;
using Breakwater.Pace;
using Breakwater.RateLimiting;
using Breakwater.Tests.Observability;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Governance;

/// <summary>The watchers at the gate: what the gate tells them, what it records of them, and that they decide nothing.</summary>
public sealed class WatchingTests
{
    private const ulong WatchingBit = 128;
    private readonly LinkTests.Recorded _signals = new();
    private readonly MemoryAuditSink _audit = new(65_536);
    private readonly TestFleet _fleet = new(TestFleet.Describe(new Dictionary<string, ControlMode> { ["trust"] = ControlMode.Off, ["policy"] = ControlMode.Off }));
    private Work _work;

    [Theory]
    [InlineData(ControlMode.On)]
    [InlineData(ControlMode.Observe)]
    [InlineData(ControlMode.Off)]
    public void On_shows_and_tells_observe_only_records_and_off_is_visible(ControlMode mode)
    {
        var gate = Gate(mode);
        var session = Open(gate, "trader-1");
        Teach(gate, session, 60);
        _audit.Drain();
        for (var i = 0; i < 40; i++) { Act(gate, session, Outcome.Failed, 4_000, new() { Quality = 0.1f, ContextUse = 0.5f }); }
        var events = _audit.Drain();
        var decided = events.Last(e => e.Kind == AuditEventKind.Decided);
        var completed = events.Last(e => e.Kind == AuditEventKind.Completed);
        decided.Decision.IsAllowed.ShouldBeTrue("watchers refuse nothing, whatever they think of an agent");
        (decided.Decision.Consulted & WatchingBit).ShouldBe(mode == ControlMode.Off ? 0 : WatchingBit);
        (decided.Decision.SwitchedOff & WatchingBit).ShouldBe(mode == ControlMode.Off ? WatchingBit : 0);
        decided.Decision.WouldRefuse.ShouldBe(0UL);
        completed.ContextUse.ShouldBe(50);
        (completed.Anomaly is null).ShouldBe(mode == ControlMode.Off);
        if (mode != ControlMode.Off) { completed.Anomaly!.Value.ShouldBeInRange(60, 100); }
        _signals.Taken.Count(s => s.Kind == SignalKind.Anomaly).ShouldBe(mode == ControlMode.On ? 1 : 0);

        _fleet.Clock.Advance(TimeSpan.FromMinutes(5));
        var advanced = gate.Advance(ref _work);
        advanced.Alerts.Count.ShouldBe(mode == ControlMode.On ? 1 : 0);
        var shown = _audit.Drain().Where(e => e.Kind == AuditEventKind.AlertShown).ToList();
        if (mode == ControlMode.Off)
        {
            shown.ShouldBeEmpty();
            gate.Watch.ShouldBeNull();
            gate.Observe(session, new(), ref _work).ShouldBe(default);
            return;
        }
        var alert = shown.ShouldHaveSingleItem();
        (alert.Tenant, alert.Agent).ShouldBe(("acme", "trader-1"));
        alert.Detail!.ShouldStartWith("Anomaly, 1 agents, magnitude ");
        alert.Detail!.EndsWith("(observed, not shown)", StringComparison.Ordinal).ShouldBe(mode == ControlMode.Observe);
    }

    [Fact]
    public void Nothing_is_recorded_as_a_score_before_anything_is_known()
    {
        var gate = Gate();
        Act(gate, Open(gate, "trader-1"), Outcome.Succeeded, 100, new());
        _audit.Drain().ShouldAllBe(e => e.Anomaly == null);
    }

    /// <summary>Each thing that the gate knows or is told of an action, changed alone, moves the score by the signal that it belongs to.</summary>
    [Theory]
    [InlineData(BehaviourSignal.ToolUse)]
    [InlineData(BehaviourSignal.Quality)]
    [InlineData(BehaviourSignal.Latency)]
    [InlineData(BehaviourSignal.Volume)]
    [InlineData(BehaviourSignal.Errors)]
    [InlineData(BehaviourSignal.Content)]
    [InlineData(BehaviourSignal.Cost)]
    [InlineData(BehaviourSignal.Context)]
    public void Every_signal_that_the_gate_feeds_reaches_the_score(BehaviourSignal changed)
    {
        var gate = Gate();
        var session = Open(gate, "trader-1");
        Teach(gate, session, 120);
        AnomalyReading Score() => gate.Watch!.Score(session.Tenant, session.Agent);
        var before = Score().Score;
        before.ShouldBeLessThan(20);
        for (var i = 0; i < 40; i++)
        {
            var measured = Usual(i);
            var request = changed == BehaviourSignal.ToolUse ? "place-order" : "read-book";
            if (changed == BehaviourSignal.Quality) { measured = measured with { Quality = 0.2f }; }
            if (changed == BehaviourSignal.Content) { measured = measured with { ContentDistance = 0.9f }; }
            if (changed == BehaviourSignal.Context) { measured = measured with { ContextUse = 0.95f }; }
            Act(
                gate, session, changed == BehaviourSignal.Errors ? Outcome.Failed : Outcome.Succeeded, changed == BehaviourSignal.Latency ? 4_000 : 100, measured, request,
                tokens: changed == BehaviourSignal.Cost ? 500_000 : 1_000, seconds: changed == BehaviourSignal.Volume ? 0.1 : 20);
        }
        var after = Score();
        after.Foremost.ShouldBe(changed);
        after.Score.ShouldBeGreaterThan(before + 20);
    }

    [Fact]
    public void A_refusal_counts_as_a_failure_and_an_action_that_is_never_completed_as_one_too()
    {
        var gate = Gate(options: new() { AdmissionLife = TimeSpan.FromMinutes(1) });
        var session = Open(gate, "trader-1");
        Teach(gate, session, 60);
        for (var i = 0; i < 30; i++) { gate.Admit(session, new() { Tool = gate.Tool("refund"), Chain = 9 }, ref _work).Decision.IsAllowed.ShouldBeFalse(); }
        gate.Watch!.Score(session.Tenant, session.Agent).Foremost.ShouldBeOneOf(BehaviourSignal.Errors, BehaviourSignal.Volume, BehaviourSignal.ToolUse);
        var failing = gate.Watch!.Score(session.Tenant, session.Agent).Score;

        var patient = Open(gate, "trader-2");
        Teach(gate, patient, 60);
        for (var i = 0; i < 30; i++) { gate.Admit(patient, Read(gate), ref _work); }
        _fleet.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = gate.Watch!.Score(patient.Tenant, patient.Agent).Score;
        gate.Advance(ref _work).ExpiredAdmissions.ShouldBe(30);
        gate.Watch!.Score(patient.Tenant, patient.Agent).Score.ShouldBeGreaterThan(before);
        failing.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void What_a_phase_denies_says_nothing_of_the_agent()
    {
        var gate = Gate();
        var session = Open(gate, "trader-1");
        Teach(gate, session, 60);
        var usual = gate.Watch!.Score(session.Tenant, session.Agent).Score;
        gate.Degrade(PaceScope.Tenant("acme"), PaceState.Emergency, "drill", "ann").Done.ShouldBeTrue();
        for (var i = 0; i < 30; i++)
        {
            gate.Admit(session, Read(gate), ref _work).Decision.Reason.ShouldBe(PaceReasons.Emergency);
            _fleet.Clock.Advance(TimeSpan.FromSeconds(20));
        }
        gate.Watch!.Score(session.Tenant, session.Agent).Score.ShouldBeLessThan(usual + 10);
        foreach (var phase in new[] { PaceState.Contingency, PaceState.Alternate, PaceState.Primary }) { gate.Restore(PaceScope.Tenant("acme"), phase, "over", "ann").Done.ShouldBeTrue(); }
        for (var i = 0; i < 30; i++)
        {
            gate.Admit(session, Read(gate) with { Delegation = new(99) }, ref _work).Decision.Reason.ShouldBe(DelegationReasons.NoGrant);
            _fleet.Clock.Advance(TimeSpan.FromSeconds(20));
        }
        gate.Watch!.Score(session.Tenant, session.Agent).Score.ShouldBeGreaterThan(usual + 10, "what other controls deny says something");
    }

    [Fact]
    public void What_controls_refuse_is_told_to_the_watchers_with_the_chain_it_belongs_to()
    {
        var gate = Gate(trust: ControlMode.On);
        var session = Open(gate, "trader-1");
        gate.Admit(session, new() { Tool = gate.Tool("refund"), Chain = 5 }, ref _work);
        Last().ShouldSatisfyAllConditions(
            s => (s.Kind, s.Tenant, s.Agent, s.Chain, s.Magnitude).ShouldBe((SignalKind.ScopeRefused, session.Tenant, session.Agent, (UInt128)5, 0.3f)), s => s.Time.ShouldBe(_fleet.Clock.GetUtcNow()));
        gate.Admit(session, Read(gate) with { Delegation = new(99), Chain = 6 }, ref _work);
        (Last().Kind, Last().Chain).ShouldBe((SignalKind.UnusualDelegation, (UInt128)6));
        // Somebody without the key presents the credential: the agent it names is where to look.
        gate.OpenSession(_fleet["trader-2"], PossessionProof.Make(gate.Challenge(), _fleet["trader-2"].Leaf, TestKeys.Of("trader-3"), ref _work), ref _work).Session.ShouldBeNull();
        (Last().Kind, Last().Agent.Index).ShouldBe((SignalKind.CredentialMisuse, 1u));
        gate.Revoke("acme", CredentialLevel.Worker, "trader-1", "t");
        gate.Admit(session, Read(gate) with { Chain = 7 }, ref _work);
        (Last().Kind, Last().Chain).ShouldBe((SignalKind.CredentialMisuse, (UInt128)7));
        _signals.Taken.Count.ShouldBe(4);

        // What runs out is no sign of anything.
        _fleet.Clock.Advance(TimeSpan.FromDays(2));
        gate.Admit(Open(Gate(), "trader-3"), Read(gate), ref _work);
        _signals.Taken.Count.ShouldBe(4);
    }

    [Fact]
    public void A_flood_of_refusals_of_one_agent_raises_so_many_signals_a_minute_and_counts_the_rest()
    {
        var gate = Gate();
        var (session, other) = (Open(gate, "trader-1"), Open(gate, "trader-2"));
        for (var i = 0; i < 100; i++) { gate.Admit(session, new() { Tool = gate.Tool("refund"), Chain = (UInt128)i + 1 }, ref _work); }
        (_signals.Taken.Count, gate.SignalsHeld).ShouldBe((32, 68));
        gate.Raise(other, new() { Kind = SignalKind.Injection, Chain = 1, Magnitude = 0.3f });
        _signals.Taken.Count.ShouldBe(33);
        _fleet.Clock.Advance(TimeSpan.FromMinutes(1));
        gate.Raise(session, new() { Kind = SignalKind.Injection, Chain = 1, Magnitude = 0.3f });
        _signals.Taken.Count.ShouldBe(34);
    }

    [Fact]
    public void Who_sent_a_message_and_at_whom_a_signal_was_noticed_comes_from_the_session()
    {
        var gate = Gate();
        var (session, other) = (Open(gate, "trader-1"), Open(gate, "trader-2"));
        gate.Observe(session, new() { Tenant = new(2), Agent = other.Agent, Peer = other.Agent }, ref _work);
        gate.Watch!.Partners(session.Tenant, session.Agent).ShouldBe((1, 0));
        gate.Raise(session, new() { Kind = SignalKind.Injection, Tenant = new(2), Agent = other.Agent, Magnitude = 0.3f });
        (Last().Tenant, Last().Agent).ShouldBe((session.Tenant, session.Agent));
        gate.CloseSession(session);
        gate.Observe(session, new(), ref _work).ShouldBe(default);
        gate.Raise(session, new() { Kind = SignalKind.Injection });
        Gate().Observe(other, new(), ref _work).ShouldBe(default);
        _signals.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public void An_instance_is_watched_until_its_session_ends_and_a_tenants_quota_of_memory_knows_of_it()
    {
        var gate = new TestGate();
        var (first, instance) = (gate.Open("trader-1"), gate.OpenInstance(1));
        var before = gate.Governor.Usage(first.Context).MemoryBytes;
        gate.Governor.Watch!.Counts.Agents.ShouldBe(2);
        gate.Governor.CloseSession(instance);
        gate.Governor.Watch.Counts.Agents.ShouldBe(1);
        (before - gate.Governor.Usage(first.Context).MemoryBytes).ShouldBeGreaterThanOrEqualTo(GateWatch.AgentBytes);
        gate.Governor.CloseSession(first);
        gate.Governor.Watch.Counts.Agents.ShouldBe(1, "an agent of the fleet comes back, and what is usual for it is kept");
    }

    [Fact]
    public void An_action_is_two_observations_and_allocates_nothing()
    {
        var gate = Gate(sink: new NoSink());
        var session = Open(gate, "trader-1");
        var request = Read(gate);
        var work = default(Work);
        Do();
        work[WorkUnit.MessageScored].ShouldBe(2);
        gate.Admit(session, request with { Tool = gate.Tool("refund") }, ref work);
        work[WorkUnit.MessageScored].ShouldBe(3);
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                Do();
                if (i % 50 == 0) { _fleet.Clock.Advance(TimeSpan.FromSeconds(30)); }
            }
        }).ShouldBe(0);

        // Nothing is asserted inside: asserting allocates.
        void Do() => gate.Complete(gate.Admit(session, request, ref work), Outcome.Succeeded, new(100, 10, 1, new(5)), new() { Quality = 0.8f }, ref work);
    }

    [Fact]
    public void Options_that_are_not_valid_are_told_when_the_gate_is_made_and_the_fleets_review_capacity_is_the_default()
    {
        Should.Throw<ArgumentException>(() => Governor.Create(_fleet.Specification, new() { Watching = new() { MonitorAt = 90 }, Options = new() { Node = "" } }))
            .Message.ShouldSatisfyAllConditions(m => m.ShouldContain("MonitorAt"), m => m.ShouldContain("Node"));
        WatchOptions.From(_fleet.Specification).ReviewsPerHour.ShouldBe(20);
    }

    /// <summary>Far more incidents than people can review: each beat shows what the capacity allows, and what is not shown waits and is counted.</summary>
    [Fact]
    public void Alerts_are_held_to_the_declared_capacity_and_nothing_is_lost_uncounted()
    {
        var gate = Gate();
        var session = Open(gate, "trader-1");
        for (var chain = 1; chain <= 16; chain++)
        {
            gate.Raise(session, new() { Kind = SignalKind.Injection, Chain = (UInt128)chain, Magnitude = 0.6f });
            gate.Raise(session, new() { Kind = SignalKind.Egress, Chain = (UInt128)chain, Magnitude = chain / 20f });
        }
        var shown = new List<Alert>();
        for (var minute = 0; minute < 60; minute++)
        {
            shown.AddRange(gate.Advance(ref _work).Alerts);
            _fleet.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var counts = gate.Watch!.Counts.Alerts;
        // Evidence of 0.7 needs a second signal of 0.25: chains 5 to 16.
        counts.Raised.ShouldBe(12);
        shown.Count.ShouldBe(12, "twenty an hour");
        shown.First().Incident!.Chains.ShouldBe([(UInt128)16]);
        shown.Take(2).Count().ShouldBe(2);
        counts.ShouldBe(new(12, 0, 12, 0, 0, 0));
        _audit.Drain().Count(e => e.Kind == AuditEventKind.AlertShown).ShouldBe(12);
    }

    private Signal Last() => _signals.Taken[^1];

    private Governor Gate(ControlMode mode = ControlMode.On, GovernorOptions? options = null, ControlMode trust = ControlMode.Off, AuditSink? sink = null) => Governor.Create(
        _fleet.Specification with { Controls = new Dictionary<string, ControlMode> { ["trust"] = trust, ["policy"] = ControlMode.Off, [KnownControls.Watching] = mode } },
        new()
        {
            Root = _fleet.Hierarchy.Root.Key, Time = _fleet.Clock, Log = new MemoryControlLog(_fleet.Clock), Audit = sink ?? _audit, RateLimits = FleetRateLimits.Unlimited(_fleet.Specification),
            Watching = new() { BaselineMinutes = 30, RollingMinutes = 300, ReviewsPerHour = 20 }, Signals = _signals, Options = options ?? new(),
        });

    private Session Open(Governor gate, string agent)
    {
        var proof = PossessionProof.Make(gate.Challenge(), _fleet[agent].Leaf, TestKeys.Of(agent), ref _work);
        return gate.OpenSession(_fleet[agent], proof, ref _work).Session!;
    }

    private static ActionRequest Read(Governor gate) => new() { Tool = gate.Tool("read-book"), Chain = 1, Request = 1, Provider = gate.Provider("p") };

    private static Measured Usual(int i) => new() { Quality = 0.8f + (0.02f * (i % 3)), ContentDistance = 0.2f + (0.01f * (i % 5)), ContextUse = 0.3f + (0.02f * (i % 4)) };

    private void Act(Governor gate, Session session, Outcome outcome, double latencyMs, Measured measured, string tool = "read-book", long tokens = 1_000, double seconds = 20)
    {
        var admission = gate.Admit(session, Read(gate) with { Tool = gate.Tool(tool) }, ref _work);
        _fleet.Clock.Advance(TimeSpan.FromMilliseconds(latencyMs));
        gate.Complete(admission, outcome, new(tokens, 100, 1, default), measured, ref _work).ShouldBe(Completion.Settled);
        _fleet.Clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private void Teach(Governor gate, Session session, int minutes)
    {
        for (var i = 0; i < 3 * minutes; i++) { Act(gate, session, Outcome.Succeeded, 90 + (i % 20), Usual(i)); }
    }

    private sealed class NoSink : AuditSink
    {
        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency) => RecordStatus.Kept;
    }
}
