using System.Buffers;

namespace Breakwater.TransparencyLog;

/// <summary>
/// A place that holds entries of a log in another form, such as compacted segments, and re-creates their bundles byte for byte. A log asks it for what
/// it no longer keeps itself. Implementations are safe for any number of threads.
/// </summary>
public interface IEntryStore
{
    /// <summary>
    /// Writes the first <paramref name="width"/> entries of a bundle, each behind its length in two bytes, big endian; false, and nothing written, if the
    /// bundle is not held here. What it writes is believed only once its hashes were compared.
    /// </summary>
    /// <param name="bundle">Which bundle: entries from 256 times this.</param>
    /// <param name="width">How many entries, 1 to 256.</param>
    /// <param name="destination">Where to write.</param>
    bool TryReadBundle(long bundle, int width, IBufferWriter<byte> destination);

    /// <summary>The first entry it still keeps, up to where the log's own segments begin; null if it keeps none.</summary>
    long? FirstEntry { get; }

    /// <summary>Where a bundle is held, for people.</summary>
    string PathOf(long bundle);
}
