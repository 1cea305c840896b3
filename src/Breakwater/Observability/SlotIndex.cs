using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// Where each agent of a lane stands: a table with open addressing and linear probing, so that a look-up waits for memory once and can be asked for ahead. Grows, never shrinks. Guarded by the
/// lane's lock.
/// </summary>
internal sealed class SlotIndex
{
    public const int None = -1;
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private Entry[] _entries = new Entry[16];
    private int _count;

    public int Find(TenantHandle tenant, uint index)
    {
        var key = KeyOf(tenant, index);
        var mask = _entries.Length - 1;
        for (var at = Home(key, mask); ; at = (at + 1) & mask)
        {
            ref var entry = ref _entries[at];
            if (entry.Key == key) { return entry.Slot; }
            if (entry.Key == 0) { return None; }
        }
    }

    public void Add(TenantHandle tenant, uint index, int slot)
    {
        if (2 * (_count + 1) > _entries.Length)
        {
            var before = _entries;
            _entries = new Entry[2 * before.Length];
            foreach (var entry in before)
            {
                if (entry.Key != 0) { Put(entry); }
            }
        }
        Put(new() { Key = KeyOf(tenant, index), Slot = slot });
        _count++;
    }

    /// <summary>Takes an agent out; where it stood, or <see cref="None"/>.</summary>
    public int Remove(TenantHandle tenant, uint index)
    {
        var key = KeyOf(tenant, index);
        var mask = _entries.Length - 1;
        var at = Home(key, mask);
        while (_entries[at].Key != key)
        {
            if (_entries[at].Key == 0) { return None; }
            at = (at + 1) & mask;
        }
        var slot = _entries[at].Slot;
        // Whoever stands behind and could stand here moves up, so that no look-up stops at a gap too early.
        for (var next = (at + 1) & mask; _entries[next].Key != 0; next = (next + 1) & mask)
        {
            if (((next - Home(_entries[next].Key, mask)) & mask) < ((next - at) & mask)) { continue; }
            _entries[at] = _entries[next];
            at = next;
        }
        _entries[at] = default;
        _count--;
        return slot;
    }

    // A tenant's handle is never 0, so no key is.
    private static ulong KeyOf(TenantHandle tenant, uint index) => ((ulong)tenant.Value << 32) | index;

    private static int Home(ulong key, int mask) => (int)(key * Golden >> 32) & mask;

    private void Put(in Entry entry)
    {
        var mask = _entries.Length - 1;
        var at = Home(entry.Key, mask);
        while (_entries[at].Key != 0) { at = (at + 1) & mask; }
        _entries[at] = entry;
    }

    private struct Entry
    {
        public ulong Key;
        public int Slot;
    }
}

/// <summary>Asks for memory ahead. Only a hint: should what is asked for move meanwhile, it is useless and does no harm.</summary>
internal static class Ahead
{
    private const int Line = 64;

    public static unsafe void Of<T>(ref T first, int bytes)
    {
        if (!Sse.IsSupported) { return; }
        var at = (byte*)Unsafe.AsPointer(ref first);
        for (var i = 0; i < bytes; i += Line) { Sse.Prefetch0(at + i); }
    }
}
