using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Packs audit records by columns: what a record says at one path stands together with what the others say there, numbers and times as differences, digests as bytes, and all of
/// it in Brotli. Any bytes come back as they were, whether they are audit records or not; only what they take differs. Thread-safe.
/// </summary>
public sealed class AuditSegmentCodec : ISegmentCodec
{
    private const int MostColumns = 1_024;
    private const int Quality = 5;
    private const int Window = 22;
    private const int MostEntryBytes = sizeof(ushort) + MerkleLog.MostRecordBytes;

    /// <inheritdoc/>
    public string Name => "audit-columns-1";

    /// <inheritdoc/>
    public byte[] Encode(ReadOnlySpan<byte> entries, int count)
    {
        var packed = Pack(entries, count);
        var output = new byte[BrotliEncoder.GetMaxCompressedLength(packed.Length) + sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(output, packed.Length);
        if (!BrotliEncoder.TryCompress(packed.Written, output.AsSpan(sizeof(int)), out var written, Quality, Window)) { throw new InvalidOperationException("Brotli took more than it says it takes at most."); }
        return output[..(sizeof(int) + written)];
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> block, int count, IBufferWriter<byte> entries)
    {
        if (block.Length < sizeof(int)) { throw PackedReader.Bad(); }
        var length = BinaryPrimitives.ReadInt32BigEndian(block);
        // What is packed is never much larger than what it was made of.
        if (length < 0 || length > 2L * count * MostEntryBytes + 4_096) { throw PackedReader.Bad(); }
        var packed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!BrotliDecoder.TryDecompress(block[sizeof(int)..], packed, out var written) || written != length) { throw PackedReader.Bad(); }
            Unpack(packed.AsSpan(0, length), count, entries);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    internal static PackedWriter Pack(ReadOnlySpan<byte> entries, int count)
    {
        var (shape, key, shapes) = (new RecordShape(), new PackedWriter(), new Column());
        var (paths, columns) = (new Dictionary<ulong, int>(), new List<Column>());
        for (var row = 0; row < count; row++)
        {
            var record = entries.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(entries));
            entries = entries[(sizeof(ushort) + record.Length)..];
            shape.Read(record);
            key.Clear();
            key.Number(shape.Values.Count);
            var from = 0;
            foreach (var (at, length, path) in shape.Values)
            {
                if (!paths.TryGetValue(path, out var column))
                {
                    column = Math.Min(columns.Count, MostColumns - 1);
                    if (column == columns.Count) { columns.Add(new()); }
                    paths.Add(path, column);
                }
                columns[column].Add(row, record.Slice(at, length));
                key.Block(record[from..at]);
                key.Number(column);
                from = at + length;
            }
            key.Block(record[from..]);
            shapes.Add(row, key.Written);
        }
        // What differs most stands first, so that the rest can be told from it.
        var order = Enumerable.Range(0, columns.Count).OrderByDescending(c => columns[c].Distinct.Count).ThenBy(c => c).ToArray();
        var output = new PackedWriter();
        output.Number(shapes.Distinct.Count);
        foreach (var bytes in shapes.Distinct) { output.Raw(bytes); }
        foreach (var id in shapes.Ids) { output.Number(id); }
        output.Number(order.Length);
        foreach (var column in order) { output.Number(column); }
        var writer = new ColumnWriter(output, count);
        foreach (var column in order) { writer.Write(columns[column]); }
        return output;
    }

    private static void Unpack(ReadOnlySpan<byte> packed, int count, IBufferWriter<byte> entries)
    {
        var input = new PackedReader(packed);
        var shapes = new (byte[] Literal, int Column)[input.Number(count)][];
        for (var i = 0; i < shapes.Length; i++)
        {
            var shape = new (byte[], int)[input.Number(Math.Min(MerkleLog.MostRecordBytes, input.Remaining)) + 1];
            for (var value = 0; value < shape.Length; value++)
            {
                var literal = input.Block().ToArray();
                shape[value] = (literal, value == shape.Length - 1 ? -1 : input.Number(MostColumns - 1));
            }
            shapes[i] = shape;
        }
        var rows = new int[count];
        for (var row = 0; row < count; row++) { rows[row] = input.Number(shapes.Length - 1); }
        var order = new int[input.Number(MostColumns)];
        var places = new List<int>?[MostColumns];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = input.Number(MostColumns - 1);
            if (places[order[i]] is not null) { throw PackedReader.Bad(); }
            places[order[i]] = [];
        }
        for (var row = 0; row < count; row++)
        {
            foreach (var (_, column) in shapes[rows[row]])
            {
                if (column >= 0) { (places[column] ?? throw PackedReader.Bad()).Add(row); }
            }
        }
        var (values, next, reader) = (new byte[MostColumns][][], new int[MostColumns], new ColumnReader(count));
        foreach (var column in order) { values[column] = reader.Read(ref input, places[column]!); }
        if (!input.IsAtEnd) { throw PackedReader.Bad(); }
        for (var row = 0; row < count; row++) { Put(shapes[rows[row]], values, next, entries); }
    }

    private static void Put((byte[] Literal, int Column)[] shape, byte[][][] values, int[] next, IBufferWriter<byte> entries)
    {
        var length = 0L;
        foreach (var (literal, column) in shape) { length += literal.Length; if (column >= 0) { length += values[column][next[column]++].Length; } }
        if (length > MerkleLog.MostRecordBytes) { throw PackedReader.Bad(); }
        foreach (var (_, column) in shape) { if (column >= 0) { next[column]--; } }
        var span = entries.GetSpan(sizeof(ushort) + (int)length);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)length);
        var at = sizeof(ushort);
        foreach (var (literal, column) in shape)
        {
            literal.CopyTo(span[at..]);
            at += literal.Length;
            if (column < 0) { continue; }
            var value = values[column][next[column]++];
            value.CopyTo(span[at..]);
            at += value.Length;
        }
        entries.Advance(at);
    }
}
