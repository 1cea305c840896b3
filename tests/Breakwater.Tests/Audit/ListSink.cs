using Breakwater.Audit;

namespace Breakwater.Tests.Audit;

/// <summary>A sink that keeps what it takes in a list, and takes nothing while it refuses.</summary>
internal sealed class ListSink : AuditSink
{
    private readonly List<(AuditEvent Event, RecordUrgency Urgency)> _taken = [];

    public bool IsRefusing { get; set; }

    public IReadOnlyList<(AuditEvent Event, RecordUrgency Urgency)> Taken => _taken;

    /// <summary>What is no record about records.</summary>
    public IEnumerable<AuditEvent> Events => _taken.Select(t => t.Event).Where(e => e.Kind != AuditEventKind.RecordsOmitted);

    public IReadOnlyList<AuditEvent> Commitments => [.. _taken.Select(t => t.Event).Where(e => e.Kind == AuditEventKind.RecordsOmitted)];

    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        if (IsRefusing) { return RecordStatus.Refused; }
        lock (_taken) { _taken.Add((auditEvent with { Arguments = null, Members = auditEvent.Members?.Copy() }, urgency)); }
        return urgency == RecordUrgency.Before ? RecordStatus.Kept : RecordStatus.Taken;
    }
}
