using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Breakwater.Observability;

/// <summary>
/// One number for each <see cref="BehaviourSignal"/>, computed together. Only operations that IEEE 754 rounds exactly, and sums in a fixed order, so that results are the same on
/// every processor.
/// </summary>
internal readonly struct Lanes(Vector256<float> low, Vector256<float> high)
{
    public const int Count = 16;
    private readonly Vector256<float> _low = low;
    private readonly Vector256<float> _high = high;

    public static Lanes Of(ReadOnlySpan<float> values) => new(Vector256.Create(values), Vector256.Create(values[8..]));

    public static Lanes All(float value) => new(Vector256.Create(value), Vector256.Create(value));

    /// <summary>A mask with the lanes of the bits set.</summary>
    public static Lanes Mask(uint bits)
    {
        var each = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var low = Vector256.Equals(Vector256.Create((int)bits) & each, each);
        var high = Vector256.Equals(Vector256.Create((int)(bits >> 8)) & each, each);
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

    public static Lanes Max(in Lanes a, in Lanes b) => new(Vector256.Max(a._low, b._low), Vector256.Max(a._high, b._high));

    public static Lanes Min(in Lanes a, in Lanes b) => new(Vector256.Min(a._low, b._low), Vector256.Min(a._high, b._high));

    public static Lanes Clamp(in Lanes value, in Lanes least, in Lanes most) => Min(Max(value, least), most);

    public static Lanes Sqrt(in Lanes a) => new(Vector256.Sqrt(a._low), Vector256.Sqrt(a._high));

    /// <summary>A mask of the lanes in which a is at least b.</summary>
    public static Lanes AtLeast(in Lanes a, in Lanes b) =>
        new(Vector256.GreaterThanOrEqual(a._low, b._low), Vector256.GreaterThanOrEqual(a._high, b._high));

    public static Lanes Select(in Lanes mask, in Lanes yes, in Lanes no) =>
        new(Vector256.ConditionalSelect(mask._low, yes._low, no._low), Vector256.ConditionalSelect(mask._high, yes._high, no._high));

    /// <summary>The lanes that are not zero, or are masked, as bits.</summary>
    public static uint Bits(in Lanes mask) => Vector256.ExtractMostSignificantBits(mask._low) | (Vector256.ExtractMostSignificantBits(mask._high) << 8);

    public float Sum()
    {
        var eight = _low + _high;
        var four = eight.GetLower() + eight.GetUpper();
        return (four.GetElement(0) + four.GetElement(1)) + (four.GetElement(2) + four.GetElement(3));
    }

    public float Largest()
    {
        var eight = Vector256.Max(_low, _high);
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
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
