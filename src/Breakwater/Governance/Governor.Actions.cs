using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>
    /// Decides on an action, synchronously and without waiting. Allowed: carry it out and <see cref="Complete"/> it. Pending: resume it when what it
    /// waits for has happened. Otherwise refused, with the reason. Allocates nothing unless pending.
    /// </summary>
    public Admission Admit(Session session, in ActionRequest request, ref Work work)
    {
        work.Add(WorkUnit.GateDecision);
        if (session.Gate != this || session.IsClosed) { return Refused(session, request, Refusal(Effect.Deny, GovernanceReasons.NoSession, 0, 0), ref work); }
        if (StateIncomplete) { return Refused(session, request, Refusal(Effect.Deny, GovernanceReasons.StateIncomplete, 0, 0), ref work); }

        var epoch = _trust.Epoch(session.Tenant);
        ulong consulted = 0, wouldRefuse = 0;
        foreach (var stage in _stages)
        {
            consulted |= stage.Bit;
            var result = stage.Evaluate(session, request, ref work);
            if (result.Effect == Effect.Allow) { continue; }
            if (stage.Mode == ControlMode.Observe) { wouldRefuse |= stage.Bit; continue; }
            return result.Effect == Effect.Pending
                ? Wait(session, request, result.Reason!, consulted, wouldRefuse, ref work)
                : Refused(session, request, Refusal(result.Effect, result.Reason!, consulted, wouldRefuse), ref work);
        }

        var decision = new Decision { Effect = Effect.Allow, Consulted = consulted, SwitchedOff = _switchedOff, WouldRefuse = wouldRefuse, Position = Position };
        var number = Interlocked.Increment(ref _admissions);
        var before = _grants.Describe(request.Tool)?.Record == RecordPolicy.Before;
        if (!TryRecordDecision(session, request, decision, number, ref work))
        {
            Interlocked.Increment(ref _notRecorded);
            if (before && _recording == ControlMode.On) { return new() { Decision = Refusal(Effect.Throttle, GovernanceReasons.NotRecorded, consulted, wouldRefuse) }; }
        }

        // The last look before the effect: a revocation that arrived while the stages ran is seen here.
        if (_trust.Epoch(session.Tenant) != epoch)
        {
            foreach (var stage in _stages)
            {
                if (stage is not TrustStage { Mode: ControlMode.On }) { continue; }
                var again = stage.Evaluate(session, request, ref work);
                if (again.Effect != Effect.Allow) { return Refused(session, request, Refusal(again.Effect, again.Reason!, consulted, wouldRefuse), ref work); }
            }
        }
        return _inFlight.TryAdd(session, request, number, Timestamp(_options.AdmissionLife), out var ticket)
            ? new() { Decision = decision, Number = number, Ticket = ticket }
            : Refused(session, request, Refusal(Effect.Throttle, GovernanceReasons.TooManyInFlight, consulted, wouldRefuse), ref work);
    }

    /// <summary>
    /// Settles an admitted action at what it used and records how it ended.
    /// </summary>
    public Completion Complete(in Admission admission, Outcome outcome, in Usage usage)
    {
        if (admission.Number == 0) { return Completion.Unknown; }
        if (!_inFlight.TryTake(admission.Ticket, admission.Number, out var taken)) { return Completion.Unknown; }
        var late = taken.Expires <= _time.GetTimestamp();
        Settle(taken, late ? AuditEventKind.AdmissionExpired : AuditEventKind.Completed, late ? taken.Request.Estimate : usage.Cost, outcome);
        return late ? Completion.TooLate : Completion.Settled;
    }

    /// <summary>
    /// Brings a pending request its answer. The answer is bound to the digest of the request it was given for; proceeding runs every check again with
    /// current numbers; a second answer, or one that comes too late, is refused.
    /// </summary>
    public Admission Resume(PendingId id, UInt128 requestDigest, ResumeVerdict verdict, ref Work work)
    {
        if (_pending.Take(id, requestDigest) is not { } pending || pending.Expires <= _time.GetTimestamp())
        {
            return new() { Decision = Refusal(Effect.Deny, GovernanceReasons.NoSuchPending, 0, 0) };
        }
        if (verdict == ResumeVerdict.Refused)
        {
            return Refused(pending.Session, pending.Request, Refusal(Effect.Deny, GovernanceReasons.RefusedOnReview, 0, 0), ref work);
        }
        return Admit(pending.Session, pending.Request, ref work);
    }

    /// <summary>Digest of a pending request, which its answer has to quote; null if there is none of that id.</summary>
    public UInt128? PendingDigest(PendingId id) => _pending.Find(id)?.Digest;

    private Admission Wait(Session session, in ActionRequest request, Reason reason, ulong consulted, ulong wouldRefuse, ref Work work)
    {
        if (!_pending.TryAdd(session, request, Timestamp(_options.PendingLife), out var id))
        {
            return Refused(session, request, Refusal(Effect.Throttle, GovernanceReasons.TooManyPending, consulted, wouldRefuse), ref work);
        }
        return Refused(session, request, Refusal(Effect.Pending, reason, consulted, wouldRefuse), ref work) with { Pending = id };
    }

    private Admission Refused(Session session, in ActionRequest request, in Decision decision, ref Work work)
    {
        if (!TryRecordDecision(session, request, decision, 0, ref work)) { Interlocked.Increment(ref _notRecorded); }
        return new() { Decision = decision };
    }

    private Decision Refusal(Effect effect, Reason reason, ulong consulted, ulong wouldRefuse) => new()
    {
        Effect = effect,
        Reason = reason,
        Consulted = consulted,
        SwitchedOff = _switchedOff,
        WouldRefuse = wouldRefuse,
        Position = Position,
        RetryAfter = effect == Effect.Throttle ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero,
    };

    private bool TryRecordDecision(Session session, in ActionRequest request, in Decision decision, ulong number, ref Work work)
    {
        if (_recording == ControlMode.Off) { return true; }
        work.Add(WorkUnit.RecordAppended);
        return _audit.TryAppend(
            new()
            {
                Kind = AuditEventKind.Decided,
                Time = _time.GetUtcNow(),
                Node = _options.Node,
                Tenant = session.TenantName,
                Agent = session.AgentName,
                Chain = request.Chain,
                Request = request.Request,
                Tool = _grants.Describe(request.Tool)?.Id,
                Decision = decision,
                Admission = number,
            },
            control: false);
    }

    private void Settle(in AdmissionTable.InFlight taken, AuditEventKind kind, Money charge, Outcome outcome)
    {
        Interlocked.Add(ref _charged, charge.Micros);
        Record(new()
        {
            Kind = kind,
            Tenant = taken.Session!.TenantName,
            Agent = taken.Session.AgentName,
            Chain = taken.Request.Chain,
            Request = taken.Request.Request,
            Tool = _grants.Describe(taken.Request.Tool)?.Id,
            Admission = taken.Number,
            Outcome = outcome,
            Charged = charge,
        });
    }
}
