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
