using Breakwater.ControlLog;

namespace Breakwater.Tests.Policy.Rollout;

/// <summary>A log's directory that lets something happen just before a file is written.</summary>
internal sealed class HookedFiles(LogFiles inner) : LogFiles
{
    public Action? BeforeWrite { get; set; }

    public override string PathOf(string name) => inner.PathOf(name);

    public override void Acquire() => inner.Acquire();

    public override IReadOnlyList<string> List() => inner.List();

    public override LogFile Create(string name, long reservedBytes) => new Hooked(this, inner.Create(name, reservedBytes));

    public override LogFile Open(string name) => new Hooked(this, inner.Open(name));

    public override void Rename(string from, string to) => inner.Rename(from, to);

    public override void Delete(string name) => inner.Delete(name);

    public override void Flush() => inner.Flush();

    public override void Dispose() => inner.Dispose();

    private sealed class Hooked(HookedFiles files, LogFile inner) : LogFile
    {
        public override long Length => inner.Length;

        public override int Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var hook = files.BeforeWrite;
            files.BeforeWrite = null;
            hook?.Invoke();
            inner.Write(offset, bytes);
        }

        public override void Truncate(long length) => inner.Truncate(length);

        public override void Flush() => inner.Flush();

        public override void Dispose() => inner.Dispose();
    }
}
