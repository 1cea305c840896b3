using Breakwater.TransparencyLog;

namespace Breakwater.Benchmarks;

/// <summary>A directory in memory, for figures without a disk.</summary>
internal sealed class MemoryLogDirectory : LogDirectory
{
    private readonly Dictionary<string, MemoryFile> _files = [];

    public override long FreeBytes => long.MaxValue;

    public override string PathOf(string name) => "memory/" + name;

    public override void Acquire() { }

    public override IReadOnlyList<string> Names() => [.. _files.Keys.Order(StringComparer.Ordinal)];

    public override LogFile Create(string name, long reservedBytes = 0) => _files[name] = new();

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

    private sealed class MemoryFile : LogFile
    {
        private byte[] _bytes = [];
        private int _length;

        public override long Length => _length;

        public override int Read(long offset, Span<byte> destination)
        {
            var count = (int)Math.Clamp(_length - offset, 0, destination.Length);
            _bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var end = (int)offset + bytes.Length;
            if (end > _bytes.Length) { Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length)); }
            bytes.CopyTo(_bytes.AsSpan((int)offset));
            _length = Math.Max(_length, end);
        }

        public override void Truncate(long length) => _length = (int)length;

        public override void Flush() { }

        protected override void Dispose(bool disposing) { }
    }
}
