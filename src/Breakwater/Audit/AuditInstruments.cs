using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>How the audit log grows. Per tenant, cluster and retention class, never per agent.</summary>
internal static class AuditInstruments
{
    /// <summary>What gates hand to their logs; by cluster, which a log does not know.</summary>
    public static readonly Counter<long> Records = BreakwaterTelemetry.Counter(InstrumentNames.AuditRecords, "{record}", "Audit records handed to a log, by what became of them");

    /// <summary>Their size, as audit quotas charge it.</summary>
    public static readonly Counter<long> Bytes = BreakwaterTelemetry.Counter(InstrumentNames.AuditBytes, "By", "Size of the audit records handed to a log and not refused, as audit quotas charge it");

    private static readonly Counter<long> LogRecords = BreakwaterTelemetry.Counter("breakwater.audit.log.records", "{record}", "Records that a log on disk took");
    private static readonly Counter<long> LogBytes = BreakwaterTelemetry.Counter("breakwater.audit.log.bytes", "By", "Bytes of the records that a log on disk took");
    private static readonly string[] Statuses = [.. Enum.GetNames<RecordStatus>().Select(n => n.ToLowerInvariant())];

    public static bool AreHeard => Records.Enabled || Bytes.Enabled;

    /// <summary>A record was handed over.</summary>
    public static void Handed(string tenant, string cluster, RecordStatus status, long bytes)
    {
        KeyValuePair<string, object?> t = new(TelemetryTags.Tenant, tenant), c = new(TelemetryTags.Cluster, cluster);
        Records.Add(1, t, c, new(TelemetryTags.Status, Statuses[(int)status]));
        if (status != RecordStatus.Refused) { Bytes.Add(bytes, t, c); }
    }

    /// <summary>A log took a record.</summary>
    public static void Logged(string? tenant, RetentionClass retention, long bytes)
    {
        if (!LogRecords.Enabled && !LogBytes.Enabled) { return; }
        KeyValuePair<string, object?> t = new(TelemetryTags.Tenant, TelemetryTags.OrNone(tenant)), r = new(TelemetryTags.Retention, RetentionClasses.NameOf(retention));
        LogRecords.Add(1, t, r);
        LogBytes.Add(bytes, t, r);
    }
}
