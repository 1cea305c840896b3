using Breakwater.Contracts;
using MathNet.Numerics;

namespace Breakwater.Lab.Simulation;

/// <summary>
/// The lab's only source of simulated chance: xoshiro256** (Blackman and Vigna), its state filled by SplitMix64 from a 64-bit key. The
/// sequence belongs to the project, so it is the same in every version of .NET. Forked streams depend on the key and on the purpose
/// given, never on how much was drawn before. Not safe for use by two threads at once, and never a source of keys or nonces.
/// </summary>
public sealed class LabRandom
{
    private const double StandardNormalP99 = 2.3263478740408408;
    private readonly ulong _key;
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>A generator for a seed.</summary>
    public LabRandom(ulong seed)
    {
        _key = seed;
        var fill = seed;
        _s0 = SplitMix64(ref fill);
        _s1 = SplitMix64(ref fill);
        _s2 = SplitMix64(ref fill);
        _s3 = SplitMix64(ref fill);
    }

    private LabRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>A generator in a given state, to compare with published output.</summary>
    internal static LabRandom FromState(ulong s0, ulong s1, ulong s2, ulong s3) => new(s0, s1, s2, s3);

    /// <summary>The independent stream of a purpose.</summary>
    public LabRandom Fork(string purpose) => new(StableHash.Of("lab-random-fork", purpose, (long)_key));

    /// <summary>The independent stream of a number, such as an agent's or a repetition's.</summary>
    public LabRandom Fork(ulong number)
    {
        var mixed = number;
        return new(SplitMix64(ref mixed) ^ StableHash.Of("lab-random-fork-number", "", (long)_key));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1, without bias (Lemire's multiplication method).</summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var n = (ulong)count;
        var high = Math.BigMul(NextUInt64(), n, out var low);
        if (low < n)
        {
            var threshold = (0 - n) % n;
            while (low < threshold) { high = Math.BigMul(NextUInt64(), n, out low); }
        }
        return (int)high;
    }

    /// <summary>True with the given probability.</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>Exponentially distributed with the given mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Standard normal (Box and Muller, two draws each).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Log-normal with the given median and 99th percentile; constant when they are equal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The median is not positive, or the percentile is below it.</exception>
    public double LogNormal(double median, double p99)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(median);
        ArgumentOutOfRangeException.ThrowIfLessThan(p99, median);
        return median * Math.Exp(Math.Log(p99 / median) / StandardNormalP99 * Normal());
    }

    /// <summary>Poisson distributed with the given mean: products of uniforms below 30, Hörmann's transformed rejection (PTRS) above.</summary>
    public long Poisson(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        return mean < 30 ? PoissonByProduct(mean) : PoissonByRejection(mean);
    }

    /// <summary>Puts the items in a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    internal static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private long PoissonByProduct(double mean)
    {
        var limit = Math.Exp(-mean);
        var count = 0L;
        for (var product = NextDouble(); product > limit; product *= NextDouble()) { count++; }
        return count;
    }

    private long PoissonByRejection(double mean)
    {
        var b = 0.931 + 2.53 * Math.Sqrt(mean);
        var a = -0.059 + 0.02483 * b;
        var inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        var acceptAtOnce = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            var u = NextDouble() - 0.5;
            var v = 1 - NextDouble();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= acceptAtOnce) { return (long)k; }
            if (k < 0 || (us < 0.013 && v > us)) { continue; }
            var left = Math.Log(v) + Math.Log(inverseAlpha) - Math.Log(a / (us * us) + b);
            if (left <= -mean + k * Math.Log(mean) - SpecialFunctions.GammaLn(k + 1)) { return (long)k; }
        }
    }
}
