using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Pace;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Trust;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    private const int MaxVerificationsPerAdvance = 1_024;

    /// <summary>How long before they lapse verifications are renewed, so that no action waits for one.</summary>
    private static readonly TimeSpan RenewalHorizon = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Revokes an agent, or a zone or region with everything below it, from the next check on (IA-3.4). A restriction: applied first, then given its
    /// place in the control log, and written by <see cref="Advance"/> until it is durable. A full or stalled log never delays it.
    /// </summary>
    /// <param name="tenant">Tenant; ignored for a region, which serves the fleet.</param>
    /// <param name="level">Worker, zone or region.</param>
    /// <param name="subject">Agent, zone or region.</param>
    /// <param name="actor">Who or what ordered it.</param>
    /// <returns>Its record, for the other nodes; null if the tenant is not registered, the level is none of these, or no credential can carry the subject's name.</returns>
    public ControlRecord? Revoke(string tenant, CredentialLevel level, string subject, string actor)
    {
        // An issuer's clock may run ahead by the skew that verification allows: what it has issued by now carries at most this time.
        var revocation = new RevocationRecord(level == CredentialLevel.Region ? "" : tenant, level, subject, _time.GetUtcNow() + _trust.ClockSkew);
        if (!Credential.IsName(subject) || !Restrict(revocation)) { return null; }
        var owner = _trust.Tenant(revocation.Tenant);
        var payload = revocation.Write();
        var result = _log.EnqueueRestriction(owner, RevocationRecord.Kind, payload, actor);
        MoveTo(result.Number);
        RecordControl(revocation, actor);
        return new(result.Number, _time.GetUtcNow(), owner, RevocationRecord.Kind, payload, actor);
    }

    /// <summary>Applies a record that another node of the fleet logged. Unknown kinds are ignored; a record that cannot be read makes the gate refuse everything.</summary>
    /// <returns>
    /// Whether the node now holds what the record says. If not, a version of a policy did not load or is missing here: the node goes on with what works, and its host must not
    /// confirm its policies as fresh. See also <see cref="PoliciesAreBehind"/>.
    /// </returns>
    public bool Apply(in ControlRecord record)
    {
        if (Take(record, out var holds) is { } revocation) { RecordControl(revocation, record.Actor); }
        return holds;
    }

    /// <summary>
    /// An operator confirms, after comparing with what the other nodes hold, that the control state is complete again. The state is written as a
    /// snapshot first; until that is durable nothing is permitted.
    /// </summary>
    public AppendResult ConfirmState(string actor)
    {
        var result = WriteSnapshot();
        if (result.Durable)
        {
            Volatile.Write(ref _stateIncomplete, false);
            Record(null, new() { Kind = AuditEventKind.ControlChanged, Detail = $"control state confirmed by {actor}" }, control: true);
        }
        return result;
    }

    /// <summary>Keeps the control state as a snapshot, so that a replay starts there.</summary>
    public AppendResult WriteSnapshot()
    {
        // What is being restored is durable before it is in force, and the log would bring it here a second time.
        lock (_pace.Restoring)
        {
            var flushed = _log.TryFlush();
            if (flushed.Error is { } error) { return new(false, 0, error); }
            var upTo = _log.DurableNumber;
            // The snapshot stands for every record up to there, and another gate may have written some that were not yet brought here.
            var from = _log.TryReadSnapshot(out var earlier, out _) ? earlier + 1 : 1;
            foreach (var record in _log.Read(from).Where(r => IsState(r.Kind))) { Take(record, out _); }
            var written = _log.WriteSnapshot(upTo, State());
            if (written.Durable) { _pace.Settle(upTo); }
            return written;
        }
    }

    private static bool IsState(string kind) =>
        kind is RevocationRecord.Kind or PaceChange.Kind || DelegationRecord.IsKind(kind) || PolicyControl.IsRecord(kind) || RolloutControl.IsRecord(kind);

    private ReadOnlySpan<byte> State()
    {
        var revocations = _trust.Revocations();
        var writer = new ControlPayloadWriter().Int32(revocations.Count);
        foreach (var (tenant, level, subject, until) in revocations) { new RevocationRecord(tenant, level, subject, until).WriteTo(writer); }
        WriteDelegations(writer);
        _policy.WriteTo(writer);
        _rollouts.Control.WriteState(writer);
        _rollouts.WriteDone(writer);
        _pace.WriteTo(writer);
        return writer.Written;
    }

    /// <summary>
    /// What time brings, called by the host as often as it likes: expires what was never completed or resumed, verifies what waits, renews verifications that
    /// are about to lapse, writes restrictions not yet durable, shows alerts, and records how many records could not be taken.
    /// </summary>
    public AdvanceResult Advance(ref Work work)
    {
        var now = _time.GetTimestamp();
        var admissions = _inFlight.TakeExpired(now);
        foreach (var expired in admissions)
        {
            _rates.SettleAtEstimate(expired.Reservation);
            NoticeEnded(expired, failed: true, default, new(), ref work);
            Settle(expired, AuditEventKind.AdmissionExpired, expired.Request.Estimate, Outcome.Unknown, new(), ref work);
            if (GateInstruments.EndsAreHeard) { _telemetry.Expired(expired); }
        }
        var lapsed = _pending.TakeExpired(now);
        foreach (var pending in lapsed) { Told(pending, new() { Decision = Lapse(pending) }); }
        var ready = VerifyWaiting(ref work);
        _trust.Renew(RenewalHorizon, MaxVerificationsPerAdvance, ref work);
        AdvanceRollouts();
        var flushed = _log.TryFlush();
        var alerts = ShowAlerts();
        ReportUnrecorded();
        _audit.Advance();
        foreach (var tenant in _tenants.All) { tenant.Audit?.Advance(); }
        return new(admissions.Count, lapsed.Count, ready, flushed, alerts);
    }

    private List<(PendingId Id, UInt128 Digest)> VerifyWaiting(ref Work work)
    {
        var ready = new List<(PendingId, UInt128)>();
        foreach (var id in _pending.Waiting())
        {
            if (ready.Count == MaxVerificationsPerAdvance) { break; }
            // A verdict either way ends the wait: the resumed request is then admitted or refused on it.
            if (_pending.Find(id) is { } pending && (pending.Session.Chain is not { } chain || _trust.Verify(chain, ref work).Effect is Effect.Allow or Effect.Deny))
            {
                ready.Add((id, pending.Digest));
            }
        }
        return ready;
    }

    private void RecordControl(in RevocationRecord revocation, string actor) => Record(
        _tenants.Resolve(revocation.Tenant),
        new()
        {
            Kind = AuditEventKind.ControlChanged,
            Tenant = revocation.Tenant,
            Agent = revocation.Subject,
            Detail = $"{RevocationRecord.Kind} {revocation.Level} by {actor}",
            Decision = new() { Position = Position },
        },
        control: true);

    /// <summary>Brings a record into force; answers with it if it is a revocation.</summary>
    private RevocationRecord? Take(in ControlRecord record, out bool holds, bool replaying = false)
    {
        RevocationRecord? taken = null;
        var (read, loaded) = (record.Kind != ControlRecord.UnrecordedKind, true);
        if (record.Kind == RevocationRecord.Kind)
        {
            var reader = new ControlPayloadReader(record.Payload.Span);
            if (RevocationRecord.TryReadFrom(ref reader, out var revocation) && reader.IsComplete)
            {
                Restrict(revocation);
                taken = revocation;
            }
            else
            {
                read = false;
            }
        }
        if (PolicyControl.IsRecord(record.Kind)) { read &= TakePolicy(record, replaying, out loaded); }
        if (RolloutControl.IsRecord(record.Kind)) { read &= _rollouts.Control.Apply(record); }
        if (!replaying && (PolicyControl.IsRecord(record.Kind) || RolloutControl.IsRecord(record.Kind))) { _rollouts.Follow(); }
        if (record.Kind == PaceChange.Kind) { read &= TakePace(record, replaying); }
        if (DelegationRecord.IsKind(record.Kind)) { read &= TakeDelegation(record); }
        if (!read) { Volatile.Write(ref _stateIncomplete, true); }
        holds = read && loaded;
        MoveTo(record.Number);
        return taken;
    }

    /// <summary>Revokes for both controls: whoever is no longer trusted is no party to a delegation either.</summary>
    private bool Restrict(in RevocationRecord revocation)
    {
        if (!_trust.Revoke(revocation.Tenant, revocation.Level, revocation.Subject, revocation.Until)) { return false; }
        return revocation.Level == CredentialLevel.Worker
            ? _delegation.RevokeAgent(revocation.Tenant, revocation.Subject, revocation.Until)
            : _delegation.RevokeAuthority(revocation.Tenant, revocation.Subject, revocation.Until);
    }

    // What is replayed was recorded in the audit log when it happened.
    private void Replay()
    {
        long from = 1;
        if (_log.TryReadSnapshot(out var upTo, out var state))
        {
            RestoreSnapshot(state, upTo);
            MoveTo(upTo);
            from = upTo + 1;
        }
        foreach (var record in _log.Read(from)) { Take(record, out _, replaying: true); }
        EndPolicyReplay();
        _rollouts.Follow();
    }

    private void RestoreSnapshot(byte[] state, long upTo)
    {
        var reader = new ControlPayloadReader(state);
        if (reader.TryInt32(out var count))
        {
            for (var i = 0; i < count && RevocationRecord.TryReadFrom(ref reader, out var revocation); i++)
            {
                Restrict(revocation);
            }
        }
        // A snapshot written before delegations, policies, rollouts or phases were kept ends earlier.
        if (!reader.IsComplete && !RestoreDelegations(ref reader)) { Volatile.Write(ref _stateIncomplete, true); }
        else if (!reader.IsComplete && !_policy.RestoreFrom(ref reader)) { Volatile.Write(ref _stateIncomplete, true); }
        else if (!reader.IsComplete && (!_rollouts.Control.TryRestoreState(ref reader) || !_rollouts.TryRestoreDone(ref reader))) { Volatile.Write(ref _stateIncomplete, true); }
        else if (!reader.IsComplete && (!_pace.TryRestore(ref reader, upTo) || !reader.IsComplete)) { Volatile.Write(ref _stateIncomplete, true); }
    }
}

/// <summary>What <see cref="Governor.Advance"/> did.</summary>
/// <param name="ExpiredAdmissions">Actions charged at their estimate because nobody completed them.</param>
/// <param name="ExpiredPending">Requests denied because nobody resumed them.</param>
/// <param name="Ready">Pending requests that can be resumed now, each with the digest to quote.</param>
/// <param name="Log">What became of restrictions that were not yet durable.</param>
/// <param name="Alerts">What people are to review, the most urgent first: no more than the declared capacity. Empty where watching only observes.</param>
public readonly record struct AdvanceResult(
    int ExpiredAdmissions, int ExpiredPending, IReadOnlyList<(PendingId Id, UInt128 Digest)> Ready, FlushResult Log, IReadOnlyList<Alert> Alerts);
