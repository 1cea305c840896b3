using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>Names a request that waits, to cancel it. Numbers are never used again.</summary>
/// <param name="Value">Slot and sequence; 0 names none.</param>
public readonly record struct QueueTicket(ulong Value)
{
    /// <summary>Whether it names none.</summary>
    public bool IsNone => Value == 0;
}

/// <summary>A request that waits or waited.</summary>
/// <param name="Ticket">Its ticket.</param>
/// <param name="Request">What is to be reserved for it.</param>
/// <param name="Priority">Its class.</param>
/// <param name="Tag">The host's own number, to find what it belongs to.</param>
/// <param name="Waited">How long it has waited.</param>
public readonly record struct QueuedRequest(QueueTicket Ticket, RateRequest Request, Priority Priority, ulong Tag, TimeSpan Waited);

/// <summary>A request that was shed, for its host to answer.</summary>
/// <param name="Request">The request.</param>
/// <param name="Reason"><see cref="RateLimitReasons.DeadlinePassed"/> or <see cref="RateLimitReasons.Displaced"/>.</param>
public readonly record struct ShedRequest(QueuedRequest Request, Reason Reason);

/// <summary>What became of the requests of one class. What was enqueued is waiting or served or cancelled or expired or displaced.</summary>
/// <param name="Enqueued">Taken in.</param>
/// <param name="Refused">Not taken in.</param>
/// <param name="Served">Handed out.</param>
/// <param name="Cancelled">Cancelled by their host.</param>
/// <param name="Expired">Shed because their deadline passed.</param>
/// <param name="Displaced">Shed for something more urgent.</param>
/// <param name="Waiting">Waiting now.</param>
public readonly record struct QueueCounts(long Enqueued, long Refused, long Served, long Cancelled, long Expired, long Displaced, int Waiting);
