namespace Breakwater.RateLimiting;

/// <summary>
/// A lane's reservations that are neither settled nor cancelled, by slot and generation, so that each is settled once. Grows by doubling up to its bound; slots are
/// used again, the latest first. O(1). Guarded by the lane's lock.
/// </summary>
internal sealed class OpenReservations(int lane, int most)
{
    /// <summary>A reservation names its slot with 24 bits.</summary>
    public const int MaxSlots = 1 << 24;

    private const int FirstSize = 16;

    private OpenReservation[] _slots = new OpenReservation[Math.Min(FirstSize, most)];
    private int _fresh;
    private int _free = -1;

    public int Count { get; private set; }

    /// <summary>Keeps one; none if there is no room.</summary>
    public Reservation Add(in Claim claim)
    {
        var index = _free;
        if (index >= 0)
        {
            _free = _slots[index].Next;
        }
        else
        {
            if (_fresh == most) { return default; }
            if (_fresh == _slots.Length) { Array.Resize(ref _slots, Math.Min(most, _slots.Length * 2)); }
            index = _fresh++;
        }
        ref var slot = ref _slots[index];
        slot.Claim = claim;
        slot.Next = -1;
        slot.IsOpen = true;
        // A generation of 0 would make slot 0 of lane 0 name none.
        if (++slot.Generation == 0) { slot.Generation = 1; }
        Count++;
        return new(lane, index, slot.Generation);
    }

    /// <summary>Takes one out; false if it is not open.</summary>
    public bool TryRemove(Reservation reservation, out Claim claim)
    {
        claim = default;
        if (reservation.Slot >= _fresh) { return false; }
        ref var slot = ref _slots[reservation.Slot];
        if (!slot.IsOpen || slot.Generation != reservation.Generation) { return false; }
        claim = slot.Claim;
        slot.IsOpen = false;
        slot.Next = _free;
        _free = reservation.Slot;
        Count--;
        return true;
    }

    private struct OpenReservation
    {
        public Claim Claim;
        public uint Generation;
        public int Next;
        public bool IsOpen;
    }
}

/// <summary>What is asked for: one request, one slot and so many tokens, of an agent (0 for safety traffic) and at every level above it.</summary>
internal readonly record struct Claim(ulong Agent, long Tokens, ushort Tenant, ushort Provider)
{
    /// <summary>An agent's generation is never 0.</summary>
    public bool IsSafety => Agent == 0;

    public long Amount(RateDimension dimension) => dimension == RateDimension.Tokens ? Tokens : 1;
}
