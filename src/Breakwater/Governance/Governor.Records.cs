using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>Records a decision; says why and for how long not, if it was refused.</summary>
    private RecordStatus RecordDecision(
        Session session, in ActionRequest request, in Decision decision, ulong number, RecordUrgency urgency, ref Work work, out Reason? missing, out TimeSpan retryAfter)
    {
        (missing, retryAfter) = (null, TimeSpan.Zero);
        if (_recording == ControlMode.Off) { return RecordStatus.Kept; }
        work.Add(WorkUnit.RecordAppended);
        return Record(
            session.Context,
            EventOf(AuditEventKind.Decided, session, request) with
            {
                // Arguments of other bytes than the digest says are not what the tool would get.
                Arguments = request.Arguments is { } arguments && arguments.Digest == request.ArgumentsDigest ? arguments : null,
                Decision = decision,
                Pace = decision.Pace,
                Admission = number,
                Anomaly = session.Registered.Watched.Score,
            },
            urgency, out missing, out retryAfter);
    }

    private void Settle(in AdmissionTable.InFlight taken, AuditEventKind kind, Money charge, Outcome outcome, in Measured measured, ref Work work)
    {
        Charge(charge);
        if (_recording != ControlMode.Off) { work.Add(WorkUnit.RecordAppended); }
        var session = taken.Session!;
        Record(session.Context, EventOf(kind, session, taken.Request) with
        {
            // The decision's record has it.
            ArgumentsDigest = 0,
            Pace = PhaseOf(session),
            Admission = taken.Number,
            Outcome = outcome,
            Charged = charge,
            Anomaly = session.Registered.Watched.Score,
            ContextUse = Percent(measured.ContextUse),
            JudgeScore = Percent(measured.Quality),
            OutputDigest = measured.Output,
        });
    }

    private void RecordReview(PendingRequest pending, ResumeVerdict verdict, string? approver) =>
        Record(pending.Session.Context, EventOf(AuditEventKind.Reviewed, pending.Session, pending.Request) with
        {
            Pace = PhaseOf(pending.Session),
            Approver = approver,
            Detail = $"{((pending.Awaited & Obligations.Judge) != 0 ? "judge" : "person")}: {(verdict == ResumeVerdict.Proceed ? "proceed" : "refused")}",
        });

    /// <summary>Who asked for what, who answers for it, and where it stands in its causal chain.</summary>
    private AuditEvent EventOf(AuditEventKind kind, Session session, in ActionRequest request)
    {
        var tool = _grants.Describe(request.Tool);
        return new()
        {
            Kind = kind,
            Tenant = session.TenantName,
            Agent = session.AgentName,
            Accountable = session.Registered.Accountable,
            Session = session.Number,
            Chain = request.Chain,
            Request = request.Request,
            Parent = request.Parent,
            Tool = tool?.Id,
            Risk = tool?.Risk ?? default,
            ArgumentsDigest = request.ArgumentsDigest,
        };
    }

    private static int? Percent(float share) => share is >= 0 and <= 1 ? (int)(100 * share) : null;
}
