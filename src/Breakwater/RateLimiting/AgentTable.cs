using System.Runtime.CompilerServices;

namespace Breakwater.RateLimiting;

/// <summary>
/// A lane's agents: open addressing in one flat array, doubled when three quarters full, bounded by the count that all lanes share. Idle agents are taken out a few slots
/// at a time, as others come in. O(1). Guarded by the lane's lock.
/// </summary>
internal sealed class AgentTable(AgentTerms terms, KeyCount keys)
{
    private const int FirstSize = 16;
    private const int SweptPerInsert = 4;
    private const int SweptAtBound = 256;

    // A newcomer does not push out who asks all the time: with generous limits everybody is idle between two requests, and would come and go with each.
    private const long KeptFor = TimeSpan.TicksPerSecond;

    private AgentSlot[] _slots = new AgentSlot[FirstSize];
    private int _used;
    private int _hand;

    public int Count => _used;

    /// <summary>The agent's slot, made if there is none; a null reference if there is no room for it.</summary>
    public ref AgentSlot FindOrAdd(ushort tenant, ulong agent, ulong hash, long now)
    {
        ref var slot = ref Probe(_slots, tenant, agent, hash);
        if (slot.Tenant != 0) { return ref slot; }
        Sweep(SweptPerInsert, now, KeptFor);
        if (!keys.TryAdd())
        {
            Sweep(SweptAtBound, now);
            if (!keys.TryAdd()) { return ref Unsafe.NullRef<AgentSlot>(); }
        }
        if (++_used > _slots.Length / 4 * 3) { Grow(); }
        slot = ref Probe(_slots, tenant, agent, hash);
        slot = new() { Tenant = tenant, Agent = agent, Requests = terms.Requests.Capacity, Tokens = terms.Tokens.Capacity, Last = now };
        return ref slot;
    }

    /// <summary>The slot of an agent that is known to be there: one with something under way is never taken out.</summary>
    public ref AgentSlot Find(ushort tenant, ulong agent, ulong hash)
    {
        ref var slot = ref Probe(_slots, tenant, agent, hash);
        if (slot.Tenant == 0) { throw new InvalidOperationException("An agent with a reservation was forgotten."); }
        return ref slot;
    }

    /// <summary>Looks at some slots after those looked at last, and empties those of agents that are idle and have asked for nothing for so many ticks.</summary>
    public void Sweep(int slots, long now, long since = 0)
    {
        for (var i = Math.Min(slots, 2 * _slots.Length); i > 0; i--)        // a slot just emptied is looked at once more
        {
            _hand &= _slots.Length - 1;
            ref var slot = ref _slots[_hand];
            if (slot.Tenant != 0 && slot.IsIdle(terms, now, since))
            {
                RemoveAt(_hand);
                continue;           // another may have moved here: look again
            }
            _hand++;
        }
    }

    private static ref AgentSlot Probe(AgentSlot[] slots, ushort tenant, ulong agent, ulong hash)
    {
        var mask = (uint)slots.Length - 1;
        for (var i = (uint)hash & mask; ; i = (i + 1) & mask)
        {
            ref var slot = ref slots[i];
            if (slot.Tenant == 0 || (slot.Agent == agent && slot.Tenant == tenant)) { return ref slot; }
        }
    }

    private void Grow()
    {
        var larger = new AgentSlot[_slots.Length * 2];
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Tenant != 0) { Probe(larger, slot.Tenant, slot.Agent, AgentHash.Of(slot.Tenant, slot.Agent)) = slot; }
        }
        _slots = larger;
    }

    // What was pushed along by the one that goes moves back, so that no probe ends at a hole before its key.
    private void RemoveAt(int hole)
    {
        var mask = _slots.Length - 1;
        for (var i = (hole + 1) & mask; _slots[i].Tenant != 0; i = (i + 1) & mask)
        {
            var home = (int)((uint)AgentHash.Of(_slots[i].Tenant, _slots[i].Agent) & (uint)mask);
            if (((i - home) & mask) >= ((i - hole) & mask))
            {
                _slots[hole] = _slots[i];
                hole = i;
            }
        }
        _slots[hole] = default;
        _used--;
        keys.Remove();
    }
}

/// <summary>How many agents all lanes together remember. Touched only when one comes or goes.</summary>
internal sealed class KeyCount(int most)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool TryAdd()
    {
        if (Interlocked.Increment(ref _count) <= most) { return true; }
        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Remove() => Interlocked.Decrement(ref _count);
}

/// <summary>Spreads agents over lanes (upper half) and slots (lower half). The same in every process.</summary>
internal static class AgentHash
{
    public static ulong Of(ushort tenant, ulong agent)
    {
        var x = agent ^ (tenant * 0x9E3779B97F4A7C15);
        x = (x ^ (x >> 32)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 29)) * 0x94D049BB133111EB;
        return x ^ (x >> 32);
    }
}
