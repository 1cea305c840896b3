using System.Buffers;

namespace Breakwater.TransparencyLog;

/// <summary>Checks records against leaf hashes and hashes against one another, many tiles at once, and keeps the damage at the lowest entry.</summary>
internal sealed class TreeCheck(LogSource source, Checkpoint checkpoint, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
{
    private const int TileBytes = TilePath.Width * MerkleHash.Bytes;
    private readonly Lock _gate = new();
    private LogDamage? _damage;
    private long _damagedAt = long.MaxValue;
    private long _done;

    public LogDamage? Run(int threads, int tilesAtOnce)
    {
        var tiles = (checkpoint.Size + TilePath.Width - 1) / TilePath.Width;
        var chunks = (tiles + tilesAtOnce - 1) / tilesAtOnce;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        if (chunks <= 1)
        {
            using var one = source.Bundles();
            CheckTiles(one, 0, tiles);
        }
        else
        {
            Parallel.For(0, chunks, parallel, source.Bundles, (chunk, _, bundles) =>
            {
                CheckTiles(bundles, chunk * tilesAtOnce, Math.Min(tiles, (chunk + 1) * tilesAtOnce));
                return bundles;
            }, bundles => bundles.Dispose());
        }
        if (_damage is not null) { return _damage; }
        for (var level = 1; TilePath.HashesAt(level + 1, checkpoint.Size) > 0; level++) { CheckLevel(level); }
        if (_damage is null && source.Hashes.Root(checkpoint.Size) != checkpoint.Root)
        {
            return new(source.HashesPath(0, tiles - 1), null, $"the tree of {checkpoint.Size} entries does not have the root that was signed. Restore the whole log from a copy.");
        }
        return _damage;
    }

    private void CheckTiles(BundleSource bundles, long from, long to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(TileBytes);
        try
        {
            for (var tile = from; tile < to && tile * TilePath.Width < Volatile.Read(ref _damagedAt); tile++)
            {
                cancellation.ThrowIfCancellationRequested();
                var width = TilesExport.Width(0, tile, checkpoint.Size);
                CheckTile(bundles, tile, width, buffer.AsSpan(0, width * MerkleHash.Bytes));
                var done = Interlocked.Add(ref _done, width);
                progress?.Report(new(done, checkpoint.Size));
            }
        }
        catch (LogDamagedException e)
        {
            Note(e.Damage, e.Damage.Entry ?? from * TilePath.Width);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void CheckTile(BundleSource bundles, long tile, int width, Span<byte> hashes)
    {
        var first = tile * TilePath.Width;
        source.Hashes.Read(0, first, hashes);
        if (bundles.TryRead(tile, width, out var bytes))
        {
            Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
            long? kept = null;
            for (var i = 0; i < width; i++)
            {
                var size = bytes[0] << 8 | bytes[1];
                MerkleHashing.Leaf(bytes.Slice(SegmentFormat.LengthBytes, size), hash);
                if (!hash.SequenceEqual(hashes.Slice(i * MerkleHash.Bytes, MerkleHash.Bytes)) && first + i >= (kept ??= source.FirstEntry))
                {
                    Note(new(bundles.PathOf(tile, width), first + i, $"the record does not have the hash in {source.HashesPath(0, tile)}: one of them was changed. Restore both from a copy."), first + i);
                    return;
                }
                bytes = bytes[(SegmentFormat.LengthBytes + size)..];
            }
        }
        else if (first >= source.FirstEntry)
        {
            Note(new(bundles.PathOf(tile, width), first, "the records from here are missing. Restore them from a copy."), first);
            return;
        }
        if (width == TilePath.Width) { CheckParent(0, tile, hashes); }
    }

    private void CheckLevel(int level)
    {
        var hashes = new byte[TileBytes];
        for (var tile = 0L; tile < TilePath.HashesAt(level + 1, checkpoint.Size); tile++)
        {
            cancellation.ThrowIfCancellationRequested();
            source.Hashes.Read(level, tile * TilePath.Width, hashes);
            CheckParent(level, tile, hashes);
        }
    }

    private void CheckParent(int level, long tile, Span<byte> hashes)
    {
        Span<byte> parent = stackalloc byte[MerkleHash.Bytes];
        source.Hashes.Read(level + 1, tile, parent);
        MerkleHashing.Fold(hashes, hashes);
        if (parent.SequenceEqual(hashes[..MerkleHash.Bytes])) { return; }
        var entry = tile << ((level + 1) * TilePath.Height);
        Note(new(source.HashesPath(level + 1, tile / TilePath.Width), entry, $"hash {tile} of level {level + 1} is not that of tile {tile} below it: one of them was changed. Restore the hashes from a copy."), entry);
    }

    private void Note(LogDamage damage, long entry)
    {
        lock (_gate)
        {
            if (entry >= _damagedAt) { return; }
            (_damage, _damagedAt) = (damage, entry);
        }
    }
}
