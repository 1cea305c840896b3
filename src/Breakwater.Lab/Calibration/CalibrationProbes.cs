using Breakwater.Lab.Calibration.Probes;

namespace Breakwater.Lab.Calibration;

/// <summary>The probe of every unit. A probe whose body also does other units' work comes after theirs.</summary>
public static class CalibrationProbes
{
    /// <summary>All of them, in the order they are measured.</summary>
    public static IReadOnlyList<CalibrationProbe> All { get; } =
    [
        HashProbes.HashBlock,
        HashProbes.Mac,
        SignatureProbes.Signature,
        SignatureProbes.SignatureCheck,
        SignatureProbes.KeyImport,
        TableProbes.EntryExamined,
        TableProbes.CacheLookup,
        TableProbes.CacheInsert,
        StorageProbes.ByteWritten,
        PolicyProbes.PolicyCandidate,
        PolicyProbes.PolicyEvaluated,
        WatchProbes.MessageScored,
        AuditProbes.IndexBlockProbed,
        AuditProbes.RecordParsed,
        AuditProbes.ByteScanned,
        AuditProbes.ByteUnpacked,
        GateProbes.RecordAppended,
        GateProbes.GateDecision,
        GateProbes.QuotaAsked,
    ];
}
