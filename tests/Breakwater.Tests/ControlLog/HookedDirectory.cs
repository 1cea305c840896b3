using Breakwater.TransparencyLog;

namespace Breakwater.Tests.ControlLog;

/// <summary>A log's directory in which something can be let happen just before a file is made, written or flushed: to interrupt, or to fail.</summary>
internal sealed class HookedDirectory(LogDirectory inner) : LogDirectory
{
    public Action? BeforeCreate { get; set; }

    public Action? BeforeWrite { get; set; }

    public Action? BeforeFlush { get; set; }

    public override string PathOf(string name) => inner.PathOf(name);

    public override void Acquire() => inner.Acquire();

    public override IReadOnlyList<string> Names() => inner.Names();

    public override LogFile Create(string name, long reservedBytes = 0)
    {
        BeforeCreate?.Invoke();
        return new Hooked(this, inner.Create(name, reservedBytes));
    }

    public override LogFile Open(string name) => new Hooked(this, inner.Open(name));

    public override LogFile? TryOpenRead(string name) => inner.TryOpenRead(name);

    public override void Rename(string from, string to) => inner.Rename(from, to);

    public override void Delete(string name) => inner.Delete(name);

    public override void Flush() => inner.Flush();

    public override long FreeBytes => inner.FreeBytes;

    protected override void Dispose(bool disposing) => inner.Dispose();

    private sealed class Hooked(HookedDirectory directory, LogFile inner) : LogFile
    {
        public override long Length => inner.Length;

        public override int Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            directory.BeforeWrite?.Invoke();
            inner.Write(offset, bytes);
        }

        public override void Truncate(long length) => inner.Truncate(length);

        public override void Flush()
        {
            directory.BeforeFlush?.Invoke();
            inner.Flush();
        }

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
