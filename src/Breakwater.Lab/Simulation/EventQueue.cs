using System.Runtime.CompilerServices;

namespace Breakwater.Lab.Simulation;

/// <summary>What happens, to whom.</summary>
internal readonly struct SimEvent(SimProcess target, int kind, long a, long b)
{
    public readonly SimProcess Target = target;
    public readonly long A = a;
    public readonly long B = b;
    public readonly int Kind = kind;
}

/// <summary>
/// The future: a heap of four children a node, ordered by time and then by the order of insertion. Keys are moved about; events stay in
/// their slots. Adding and taking are O(log n) and allocate only when the queue outgrows every earlier size.
/// </summary>
internal sealed class EventQueue
{
    private Key[] _heap = new Key[64];
    private SimEvent[] _slots = new SimEvent[64];
    private int[] _freeSlots = new int[64];
    private int _free;
    private int _usedSlots;
    private long _sequence;

    public int Count { get; private set; }

    /// <summary>Time of the earliest event. The queue must not be empty.</summary>
    public long NextTime => _heap[0].Time;

    public void Add(long time, in SimEvent what)
    {
        if (Count == _heap.Length) { Grow(); }
        var slot = _free > 0 ? _freeSlots[--_free] : _usedSlots++;
        _slots[slot] = what;
        SiftUp(Count++, new Key(time, _sequence++, slot));
    }

    /// <summary>Takes the earliest event. The queue must not be empty.</summary>
    public SimEvent Take(out long time)
    {
        var first = _heap[0];
        var last = _heap[--Count];
        if (Count > 0) { SiftDown(last); }
        time = first.Time;
        _freeSlots[_free++] = first.Slot;
        return _slots[first.Slot];
    }

    private void SiftUp(int at, Key key)
    {
        var heap = _heap;
        while (at > 0)
        {
            var parent = (at - 1) >> 2;
            if (!key.Before(heap[parent])) { break; }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = key;
    }

    private void SiftDown(Key key)
    {
        var heap = _heap;
        var at = 0;
        while (true)
        {
            var child = (at << 2) + 1;
            if (child >= Count) { break; }
            var end = Math.Min(child + 4, Count);
            var least = child;
            for (child++; child < end; child++)
            {
                if (heap[child].Before(heap[least])) { least = child; }
            }
            if (!heap[least].Before(key)) { break; }
            heap[at] = heap[least];
            at = least;
        }
        heap[at] = key;
    }

    private void Grow()
    {
        var size = checked(_heap.Length * 2);
        Array.Resize(ref _heap, size);
        Array.Resize(ref _slots, size);
        Array.Resize(ref _freeSlots, size);
    }

    private readonly struct Key(long time, long sequence, int slot)
    {
        public readonly long Time = time;
        public readonly long Sequence = sequence;
        public readonly int Slot = slot;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Before(in Key other) => Time < other.Time || (Time == other.Time && Sequence < other.Sequence);
    }
}
