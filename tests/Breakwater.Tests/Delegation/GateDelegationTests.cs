using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.RateLimiting;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Delegation;

/// <summary>Delegations at a gate: the stage, the records, the replay.</summary>
public sealed class GateDelegationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly TestFleet _fleet = new(DelegationWorld.Describe());
    private readonly DelegationWorld _world;
    private readonly MemoryControlLog _log;
    private readonly MemoryAuditSink _audit = new(4_096);
    private readonly PathKeyRing _ring = new();

    public GateDelegationTests()
    {
        _world = new(clock: _fleet.Clock);
        _log = new(_fleet.Clock);
    }

    [Fact]
    public void With_a_delegation_the_authority_is_the_intersection_and_without_it_nothing_changes()
    {
        var gate = Gate();
        Open(gate, "a-1");
        var session = Open(gate, "b-1");
        var other = Open(gate, "c-1");
        var chain = _world.Chain("a-1", "b-1");
        var grant = gate.AcceptDelegation(session, 7, chain, ref _world.Work).Grant!;
        Admit(gate, session, "t1").ShouldBeNull();
        Admit(gate, session, "t1", grant.Handle).ShouldBe(DelegationReasons.BeyondDelegator(1));
        Admit(gate, session, "t3", grant.Handle).ShouldBeNull();
        Admit(gate, other, "t1", grant.Handle).ShouldBe(DelegationReasons.NoGrant);
        Admit(gate, session, "t3", new DelegationHandle(99)).ShouldBe(DelegationReasons.NoGrant);
        gate.AcceptDelegation(other, 7, chain, ref _world.Work).Verdict.Reason.ShouldBe(DelegationReasons.NotDelegate);
        gate.CloseSession(session);
        gate.AcceptDelegation(session, 7, chain, ref _world.Work).Verdict.Reason.ShouldBe(GovernanceReasons.NoSession);
        var presented = _audit.Drain().Where(e => e.Kind == AuditEventKind.DelegationPresented).ToList();
        presented.Select(e => e.Decision.Effect).ShouldBe([Effect.Allow, Effect.Deny, Effect.Deny]);
        presented[0].Detail!.ShouldStartWith("a-1 hands work to b-1 for ann: 68 tools until ");
        presented[0].Chain.ShouldBe((UInt128)1);
    }

    [Fact]
    public void A_delegator_elsewhere_is_introduced_by_its_credential()
    {
        var gate = Gate();
        var session = Open(gate, "b-1");
        var chain = _world.Chain("a-1", "b-1");
        gate.AcceptDelegation(session, 7, chain, ref _world.Work).Verdict.Reason.ShouldBe(DelegationReasons.UnknownParty);
        gate.Introduce(_fleet["a-1"], ref _world.Work).ShouldBe(TrustVerdict.Trusted);
        gate.AcceptDelegation(session, 7, chain, ref _world.Work).Verdict.ShouldBe(DelegationVerdict.Allowed);
    }

    [Theory]
    [InlineData(ControlMode.On, false)]
    [InlineData(ControlMode.Observe, true)]
    [InlineData(ControlMode.Off, true)]
    public void The_mode_says_whether_it_decides(ControlMode mode, bool allowed)
    {
        var gate = Gate(mode: mode);
        var session = Open(gate, "b-1");
        var decision = gate.Admit(session, new() { Tool = gate.Tool("t1"), Delegation = new(99) }, ref _world.Work).Decision;
        decision.IsAllowed.ShouldBe(allowed);
        decision.WouldRefuse.ShouldBe(mode == ControlMode.Observe ? 4UL : 0);
        decision.SwitchedOff.ShouldBe(mode == ControlMode.Off ? 4UL : 0);
        Governor.Stages[2].ShouldBe("delegation");
    }

    [Fact]
    public void A_revocation_counts_at_the_next_action_here_and_there_and_after_a_restart()
    {
        var (here, there) = (Gate(), Gate(new MemoryControlLog(_fleet.Clock)));
        var chain = _world.Chain("a-1", "b-1", "c-1");
        var (mine, theirs) = (Grant(here, chain, out var session), Grant(there, chain, out var remote));
        var record = here.RevokeContract("acme", chain.Contracts[0].Id, _world.Now + Hour, "officer")!.Value;
        record.Kind.ShouldBe("delegation.revoke-contract");
        Admit(here, session, "t70", mine).ShouldBe(DelegationReasons.Revoked);
        Admit(there, remote, "t70", theirs).ShouldBeNull();
        there.Apply(record);
        Admit(there, remote, "t70", theirs).ShouldBe(DelegationReasons.Revoked);
        here.Advance(ref _world.Work);
        Present(Gate(), chain).ShouldBe(DelegationReasons.Revoked);
        here.WriteSnapshot().Durable.ShouldBeTrue();
        Present(Gate(), chain).ShouldBe(DelegationReasons.Revoked);
        here.RevokeContract("no-such-tenant", chain.Contracts[0].Id, _world.Now, "officer").ShouldBeNull();
    }

    [Fact]
    public void A_revoked_agent_is_no_party_to_a_delegation()
    {
        var gate = Gate();
        var handle = Grant(gate, _world.Chain("a-1", "b-1", "c-1"), out var session);
        gate.Revoke("acme", CredentialLevel.Worker, "b-1", "officer").ShouldNotBeNull();
        Admit(gate, session, "t70", handle).ShouldBe(DelegationReasons.Revoked);
        Admit(gate, session, "t70").ShouldBeNull();
        gate.Advance(ref _world.Work);
        gate.WriteSnapshot().Durable.ShouldBeTrue();
        Gate().Delegation.Epoch(_world.Acme).ShouldBe(1);
    }

    [Theory]
    [InlineData(ControlMode.On)]
    [InlineData(ControlMode.Observe)]
    public void In_emergency_nothing_is_handed_on(ControlMode mode)
    {
        var gate = Gate(pace: mode);
        var chain = _world.Chain("a-1", "b-1");
        Open(gate, "a-1");
        var delegatee = Open(gate, "b-1");
        gate.Degrade(PaceScope.Tenant("acme"), PaceState.Emergency, "drill", "officer").Done.ShouldBeTrue();
        var verdict = gate.AcceptDelegation(delegatee, 7, chain, ref _world.Work).Verdict;
        verdict.ShouldBe(mode == ControlMode.On ? DelegationVerdict.Refused(PaceReasons.Emergency) : DelegationVerdict.Allowed);
        var presented = _audit.Drain().Single(e => e.Kind == AuditEventKind.DelegationPresented);
        (presented.Pace, presented.Decision.WouldRefuse).ShouldBe((PaceState.Emergency, mode == ControlMode.On ? 0UL : 2UL));
        gate.IssuePath(FormTests.Template(_world), "officer", ref _world.Work, out verdict).Durable.ShouldBe(mode != ControlMode.On);
        if (mode == ControlMode.On) { verdict.Reason.ShouldBe(PaceReasons.Emergency); }
    }

    [Fact]
    public void A_path_is_durable_before_it_counts_and_survives_a_restart_and_a_snapshot()
    {
        var gate = Gate();
        var template = FormTests.Template(_world);
        var forged = PathTemplate.Sign(template.Claims, template.ToolList, TestKeys.Of("a-1"), ref _world.Work);
        gate.IssuePath(forged, "officer", ref _world.Work, out var verdict).Durable.ShouldBeFalse();
        verdict.Reason.ShouldBe(DelegationReasons.BadSignature);
        _log.LastNumber.ShouldBe(0);
        var issued = gate.IssuePath(template, "officer", ref _world.Work, out verdict);
        (issued.Durable, verdict.IsAllowed).ShouldBe((true, true));
        var approved = _world.Chain("a-1", "b-1", "c-1", "d-1");
        gate.ApproveContract("acme", approved.Leaf.Id, _world.Now + Hour, "officer").Durable.ShouldBeTrue();
        Use(gate).ShouldBeNull();
        Use(Gate()).ShouldBeNull();
        gate.WriteSnapshot().Durable.ShouldBeTrue();
        var after = Gate();
        Use(after).ShouldBeNull();
        after.Delegation.IssuedPaths().Single().Epoch.ShouldBe(issued.Number);
        after.Delegation.Approvals().Single().Document.ShouldBe(approved.Leaf.Id);
        gate.RevokePath("acme", template.Id, template.Claims.NotAfter, "officer")!.Value.Kind.ShouldBe("delegation.revoke-template");
        Use(gate).ShouldBe(DelegationReasons.Revoked);
        gate.Advance(ref _world.Work);
        // Refused again from the log: as a revoked path, or as one that is not put in force because it was revoked.
        Use(Gate()).ShouldNotBeNull();

        Reason? Use(Governor at)
        {
            var delegator = Open(at, "a-1");
            var receiver = Open(at, "c-1");
            if (at.PermitPath(delegator, template.Id, ref _world.Work, out var refusal) is not { } permit) { return refusal; }
            var user = _world.User();
            at.Delegation.Introduce(user, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
            var use = permit.Mint(user.Id, "c-1", receiver.Number, _world.Now, TimeSpan.FromMinutes(5), ref _world.Work);
            return at.AcceptDelegation(receiver, 7, use, ref _world.Work).Grant is { } grant ? Admit(at, receiver, "t70", grant.Handle) : DelegationReasons.NoGrant;
        }
    }

    [Theory]
    [InlineData("delegation.revoke-contract")]
    [InlineData("delegation.issue-template")]
    public void A_record_that_cannot_be_read_stops_the_gate(string kind)
    {
        _log.Append(default, kind, [1, 2, 3], "nobody").Durable.ShouldBeTrue();
        Gate().StateIncomplete.ShouldBeTrue();
    }

    private Governor Gate(FleetControlLog? log = null, ControlMode mode = ControlMode.On, ControlMode pace = ControlMode.On) => Governor.Create(
        _fleet.Specification with { Controls = new Dictionary<string, ControlMode> { [KnownControls.Delegation] = mode, [KnownControls.Pace] = pace } },
        new()
        {
            Root = _fleet.Hierarchy.Root.Key, Time = _fleet.Clock, Log = log ?? _log, Audit = _audit, PathKeys = _ring, RateLimits = FleetRateLimits.Unlimited(_fleet.Specification),
            DelegationKeys = new Dictionary<string, DelegationKeys> { ["acme"] = new(TestKeys.Of("users").PublicKey, TestKeys.Of("paths").PublicKey) },
        });

    private Session Open(Governor gate, string agent)
    {
        var proof = PossessionProof.Make(gate.Challenge(), _fleet[agent].Leaf, TestKeys.Of(agent), ref _world.Work);
        return gate.OpenSession(_fleet[agent], proof, ref _world.Work).Session!;
    }

    private Reason? Present(Governor gate, DelegationChain chain)
    {
        foreach (var hop in chain.Contracts) { Open(gate, hop.Terms.Delegator); }
        return gate.AcceptDelegation(Open(gate, chain.Leaf.Terms.Delegate), 7, chain, ref _world.Work).Verdict.Reason;
    }

    private DelegationHandle Grant(Governor gate, DelegationChain chain, out Session session)
    {
        foreach (var hop in chain.Contracts) { Open(gate, hop.Terms.Delegator); }
        session = Open(gate, chain.Leaf.Terms.Delegate);
        return gate.AcceptDelegation(session, 7, chain, ref _world.Work).Grant!.Handle;
    }

    private Reason? Admit(Governor gate, Session session, string tool, DelegationHandle delegation = default) =>
        gate.Admit(session, new() { Tool = gate.Tool(tool), Delegation = delegation }, ref _world.Work).Decision.Reason;
}
