using System.Buffers;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Entries of a log in compacted segments: warm ones beside the log's own files, cold ones in an object store. It gives bundles back byte for byte; an entry costs the block it is in,
/// and the blocks used last are kept. Made over the directory of a log, open or closed; it stays the caller's to dispose. Thread-safe.
/// </summary>
public sealed class SegmentArchive : IEntryStore
{
    /// <summary>Entries that are packed together: reading one reads so many, counted from the beginning of its segment.</summary>
    public const int BlockEntries = CompactedSegment.BlockEntries;

    private const int MostHeads = 256;
    private readonly int _mostBlocks = Math.Clamp(2 * Environment.ProcessorCount, 4, 64);
    private readonly LogDirectory _directory;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (string Name, CompactedSegment Head)> _heads = [];
    private readonly LinkedList<Block> _blocks = [];

    /// <summary>The archive of a log.</summary>
    /// <param name="directory">The log's directory.</param>
    /// <param name="codec">How segments are packed.</param>
    /// <param name="cold">Where cold segments are; null if there are none.</param>
    public SegmentArchive(LogDirectory directory, ISegmentCodec codec, IObjectStore? cold = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(codec);
        (_directory, Codec, Warm, Cold) = (directory, codec, new DirectoryObjectStore(directory), cold);
    }

    /// <summary>How segments are packed.</summary>
    public ISegmentCodec Codec { get; }

    /// <summary>Where cold segments are; null if there are none.</summary>
    public IObjectStore? Cold { get; }

    /// <inheritdoc/>
    public long? FirstEntry => ArchiveHead.Read(_directory)?.First;

    internal IObjectStore Warm { get; }

    /// <inheritdoc/>
    public bool TryReadBundle(long bundle, int width, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(bundle);
        if (Find(bundle) is not { } block) { return false; }
        var bytes = block.BundleAt((int)(bundle - block.FirstBundle));
        destination.Write(width == TilePath.Width ? bytes : bytes[..BundleCursor.Measure(bytes, width, PathOf(bundle), bundle * TilePath.Width)]);
        return true;
    }

    /// <inheritdoc/>
    public string PathOf(long bundle)
    {
        var head = ArchiveHead.Read(_directory);
        var name = head is null ? CompactedSegment.NameOf(0) : NameOf(bundle * TilePath.Width / head.SegmentEntries, head);
        using var warm = _directory.TryOpenRead(name);
        return warm is null && Cold is not null ? Cold.PathOf(name) : Warm.PathOf(name);
    }

    /// <summary>Forgets what it has read of a segment, so that it is read again.</summary>
    internal void Forget(long number)
    {
        lock (_gate)
        {
            _heads.Remove(number);
            for (var node = _blocks.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Segment == number) { _blocks.Remove(node); }
                node = next;
            }
        }
    }

    private Block? Find(long bundle)
    {
        lock (_gate)
        {
            for (var node = _blocks.First; node is not null; node = node.Next)
            {
                if (bundle < node.Value.FirstBundle || bundle >= node.Value.FirstBundle + node.Value.Bundles) { continue; }
                _blocks.Remove(node);
                _blocks.AddFirst(node);
                return node.Value;
            }
        }
        if (ArchiveHead.Read(_directory) is not { } head || (bundle + 1) * TilePath.Width <= head.First) { return null; }
        Block block;
        try
        {
            block = Read(bundle, head);
        }
        catch (LogDamagedException) when (IsCut(bundle * TilePath.Width / head.SegmentEntries, head) || ArchiveHead.Read(_directory) != head)
        {
            // It may just have been replaced by what is left of it.
            head = ArchiveHead.Read(_directory)!;
            if ((bundle + 1) * TilePath.Width <= head.First) { return null; }
            block = Read(bundle, head);
        }
        lock (_gate)
        {
            _blocks.AddFirst(block);
            if (_blocks.Count > _mostBlocks) { _blocks.RemoveLast(); }
        }
        return block;
    }

    /// <summary>Whether entries of a segment have expired and others not.</summary>
    private static bool IsCut(long number, ArchiveHead head) => head.First > number * head.SegmentEntries && head.First < (number + 1) * head.SegmentEntries;

    /// <summary>The object that has a segment: of one that was cut the last, since each has fewer entries than the one before.</summary>
    private string NameOf(long number, ArchiveHead head)
    {
        var name = CompactedSegment.NameOf(number);
        return !IsCut(number, head) ? name : Warm.List(name).LastOrDefault() ?? Cold?.List(name).LastOrDefault() ?? name;
    }

    private Block Read(long bundle, ArchiveHead archive)
    {
        var segmentEntries = archive.SegmentEntries;
        var number = bundle * TilePath.Width / segmentEntries;
        var first = number * segmentEntries;
        (string Name, CompactedSegment? Head) known;
        lock (_gate) { known = _heads.TryGetValue(number, out var there) ? there : default; }
        var (name, segment) = (known.Name ?? NameOf(number, archive), known.Head);
        try
        {
            segment ??= CompactedSegment.Read(number, PathOf(bundle), first, Get) ?? throw new LogDamagedException(Warm.PathOf(name), first, "the compacted segment that begins here is missing. Restore it from a copy.");
            if (segment.Entries != segmentEntries) { throw new LogDamagedException(PathOf(bundle), first, "the compacted segment that begins here has another size than the log's. Restore it from a copy."); }
            lock (_gate)
            {
                if (_heads.Count >= MostHeads) { _heads.Clear(); }
                _heads[number] = (name, segment);
            }
            var block = (int)(bundle * TilePath.Width - first) / CompactedSegment.BlockEntries;
            return new(number, first / TilePath.Width + (long)block * CompactedSegment.BlockBundles, segment.ReadBlock(block, Codec, PathOf(bundle), first, Get), segment.EntriesIn(block) / TilePath.Width, PathOf(bundle));
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            lock (_gate) { _heads.Remove(number); }
            if (e is LogDamagedException) { throw; }
            throw new LogDamagedException(Warm.PathOf(name), first, $"the compacted segment that begins here cannot be read: {e.Message}");
        }

        // A segment on its way from warm to cold is in both before it is in one.
        byte[]? Get(long offset, int length) => Warm.Get(name, offset, length) ?? Cold?.Get(name, offset, length);
    }

    private sealed class Block
    {
        private readonly byte[] _bytes;
        private readonly int[] _ends;

        public Block(long segment, long firstBundle, byte[] bytes, int bundles, string path)
        {
            (Segment, FirstBundle, _bytes, _ends) = (segment, firstBundle, bytes, new int[bundles]);
            for (var i = 0; i < bundles; i++)
            {
                var start = i == 0 ? 0 : _ends[i - 1];
                _ends[i] = start + BundleCursor.Measure(bytes.AsSpan(start), TilePath.Width, path, (firstBundle + i) * TilePath.Width);
            }
        }

        public long Segment { get; }

        public long FirstBundle { get; }

        public int Bundles => _ends.Length;

        public ReadOnlySpan<byte> BundleAt(int i) => i == 0 ? _bytes.AsSpan(0, _ends[0]) : _bytes.AsSpan(_ends[i - 1], _ends[i] - _ends[i - 1]);
    }
}
