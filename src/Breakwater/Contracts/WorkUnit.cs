namespace Breakwater.Contracts;

/// <summary>
/// What a control does that costs something, counted exactly. A calibration profile turns counts into time; a fit is made to the counts
/// and confirmed on the time. Append only: the order is part of the profile's format.
/// </summary>
public enum WorkUnit : byte
{
    /// <summary>One P-256 signature verified.</summary>
    SignatureCheck,
    /// <summary>One P-256 signature made.</summary>
    Signature,
    /// <summary>One P-256 public key imported (point decoded and checked).</summary>
    KeyImport,
    /// <summary>One HMAC-SHA256 over a short message (at most 256 B).</summary>
    Mac,
    /// <summary>64 bytes (one block) hashed with SHA-256.</summary>
    HashBlock,
    /// <summary>One look-up in a trust cache.</summary>
    CacheLookup,
    /// <summary>One entry written to a trust cache.</summary>
    CacheInsert,
    /// <summary>One entry of a set or table examined.</summary>
    EntryExamined,
    /// <summary>One decision of the gate and its completion, beyond the units its controls count themselves.</summary>
    GateDecision,
    /// <summary>One audit record encoded, appended to its log, hashed and committed, but for what the disk takes for its bytes.</summary>
    RecordAppended,
    /// <summary>One byte written to a log.</summary>
    ByteWritten,
    /// <summary>One request bound to a set of policies and answered, beyond the policies tried.</summary>
    PolicyEvaluated,
    /// <summary>One policy tried.</summary>
    PolicyCandidate,
    /// <summary>One message or action scored by the watchers: taken into its agent's profile and compared with its baselines.</summary>
    MessageScored,
    /// <summary>One block of an audit log, 4,096 records, looked up in its segment's index: its part of the index read, checked and asked.</summary>
    IndexBlockProbed,
    /// <summary>One byte of audit records unpacked from a compacted segment.</summary>
    ByteUnpacked,
    /// <summary>One byte of an audit record searched for one thing that a query wants; reading it from memory is part of it.</summary>
    ByteScanned,
    /// <summary>One audit record parsed and compared with a query.</summary>
    RecordParsed,
    /// <summary>One tenant's quota of decisions asked: its lock, its look at the clock, and the gate's answer where it is used up.</summary>
    QuotaAsked,
}
