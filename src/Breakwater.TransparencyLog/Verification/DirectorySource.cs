namespace Breakwater.TransparencyLog;

/// <summary>A log in a directory of its own, which may be open and growing meanwhile.</summary>
internal sealed class DirectorySource(LogDirectory directory, IEntryStore? archive, bool ownsDirectory = true) : LogSource
{
    private const int Tries = 3;
    private readonly HashFiles _hashes = new(directory);
    private HeadState _head;
    private Checkpoint? _checkpoint;

    public override string CheckpointPath => directory.PathOf(LogWriter.CheckpointName);

    public override HashReader Hashes => _hashes;

    // Read again each time: the log may be pruned while it is verified.
    public override long FirstEntry
    {
        get
        {
            var file = directory.TryOpenRead(LogHead.Name);
            using var head = file is null ? null : LogHead.Open(file);
            var own = Math.Max(_head.First, head?.State.First ?? 0);
            return ArchiveHead.FirstKept(directory, archive, own);
        }
    }

    public override long DurableSize => _head.Size;

    public override byte[]? ReadCheckpoint()
    {
        using var file = directory.TryOpenRead(LogWriter.CheckpointName);
        return file?.ReadAll();
    }

    public override LogDamage? Begin(Checkpoint checkpoint)
    {
        _checkpoint = checkpoint;
        // A slot may just be being written; then it reads the next time.
        LogDamage? damage = null;
        for (var i = 0; i < Tries; i++)
        {
            var file = directory.TryOpenRead(LogHead.Name);
            using var head = file is null ? null : LogHead.Open(file);
            damage = head switch
            {
                null => new(directory.PathOf(LogHead.Name), null, "is missing, or neither of its two slots reads. Restore it from a copy."),
                { HasBadSlot: true } => new(directory.PathOf(LogHead.Name), null, "one of its two slots does not read: a crash or a change. Opening the log puts it right."),
                _ => null,
            };
            if (head is not null) { _head = head.State; }
            if (damage is null) { break; }
        }
        if (damage is not null) { return damage; }
        if (_head.Size < checkpoint.Size) { return new(CheckpointPath, _head.Size, $"the checkpoint is over {checkpoint.Size} entries, of which only {_head.Size} are left. Restore the whole directory from a copy."); }
        return null;
    }

    public override string HashesPath(int level, long tile) => directory.PathOf(HashFiles.NameOf(level));

    public override BundleSource Bundles() => new Cursor(new(directory, new(_head, null), archive));

    /// <summary>The entries after the checkpoint, which only the head vouches for, and no signature yet.</summary>
    public override LogDamage? CheckTail(CancellationToken cancellation)
    {
        var tree = MerkleTree.Load(_hashes, _checkpoint!.Size);
        using var bundles = Bundles();
        for (var entry = _checkpoint.Size; entry < _head.Size;)
        {
            cancellation.ThrowIfCancellationRequested();
            var bundle = entry / TilePath.Width;
            var width = TilesExport.Width(0, bundle, _head.Size);
            if (!bundles.TryRead(bundle, width, out var bytes)) { return new(bundles.PathOf(bundle, width), entry, "the entry is missing. Restore it from a copy."); }
            var skip = entry - bundle * TilePath.Width;
            for (var i = 0; i < width; i++)
            {
                var size = bytes[0] << 8 | bytes[1];
                if (i >= skip) { tree.Append(MerkleHashing.Leaf(bytes.Slice(SegmentFormat.LengthBytes, size))); }
                bytes = bytes[(SegmentFormat.LengthBytes + size)..];
            }
            entry = bundle * TilePath.Width + width;
        }
        return tree.Root() == _head.Root
            ? null
            : new(directory.PathOf(LogHead.Name), _checkpoint.Size, $"entries {_checkpoint.Size} to {_head.Size - 1} are not those the head names. Restore the whole directory from a copy.");
    }

    public override void Dispose()
    {
        _hashes.Dispose();
        if (ownsDirectory) { directory.Dispose(); }
    }

    private sealed class Cursor(BundleCursor cursor) : BundleSource
    {
        public override bool TryRead(long bundle, int width, out ReadOnlySpan<byte> bytes) => cursor.TryRead(bundle, width, out bytes);

        public override string PathOf(long bundle, int width) => cursor.PathOf(bundle);

        public override void Dispose() => cursor.Dispose();
    }
}
