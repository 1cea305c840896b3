namespace Breakwater.ControlLog;

/// <summary>
/// The few things a control log asks of a directory. Nothing here is durable until flushed: bytes by their file's flush, names by the
/// directory's. Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. Names are plain file names.
/// </summary>
internal abstract class LogFiles : IDisposable
{
    /// <summary>The whole path of a file, for people.</summary>
    public abstract string PathOf(string name);

    /// <summary>Makes the directory if there is none and takes it for this log alone, until disposed; fails if another has it.</summary>
    public abstract void Acquire();

    /// <summary>Names of the files, in ordinal order.</summary>
    public abstract IReadOnlyList<string> List();

    /// <summary>A new file, or an emptied one, with disk space set aside for this many bytes; fails if there is not so much.</summary>
    public abstract LogFile Create(string name, long reservedBytes);

    /// <summary>An existing file.</summary>
    public abstract LogFile Open(string name);

    /// <summary>Gives a file another name, in place of whatever had it.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>Removes a file, if it is there.</summary>
    public abstract void Delete(string name);

    /// <summary>Makes the names durable: what was created, renamed and deleted.</summary>
    public abstract void Flush();

    /// <summary>Lets the directory go.</summary>
    public abstract void Dispose();

    /// <summary>All bytes of a file.</summary>
    public byte[] ReadAll(string name)
    {
        using var file = Open(name);
        return file.ReadAll();
    }
}

/// <summary>An open file.</summary>
internal abstract class LogFile : IDisposable
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

    /// <summary>Closes it, without flushing.</summary>
    public abstract void Dispose();

    /// <summary>All its bytes.</summary>
    public byte[] ReadAll()
    {
        var bytes = new byte[Length];
        return Read(0, bytes) == bytes.Length ? bytes : throw new IOException("The file became shorter while it was read.");
    }
}
