using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Fleet;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Governance;

/// <summary>The entry of a decision chain names who asked under which credential, who approved, what came of it, and who answers for it.</summary>
public sealed class DecisionChainTests
{
    private readonly TestGate _gate = new(new TestFleet(Accountable()));

    [Fact]
    public void The_whole_chain_of_an_approved_action_names_credential_approver_output_and_the_accountable_human()
    {
        _gate.Governor.Publish(PolicyFleet.Bundle(
            "name: asks\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n",
            "@id(\"all\") permit (principal, action, resource);\n@id(\"ask\") @require(\"person\") permit (principal, action == Action::\"read-book\", resource);\n"), "t").Published.ShouldBeTrue();
        var session = _gate.Open("trader-1");
        var asked = _gate.Admit(session, _gate.Read with { Chain = 7, Request = 1 });
        var admitted = _gate.Governor.Resume(asked.Pending, _gate.Governor.PendingDigest(asked.Pending)!.Value, ResumeVerdict.Proceed, ref _gate.Work, "Ann Lee");
        _gate.Governor.Complete(admitted, Outcome.Succeeded, default, new() { Quality = 0.875f, ContextUse = 0.5f, Output = 0xFEED }, ref _gate.Work).ShouldBe(Completion.Settled);

        var events = _gate.Audit.Drain();
        var opened = events.Single(e => e.Kind == AuditEventKind.SessionOpened && e.Session == session.Number);
        Span<byte> id = stackalloc byte[32];
        session.Chain!.Leaf.Id.CopyTo(id);
        opened.Credential.ToString("x32", null).ShouldBe(Convert.ToHexStringLower(id[..16]));
        var chain = events.Where(e => e.Chain == 7).ToList();
        chain.Select(e => e.Kind).ShouldBe([AuditEventKind.Decided, AuditEventKind.Reviewed, AuditEventKind.Decided, AuditEventKind.Completed]);
        chain.ShouldAllBe(e => e.Session == session.Number && e.Accountable == "Dana Reyes" && e.Tool == "read-book");
        (chain[1].Approver, chain[1].Detail).ShouldBe(("Ann Lee", "person: proceed"));
        (chain[3].OutputDigest, chain[3].JudgeScore, chain[3].ContextUse).ShouldBe(((UInt128)0xFEED, 87, 50));
    }

    [Fact]
    public void A_refusal_by_whoever_was_asked_names_them_too()
    {
        _gate.Governor.Publish(PolicyFleet.Bundle(
            "name: asks\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n",
            "@id(\"all\") permit (principal, action, resource);\n@id(\"ask\") @require(\"judge\") permit (principal, action == Action::\"read-book\", resource);\n"), "t").Published.ShouldBeTrue();
        var asked = _gate.Admit(_gate.Open("trader-1"), _gate.Read with { Chain = 7 });
        _gate.Governor.Resume(asked.Pending, _gate.Governor.PendingDigest(asked.Pending)!.Value, ResumeVerdict.Refused, ref _gate.Work, "judge-2").Decision.Reason.ShouldBe(GovernanceReasons.RefusedOnReview);
        var reviewed = _gate.Audit.Drain().Single(e => e.Kind == AuditEventKind.Reviewed);
        (reviewed.Approver, reviewed.Detail).ShouldBe(("judge-2", "judge: refused"));
        RecordPriorities.Of(reviewed, RecordUrgency.After).ShouldBe(RecordPriority.Always);
    }

    [Fact]
    public void A_renewed_session_is_recorded_with_its_new_credential()
    {
        var session = _gate.Open("trader-1");
        _gate.Governor.RenewSession(session, _gate.Fleet.Issue("trader-1"), ref _gate.Work).IsTrusted.ShouldBeTrue();
        var (opened, renewed) = _gate.Audit.Drain() switch { var all => (all.Single(e => e.Kind == AuditEventKind.SessionOpened), all.Single(e => e.Kind == AuditEventKind.SessionRenewed)) };
        (renewed.Session, renewed.Credential).ShouldBe((session.Number, session.Chain!.Leaf.Id.Head));
        renewed.Credential.ShouldNotBe(opened.Credential);
    }

    private static FleetSpecification Accountable()
    {
        var fleet = TestFleet.Describe();
        return fleet with { Clusters = [.. fleet.Clusters.Select(c => c with { Accountable = "Dana Reyes" })] };
    }
}
