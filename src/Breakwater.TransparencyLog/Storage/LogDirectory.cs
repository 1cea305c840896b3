namespace Breakwater.TransparencyLog;

/// <summary>
/// The few things a log asks of a directory: the port to the file system. Nothing is durable until flushed: bytes by their file's flush, names by the
/// directory's. Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. Names are plain file names. Changes of a file come from one
/// thread at a time, those of different files from several; reading and <see cref="FreeBytes"/> come from any.
/// </summary>
public abstract class LogDirectory : IDisposable
{
    /// <summary>The whole path of a file, for people.</summary>
    public abstract string PathOf(string name);

    /// <summary>Makes the directory if there is none and takes it for one writer, until disposed; fails if another has it.</summary>
    public abstract void Acquire();

    /// <summary>Names of the files, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Names();

    /// <summary>A new file, or an emptied one, with disk space set aside for this many bytes; fails if there is not so much.</summary>
    public abstract LogFile Create(string name, long reservedBytes = 0);

    /// <summary>An existing file, to read and write.</summary>
    public abstract LogFile Open(string name);

    /// <summary>An existing file, to read; null if there is none.</summary>
    public abstract LogFile? TryOpenRead(string name);

    /// <summary>Gives a file another name, in place of whatever had it.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>Removes a file, if it is there.</summary>
    public abstract void Delete(string name);

    /// <summary>Makes the names durable: what was created, renamed and deleted.</summary>
    public abstract void Flush();

    /// <summary>Flushes, and says where in this library it is asked for.</summary>
    internal virtual void Flush(FlushSite site) => Flush();

    /// <summary>Bytes that new content may still take on the disk.</summary>
    public abstract long FreeBytes { get; }

    /// <summary>Lets the directory go.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the directory go.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>An open file of a log. Reading is safe beside reading and writing.</summary>
public abstract class LogFile : IDisposable
{
    /// <summary>Bytes in it.</summary>
    public abstract long Length { get; }

    /// <summary>Reads what there is from an offset; fewer bytes than asked for only at the end.</summary>
    public abstract int Read(long offset, Span<byte> destination);

    /// <summary>Writes all bytes at an offset.</summary>
    public abstract void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts it to a length.</summary>
    public abstract void Truncate(long length);

    /// <summary>Makes bytes and length durable.</summary>
    public abstract void Flush();

    /// <summary>Flushes, and says where in this library it is asked for.</summary>
    internal virtual void Flush(FlushSite site) => Flush();

    /// <summary>Closes it, without flushing.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes it, without flushing.</summary>
    protected abstract void Dispose(bool disposing);

    internal byte[] ReadAll()
    {
        var bytes = new byte[Length];
        return Read(0, bytes) == bytes.Length ? bytes : throw new IOException("The file became shorter while it was read.");
    }
}
