using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// A directory in memory that remembers how many bytes were written to each kind of file and how often and how much was read from it. The entries of a log it forgets unless it is told to keep them.
/// Not thread-safe.
/// </summary>
/// <param name="keepsEntries">Whether entries can be read again.</param>
internal sealed class CountingLogDirectory(bool keepsEntries = false) : LogDirectory
{
    private const string Entries = "entries-";
    private const string Hashes = "hashes-";
    private readonly SortedDictionary<string, CountedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Bytes of entries, with their lengths.</summary>
    public long EntryBytes => Sum(Entries);

    /// <summary>Bytes of the tree's hashes.</summary>
    public long HashBytes => Sum(Hashes);

    public override long FreeBytes => long.MaxValue;

    /// <summary>Bytes in files whose names begin so.</summary>
    public long Sum(string prefix) => Named(prefix).Sum(f => f.Length);

    /// <summary>What was read of files whose names begin so, since it was last asked to forget.</summary>
    public DeviceReads ReadOf(string prefix) => Named(prefix).Aggregate(default(DeviceReads), (sum, f) => sum.And(f.Reads));

    /// <summary>Forgets what was read.</summary>
    public void ForgetReads()
    {
        foreach (var file in _files.Values) { file.ForgetReads(); }
    }

    public override string PathOf(string name) => "memory/" + name;

    public override void Acquire() { }

    public override IReadOnlyList<string> Names() => [.. _files.Keys];

    public override LogFile Create(string name, long reservedBytes = 0) => _files[name] = new(keepsEntries || !name.StartsWith(Entries, StringComparison.Ordinal));

    public override LogFile Open(string name) => _files[name];

    public override LogFile? TryOpenRead(string name) => _files.GetValueOrDefault(name);

    public override void Rename(string from, string to)
    {
        _files.Remove(from, out var file);
        _files[to] = file!;
    }

    public override void Delete(string name) => _files.Remove(name);

    public override void Flush() { }

    protected override void Dispose(bool disposing) { }

    private IEnumerable<CountedFile> Named(string prefix) => _files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f.Value);

    private sealed class CountedFile(bool keeps) : LogFile
    {
        private byte[] _bytes = [];
        private long _length;
        private long _readTo = -1;

        public override long Length => _length;

        public DeviceReads Reads { get; private set; }

        public void ForgetReads() => (Reads, _readTo) = (default, -1);

        public override int Read(long offset, Span<byte> destination)
        {
            if (!keeps) { throw new InvalidOperationException("What was forgotten cannot be read."); }
            var count = (int)Math.Clamp(_length - offset, 0, destination.Length);
            _bytes.AsSpan((int)offset, count).CopyTo(destination);
            if (count > 0)
            {
                Reads = Reads.And(new(1, offset == _readTo ? 0 : 1, count));
                _readTo = offset + count;
            }
            return count;
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var end = offset + bytes.Length;
            if (keeps)
            {
                if (end > _bytes.Length) { Array.Resize(ref _bytes, (int)Math.Max(end, 2L * _bytes.Length)); }
                bytes.CopyTo(_bytes.AsSpan((int)offset));
            }
            _length = Math.Max(_length, end);
        }

        public override void Truncate(long length) => _length = length;

        public override void Flush() { }

        protected override void Dispose(bool disposing) { }
    }
}

/// <summary>What a device was asked for.</summary>
/// <param name="Requests">Reads.</param>
/// <param name="Seeks">Those of them that did not begin where the one before ended.</param>
/// <param name="Bytes">Bytes read.</param>
internal readonly record struct DeviceReads(long Requests, long Seeks, long Bytes)
{
    public DeviceReads And(DeviceReads other) => new(Requests + other.Requests, Seeks + other.Seeks, Bytes + other.Bytes);
}
