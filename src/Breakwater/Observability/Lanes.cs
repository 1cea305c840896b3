using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Breakwater.Observability;

/// <summary>
/// One number for each <see cref="BehaviourSignal"/>, computed together. Only operations that IEEE 754 rounds exactly, and sums in a fixed order, so that results are the same on
/// every processor.
/// </summary>
internal readonly struct Lanes(Vector256<float> low, Vector128<float> high)
{
    public const int Count = 12;
    private readonly Vector256<float> _low = low;
    private readonly Vector128<float> _high = high;

    public static Lanes Of(ReadOnlySpan<float> values) => new(Vector256.Create(values), Vector128.Create(values[8..]));

    public static Lanes All(float value) => new(Vector256.Create(value), Vector128.Create(value));

    /// <summary>A mask with the lanes of the bits set.</summary>
    public static Lanes Mask(uint bits)
    {
        var first = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var last = Vector128.Create(256, 512, 1_024, 2_048);
        var low = Vector256.Equals(Vector256.Create((int)bits) & first, first);
        var high = Vector128.Equals(Vector128.Create((int)bits) & last, last);
        return new(low.AsSingle(), high.AsSingle());
    }

    public float this[BehaviourSignal signal] => this[(int)signal];

    public float this[int lane] => lane < 8 ? _low.GetElement(lane) : _high.GetElement(lane - 8);

    public Lanes With(BehaviourSignal signal, float value) =>
        (int)signal < 8 ? new(_low.WithElement((int)signal, value), _high) : new(_low, _high.WithElement((int)signal - 8, value));

    public static Lanes operator +(in Lanes a, in Lanes b) => new(a._low + b._low, a._high + b._high);

    public static Lanes operator -(in Lanes a, in Lanes b) => new(a._low - b._low, a._high - b._high);

    public static Lanes operator *(in Lanes a, in Lanes b) => new(a._low * b._low, a._high * b._high);

    public static Lanes operator /(in Lanes a, in Lanes b) => new(a._low / b._low, a._high / b._high);

    public static Lanes operator &(in Lanes a, in Lanes b) => new(a._low & b._low, a._high & b._high);

    public static Lanes operator -(in Lanes a) => new(-a._low, -a._high);

    public static Lanes Max(in Lanes a, in Lanes b) => new(Vector256.Max(a._low, b._low), Vector128.Max(a._high, b._high));

    public static Lanes Min(in Lanes a, in Lanes b) => new(Vector256.Min(a._low, b._low), Vector128.Min(a._high, b._high));

    public static Lanes Clamp(in Lanes value, in Lanes least, in Lanes most) => Min(Max(value, least), most);

    public static Lanes Sqrt(in Lanes a) => new(Vector256.Sqrt(a._low), Vector128.Sqrt(a._high));

    /// <summary>A mask of the lanes in which a is at least b.</summary>
    public static Lanes AtLeast(in Lanes a, in Lanes b) =>
        new(Vector256.GreaterThanOrEqual(a._low, b._low), Vector128.GreaterThanOrEqual(a._high, b._high));

    public static Lanes Select(in Lanes mask, in Lanes yes, in Lanes no) =>
        new(Vector256.ConditionalSelect(mask._low, yes._low, no._low), Vector128.ConditionalSelect(mask._high, yes._high, no._high));

    /// <summary>The lanes that are not zero, or are masked, as bits.</summary>
    public static uint Bits(in Lanes mask) => Vector256.ExtractMostSignificantBits(mask._low) | (Vector128.ExtractMostSignificantBits(mask._high) << 8);

    public void Store(ref float first)
    {
        _low.StoreUnsafe(ref first);
        _high.StoreUnsafe(ref first, 8);
    }

    public float Sum()
    {
        var four = _low.GetLower() + _low.GetUpper() + _high;
        return (four.GetElement(0) + four.GetElement(1)) + (four.GetElement(2) + four.GetElement(3));
    }

    public float Largest()
    {
        var four = Vector128.Max(Vector128.Max(_low.GetLower(), _low.GetUpper()), _high);
        return Math.Max(Math.Max(four.GetElement(0), four.GetElement(1)), Math.Max(four.GetElement(2), four.GetElement(3)));
    }

    /// <summary>The lane of the largest value; the first of equals.</summary>
    public BehaviourSignal LargestLane()
    {
        var best = 0;
        for (var i = 1; i < Count; i++)
        {
            if (this[i] > this[best]) { best = i; }
        }
        return (BehaviourSignal)best;
    }
}

/// <summary>Lanes as they are kept: 48 bytes without gaps.</summary>
[InlineArray(Lanes.Count)]
internal struct StoredLanes
{
    private float _first;

    public static implicit operator Lanes(in StoredLanes stored) =>
        new(Vector256.LoadUnsafe(in stored._first), Vector128.LoadUnsafe(in stored._first, 8));

    public static implicit operator StoredLanes(in Lanes lanes)
    {
        StoredLanes stored = default;
        lanes.Store(ref stored._first);
        return stored;
    }
}
