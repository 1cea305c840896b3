using System.Runtime.CompilerServices;

namespace Breakwater.Audit;

/// <summary>What decides on a chain: the most important of its records.</summary>
internal enum SampleClass : byte
{
    MustKeep,
    Elevated,
    Routine,
}

/// <summary>A chain of a tenant; the tenant by its number in the options, 0 for the fleet.</summary>
internal readonly record struct ChainKey(int Tenant, UInt128 Chain);

/// <summary>An event that waits for its chain.</summary>
internal struct HeldEvent
{
    public AuditEvent Event;
    public HeldArguments? Arguments;
    public int Next;
}

/// <summary>A chain that has not ended: held, or recorded as it comes.</summary>
internal struct HeldChain
{
    public ChainKey Key;
    public SampleClass Class;
    /// <summary>From 0 to 999, where its hash falls.</summary>
    public short Hash;
    /// <summary>Whether it is recorded as it comes; otherwise its events wait.</summary>
    public bool IsThrough;
    /// <summary>Whether it is recorded for want of memory alone.</summary>
    public bool IsPressed;
    /// <summary>Timestamp: when a held one began, when one that is recorded last had an event.</summary>
    public long Since;
    public int FirstEvent;
    public int LastEvent;
    public int Previous;
    public int Next;
    /// <summary>Events recorded, by retention class.</summary>
    public PerRetention Written;

    [InlineArray(4)]
    public struct PerRetention
    {
        private int _first;
    }
}

/// <summary>Chains in the order of their <see cref="HeldChain.Since"/>. Not thread-safe.</summary>
internal sealed class ChainQueue(Slab<HeldChain> chains)
{
    public const int None = -1;

    public int First { get; private set; } = None;

    private int _last = None;

    public void Add(int chain)
    {
        ref var added = ref chains[chain];
        (added.Previous, added.Next) = (_last, None);
        if (_last == None) { First = chain; } else { chains[_last].Next = chain; }
        _last = chain;
    }

    public void Remove(int chain)
    {
        ref readonly var removed = ref chains[chain];
        if (removed.Previous == None) { First = removed.Next; } else { chains[removed.Previous].Next = removed.Next; }
        if (removed.Next == None) { _last = removed.Previous; } else { chains[removed.Next].Previous = removed.Previous; }
    }
}
