using System.Globalization;

namespace Breakwater.TransparencyLog;

/// <summary>
/// The stored hashes: a file for each level, in which hash <c>i</c> stands at byte <c>32 i</c>, so that a tile is 8 KiB in a row. Nothing below a
/// checkpoint's size ever changes. One thread writes; any number reads what was published.
/// </summary>
internal sealed class HashFiles(LogDirectory directory) : HashReader, IDisposable
{
    private const string Prefix = "hashes-";
    private readonly LogFile?[] _files = new LogFile?[8];
    private readonly bool[] _created = new bool[8];
    private readonly Lock _opening = new();

    public static string NameOf(int level) => Prefix + level.ToString(CultureInfo.InvariantCulture);

    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public override void Read(int level, long first, Span<byte> destination)
    {
        var name = NameOf(level);
        var file = Volatile.Read(ref _files[level]) ?? OpenRead(level);
        if (file is null || file.Read(first * MerkleHash.Bytes, destination) != destination.Length)
        {
            throw new LogDamagedException(directory.PathOf(name), null, $"hash {first} of level {level} is missing. Restore the whole directory from a copy.");
        }
    }

    /// <summary>Writes and flushes what was added to the tree. Calling it again after a failure writes all of it again.</summary>
    public void Write(MerkleTree tree)
    {
        var names = false;
        for (var level = 0; level < tree.Levels.Length; level++)
        {
            var run = tree.Levels[level];
            if (run.Count == 0) { continue; }
            var name = NameOf(level);
            if (!_created[level])
            {
                // Once only: an attempt that failed may all the same have left a checkpoint that counts on these hashes.
                lock (_opening)
                {
                    _files[level]?.Dispose();
                    Volatile.Write(ref _files[level], directory.Create(name));
                }
                _created[level] = true;
            }
            var file = _files[level]!;
            names |= run.First == 0;
            file.Write(run.First * MerkleHash.Bytes, run.Hashes);
            file.Flush(FlushSite.HashesWritten);
        }
        if (names) { directory.Flush(FlushSite.HashesNamed); }
    }

    /// <summary>Opens for writing what exists.</summary>
    public void OpenWrite(long size)
    {
        for (var level = 0; TilePath.HashesAt(level, size) > 0; level++)
        {
            _files[level]?.Dispose();
            (_files[level], _created[level]) = (directory.Open(NameOf(level)), true);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) { file?.Dispose(); }
    }

    private LogFile? OpenRead(int level)
    {
        lock (_opening)
        {
            var file = _files[level] ?? directory.TryOpenRead(NameOf(level));
            Volatile.Write(ref _files[level], file);
            return file;
        }
    }
}
