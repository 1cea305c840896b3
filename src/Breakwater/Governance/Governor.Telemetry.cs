using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Tenancy;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    private readonly GateTelemetry _telemetry;

    /// <summary>Decides, and tells whoever listens. Where nobody does, that costs two reads.</summary>
    private Admission Admit(Session session, in ActionRequest request, Obligations satisfied, ref Work work)
    {
        if (!GateInstruments.DecisionsAreHeard) { return Decide(session, request, satisfied, ref work); }
        var span = _telemetry.Begin(request.Tool);
        var admission = Decide(session, request, satisfied, ref work);
        // Another gate's session says nothing of this one's tenants and clusters.
        _telemetry.Decided(session.Gate == this ? session : null, request, admission, span);
        return admission;
    }

    /// <summary>Tells of a refusal that was not decided by <see cref="Admit(Session, in ActionRequest, ref Work)"/>, and passes it on.</summary>
    private Admission Told(PendingRequest? pending, in Admission refused)
    {
        if (GateInstruments.DecisionsAreHeard)
        {
            var request = pending?.Request ?? default;
            _telemetry.Decided(pending?.Session, request, refused, _telemetry.Begin(request.Tool));
        }
        return refused;
    }

    private void CountRecord(TenantContext? tenant, in AuditEvent handed, RecordStatus status)
    {
        if (!AuditInstruments.AreHeard) { return; }
        var agent = tenant is not null && handed.Agent is { } name ? _registries[tenant.Id].Find(name) : null;
        AuditInstruments.Handed(tenant?.Id ?? TelemetryTags.None, agent is null ? TelemetryTags.None : _telemetry.ClusterOf(agent), status, AuditEventSize.Of(handed));
    }
}
