using System.Buffers.Binary;

namespace Breakwater.TransparencyLog;

/// <summary>Writes a log as the files of C2SP tlog-tiles.</summary>
internal static class TilesExport
{
    public static long Write(LogView view, string directory, IProgress<long>? progress, CancellationToken cancellation)
    {
        var files = 0L;
        var checkpoint = Path.Combine(directory, LogWriter.CheckpointName);
        Directory.CreateDirectory(directory);
        // An older checkpoint over newer tiles would be sound, but a cancelled export must not look like a finished one.
        File.Delete(checkpoint);
        using (var bundles = view.Bundles())
        {
            for (var bundle = 0L; bundle * TilePath.Width < view.Size; bundle++)
            {
                cancellation.ThrowIfCancellationRequested();
                var width = Width(0, bundle, view.Size);
                // A bundle of which some entries have expired is none any more.
                if (bundles.TryRead(bundle, width, out var bytes) && bundle * TilePath.Width >= view.FirstKeptInSegments)
                {
                    CheckRecords(bundle, width, bytes, bundles);
                    Put(TilePath.Entries(bundle, width), bytes);
                }
                PutHashes(0, bundle);
                progress?.Report(bundle * TilePath.Width + width);
            }
        }
        for (var level = 1; TilePath.HashesAt(level, view.Size) > 0; level++)
        {
            for (var tile = 0L; tile * TilePath.Width < TilePath.HashesAt(level, view.Size); tile++)
            {
                cancellation.ThrowIfCancellationRequested();
                PutHashes(level, tile);
            }
        }
        File.WriteAllBytes(checkpoint, view.Note.Bytes.Span);
        return files + 1;

        void PutHashes(int level, long tile)
        {
            var width = Width(level, tile, view.Size);
            Span<byte> hashes = stackalloc byte[TilePath.Width * MerkleHash.Bytes];
            hashes = hashes[..(width * MerkleHash.Bytes)];
            view.Hashes.Read(level, tile * TilePath.Width, hashes);
            Put(TilePath.Hashes(level, tile, width), hashes);
        }

        // A copy of a changed record must not leave as if it were what was logged.
        void CheckRecords(long bundle, int width, ReadOnlySpan<byte> bytes, BundleCursor reader)
        {
            Span<byte> hashes = stackalloc byte[TilePath.Width * MerkleHash.Bytes];
            Span<byte> leaf = stackalloc byte[MerkleHash.Bytes];
            view.Hashes.Read(0, bundle * TilePath.Width, hashes[..(width * MerkleHash.Bytes)]);
            for (var i = 0; i < width; i++)
            {
                var size = BinaryPrimitives.ReadUInt16BigEndian(bytes);
                MerkleHashing.Leaf(bytes.Slice(SegmentFormat.LengthBytes, size), leaf);
                if (!leaf.SequenceEqual(hashes.Slice(i * MerkleHash.Bytes, MerkleHash.Bytes)))
                {
                    throw new LogDamagedException(reader.PathOf(bundle), bundle * TilePath.Width + i, "the record does not have the hash that is in the tree: one of them was changed.");
                }
                bytes = bytes[(SegmentFormat.LengthBytes + size)..];
            }
        }

        void Put(string path, ReadOnlySpan<byte> bytes)
        {
            var target = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, bytes);
            files++;
        }
    }

    /// <summary>How many hashes or entries a tile has in a tree of this size.</summary>
    public static int Width(int level, long tile, long size) => (int)Math.Min(TilePath.Width, TilePath.HashesAt(level, size) - tile * TilePath.Width);
}
