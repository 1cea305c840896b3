using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.Trust;

namespace Breakwater.Tests.Governance;

public sealed class PendingTests
{
    private readonly TestGate _gate = new();
    private Work _work;

    private Admission Wait(out Session session)
    {
        session = _gate.Open("trader-1");
        // The verification lapses; the credential is still good.
        _gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(6));
        var waiting = _gate.Admit(session, _gate.Read);
        waiting.Decision.Effect.ShouldBe(Effect.Pending);
        waiting.Decision.Reason.ShouldBe(TrustReasons.Unverified);
        return waiting;
    }

    [Fact]
    public void It_is_verified_by_advancing_and_resumed_once()
    {
        var waiting = Wait(out _);
        var ready = _gate.Governor.Advance(ref _work).Ready.ShouldHaveSingleItem();
        ready.Id.ShouldBe(waiting.Pending);
        _gate.Governor.Resume(ready.Id, ready.Digest, ResumeVerdict.Proceed, ref _work).Decision.IsAllowed.ShouldBeTrue();
        _gate.Governor.Resume(ready.Id, ready.Digest, ResumeVerdict.Proceed, ref _work).Decision.Reason.ShouldBe(GovernanceReasons.NoSuchPending);
        _gate.Governor.PendingDigest(ready.Id).ShouldBeNull();
    }

    [Fact]
    public void An_answer_for_another_request_leaves_it_waiting()
    {
        var waiting = Wait(out var session);
        var other = _gate.Admit(session, _gate.Read with { ArgumentsDigest = 1 });
        var (mine, theirs) = (_gate.Governor.PendingDigest(waiting.Pending)!.Value, _gate.Governor.PendingDigest(other.Pending)!.Value);
        _gate.Governor.Resume(waiting.Pending, theirs, ResumeVerdict.Refused, ref _work).Decision.Reason.ShouldBe(GovernanceReasons.NoSuchPending);
        _gate.Governor.PendingDigest(waiting.Pending).ShouldBe(mine);
        _gate.Governor.Resume(waiting.Pending, mine, ResumeVerdict.Refused, ref _work).Decision.Reason.ShouldBe(GovernanceReasons.RefusedOnReview);
    }

    [Fact]
    public void Every_field_the_agent_and_the_gate_are_in_the_digest()
    {
        Wait(out var session);
        var other = new TestGate(_gate.Fleet, options: new() { Node = "other" });
        var stranger = other.Open("trader-2");
        var fellow = other.Open("trader-3");
        _gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(6));
        stranger.Number.ShouldBe(session.Number);
        var read = _gate.Read;
        ActionRequest[] requests =
        [
            read, read with { Tool = _gate.Order.Tool }, read with { Chain = (UInt128)1 << 64 }, read with { Chain = 2 }, read with { Request = 2 },
            read with { ArgumentsDigest = (UInt128)1 << 64 }, read with { ArgumentsDigest = 1 }, read with { Estimate = new(1) },
        ];
        var digests = requests.Select(r => _gate.Governor.PendingDigest(_gate.Admit(session, r).Pending)!.Value).ToList();
        digests.AddRange(((Session[])[stranger, fellow]).Select(s => other.Governor.PendingDigest(other.Admit(s, read).Pending)!.Value));
        digests.Distinct().Count().ShouldBe(10);
    }

    [Fact]
    public void Revoked_while_waiting_is_denied_when_resumed()
    {
        var waiting = Wait(out var session);
        _gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester");
        var ready = _gate.Governor.Advance(ref _work).Ready.ShouldHaveSingleItem();
        _gate.Governor.Resume(waiting.Pending, ready.Digest, ResumeVerdict.Proceed, ref _work).Decision.Reason.ShouldBe(TrustReasons.Revoked);
        _gate.Refused(session, _gate.Read, TrustReasons.Revoked);
    }

    [Fact]
    public void Closed_while_waiting_is_denied_when_resumed()
    {
        var waiting = Wait(out var session);
        _gate.Governor.CloseSession(session);
        _gate.Governor.Resume(waiting.Pending, _gate.Governor.PendingDigest(waiting.Pending)!.Value, ResumeVerdict.Proceed, ref _work)
            .Decision.Reason.ShouldBe(GovernanceReasons.NoSession);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Expiry_is_a_denial_and_recorded_whoever_notices_it(bool byResuming)
    {
        var waiting = Wait(out _);
        var digest = _gate.Governor.PendingDigest(waiting.Pending)!.Value;
        _gate.Audit.Drain();
        _gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(1));
        if (!byResuming) { _gate.Governor.Advance(ref _work).ExpiredPending.ShouldBe(1); }
        _gate.Governor.Resume(waiting.Pending, digest, ResumeVerdict.Proceed, ref _work).Decision.Reason.ShouldBe(GovernanceReasons.NoSuchPending);
        _gate.Governor.Advance(ref _work).ExpiredPending.ShouldBe(0);
        _gate.Audit.Drain().ShouldHaveSingleItem().Kind.ShouldBe(AuditEventKind.PendingExpired);
    }

    [Fact]
    public void A_tenants_share_of_the_table_throttles_it_and_nobody_else()
    {
        var gate = new TestGate(options: new() { MaxPending = 4 });
        var session = gate.Open("trader-1");
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(6));
        for (var i = 0; i < 2; i++) { gate.Admit(session, gate.Read).Decision.Effect.ShouldBe(Effect.Pending); }
        gate.Refused(session, gate.Read, GovernanceReasons.TooManyPending, Effect.Throttle);

        gate.Governor.Degrade(PaceScope.Tenant("zeta"), PaceState.Contingency, "drill", "ann").Done.ShouldBeTrue();
        var clerk = gate.Open("clerk-1");
        var refund = gate.Read with { Tool = gate.Governor.Tool("refund") };
        var first = gate.Admit(clerk, refund);
        first.Decision.Effect.ShouldBe(Effect.Pending);
        gate.Admit(clerk, refund).Decision.Effect.ShouldBe(Effect.Pending);
        gate.Refused(clerk, refund, GovernanceReasons.TooManyPending, Effect.Throttle);
        // Whoever leaves makes room again, answered or lapsed.
        gate.Governor.Resume(first.Pending, gate.Governor.PendingDigest(first.Pending)!.Value, ResumeVerdict.Refused, ref gate.Work);
        gate.Admit(clerk, refund).Decision.Effect.ShouldBe(Effect.Pending);
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(2));
        gate.Governor.Advance(ref gate.Work).ExpiredPending.ShouldBe(4);
        gate.Admit(clerk, refund).Decision.Effect.ShouldBe(Effect.Pending);
    }
}
