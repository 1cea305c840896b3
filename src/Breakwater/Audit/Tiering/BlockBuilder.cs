namespace Breakwater.Audit.Tiering;

/// <summary>Collects what the records of a block say. For one thread.</summary>
internal sealed class BlockBuilder
{
    private static readonly ulong[] _paths = [.. SegmentIndex.Members.Select(m => RecordShape.PathOf(System.Text.Encoding.UTF8.GetBytes(m)))];
    private static readonly ulong _timePath = RecordShape.PathOf("time"u8);
    private readonly RecordShape _shape = new();
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
            if (path == _timePath)
            {
                hasTime = true;
                if (ValueForms.TryTime(value, out var ticks)) { _times = (Math.Min(_times.Earliest, ticks), Math.Max(_times.Latest, ticks)); }
                else { _times = (0, DateTime.MaxValue.Ticks); }
            }
            var member = Array.IndexOf(_paths, path);
            if (member >= 0) { _values[member].Add(ByteStrings.Hash(value)); }
        }
        if (!hasTime) { _times.Earliest = 0; }
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
