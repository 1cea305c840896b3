namespace Breakwater.RateLimiting;

/// <summary>
/// Names what was reserved, to be settled or cancelled once; a second time, or with a number that was never given out, nothing happens. Of no use at another limiter.
/// </summary>
/// <param name="Value">Lane, slot and generation; 0 names none.</param>
public readonly record struct Reservation(ulong Value)
{
    private const int LaneShift = 56;
    private const int SlotShift = 32;

    internal Reservation(int lane, int slot, uint generation) : this(((ulong)(uint)lane << LaneShift) | ((ulong)(uint)slot << SlotShift) | generation) { }

    /// <summary>Whether it names none.</summary>
    public bool IsNone => Value == 0;

    internal int Lane => (int)(Value >> LaneShift);

    internal int Slot => (int)(Value >> SlotShift) & 0xFF_FFFF;

    internal uint Generation => (uint)Value;
}
