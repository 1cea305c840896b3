using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>A directory in memory that forgets the entries of a log and remembers how many bytes they were; what the log reads again it keeps. Not thread-safe.</summary>
internal sealed class CountingLogDirectory : LogDirectory
{
    private const string Entries = "entries-";
    private const string Hashes = "hashes-";
    private readonly SortedDictionary<string, CountedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Bytes of entries, with their lengths.</summary>
    public long EntryBytes => Sum(Entries);

    /// <summary>Bytes of the tree's hashes.</summary>
    public long HashBytes => Sum(Hashes);

    public override long FreeBytes => long.MaxValue;

    public override string PathOf(string name) => "memory/" + name;

    public override void Acquire() { }

    public override IReadOnlyList<string> Names() => [.. _files.Keys];

    public override LogFile Create(string name, long reservedBytes = 0) => _files[name] = new(!name.StartsWith(Entries, StringComparison.Ordinal));

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

    private long Sum(string prefix) => _files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(f => f.Value.Length);

    private sealed class CountedFile(bool keeps) : LogFile
    {
        private byte[] _bytes = [];
        private long _length;

        public override long Length => _length;

        public override int Read(long offset, Span<byte> destination)
        {
            if (!keeps) { throw new InvalidOperationException("What was forgotten cannot be read."); }
            var count = (int)Math.Clamp(_length - offset, 0, destination.Length);
            _bytes.AsSpan((int)offset, count).CopyTo(destination);
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
