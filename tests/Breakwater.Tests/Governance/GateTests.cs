using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Governance;

public sealed class GateTests
{
    private Work _work;

    [Fact]
    public void The_life_of_an_action()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        var admission = gate.Admit(session, gate.Order);
        admission.Decision.IsAllowed.ShouldBeTrue();
        admission.Decision.Consulted.ShouldBe(0b11111111UL);
        admission.Number.ShouldBe(1UL);
        gate.Governor.Complete(admission, Outcome.Succeeded, new(10, 20, 1, new Money(42))).ShouldBe(Completion.Settled);
        gate.Governor.Complete(admission, Outcome.Succeeded, new(10, 20, 1, new Money(42))).ShouldBe(Completion.Unknown);
        gate.Governor.Charged.ShouldBe(new Money(42));
        var events = gate.Audit.Drain();
        events.Select(e => e.Kind).ShouldBe([AuditEventKind.SessionOpened, AuditEventKind.Decided, AuditEventKind.Completed]);
        events.ShouldAllBe(e => e.Tenant == "acme" && e.Agent == "trader-1" && e.Node == "local");
        events[2].Charged.ShouldBe(new Money(42));
        events[1].Admission.ShouldBe(events[2].Admission);
    }

    [Fact]
    public void What_is_not_granted_is_denied()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        gate.Refused(session, gate.Read with { Tool = default }, GrantReasons.UnlistedTool);
        gate.Refused(session, gate.Read with { Tool = new(99) }, GrantReasons.UnlistedTool);
        gate.Refused(session, gate.Read with { Tool = gate.Governor.Tool("no-such-tool") }, GrantReasons.UnlistedTool);
        gate.Refused(session, gate.Read with { Tool = gate.Governor.Tool("refund") }, GrantReasons.NotGranted);
        var orchestrator = gate.TryOpen(gate.Fleet.IssueOrchestrator("trading"), TestKeys.Of("trading-orchestrator")).Session!;
        gate.Refused(orchestrator, gate.Read, GrantReasons.OrchestratorTool);
        gate.Audit.Drain().Count(e => e.Kind == AuditEventKind.Decided && e.Decision.Effect == Effect.Deny).ShouldBe(5);
    }

    [Fact]
    public void Only_agents_of_the_fleet_get_a_session_and_only_from_their_own_zone()
    {
        var gate = new TestGate();
        var zones = gate.Fleet.Hierarchy.Zones;
        var key = TestKeys.Of("x");
        void Refuse(string zone, string subject, string role, Reason reason)
        {
            var chain = zones[zone].IssueWorker(subject, role, AutonomyTier.Managed, false, key.PublicKey, ref _work, out _)!;
            gate.TryOpen(chain, key).Verdict.ShouldBe(TrustVerdict.Refused(reason));
        }

        Refuse("trading@north", "stranger", "trader", GovernanceReasons.UnknownAgent);
        Refuse("trading@north", "trader-1", "checker", GovernanceReasons.UnknownAgent);
        Refuse("care@south", "trader-1", "trader", GovernanceReasons.UnknownAgent);
        // A zone speaks for its own agents, not for its neighbours'.
        Refuse("risk@north", "trader-1", "trader", GovernanceReasons.WrongZone);
        Refuse("trading@south", "trader-1", "trader", GovernanceReasons.WrongZone);
        gate.TryOpen(gate.Fleet["trader-1"].Issuer!, key).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.BrokenChain));

        var session = gate.Open("trader-1");
        var elsewhere = zones["risk@north"].IssueWorker("trader-1", "trader", AutonomyTier.Managed, false, TestKeys.Of("trader-1").PublicKey, ref _work, out _)!;
        gate.Governor.RenewSession(session, elsewhere, ref _work).ShouldBe(TrustVerdict.Refused(GovernanceReasons.WrongZone));
        gate.Governor.RenewSession(session, gate.Fleet["trader-3"], ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
        gate.Governor.RenewSession(session, gate.Fleet.Issue("trader-1"), ref _work).IsTrusted.ShouldBeTrue();
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Possession_is_proved_afresh_here_and_for_this_credential()
    {
        var gate = new TestGate();
        var other = new TestGate(gate.Fleet, options: new() { Node = "other" });
        var (chain, key) = (gate.Fleet["trader-1"], TestKeys.Of("trader-1"));
        SessionResult Present(PossessionProof proof) => gate.Governor.OpenSession(chain, proof, ref _work);

        gate.TryOpen(chain, TestKeys.Of("trader-2")).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
        gate.TryOpen(gate.Fleet["trader-2"], key).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
        Present(PossessionProof.Make(gate.Governor.Challenge(), gate.Fleet["trader-2"].Leaf, key, ref _work)).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
        Present(PossessionProof.Make(other.Governor.Challenge(), chain.Leaf, key, ref _work)).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ChallengeInvalid));
        var proof = PossessionProof.Make(gate.Governor.Challenge(), chain.Leaf, key, ref _work);
        Present(proof).Verdict.IsTrusted.ShouldBeTrue();
        Present(proof).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ChallengeInvalid));
        var late = PossessionProof.Make(gate.Governor.Challenge(), chain.Leaf, key, ref _work);
        gate.Fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        Present(late).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ChallengeInvalid));
        Present(default(PossessionProof) with { Challenge = gate.Governor.Challenge() }).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
    }

    [Fact]
    public void A_closed_session_and_another_gates_session_are_refused()
    {
        var (gate, other) = (new TestGate(), new TestGate());
        var session = gate.Open("trader-1");
        other.Refused(session, other.Read, GovernanceReasons.NoSession);
        var admission = gate.Admit(session, gate.Read);
        var theirs = other.Admit(other.Open("trader-1"), other.Read);
        other.Governor.Complete(admission, Outcome.Succeeded, default).ShouldBe(Completion.Unknown);
        gate.Governor.CloseSession(session);
        gate.Refused(session, gate.Read, GovernanceReasons.NoSession);
        gate.Governor.Complete(admission, Outcome.Succeeded, default).ShouldBe(Completion.Settled);
        other.Governor.Complete(theirs, Outcome.Succeeded, default).ShouldBe(Completion.Settled);
    }

    /// <summary>Truth table: mode × whether the control objects → effect and the three sets of bits, for trust (bit 1) and grants (bit 4); policy is off.</summary>
    [Theory]
    [InlineData(ControlMode.On, ControlMode.On, false, true, true, 0b1101111, 0b010000, 0)]
    [InlineData(ControlMode.On, ControlMode.On, false, false, false, 0b0001111, 0b010000, 0)]
    [InlineData(ControlMode.On, ControlMode.On, true, true, false, 0b0000001, 0b010000, 0)]
    [InlineData(ControlMode.On, ControlMode.Observe, false, false, true, 0b1101111, 0b010000, 0b001000)]
    [InlineData(ControlMode.On, ControlMode.Off, false, false, true, 0b1100111, 0b011000, 0)]
    [InlineData(ControlMode.Observe, ControlMode.On, true, true, true, 0b1101111, 0b010000, 0b000001)]
    [InlineData(ControlMode.Observe, ControlMode.Observe, true, false, true, 0b1101111, 0b010000, 0b001001)]
    [InlineData(ControlMode.Off, ControlMode.On, true, true, true, 0b1101110, 0b010001, 0)]
    [InlineData(ControlMode.Off, ControlMode.On, true, false, false, 0b0001110, 0b010001, 0)]
    [InlineData(ControlMode.Off, ControlMode.Off, true, false, true, 0b1100110, 0b011001, 0)]
    public void What_a_control_does_when_on_observed_and_off(
        ControlMode trust, ControlMode grants, bool revoked, bool granted, bool allowed, int consulted, int off, int wouldRefuse)
    {
        var gate = new TestGate(controls: new Dictionary<string, ControlMode> { ["trust"] = trust, ["grants"] = grants, ["policy"] = ControlMode.Off });
        var session = gate.Open("trader-1");
        if (revoked) { gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester").ShouldNotBeNull(); }
        var decision = gate.Admit(session, gate.Read with { Tool = gate.Governor.Tool(granted ? "read-book" : "refund") }).Decision;
        decision.IsAllowed.ShouldBe(allowed);
        decision.Consulted.ShouldBe((ulong)consulted | 128, "the watchers look on at everything");
        decision.SwitchedOff.ShouldBe((ulong)off);
        decision.WouldRefuse.ShouldBe((ulong)wouldRefuse);
    }

    [Theory]
    [InlineData(ControlMode.On, false)]
    [InlineData(ControlMode.Observe, true)]
    [InlineData(ControlMode.Off, true)]
    public void Trust_without_an_anchor_denies_unless_it_is_told_not_to(ControlMode mode, bool opens)
    {
        var gate = new TestGate(controls: new Dictionary<string, ControlMode> { ["trust"] = mode }, anchored: false);
        var result = gate.TryOpen(gate.Fleet["trader-1"], TestKeys.Of("trader-1"));
        (result.Session is not null).ShouldBe(opens);
        if (!opens) { result.Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.NotConfigured)); }
        // Whatever the mode, nobody speaks for another without the key of the credential shown.
        gate.TryOpen(gate.Fleet["trader-1"], TestKeys.Of("trader-2")).Session.ShouldBeNull();
    }

    [Fact]
    public void Expiry_denies_at_once_and_the_cache_off_still_admits()
    {
        foreach (var ttl in (TimeSpan[])[TimeSpan.FromMinutes(5), default])
        {
            var gate = new TestGate(trust: new() { CacheTtl = ttl });
            var session = gate.Open("trader-1");
            gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
            gate.Fleet.Clock.Advance(TimeSpan.FromHours(24));
            gate.Refused(session, gate.Read, TrustReasons.Expired);
        }
    }

    [Fact]
    public void When_records_cannot_be_taken_what_must_be_recorded_first_is_refused_and_counted()
    {
        var gate = new TestGate(auditCapacity: 16);
        var session = gate.Open("trader-1");
        while (gate.Audit.Count < 15) { gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue(); }
        for (var i = 0; i < 3; i++)
        {
            gate.Refused(session, gate.Order, GovernanceReasons.NotRecorded, Effect.Throttle);
            gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        }
        gate.Audit.Drain().Count.ShouldBe(15);
        gate.Governor.Advance(ref _work);
        var report = gate.Audit.Drain().ShouldHaveSingleItem();
        (report.Kind, report.Count).ShouldBe((AuditEventKind.RecordsRefused, 6));
        gate.Admit(session, gate.Order).Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Advance(ref _work);
        gate.Audit.Drain().ShouldNotContain(e => e.Kind == AuditEventKind.RecordsRefused);
        // What was refused is not in flight and is never charged: 17 reads and one order are left.
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(10));
        gate.Governor.Advance(ref _work).ExpiredAdmissions.ShouldBe(18);
        gate.Governor.Charged.ShouldBe(new Money(17 * 100 + 250));
    }

    [Fact]
    public void An_action_never_completed_is_charged_at_its_estimate_and_reported()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        var (forgotten, late) = (gate.Admit(session, gate.Order), gate.Admit(session, gate.Read));
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(10));
        gate.Governor.Complete(late, Outcome.Succeeded, new(0, 0, 0, new Money(1))).ShouldBe(Completion.TooLate);
        gate.Governor.Advance(ref _work).ExpiredAdmissions.ShouldBe(1);
        gate.Governor.Charged.ShouldBe(new Money(350));
        gate.Governor.Complete(forgotten, Outcome.Succeeded, new(0, 0, 0, new Money(1))).ShouldBe(Completion.Unknown);
        gate.Governor.Charged.ShouldBe(new Money(350));
        gate.Audit.Drain().Where(e => e.Kind == AuditEventKind.AdmissionExpired).Select(e => e.Charged.Micros).ShouldBe([100, 250], ignoreOrder: true);
    }

    [Fact]
    public void No_estimate_and_no_cost_lowers_the_charge_or_makes_it_wrap()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        foreach (var (estimate, cost) in (ReadOnlySpan<(long, long)>)[(5, 100), (5, -1_000), (5, long.MaxValue), (5, long.MaxValue), (5, long.MinValue)])
        {
            gate.Governor.Complete(gate.Admit(session, gate.Read with { Estimate = new(estimate) }), Outcome.Succeeded, new(0, 0, 0, new Money(cost)));
            gate.Governor.Charged.Micros.ShouldBeGreaterThanOrEqualTo(100);
        }
        gate.Governor.Charged.Micros.ShouldBe(long.MaxValue);
    }

    /// <summary>The nearest peer's limiter stops limiting when its table is full.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void A_tenants_actions_in_flight_are_throttled_exactly_at_its_share_of_the_bound(int bound)
    {
        var gate = new TestGate(options: new() { MaxInFlight = bound * 2 });
        var sessions = gate.Fleet.Roster.Agents.Where(a => a.Tenant == "acme").Select(a => gate.Open(a.Name)).ToList();
        var (clerk, refund) = (gate.Open("clerk-1"), gate.Read with { Tool = gate.Governor.Tool("refund") });
        var admitted = new List<Admission>();
        for (var i = 0; i < bound; i++) { admitted.Add(gate.Admit(sessions[i % sessions.Count], gate.Read)); }
        admitted.ShouldAllBe(a => a.Decision.IsAllowed);
        foreach (var session in sessions) { gate.Refused(session, gate.Read, GovernanceReasons.TooManyInFlight, Effect.Throttle); }
        for (var i = 0; i < bound; i++) { gate.Admit(clerk, refund).Decision.IsAllowed.ShouldBeTrue("another tenant has places of its own"); }
        gate.Refused(clerk, refund, GovernanceReasons.TooManyInFlight, Effect.Throttle);
        gate.Governor.Complete(admitted[0], Outcome.Succeeded, default).ShouldBe(Completion.Settled);
        gate.Admit(sessions[^1], gate.Read).Decision.IsAllowed.ShouldBeTrue();
        gate.Refused(sessions[0], gate.Read, GovernanceReasons.TooManyInFlight, Effect.Throttle);
    }

    [Fact]
    public void Admitting_and_completing_allocates_nothing()
    {
        var gate = new TestGate(auditCapacity: 100_000);
        var session = gate.Open("trader-1");
        void Round()
        {
            for (var i = 0; i < 1_000; i++) { gate.Governor.Complete(gate.Admit(session, gate.Read), Outcome.Succeeded, default); }
        }

        Allocation.InSteadyState(Round, between: () => gate.Audit.Drain()).ShouldBe(0);
    }
}
