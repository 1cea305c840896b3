using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Lab.Observing;

/// <summary>
/// The two records that a gate writes of a message, its decision and its completion, in the form that ships, and what keeping them in a transparency log comes to: bytes by retention class, hashes, appends.
/// Signatures of checkpoints, one each half second whatever the volume, are left out.
/// </summary>
/// <param name="keeps">Whether the records themselves are kept, for reading them back.</param>
internal sealed class MessageRecords(bool keeps)
{
    /// <summary>Messages of a causal chain: each has the one before it for its parent.</summary>
    public const int ChainLength = 5;

    /// <summary>What the log keeps beside a record: its length in two bytes and its hash in 32.</summary>
    public const int BytesAround = 2 + 32;

    private readonly long[] _bytes = new long[RetentionClasses.All.Count];

    public long Count { get; private set; }

    /// <summary>The records, in the order in which they were written; empty if they are not kept.</summary>
    public List<byte[]> Kept { get; } = [];

    /// <summary>Bytes kept so far of a retention class.</summary>
    public long Bytes(RetentionClass retention) => _bytes[(int)retention];

    /// <summary>Records a message.</summary>
    /// <param name="agent">Its sender.</param>
    /// <param name="node">The gate.</param>
    /// <param name="number">The host's number of it.</param>
    /// <param name="time">When.</param>
    /// <param name="charged">What it cost.</param>
    /// <param name="work">Counts what recording does.</param>
    public void Record(AgentSpecification agent, string node, ulong number, DateTimeOffset time, Money charged, ref Work work)
    {
        var decided = new AuditEvent
        {
            Kind = AuditEventKind.Decided,
            Time = time,
            Node = node,
            Tenant = agent.Tenant,
            Agent = agent.Name,
            Session = (ulong)agent.Index + 1,
            Chain = StableHash.Of(1, (number - 1) / ChainLength, 0),
            Request = number,
            Parent = (number - 1) % ChainLength == 0 ? 0 : number - 1,
            Tool = agent.Group.Tools.Count > 0 ? agent.Group.Tools[(int)(number % (ulong)agent.Group.Tools.Count)] : null,
            Risk = agent.Group.Risk,
            ArgumentsDigest = StableHash.Of(2, number, 0),
            Decision = new() { Effect = Effect.Allow, Consulted = 0b1_1111 },
            Admission = number,
        };
        Keep(decided, ref work);
        Keep(decided with { Kind = AuditEventKind.Completed, ArgumentsDigest = 0, Decision = default, Outcome = Outcome.Succeeded, Charged = charged }, ref work);
    }

    private void Keep(in AuditEvent record, ref Work work)
    {
        var encoded = AuditRecordFormat.Encode(record);
        if (keeps) { Kept.Add(encoded); }
        var length = encoded.Length;
        Count++;
        _bytes[(int)RetentionClasses.Of(record)] += length + BytesAround;
        work.Add(WorkUnit.RecordAppended);
        work.Add(WorkUnit.ByteWritten, length + BytesAround);
    }
}
