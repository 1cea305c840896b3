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
                if (bundles.TryRead(bundle, width, out var bytes)) { Put(TilePath.Entries(bundle, width), bytes); }
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
