namespace Breakwater.TransparencyLog;

/// <summary>A plain C2SP tlog-tiles directory, such as an export, or a copy of any log of that kind.</summary>
internal sealed class TilesSource(string directory) : LogSource
{
    private const int FirstBundleSteps = 62;
    private long _size;

    public override string CheckpointPath => Path.Combine(directory, LogWriter.CheckpointName);

    public override HashReader Hashes => new Reader(directory, _size);

    public override long FirstEntry => First;

    public override long DurableSize => _size;

    private long First { get; set; }

    public override byte[]? ReadCheckpoint() => File.Exists(CheckpointPath) ? File.ReadAllBytes(CheckpointPath) : null;

    public override LogDamage? Begin(Checkpoint checkpoint)
    {
        _size = checkpoint.Size;
        First = FirstBundle() * TilePath.Width;
        return null;
    }

    public override string HashesPath(int level, long tile) => Path.Combine(directory, TilePath.Hashes(level, tile, TilesExport.Width(level, tile, _size)));

    public override BundleSource Bundles() => new Files(directory);

    public override LogDamage? CheckTail(CancellationToken cancellation) => null;

    public override void Dispose() { }

    /// <summary>A pruned log lacks bundles from the beginning only; so the first there is found by halving. A bundle missing later shows as missing.</summary>
    private long FirstBundle()
    {
        var bundles = (_size + TilePath.Width - 1) / TilePath.Width;
        if (bundles == 0 || IsThere(0)) { return 0; }
        var (missing, there) = (0L, bundles);
        for (var i = 0; i < FirstBundleSteps && there - missing > 1; i++)
        {
            var middle = missing + (there - missing) / 2;
            if (IsThere(middle)) { there = middle; } else { missing = middle; }
        }
        return there;

        bool IsThere(long bundle) => File.Exists(Path.Combine(directory, TilePath.Entries(bundle, TilesExport.Width(0, bundle, _size))));
    }

    private sealed class Reader(string directory, long size) : HashReader
    {
        public override void Read(int level, long first, Span<byte> destination)
        {
            while (!destination.IsEmpty)
            {
                var tile = first / TilePath.Width;
                var width = TilesExport.Width(level, tile, size);
                var path = Path.Combine(directory, TilePath.Hashes(level, tile, width));
                var at = (int)(first % TilePath.Width);
                var count = Math.Min(width - at, destination.Length / MerkleHash.Bytes);
                var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
                if (bytes.Length != width * MerkleHash.Bytes) { throw new LogDamagedException(path, null, $"the tile is not {width * MerkleHash.Bytes} bytes long. Restore it from a copy."); }
                bytes.AsSpan(at * MerkleHash.Bytes, count * MerkleHash.Bytes).CopyTo(destination);
                destination = destination[(count * MerkleHash.Bytes)..];
                first += count;
            }
        }
    }

    private sealed class Files(string directory) : BundleSource
    {
        private byte[] _bytes = [];

        public override bool TryRead(long bundle, int width, out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            var path = PathOf(bundle, width);
            if (!File.Exists(path)) { return false; }
            bytes = _bytes = File.ReadAllBytes(path);
            return BundleCursor.Measure(bytes, width, path, bundle * TilePath.Width) == bytes.Length
                ? true
                : throw new LogDamagedException(path, bundle * TilePath.Width, "the bundle holds more than its entries. Restore it from a copy.");
        }

        public override string PathOf(long bundle, int width) => Path.Combine(directory, TilePath.Entries(bundle, width));

        public override void Dispose() => _bytes = [];
    }
}
