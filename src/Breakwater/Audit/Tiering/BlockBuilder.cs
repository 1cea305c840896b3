using System.Text.Json;

namespace Breakwater.Audit.Tiering;

/// <summary>Collects what the records of a block say. For one thread.</summary>
internal sealed class BlockBuilder
{
    private static readonly byte[][] _names = [.. SegmentIndex.Members.Select(m => System.Text.Encoding.UTF8.GetBytes($"\"{m}\":\""))];
    private static readonly int _agent = Array.IndexOf(SegmentIndex.Members, "agent");
    private static readonly int _chain = Array.IndexOf(SegmentIndex.Members, "chain");
    private static readonly ulong _timePath = RecordShape.PathOf("time"u8);
    private static readonly ulong _sincePath = RecordShape.PathOf("since"u8);
    private readonly RecordShape _shape = new();
    private readonly CanonicalJson _json = new();
    private readonly HashSet<ulong>[] _values = [.. SegmentIndex.Members.Select(_ => new HashSet<ulong>())];
    private (long Earliest, long Latest) _times = (long.MaxValue, -1);
    private bool _isOpen;

    public void Add(ReadOnlySpan<byte> record)
    {
        _shape.Read(record);
        // What could not be read to its end may say anything.
        _isOpen |= !_shape.IsWhole;
        var hasTime = false;
        foreach (var (at, length, path) in _shape.Values)
        {
            var value = record.Slice(at, length);
            if (path == _timePath || path == _sincePath)
            {
                hasTime |= path == _timePath;
                if (!ValueForms.TryTime(value, out var ticks)) { _times = (0, DateTime.MaxValue.Ticks); }
                // A record that stands for several is from the first of them to its time.
                else if (path == _sincePath) { _times.Earliest = Math.Min(_times.Earliest, ticks); }
                else { _times = (Math.Min(_times.Earliest, ticks), Math.Max(_times.Latest, ticks)); }
                continue;
            }
            // By its own name, at whatever depth.
            for (var member = 0; member < _names.Length; member++)
            {
                if (record[..at].EndsWith(_names[member])) { _values[member].Add(ByteStrings.Hash(value)); }
            }
        }
        if (!hasTime) { _times.Earliest = 0; }
        if (record.IndexOf(AggregatedRecord.Mark) >= 0) { AddMembers(record); }
    }

    /// <summary>Those that a record stands for count too.</summary>
    private void AddMembers(ReadOnlySpan<byte> record)
    {
        try
        {
            var reader = new Utf8JsonReader(record);
            foreach (var member in new AuditRecord("", 0, JsonElement.ParseValue(ref reader)).Members)
            {
                if (member.Agent is { } agent) { _values[_agent].Add(AuditQuery.HashOf(_json, agent)); }
                if (member.Chain != 0) { _values[_chain].Add(AuditQuery.HashOf(_json, AuditQuery.Hex(member.Chain))); }
            }
        }
        catch (JsonException)
        {
            _isOpen = true;
        }
    }

    /// <summary>Writes the block and begins the next.</summary>
    public void WriteTo(PackedWriter output)
    {
        output.Byte(_isOpen ? (byte)1 : (byte)0);
        output.Number((ulong)Math.Max(0, _times.Earliest == long.MaxValue ? 0 : _times.Earliest));
        output.Number((ulong)(_times.Latest + 1));
        foreach (var values in _values)
        {
            ValueSet.Of(values).WriteTo(output);
            values.Clear();
        }
        (_times, _isOpen) = ((long.MaxValue, -1), false);
    }

    public static SegmentIndex.Block Read(ref PackedReader input)
    {
        var isOpen = input.Byte() != 0;
        var (earliest, latest) = (input.Number(), input.Number());
        if (earliest > (ulong)DateTime.MaxValue.Ticks || latest > (ulong)DateTime.MaxValue.Ticks + 1) { throw PackedReader.Bad(); }
        var sets = new ValueSet[SegmentIndex.Members.Length];
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = ValueSet.Read(ref input);
            if (isOpen) { sets[i] = ValueSet.Anything; }
        }
        return isOpen
            ? new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, sets)
            : new(new((long)earliest, TimeSpan.Zero), latest == 0 ? null : new((long)latest - 1, TimeSpan.Zero), sets);
    }
}
