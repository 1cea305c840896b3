using Breakwater.Contracts;

namespace Breakwater.Governance;

/// <summary>The gate's answer to a request. If allowed, it must be completed; if pending, it can be resumed.</summary>
public readonly record struct Admission
{
    /// <summary>What was decided, and why.</summary>
    public Decision Decision { get; init; }

    /// <summary>Number of the admission, rising; 0 unless allowed.</summary>
    public ulong Number { get; init; }

    /// <summary>What to resume; <c>default</c> unless pending.</summary>
    public PendingId Pending { get; init; }

    internal SlotTicket Ticket { get; init; }
}

/// <summary>Names a pending request at its gate.</summary>
/// <param name="Value">Number from 1; 0 names none.</param>
public readonly record struct PendingId(ulong Value);

/// <summary>Where an admission in flight is kept: the gate's table, shard, slot and the slot's generation.</summary>
internal readonly record struct SlotTicket(AdmissionTable Table, int Shard, int Slot, uint Generation);

/// <summary>What became of a completion.</summary>
public enum Completion : byte
{
    /// <summary>There is no such admission, or it was completed before.</summary>
    Unknown,
    /// <summary>Settled at what was used.</summary>
    Settled,
    /// <summary>It had expired and been charged at its estimate; the use is recorded, the charge stands.</summary>
    TooLate,
}

/// <summary>The answer that a pending request has waited for.</summary>
public enum ResumeVerdict : byte
{
    /// <summary>Refused by whoever was asked.</summary>
    Refused,
    /// <summary>Nobody objects, or the event waited for has happened: every check runs again with current numbers.</summary>
    Proceed,
}
