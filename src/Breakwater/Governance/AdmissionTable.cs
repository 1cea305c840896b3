using Breakwater.Contracts;
using Breakwater.RateLimiting;

namespace Breakwater.Governance;

/// <summary>
/// The actions in flight: admitted and not yet completed. Bounded, each tenant by an even share, so that one that completes nothing takes nobody's place; when a
/// share is full the gate throttles. Sharded by session, each shard under its own short lock. O(1); allocates only while a shard grows.
/// </summary>
internal sealed class AdmissionTable(int capacity, int tenants)
{
    private const int Shards = 16;

    /// <summary>Counts stand a cache line apart: threads of different tenants write different ones.</summary>
    private const int Apart = 16;

    private readonly int _share = Math.Max(1, capacity / Math.Max(1, tenants));
    private readonly int[] _held = new int[(tenants + 1) * Apart];
    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];

    public bool TryAdd(Session session, in ActionRequest request, Reservation reservation, ulong number, long expires, out SlotTicket ticket)
    {
        ref var held = ref _held[session.Tenant.Value * Apart];
        if (Interlocked.Increment(ref held) > _share)
        {
            Interlocked.Decrement(ref held);
            ticket = default;
            return false;
        }
        var index = (int)(session.Number % Shards);
        var shard = _shards[index];
        lock (shard.Lock)
        {
            if (!shard.Free.TryPop(out var slot))
            {
                if (shard.Used == shard.Slots.Length) { Array.Resize(ref shard.Slots, Math.Max(16, shard.Slots.Length * 2)); }
                slot = shard.Used++;
            }
            ref var entry = ref shard.Slots[slot];
            // The host fills its arguments anew for the next action.
            entry = new() { Session = session, Request = request with { Arguments = null }, Reservation = reservation, Number = number, Expires = expires, Generation = entry.Generation + 1 };
            ticket = new(this, index, slot, entry.Generation);
            return true;
        }
    }

    /// <summary>Takes an admission out; false if it is gone already.</summary>
    public bool TryTake(in SlotTicket ticket, ulong number, out InFlight taken)
    {
        taken = default;
        if (ticket.Table != this) { return false; }
        var shard = _shards[ticket.Shard];
        lock (shard.Lock)
        {
            if (ticket.Slot >= shard.Used || shard.Slots[ticket.Slot] is not { Session: not null } found || found.Generation != ticket.Generation || found.Number != number)
            {
                return false;
            }
            taken = found;
            Release_NeedsLock(shard, ticket.Slot);
            return true;
        }
    }

    /// <summary>Takes out every admission that expires at or before a time.</summary>
    public List<InFlight> TakeExpired(long now)
    {
        var expired = new List<InFlight>();
        foreach (var shard in _shards)
        {
            lock (shard.Lock)
            {
                for (var slot = 0; slot < shard.Used; slot++)
                {
                    if (shard.Slots[slot] is { Session: not null } found && found.Expires <= now)
                    {
                        expired.Add(found);
                        Release_NeedsLock(shard, slot);
                    }
                }
            }
        }
        expired.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return expired;
    }

    private void Release_NeedsLock(Shard shard, int slot)
    {
        Interlocked.Decrement(ref _held[shard.Slots[slot].Session!.Tenant.Value * Apart]);
        shard.Slots[slot] = new() { Generation = shard.Slots[slot].Generation };
        shard.Free.Push(slot);
    }

    internal struct InFlight
    {
        public Session? Session;
        public ActionRequest Request;
        public Reservation Reservation;
        public ulong Number;
        public long Expires;
        public uint Generation;
    }

    private sealed class Shard
    {
        public InFlight[] Slots = [];
        public int Used;

        public Lock Lock { get; } = new();

        public Stack<int> Free { get; } = new();
    }
}
