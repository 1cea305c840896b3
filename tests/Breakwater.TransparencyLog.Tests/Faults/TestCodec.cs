using System.Buffers;
using System.IO.Compression;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>A codec that knows nothing of its entries.</summary>
internal sealed class TestCodec : ISegmentCodec
{
    public string Name => "test-1";

    public byte[] Encode(ReadOnlySpan<byte> entries, int count)
    {
        var output = new byte[BrotliEncoder.GetMaxCompressedLength(entries.Length)];
        BrotliEncoder.TryCompress(entries, output, out var written, 1, 16).ShouldBeTrue();
        return output[..written];
    }

    public void Decode(ReadOnlySpan<byte> block, int count, IBufferWriter<byte> entries)
    {
        if (!BrotliDecoder.TryDecompress(block, entries.GetSpan(1 << 22), out var written)) { throw new InvalidDataException(); }
        entries.Advance(written);
    }
}

/// <summary>A part of a directory's files, by the beginning of their names, as a directory of its own: so that one loss of power is that of both.</summary>
internal sealed class PartOfDirectory(LogDirectory directory, string prefix) : LogDirectory
{
    public override long FreeBytes => directory.FreeBytes;

    public override string PathOf(string name) => directory.PathOf(prefix + name);

    public override void Acquire() { }

    public override IReadOnlyList<string> Names() => [.. directory.Names().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..])];

    public override LogFile Create(string name, long reservedBytes = 0) => directory.Create(prefix + name, reservedBytes);

    public override LogFile Open(string name) => directory.Open(prefix + name);

    public override LogFile? TryOpenRead(string name) => directory.TryOpenRead(prefix + name);

    public override void Rename(string from, string to) => directory.Rename(prefix + from, prefix + to);

    public override void Delete(string name) => directory.Delete(prefix + name);

    public override void Flush() => directory.Flush();

    protected override void Dispose(bool disposing) { }
}
