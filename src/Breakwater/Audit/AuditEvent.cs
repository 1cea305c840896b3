using Breakwater.Audit.Tiering;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>
/// One audit event (OB-2.1). Holds names, never handles; the names are those of the registry, so making one allocates nothing. Fields that do
/// not apply are null or zero.
/// </summary>
public readonly record struct AuditEvent
{
    /// <summary>What happened.</summary>
    public AuditEventKind Kind { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The enforcement node that recorded it.</summary>
    public string? Node { get; init; }

    /// <summary>Tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Agent or orchestrator.</summary>
    public string? Agent { get; init; }

    /// <summary>Number of the session at its node.</summary>
    public ulong Session { get; init; }

    /// <summary>Who answers for what the agent does, by the fleet file; null where nobody is named.</summary>
    public string? Accountable { get; init; }

    /// <summary>The first 16 bytes of the credential's fingerprint, for the beginning of a session and its renewals; 0 for an instance of a type.</summary>
    public UInt128 Credential { get; init; }

    /// <summary>Causal chain.</summary>
    public UInt128 Chain { get; init; }

    /// <summary>The host's number of the request.</summary>
    public ulong Request { get; init; }

    /// <summary>The request of the same chain that led to this one; 0 for the first.</summary>
    public ulong Parent { get; init; }

    /// <summary>Tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Risk class of using the tool; decides how long the record is kept.</summary>
    public RiskClass Risk { get; init; }

    /// <summary>Digest of the arguments.</summary>
    public UInt128 ArgumentsDigest { get; init; }

    /// <summary>The arguments as policy could see them. Whoever keeps the event beyond the call copies what they show, or leaves them out: they may be filled anew.</summary>
    public ActionArguments? Arguments { get; init; }

    /// <summary>Digest of what the action gave, as the host states it; 0 if it does not.</summary>
    public UInt128 OutputDigest { get; init; }

    /// <summary>The decision, whole: effect, reason, controls consulted and switched off, position in the control log.</summary>
    public Decision Decision { get; init; }

    /// <summary>The agent's PACE phase: of a decision, the one it was made in; of anything else about an agent, the one at the time. Primary where it does not apply.</summary>
    public PaceState Pace { get; init; }

    /// <summary>Admission number, for events about an admitted action.</summary>
    public ulong Admission { get; init; }

    /// <summary>The agent's anomaly score, from 0 to 100, this event included; null where nothing is known yet or nobody watches.</summary>
    public int? Anomaly { get; init; }

    /// <summary>Share of the agent's context that was in use, in percent, as the host measured it; null if it did not.</summary>
    public int? ContextUse { get; init; }

    /// <summary>The judge's score of the action, in percent, as the host measured it; null if it did not.</summary>
    public int? JudgeScore { get; init; }

    /// <summary>Who answered what a pending request waited for, as the host states it; null if it does not.</summary>
    public string? Approver { get; init; }

    /// <summary>How an action ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>What was charged.</summary>
    public Money Charged { get; init; }

    /// <summary>How many, for events that stand for several.</summary>
    public long Count { get; init; }

    /// <summary>Which, by priority, for records that could not be taken.</summary>
    public RefusedCounts Refused { get; init; }

    /// <summary>When the first of several was; their last is not after <see cref="Time"/>.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Who and how often, for an event that stands for those of several agents or chains; null for any other. Read during the call only: whoever keeps the event copies it.</summary>
    public AuditMembers? Members { get; init; }

    /// <summary>
    /// In how many of a thousand chains like its own the record would have been kept; 0 if it was kept under pressure and is no part of the sample; null if it is always kept.
    /// </summary>
    public short? SampledPerMille { get; init; }

    /// <summary>What was kept and left out, for <see cref="AuditEventKind.RecordsOmitted"/>.</summary>
    public OmittedCounts? Omitted { get; init; }

    /// <summary>The legal hold that was placed or lifted; null for any other event.</summary>
    public LegalHold? Hold { get; init; }

    /// <summary>What changed and by whose authority, for a control change.</summary>
    public string? Detail { get; init; }
}
