using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Observability;
using Breakwater.RateLimiting;
using Breakwater.Tests.Delegation;
using Breakwater.Tests.Observability;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Governance;

/// <summary>An attack that no single control would call one, through the gate: a weak suspicion, work handed on as never before, a tool that was never used.</summary>
public sealed class AttackChainTests
{
    private readonly TestFleet _fleet = new(DelegationWorld.Describe() with { Controls = new Dictionary<string, ControlMode> { ["trust"] = ControlMode.Off, ["policy"] = ControlMode.Off } });
    private readonly MemoryAuditSink _audit = new(65_536);
    private readonly LinkTests.Recorded _signals = new();
    private readonly DelegationWorld _world;
    private readonly Governor _gate;
    private readonly Session _delegator;
    private readonly Session _usual;
    private readonly Session _delegate;

    public AttackChainTests()
    {
        _world = new(clock: _fleet.Clock);
        _gate = Governor.Create(_fleet.Specification, new()
        {
            Root = _fleet.Hierarchy.Root.Key, Time = _fleet.Clock, Log = new MemoryControlLog(_fleet.Clock), Audit = _audit, RateLimits = FleetRateLimits.Unlimited(_fleet.Specification), Signals = _signals,
            DelegationKeys = new Dictionary<string, DelegationKeys> { ["acme"] = new(TestKeys.Of("users").PublicKey, TestKeys.Of("paths").PublicKey) },
            Watching = new() { FreezeAfterDays = 3 },
        });
        (_delegator, _usual, _delegate) = (Open("a-1"), Open("c-1"), Open("b-1"));
        Teach();
    }

    [Fact]
    public void A_suspicion_an_unusual_delegation_and_a_first_tool_become_one_incident()
    {
        Inject(500, 0.3f);
        _gate.Advance(ref _world.Work).Alerts.ShouldBeEmpty("a weak signal alone is no incident");
        var grant = HandOn("a-1", 500);
        (_signals.Taken[^1].Kind, _signals.Taken[^1].Agent, _signals.Taken[^1].Peer).ShouldBe((SignalKind.UnusualDelegation, _delegator.Agent, _delegate.Agent));
        _gate.Advance(ref _world.Work).Alerts.ShouldBeEmpty("two of them are not enough");
        // The delegate goes on under a number of its own; the delegation that it stands on is the link.
        Use("t9", 501, grant);
        var alert = _gate.Advance(ref _world.Work).Alerts.ShouldHaveSingleItem();
        alert.Kind.ShouldBe(AlertKind.Incident);
        var incident = alert.Incident!;
        incident.Kinds.ShouldBe([SignalKind.Injection, SignalKind.UnusualDelegation, SignalKind.FirstToolUse]);
        incident.Chains.ShouldBe([(UInt128)500, 501]);
        incident.Agents.ShouldBe([_delegator.Agent, _delegate.Agent], ignoreOrder: true);
        incident.Evidence.ShouldBe(1 - (0.7 * 0.7 * 0.6), 1e-6);
        var record = _audit.Drain().Single(e => e.Kind == AuditEventKind.AlertShown);
        (record.Tenant, record.Chain).ShouldBe(("acme", (UInt128)500));
        record.Detail.ShouldBe("Incident, 2 agents, magnitude 71: Injection, UnusualDelegation, FirstToolUse at a-1, b-1; 2 chains");
    }

    [Fact]
    public void The_same_three_without_a_link_between_them_are_none()
    {
        Inject(500, 0.3f);
        HandOn("a-1", 600);
        Use("t9", 700, default);
        _signals.Taken.Select(s => s.Kind).ShouldBe([SignalKind.Injection, SignalKind.UnusualDelegation, SignalKind.FirstToolUse]);
        _gate.Advance(ref _world.Work).Alerts.ShouldBeEmpty();
    }

    [Fact]
    public void Work_handed_on_as_usual_and_a_tool_that_is_usual_say_nothing()
    {
        Inject(500, 0.3f);
        Use("t4", 501, HandOn("c-1", 500));
        _signals.Taken.Select(s => s.Kind).ShouldBe([SignalKind.Injection]);
        HandOn("a-1", 502);
        HandOn("a-1", 503);
        _signals.Taken.Count(s => s.Kind == SignalKind.UnusualDelegation).ShouldBe(1, "what was seen is not unusual the next time");
    }

    /// <summary>The links that delegations leave are no communication: partners and circles know nothing of them.</summary>
    [Fact]
    public void Delegations_are_profiled_with_the_links_and_are_none()
    {
        _gate.Watch!.Counts.Links.ShouldBe(1);
        _gate.Watch!.Partners(_delegate.Tenant, _delegate.Agent).ShouldBe((0, 0));
        HandOn("a-1", 1);
        _gate.Watch!.Counts.Links.ShouldBe(2);
        _gate.Watch!.Forget(_delegate.Tenant, _delegate.Agent);
        _gate.Watch!.Counts.Links.ShouldBe(0);
        _gate.Watch!.Partners(_delegator.Tenant, _delegator.Agent).ShouldBe((0, 0));
    }

    // The agents act for four hours on each of four days, and one of them is handed work by the one that usually does.
    private void Teach()
    {
        const int StepsADay = 80;
        for (var step = 0; step < 4 * StepsADay; step++)
        {
            foreach (var session in (Session[])[_delegator, _usual, _delegate])
            {
                _gate.Complete(_gate.Admit(session, new() { Tool = _gate.Tool("t70"), Chain = 1 }, ref _world.Work), Outcome.Succeeded, default);
            }
            if (step % StepsADay == 0) { Use("t4", 2, HandOn("c-1", 2)); }
            _fleet.Clock.Advance(step % StepsADay == StepsADay - 1 ? TimeSpan.FromHours(20) : TimeSpan.FromMinutes(3));
        }
        _audit.Drain();
        _signals.Taken.ShouldBeEmpty();
    }

    private void Inject(UInt128 chain, float magnitude) => _gate.Raise(_delegator, new() { Kind = SignalKind.Injection, Chain = chain, Magnitude = magnitude });

    private DelegationHandle HandOn(string from, UInt128 chain)
    {
        var result = _gate.AcceptDelegation(_delegate, 7, _world.Chain(_world.User(_world.Claims(from)), chain, from, "b-1"), ref _world.Work);
        result.Verdict.ShouldBe(DelegationVerdict.Allowed);
        return result.Grant!.Handle;
    }

    private void Use(string tool, UInt128 chain, DelegationHandle delegation)
    {
        var admission = _gate.Admit(_delegate, new() { Tool = _gate.Tool(tool), Chain = chain, Delegation = delegation }, ref _world.Work);
        admission.Decision.Reason.ShouldBeNull();
        _gate.Complete(admission, Outcome.Succeeded, default);
    }

    private Session Open(string agent)
    {
        var proof = PossessionProof.Make(_gate.Challenge(), _fleet[agent].Leaf, TestKeys.Of(agent), ref _world.Work);
        return _gate.OpenSession(_fleet[agent], proof, ref _world.Work).Session!;
    }
}
