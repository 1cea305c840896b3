namespace Breakwater.Audit;

/// <summary>
/// Events in memory, up to a capacity of which a sixteenth is reserved for control changes. When it is full it refuses; it never overwrites
/// what it took. Striped by thread, so that writers rarely meet. Thread-safe; appending allocates nothing once the stripes have grown, but for a copy of
/// arguments and members where an event has them.
/// </summary>
public sealed class MemoryAuditSink : AuditSink
{
    private const int Stripes = 16;
    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Stripe())];
    private readonly long _capacity;
    private readonly long _reserved;
    private long _count;
    private long _sequence;

    /// <summary>Makes a sink.</summary>
    /// <param name="capacity">Most events held at once, at least 16.</param>
    public MemoryAuditSink(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 16);
        _capacity = capacity;
        _reserved = capacity / 16;
    }

    /// <summary>Events held.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <inheritdoc/>
    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        if (Interlocked.Increment(ref _count) > _capacity - (urgency == RecordUrgency.Control ? 0 : _reserved))
        {
            Interlocked.Decrement(ref _count);
            return RecordStatus.Refused;
        }
        var stripe = _stripes[Environment.CurrentManagedThreadId % Stripes];
        var kept = auditEvent with { Arguments = auditEvent.Arguments is { } arguments ? HeldArguments.Of(arguments) : null, Members = auditEvent.Members?.Copy() };
        lock (stripe.Lock) { stripe.Events.Add((Interlocked.Increment(ref _sequence), kept)); }
        return RecordStatus.Kept;
    }

    /// <summary>Takes all events out, in the order in which they were taken in.</summary>
    public IReadOnlyList<AuditEvent> Drain()
    {
        var all = new List<(long Sequence, AuditEvent Event)>();
        foreach (var stripe in _stripes)
        {
            lock (stripe.Lock)
            {
                all.AddRange(stripe.Events);
                stripe.Events.Clear();
            }
        }
        Interlocked.Add(ref _count, -all.Count);
        all.Sort(static (a, b) => a.Sequence.CompareTo(b.Sequence));
        return [.. all.Select(e => e.Event)];
    }

    private sealed class Stripe
    {
        public Lock Lock { get; } = new();

        public List<(long Sequence, AuditEvent Event)> Events { get; } = [];
    }
}
