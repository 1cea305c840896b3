using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Pace;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    private const string PaceIsOff = "The fleet file has `pace: off`, so a phase would stop nothing here: switch it on and start the gate again, or revoke.";

    /// <summary>The phase of a session's agent now: the most severe of its tenant's, cluster's, type's and its own. Primary where <c>pace</c> is off.</summary>
    /// <exception cref="ArgumentException">The session is another gate's.</exception>
    public PaceState Phase(Session session) => session.Gate == this ? PhaseOf(session) : throw new ArgumentException("The session is one of another gate.", nameof(session));

    /// <summary>
    /// Moves a tenant, or a cluster, type or agent of it, to a more severe phase, any number of steps, from the next look on. A restriction: applied first, then given its place in the control log, and written
    /// by <see cref="Advance"/> until it is durable. A full or stalled log never delays it.
    /// </summary>
    /// <param name="scope">What: a scope that the fleet file or the registry knows.</param>
    /// <param name="to">The phase; a less severe one than the scope's, or the same, is refused.</param>
    /// <param name="trigger">What brings it about, for the record; cut at 512 bytes of UTF-8.</param>
    /// <param name="actor">Who authorises it; cut at 256 bytes.</param>
    /// <returns>What became of it, with its record for the other nodes.</returns>
    public PaceResult Degrade(PaceScope scope, PaceState to, string trigger, string actor) =>
        _paceStage.Mode == ControlMode.Off ? PaceResult.Refused(_pace.Of(scope), PaceIsOff) : Changed(_pace.Degrade(scope, to, trigger, actor));

    /// <summary>
    /// Moves a scope one step towards Primary. A permit: durable in the control log before it is in force, and refused if the log refuses. Whatever degrades the scope meanwhile wins.
    /// </summary>
    /// <param name="scope">A scope that is not in Primary.</param>
    /// <param name="to">The phase one step less severe; any other is refused.</param>
    /// <param name="trigger">Why, for the record; up to 512 bytes of UTF-8.</param>
    /// <param name="actor">Who authorises it; up to 256 bytes.</param>
    /// <returns>What became of it, with its record for the other nodes.</returns>
    public PaceResult Restore(PaceScope scope, PaceState to, string trigger, string actor) =>
        _paceStage.Mode == ControlMode.Off ? PaceResult.Refused(_pace.Of(scope), PaceIsOff)
        : StateIncomplete ? PaceResult.Refused(_pace.Of(scope), "Restrictions were in force whose records are lost: an operator must confirm the state before anything is restored.")
        : Changed(_pace.Restore(scope, to, trigger, actor));

    /// <summary>Another gate's session is in no phase of this one.</summary>
    private PaceState PhaseOf(Session session)
    {
        var work = default(Work);
        return session.Gate == this ? _paceStage.Of(session, ref work) : PaceState.Primary;
    }

    /// <summary>Whether a tenant as a whole is in Emergency.</summary>
    private bool IsStopped(string tenant) => _paceStage.Mode == ControlMode.On && _pace.Of(PaceScope.Tenant(tenant)) == PaceState.Emergency;

    private PaceResult Changed(in PaceResult result)
    {
        if (result.Done)
        {
            MoveTo(result.Record.Number);
            RecordPhase(result.Change, result.Record.Actor);
        }
        return result;
    }

    /// <summary>Brings a change of a phase into force; false if it cannot be read.</summary>
    private bool TakePace(in ControlRecord record, bool replaying)
    {
        if (!_pace.Apply(record, out var change)) { return false; }
        if (change is { } changed && !replaying)
        {
            MoveTo(record.Number);
            RecordPhase(changed, record.Actor);
        }
        return true;
    }

    private void RecordPhase(in PaceChange change, string actor) => Record(
        _tenants.Resolve(change.Scope.TenantId),
        new()
        {
            Kind = AuditEventKind.ControlChanged,
            Tenant = change.Scope.TenantId,
            Agent = change.Scope.Level == PaceLevel.Agent ? change.Scope.Name : null,
            Detail = $"{PaceChange.Kind} {change.Scope} from {Word(change.From)} to {Word(change.To)} by {actor}: {change.Trigger}",
            Decision = new() { Position = Position },
        },
        control: true);

    private static string Word(PaceState phase) => phase.ToString().ToLowerInvariant();
}
