using System.Buffers.Binary;
using System.Numerics;

namespace Breakwater.Audit.Tiering;

/// <summary>A set of hashes that never denies one it was given: exact up to 64, beyond that a Bloom filter. Immutable.</summary>
internal sealed class ValueSet
{
    private const int MostExact = 64;
    private const int BitsEach = 16;
    private const int Probes = 11;
    private const int MostBytes = 1 << 20;
    private readonly ulong[]? _exact;
    private readonly byte[]? _filter;

    private ValueSet(ulong[]? exact, byte[]? filter) => (_exact, _filter) = (exact, filter);

    /// <summary>The set that may hold anything.</summary>
    public static ValueSet Anything { get; } = new(null, null);

    public static ValueSet Of(IReadOnlyCollection<ulong> hashes)
    {
        if (hashes.Count <= MostExact) { return new([.. hashes.Order()], null); }
        var filter = new byte[BitOperations.RoundUpToPowerOf2((uint)hashes.Count) * BitsEach / 8];
        foreach (var hash in hashes)
        {
            for (var i = 0; i < Probes; i++)
            {
                var bit = Bit(hash, i, filter.Length);
                filter[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }
        return new(null, filter);
    }

    public bool MayHold(ulong hash)
    {
        if (_exact is not null) { return Array.BinarySearch(_exact, hash) >= 0; }
        if (_filter is null) { return true; }
        for (var i = 0; i < Probes; i++)
        {
            var bit = Bit(hash, i, _filter.Length);
            if ((_filter[bit >> 3] >> (bit & 7) & 1) == 0) { return false; }
        }
        return true;
    }

    public void WriteTo(PackedWriter output)
    {
        output.Byte(_exact is null ? (byte)1 : (byte)0);
        if (_filter is not null)
        {
            output.Block(_filter);
            return;
        }
        output.Number(_exact!.Length);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (var hash in _exact)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, hash);
            output.Raw(bytes);
        }
    }

    public static ValueSet Read(ref PackedReader input)
    {
        if (input.Byte() == 1)
        {
            var filter = input.Block();
            return filter.Length is > 0 and <= MostBytes && BitOperations.IsPow2(filter.Length) ? new(null, filter.ToArray()) : throw PackedReader.Bad();
        }
        var exact = new ulong[input.Number(MostExact)];
        for (var i = 0; i < exact.Length; i++) { exact[i] = BinaryPrimitives.ReadUInt64BigEndian(input.Raw(sizeof(ulong))); }
        return new(exact, null);
    }

    // Two halves of one hash make as many as are needed (Kirsch and Mitzenmacher).
    private static int Bit(ulong hash, int i, int bytes) => (int)(((uint)hash + (ulong)i * ((uint)(hash >> 32) | 1)) & ((ulong)bytes * 8 - 1));
}
