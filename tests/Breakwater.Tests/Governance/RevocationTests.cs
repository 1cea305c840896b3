using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Governance;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Governance;

public sealed class RevocationTests
{
    private Work _work;

    /// <summary>The nearest peer still allows an agent it has killed.</summary>
    [Theory]
    [InlineData(CredentialLevel.Worker, "trader-1")]
    [InlineData(CredentialLevel.Zone, "trading@north")]
    [InlineData(CredentialLevel.Region, "north")]
    public void A_revoked_agent_is_refused_from_the_next_action_on(CredentialLevel level, string subject)
    {
        var fleet = new TestFleet();
        var (here, there) = (new TestGate(fleet), new TestGate(fleet));
        var (mine, theirs, bystander) = (here.Open("trader-1"), there.Open("trader-1"), here.Open("trader-2"));
        here.Admit(mine, here.Read).Decision.Position.ShouldBe(0);
        var record = here.Governor.Revoke("acme", level, subject, "risk-officer")!.Value;
        here.Refused(mine, here.Read, TrustReasons.Revoked);
        here.Admit(mine, here.Read).Decision.Position.ShouldBe(record.Number);
        here.Admit(bystander, here.Read).Decision.IsAllowed.ShouldBeTrue();
        there.Admit(theirs, there.Read).Decision.IsAllowed.ShouldBeTrue();
        there.Governor.Apply(record);
        there.Refused(theirs, there.Read, TrustReasons.Revoked);
        there.Governor.Position.ShouldBe(record.Number);
        here.TryOpen(fleet["trader-1"], TestKeys.Of("trader-1")).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
    }

    [Fact]
    public void A_revoked_instance_is_refused_and_so_is_an_ended_one()
    {
        var gate = new TestGate();
        var (killed, ended, rotated) = (gate.OpenInstance(1), gate.OpenInstance(2), gate.OpenInstance(3));
        gate.Admit(killed, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Revoke("acme", CredentialLevel.Worker, killed.AgentName, "tester").ShouldNotBeNull();
        gate.Refused(killed, gate.Read, TrustReasons.Revoked);
        gate.Ring.End(gate.Ring.Mint("acme", "trader", 2, TimeSpan.FromHours(1), ref _work)!.Value.Credential);
        gate.Refused(ended, gate.Read, TrustReasons.Revoked);
        gate.Admit(rotated, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        gate.Ring.Rotate("acme", "trader");
        gate.Refused(rotated, gate.Read, TrustReasons.Revoked);
        var expiring = gate.OpenInstance(4);
        gate.Fleet.Clock.Advance(TimeSpan.FromHours(1));
        gate.Refused(expiring, gate.Read, TrustReasons.Expired);
    }

    [Fact]
    public void A_type_of_another_tenant_is_no_type_of_this_one()
    {
        var gate = new TestGate();
        gate.Ring.Rotate("acme", "clerk");
        var minted = gate.Ring.Mint("acme", "clerk", 1, TimeSpan.FromHours(1), ref _work)!.Value;
        var proof = minted.Credential.Prove(gate.Governor.Challenge(), minted.Key, ref _work);
        gate.Governor.OpenSession(minted.Credential, proof, ref _work).Verdict.ShouldBe(TrustVerdict.Refused(GovernanceReasons.UnknownAgent));
    }

    [Fact]
    public void A_credential_issued_by_a_clock_that_runs_ahead_is_revoked_too()
    {
        var fleet = new TestFleet();
        var gate = new TestGate(fleet);
        fleet.Clock.Advance(TimeSpan.FromSeconds(4));
        var ahead = fleet.Issue("trader-1");
        fleet.Clock.Advance(TimeSpan.FromSeconds(-4));
        var session = gate.TryOpen(ahead, TestKeys.Of("trader-1")).Session!;
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester");
        gate.Refused(session, gate.Read, TrustReasons.Revoked);
    }

    [Fact]
    public void After_reinstatement_a_new_credential_counts_and_the_old_one_never_again()
    {
        var gate = new TestGate();
        gate.Open("trader-1");
        gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester");
        gate.Fleet.Clock.Advance(TimeSpan.FromSeconds(6));
        gate.TryOpen(gate.Fleet.Issue("trader-1"), TestKeys.Of("trader-1")).Session.ShouldNotBeNull();
        gate.TryOpen(gate.Fleet["trader-1"], TestKeys.Of("trader-1")).Session.ShouldBeNull();
    }

    [Fact]
    public void A_stalled_log_delays_no_revocation_and_takes_it_later()
    {
        var fleet = new TestFleet();
        var log = new MemoryControlLog(fleet.Clock) { StalledBecause = "the disk is full" };
        var gate = new TestGate(fleet, log: log);
        var session = gate.Open("trader-1");
        gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester").ShouldNotBeNull();
        gate.Refused(session, gate.Read, TrustReasons.Revoked);
        gate.Governor.Advance(ref _work).Log.Done.ShouldBeFalse();
        log.DurableNumber.ShouldBe(0);
        log.StalledBecause = null;
        gate.Governor.Advance(ref _work).Log.Done.ShouldBeTrue();
        log.DurableNumber.ShouldBe(1);
        new TestGate(fleet, log: log).TryOpen(fleet["trader-1"], TestKeys.Of("trader-1")).Verdict.ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gate_made_from_the_log_is_in_the_same_state(bool snapshot)
    {
        var fleet = new TestFleet();
        var gate = new TestGate(fleet);
        gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester");
        gate.Governor.Revoke("zeta", CredentialLevel.Zone, "care@south", "tester");
        gate.Governor.Advance(ref _work);
        if (snapshot) { gate.Governor.WriteSnapshot().Durable.ShouldBeTrue(); }
        fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        gate.Governor.Revoke("ignored", CredentialLevel.Region, "south", "tester");
        gate.Governor.Advance(ref _work);
        var replayed = new TestGate(fleet, log: gate.Log);
        replayed.Governor.Position.ShouldBe(3);
        replayed.Governor.StateIncomplete.ShouldBeFalse();
        replayed.Governor.Trust.Revocations().ShouldBe(gate.Governor.Trust.Revocations());
        replayed.Audit.Drain().ShouldBeEmpty();
    }

    [Fact]
    public void A_snapshot_holds_what_another_gate_logged_and_nobody_brought_here()
    {
        var fleet = new TestFleet();
        var one = new TestGate(fleet);
        var two = new TestGate(fleet, log: one.Log);
        one.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester");
        two.Governor.Revoke("acme", CredentialLevel.Worker, "trader-2", "tester");
        two.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        new TestGate(fleet, log: one.Log).Governor.Trust.Revocations().Count.ShouldBe(2);
    }

    [Fact]
    public void A_record_that_cannot_be_read_closes_the_gate_until_somebody_confirms()
    {
        var fleet = new TestFleet();
        var log = new MemoryControlLog(fleet.Clock);
        var before = new TestGate(fleet, log: log);
        var session = before.Open("trader-1");
        before.Governor.Apply(new(7, fleet.Clock.GetUtcNow(), default, "trust.revoke", new byte[] { 1, 2, 3 }, "?"));
        before.Refused(session, before.Read, GovernanceReasons.StateIncomplete);

        log.EnqueueRestriction(default, "trust.revoke", [1, 2, 3], "?").Kept.ShouldBeTrue();
        log.TryFlush().Done.ShouldBeTrue();
        var gate = new TestGate(fleet, log: log);
        gate.TryOpen(fleet["trader-1"], TestKeys.Of("trader-1")).Verdict.ShouldBe(TrustVerdict.Refused(GovernanceReasons.StateIncomplete));
        log.StalledBecause = "the disk is full";
        gate.Governor.ConfirmState("operator").Durable.ShouldBeFalse();
        gate.Governor.StateIncomplete.ShouldBeTrue();
        log.StalledBecause = null;
        gate.Governor.ConfirmState("operator").Durable.ShouldBeTrue();
        gate.Open("trader-1");
        new TestGate(fleet, log: log).Governor.StateIncomplete.ShouldBeFalse();
        gate.Audit.Drain().ShouldContain(e => e.Kind == AuditEventKind.ControlChanged && e.Detail!.Contains("operator"));
    }

    [Fact]
    public void What_cannot_be_revoked_leaves_nothing_that_a_replay_would_choke_on()
    {
        var gate = new TestGate();
        foreach (var (tenant, level, subject) in (ReadOnlySpan<(string, CredentialLevel, string)>)
            [("nobody", CredentialLevel.Worker, "x"), ("acme", CredentialLevel.Root, "x"), ("acme", (CredentialLevel)9, "x"), ("acme", CredentialLevel.Worker, new('x', 201)), ("acme", CredentialLevel.Worker, "\ud800")])
        {
            gate.Governor.Revoke(tenant, level, subject, "tester").ShouldBeNull();
        }
        gate.Governor.Advance(ref _work);
        gate.Log.LastNumber.ShouldBe(0);
        new TestGate(gate.Fleet, log: gate.Log).Governor.StateIncomplete.ShouldBeFalse();
    }

    [Fact]
    public void The_position_only_rises()
    {
        var gate = new TestGate();
        ControlRecord Record(long number) => new(number, gate.Fleet.Clock.GetUtcNow(), default, "other.kind", default, "tester");
        gate.Governor.Apply(Record(5));
        gate.Governor.Apply(Record(3));
        gate.Governor.Position.ShouldBe(5);
        gate.Governor.Revoke("acme", CredentialLevel.Worker, "trader-1", "tester")!.Value.Number.ShouldBe(1);
        gate.Governor.Position.ShouldBe(5);
    }
}
