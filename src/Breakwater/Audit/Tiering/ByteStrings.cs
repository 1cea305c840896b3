namespace Breakwater.Audit.Tiering;

/// <summary>Compares byte strings by content, so that a stretch of a buffer finds its array in a dictionary.</summary>
internal sealed class ByteStrings : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static ByteStrings Comparer { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Hash(alternate);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    /// <summary>FNV-1a with a last mixing: the same everywhere and always, because indexes hold it. No defence against whoever seeks collisions.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes, ulong seed = 14_695_981_039_346_656_037)
    {
        var hash = seed;
        foreach (var b in bytes) { hash = (hash ^ b) * 1_099_511_628_211; }
        hash ^= hash >> 33;
        hash *= 0xFF51_AFD7_ED55_8CCD;
        return hash ^ (hash >> 33);
    }
}
