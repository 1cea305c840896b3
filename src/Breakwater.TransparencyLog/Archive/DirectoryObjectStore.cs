namespace Breakwater.TransparencyLog;

/// <summary>Objects as files of a directory: written under a passing name, flushed, renamed, and the directory flushed.</summary>
/// <param name="directory">Where the objects are.</param>
/// <param name="takes">Whether the directory is to be made and taken for this process before the first object is put there, until the store is disposed; else it is the caller's already, and stays the caller's to dispose.</param>
public sealed class DirectoryObjectStore(LogDirectory directory, bool takes = false) : IObjectStore, IDisposable
{
    private bool _isTaken = !takes;

    /// <inheritdoc/>
    public bool PutIfAbsent(string name, ReadOnlySpan<byte> content)
    {
        if (!_isTaken)
        {
            directory.Acquire();
            _isTaken = true;
        }
        using (var there = directory.TryOpenRead(name))
        {
            if (there is not null)
            {
                // Whoever put it may have died before its name was on the disk.
                directory.Flush(FlushSite.ObjectFound);
                return false;
            }
        }
        var passing = name + LogWriter.PassingSuffix;
        using (var file = directory.Create(passing, content.Length))
        {
            file.Write(0, content);
            file.Flush(FlushSite.ObjectWritten);
        }
        directory.Rename(passing, name);
        directory.Flush(FlushSite.ObjectNamed);
        return true;
    }

    /// <inheritdoc/>
    public byte[]? Get(string name, long offset = 0, int length = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using var file = directory.TryOpenRead(name);
        if (file is null) { return null; }
        var bytes = new byte[Math.Clamp(file.Length - offset, 0, length)];
        var read = file.Read(offset, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string prefix) =>
        [.. directory.Names().Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && !n.EndsWith(LogWriter.PassingSuffix, StringComparison.Ordinal))];

    /// <inheritdoc/>
    public void Delete(string name)
    {
        directory.Delete(name);
        directory.Flush(FlushSite.ObjectDeleted);
    }

    /// <inheritdoc/>
    public string PathOf(string name) => directory.PathOf(name);

    /// <summary>Lets the directory go, if the store took it.</summary>
    public void Dispose()
    {
        if (takes) { directory.Dispose(); }
    }
}
