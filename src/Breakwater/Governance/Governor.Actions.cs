using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Pace;
using Breakwater.RateLimiting;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>
    /// Decides on an action, synchronously; waits for nothing but, where the record must be there before the action, its disk. Allowed: carry it out and complete it. Pending: resume it when what it
    /// waits for has happened. Otherwise refused, with the reason. Allocates nothing unless pending.
    /// </summary>
    public Admission Admit(Session session, in ActionRequest request, ref Work work) => Admit(session, request, Obligations.None, ref work);

    private Admission Decide(Session session, in ActionRequest request, Obligations satisfied, ref Work work)
    {
        if (session.Gate != this || session.IsClosed) { return Refused(session, request, Refusal(Effect.Deny, GovernanceReasons.NoSession, 0, 0), ref work); }
        if (StateIncomplete) { return Refused(session, request, Refusal(Effect.Deny, GovernanceReasons.StateIncomplete, 0, 0), ref work); }

        // Before any control looks at it, and without a record of its own: beyond its quota a tenant costs the gate next to nothing. How many there were is recorded.
        if (session.Context.Meter.Decide(ref work, out var wait) is { } beyond) { return new() { Decision = Refusal(Effect.Throttle, beyond, 0, 0) with { RetryAfter = wait } }; }

        work.Add(WorkUnit.GateDecision);
        var epochs = Epochs(session.Tenant);
        var (asked, phase) = (Obligations.None, PaceState.Primary);
        StageResult? waits = null;
        ulong consulted = _watch is null ? 0 : WatchingBit, wouldRefuse = 0;
        foreach (var stage in _stages)
        {
            consulted |= stage.Bit;
            var result = stage.Evaluate(session, request, satisfied, ref work);
            if (result.Pace != PaceState.Primary) { phase = result.Pace; }
            if (result.Effect == Effect.Allow)
            {
                if (stage.Mode == ControlMode.On) { asked |= result.Obligations; }
                continue;
            }
            Notice(session, request, stage, result);
            if (stage.Mode == ControlMode.Observe) { wouldRefuse |= stage.Bit; continue; }
            if (result.Effect == Effect.Pending && result.Obligations != Obligations.None)
            {
                // What a later stage refuses need take nobody's time, and what a judge refuses no person's.
                if (waits is null || (result.Obligations & Obligations.Judge) != 0) { waits = result; }
                continue;
            }
            return result.Effect == Effect.Pending
                ? Wait(session, request, result, satisfied, consulted, wouldRefuse, phase, ref work)
                : Refused(session, request, Refusal(result.Effect, result.Reason!, consulted, wouldRefuse, phase), ref work);
        }
        if (waits is { } answer) { return Wait(session, request, answer, satisfied, consulted, wouldRefuse, phase, ref work); }

        Reservation reservation = default;
        if (_rateMode != ControlMode.Off)
        {
            consulted |= RatesBit;
            var verdict = _rates.Reserve(new RateRequest(session.Tenant, session.Agent, request.Provider, request.Tokens), ref work, out reservation);
            if (!verdict.IsGranted && _rateMode == ControlMode.Observe) { wouldRefuse |= RatesBit; }
            else if (!verdict.IsGranted)
            {
                return Refused(session, request, Refusal(verdict.Effect, verdict.Reason!, consulted, wouldRefuse, phase) with { RetryAfter = verdict.RetryAfter }, ref work);
            }
        }

        var number = Interlocked.Increment(ref _admissions);
        if (!_inFlight.TryAdd(session, request, reservation, number, Timestamp(_options.AdmissionLife), out var ticket))
        {
            _rates.Cancel(reservation);
            return Refused(session, request, Refusal(Effect.Throttle, GovernanceReasons.TooManyInFlight, consulted, wouldRefuse, phase), ref work);
        }
        NoticeAsked(session, request, blocked: false, ref work);
        if (_recording != ControlMode.Off) { consulted |= RecordingBit; }
        var decision = new Decision { Effect = Effect.Allow, Consulted = consulted, SwitchedOff = _switchedOff, WouldRefuse = wouldRefuse, Position = Position, Pace = phase };
        var before = (asked & Obligations.RecordBefore) != 0 || _grants.Describe(request.Tool)?.Record == RecordPolicy.Before;
        var status = RecordDecision(session, request, decision, number, before && _recording == ControlMode.On ? RecordUrgency.Before : RecordUrgency.After, ref work, out var missing, out var retry);
        if (before && _recording == ControlMode.On && status != RecordStatus.Kept)
        {
            if (_inFlight.TryTake(ticket, number, out _)) { _rates.Cancel(reservation); }
            var refusal = Refusal(Effect.Throttle, missing ?? GovernanceReasons.NotRecorded, consulted, wouldRefuse, phase);
            if (retry > TimeSpan.Zero) { refusal = refusal with { RetryAfter = retry }; }
            // A record that was taken may yet be written; the one behind it says that its admission was taken back.
            return status == RecordStatus.Taken ? Refused(session, request, refusal, ref work, number) : new() { Decision = refusal };
        }
        if (before && status == RecordStatus.Refused) { decision = decision with { WouldRefuse = wouldRefuse | RecordingBit }; }
        var recorded = status == RecordStatus.Kept;

        // The last look before the effect: a revocation, a change of phase or policy or a closing that arrived while the stages ran and the record was taken is seen here.
        // The refusal is recorded under the number of the admission that it takes back.
        if (LastLook(session, request, epochs, satisfied, recorded, ref work) is not { } stop) { return new() { Decision = decision, Number = number, Ticket = ticket }; }
        if (_inFlight.TryTake(ticket, number, out _)) { _rates.Cancel(reservation); }
        if (stop.Pace != PaceState.Primary) { phase = stop.Pace; }
        if (stop.Effect == Effect.Pending) { return Wait(session, request, stop, satisfied, consulted, wouldRefuse, phase, ref work); }
        return Refused(session, request, Refusal(stop.Effect, stop.Reason!, consulted, wouldRefuse, phase), ref work, number);
    }

    /// <summary>Settles an admitted action at what it used and records how it ended. Nothing was measured beyond that, and the work is not counted.</summary>
    public Completion Complete(in Admission admission, Outcome outcome, in Usage usage)
    {
        var work = default(Work);
        return Complete(admission, outcome, usage, new(), ref work);
    }

    /// <summary>Settles an admitted action at what it used, records how it ended and tells the watchers what its host measured.</summary>
    public Completion Complete(in Admission admission, Outcome outcome, in Usage usage, in Measured measured, ref Work work)
    {
        if (admission.Number == 0) { return Completion.Unknown; }
        if (!_inFlight.TryTake(admission.Ticket, admission.Number, out var taken)) { return Completion.Unknown; }
        var late = taken.Expires <= _time.GetTimestamp();
        _ = late ? _rates.SettleAtEstimate(taken.Reservation) : _rates.Settle(taken.Reservation, Sum(usage.InputTokens, usage.OutputTokens));
        NoticeEnded(taken, late ? true : outcome == Outcome.Unknown ? null : outcome == Outcome.Failed, usage, measured, ref work);
        Settle(taken, late ? AuditEventKind.AdmissionExpired : AuditEventKind.Completed, late ? taken.Request.Estimate : usage.Cost, outcome, measured, ref work);
        if (GateInstruments.EndsAreHeard) { _telemetry.Completed(taken, outcome, usage); }
        return late ? Completion.TooLate : Completion.Settled;
    }

    /// <summary>
    /// Brings a pending request its answer. The answer is bound to the digest of the request it was given for and of what that waits for: to proceed meets that one
    /// obligation of that one request, and runs every check again with current numbers. A second answer, or one that comes too late, is refused.
    /// </summary>
    /// <param name="id">The request.</param>
    /// <param name="requestDigest">Its digest.</param>
    /// <param name="verdict">The answer.</param>
    /// <param name="work">What it costs.</param>
    /// <param name="approver">Who answers, for the record; null if nobody is named.</param>
    public Admission Resume(PendingId id, UInt128 requestDigest, ResumeVerdict verdict, ref Work work, string? approver = null)
    {
        if (_pending.Take(id, requestDigest) is not { } pending) { return Told(null, new() { Decision = Refusal(Effect.Deny, GovernanceReasons.NoSuchPending, 0, 0) }); }
        if (pending.Expires <= _time.GetTimestamp()) { return Told(pending, new() { Decision = Lapse(pending) }); }
        if (pending.Awaited != Obligations.None) { RecordReview(pending, verdict, approver); }
        if (verdict == ResumeVerdict.Refused)
        {
            return Told(pending, Refused(pending.Session, pending.Request, Refusal(Effect.Deny, GovernanceReasons.RefusedOnReview, 0, 0), ref work));
        }
        return Admit(pending.Session, pending.Request, pending.Satisfied | pending.Awaited, ref work);
    }

    /// <summary>Digest of a pending request, which its answer has to quote; null if there is none of that id.</summary>
    public UInt128? PendingDigest(PendingId id) => _pending.Find(id)?.Digest;

    /// <summary>Tokens read and written; what a host states wrongly neither wraps nor counts below zero.</summary>
    private static long Sum(long input, long output)
    {
        var (read, written) = (Math.Max(0, input), Math.Max(0, output));
        return written > long.MaxValue - read ? long.MaxValue : read + written;
    }

    /// <summary>What a pending request waits for; null if there is none of that id, none if it waits for a verification.</summary>
    public Obligations? PendingObligation(PendingId id) => _pending.Find(id)?.Awaited;

    private (long Trust, long Pace, long Delegation, long Policy) Epochs(TenantHandle tenant) =>
        (_trust.Epoch(tenant), _pace.Epoch(tenant), _delegation.Epoch(tenant), _policy.Epoch(tenant) + _rollouts.Changes);

    private StageResult? LastLook(
        Session session, in ActionRequest request, (long Trust, long Pace, long Delegation, long Policy) epochs, Obligations satisfied, bool recorded, ref Work work)
    {
        if (session.IsClosed) { return new(Effect.Deny, GovernanceReasons.NoSession); }
        // An instance's end is no revocation and moves no epoch.
        var now = Epochs(session.Tenant);
        if (now == epochs && session.Instance is null) { return null; }
        var policyMoved = now.Policy != epochs.Policy;
        foreach (var stage in _stages)
        {
            if (stage.Mode != ControlMode.On || !(stage is TrustStage or PaceStage or DelegationStage || (stage is PolicyStage && policyMoved))) { continue; }
            var again = stage.Evaluate(session, request, satisfied, ref work);
            if (again.Effect != Effect.Allow) { return again; }
            if ((again.Obligations & Obligations.RecordBefore) != 0 && !recorded && _recording == ControlMode.On) { return new(Effect.Throttle, GovernanceReasons.NotRecorded); }
        }
        return null;
    }

    private Admission Wait(Session session, in ActionRequest request, in StageResult stop, Obligations satisfied, ulong consulted, ulong wouldRefuse, PaceState phase, ref Work work)
    {
        if (!_pending.TryAdd(session, request, stop.Obligations, satisfied, Timestamp(_options.PendingLife), out var id))
        {
            return Refused(session, request, Refusal(Effect.Throttle, GovernanceReasons.TooManyPending, consulted, wouldRefuse, phase), ref work);
        }
        return Refused(session, request, Refusal(Effect.Pending, stop.Reason!, consulted, wouldRefuse, phase), ref work) with { Pending = id };
    }

    /// <summary>Denies a request that nobody resumed in time, and records it.</summary>
    private Decision Lapse(PendingRequest pending)
    {
        var denial = Refusal(Effect.Deny, GovernanceReasons.NoSuchPending, 0, 0);
        Record(pending.Session.Context, EventOf(AuditEventKind.PendingExpired, pending.Session, pending.Request) with { Decision = denial, Pace = PhaseOf(pending.Session) });
        return denial;
    }

    private Admission Refused(Session session, in ActionRequest request, in Decision decision, ref Work work, ulong number = 0)
    {
        // What waits is seen when it is resumed, what was admitted and taken back was seen; who has no session is nobody.
        if (number == 0 && decision.Consulted != 0 && decision.Effect != Effect.Pending) { NoticeAsked(session, request, blocked: !PaceReasons.Is(decision.Reason), ref work); }
        RecordDecision(session, request, decision, number, RecordUrgency.After, ref work, out _, out _);
        return new() { Decision = decision };
    }

    private Decision Refusal(Effect effect, Reason reason, ulong consulted, ulong wouldRefuse, PaceState phase = PaceState.Primary) => new()
    {
        Effect = effect,
        Reason = reason,
        Consulted = consulted,
        SwitchedOff = _switchedOff,
        WouldRefuse = wouldRefuse,
        Position = Position,
        Pace = phase,
        RetryAfter = effect == Effect.Throttle ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero,
    };
}
