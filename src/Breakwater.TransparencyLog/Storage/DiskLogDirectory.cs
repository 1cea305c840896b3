using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.TransparencyLog;

/// <summary>A directory on a disk. On Windows the file system journals names, so only Unix flushes the directory.</summary>
public sealed partial class DiskLogDirectory : LogDirectory
{
    private const string LockName = "lock";
    private readonly string _directory;
    private SafeFileHandle? _lock;

    /// <summary>The directory at this path, which need not exist yet.</summary>
    public DiskLogDirectory(string directory) => _directory = Path.GetFullPath(directory);

    /// <inheritdoc/>
    public override string PathOf(string name) => Path.Combine(_directory, name);

    /// <inheritdoc/>
    public override void Acquire()
    {
        CreateDurably(_directory);
        _lock = File.OpenHandle(PathOf(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(_directory)) { return []; }
        var names = Directory.GetFiles(_directory).Select(p => Path.GetFileName(p)!).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public override LogFile Create(string name, long reservedBytes = 0) => new DiskFile(File.OpenHandle(
        PathOf(name), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, preallocationSize: reservedBytes));

    /// <inheritdoc/>
    public override LogFile Open(string name) =>
        new DiskFile(File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public override LogFile? TryOpenRead(string name)
    {
        try
        {
            return new DiskFile(File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    /// <inheritdoc/>
    public override void Delete(string name) => File.Delete(PathOf(name));

    /// <inheritdoc/>
    public override void Flush() => FlushDirectory(_directory);

    /// <inheritdoc/>
    public override long FreeBytes => new DriveInfo(_directory).AvailableFreeSpace;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _lock?.Dispose();

    // Each new name is in its parent, and durable only once that is flushed.
    private static void CreateDurably(string path)
    {
        if (Directory.Exists(path)) { return; }
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) { CreateDurably(parent); }
        Directory.CreateDirectory(path);
        if (parent is not null) { FlushDirectory(parent); }
    }

    // .NET opens no directories, so this asks the C library.
    private static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) { return; }
        var descriptor = OpenDescriptor(path, 0);
        if (descriptor < 0) { throw Failure(path); }
        try
        {
            if (FlushDescriptor(descriptor) != 0) { throw Failure(path); }
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    private static IOException Failure(string path) => new($"The directory `{path}` could not be flushed: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    private sealed class DiskFile(SafeFileHandle handle) : LogFile
    {
        public override long Length => RandomAccess.GetLength(handle);

        public override int Read(long offset, Span<byte> destination)
        {
            var total = 0;
            while (total < destination.Length)
            {
                var read = RandomAccess.Read(handle, destination[total..], offset + total);
                if (read == 0) { break; }
                total += read;
            }
            return total;
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public override void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public override void Flush() => RandomAccess.FlushToDisk(handle);

        protected override void Dispose(bool disposing) => handle.Dispose();
    }
}
