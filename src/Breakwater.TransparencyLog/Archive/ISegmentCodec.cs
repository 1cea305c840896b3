using System.Buffers;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Packs entries of a log into fewer bytes and gives them back byte for byte. The log knows nothing of what its entries hold; whoever does can pack them better.
/// Implementations are thread-safe.
/// </summary>
public interface ISegmentCodec
{
    /// <summary>The name of the form that is written, up to 32 characters of ASCII; changes when the form does.</summary>
    string Name { get; }

    /// <summary>Packs entries.</summary>
    /// <param name="entries">The entries, each behind its length in two bytes, big endian.</param>
    /// <param name="count">How many.</param>
    byte[] Encode(ReadOnlySpan<byte> entries, int count);

    /// <summary>Writes the entries of a block as they were given.</summary>
    /// <param name="block">What <see cref="Encode"/> returned, or anything else.</param>
    /// <param name="count">How many entries it holds.</param>
    /// <param name="entries">Where to write.</param>
    /// <exception cref="InvalidDataException">The block was not made by <see cref="Encode"/>; nothing else is thrown then.</exception>
    void Decode(ReadOnlySpan<byte> block, int count, IBufferWriter<byte> entries);
}
