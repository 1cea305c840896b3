namespace Breakwater.Contracts;

/// <summary>
/// A keyed 64-bit hash (FNV-1a with a SplitMix64 finish) that is the same in every process and version. Jitter, sampling and assignment
/// are made of it, never of random draws, so that they repeat in the lab and spread in production. Not for security: use an HMAC there.
/// </summary>
public static class StableHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Hash of a purpose, a name and a period. O(length).</summary>
    public static ulong Of(string purpose, string name, long period = 0)
    {
        var hash = Offset;
        foreach (var c in purpose) { hash = (hash ^ c) * Prime; }
        hash = (hash ^ 0x1F) * Prime;
        foreach (var c in name) { hash = (hash ^ c) * Prime; }
        return Finish(hash ^ (ulong)period * 0x9E3779B97F4A7C15);
    }

    /// <summary>The hash as a fraction in [0, 1).</summary>
    public static double Fraction(string purpose, string name, long period = 0) => Fraction(Of(purpose, name, period));

    /// <summary>Hash of two numbers under a key. O(1), allocates nothing.</summary>
    public static ulong Of(ulong key, ulong first, ulong second) => Finish(Finish(Offset ^ key ^ first) + (second * 0x9E3779B97F4A7C15));

    /// <summary>A hash as a fraction in [0, 1).</summary>
    public static double Fraction(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    private static ulong Finish(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
