namespace Breakwater.Audit.Tiering;

/// <summary>
/// The values that stand at one path, in the order of their records: each value once, and for each place which it is. Number and time columns are told from their form. For
/// one thread.
/// </summary>
internal sealed class Column
{
    private readonly Dictionary<byte[], int> _numbers = new(ByteStrings.Comparer);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Column() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The values that differ, in order of their first appearance.</summary>
    public List<byte[]> Distinct { get; } = [];

    /// <summary>For each place the number of its value.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>For each place its record.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>Whether no record has two values here.</summary>
    public bool IsSingle { get; private set; } = true;

    public void Add(int row, ReadOnlySpan<byte> value)
    {
        if (!_lookup.TryGetValue(value, out var id))
        {
            id = Distinct.Count;
            var bytes = value.ToArray();
            Distinct.Add(bytes);
            _numbers.Add(bytes, id);
        }
        IsSingle &= Rows.Count == 0 || Rows[^1] != row;
        Ids.Add(id);
        Rows.Add(row);
    }

    /// <summary>The kind that all values have.</summary>
    public ValueKind Kind()
    {
        if (Distinct.TrueForAll(v => ValueForms.TryNumber(v, out _))) { return ValueKind.Number; }
        if (Distinct.TrueForAll(v => ValueForms.TryTime(v, out _))) { return ValueKind.Time; }
        return Distinct.TrueForAll(v => ValueForms.IsHex(v)) ? ValueKind.Hex : ValueKind.Text;
    }

    /// <summary>The values as numbers or ticks, by number of the value.</summary>
    public long[] Numbers(ValueKind kind)
    {
        var numbers = new long[Distinct.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (kind == ValueKind.Number) { ValueForms.TryNumber(Distinct[i], out numbers[i]); } else { ValueForms.TryTime(Distinct[i], out numbers[i]); }
        }
        return numbers;
    }
}
