namespace Breakwater.Audit.Tiering;

/// <summary>Unpacks what <see cref="ColumnWriter"/> packed, column after column. Fails with <see cref="InvalidDataException"/> on anything else. For one thread.</summary>
internal sealed class ColumnReader(int rows)
{
    /// <summary>Up to so many different values, one is called by its number and not by its distance.</summary>
    public const int Few = 256;

    private readonly List<int[]?> _classes = [];
    private readonly List<int> _counts = [];

    /// <summary>The values of the next column, by place.</summary>
    /// <param name="input">Where it is packed.</param>
    /// <param name="places">For each place its record.</param>
    public byte[][] Read(ref PackedReader input, List<int> places)
    {
        var kind = (ValueKind)input.Byte();
        if (kind > ValueKind.Hex) { throw PackedReader.Bad(); }
        var beside = input.Number(_classes.Count) - 1;
        if (beside >= 0 && _classes[beside] is null) { throw PackedReader.Bad(); }
        var (values, ids, count) = kind is ValueKind.Number or ValueKind.Time ? ReadNumbers(ref input, places, kind, beside) : ReadTexts(ref input, places, kind, beside);
        _classes.Add(ClassesOf(places, ids));
        _counts.Add(count);
        return values;
    }

    private (byte[][] Values, int[] Ids, int Count) ReadNumbers(ref PackedReader input, List<int> places, ValueKind kind, int beside)
    {
        var last = NewMemory(beside, long.MinValue);
        var numbers = new Dictionary<long, int>();
        var distinct = new List<byte[]>();
        var (values, ids) = (new byte[places.Count][], new int[places.Count]);
        Span<byte> text = stackalloc byte[32];
        var before = 0L;
        for (var place = 0; place < places.Count; place++)
        {
            ref var guess = ref last[ClassAt(beside, places[place])];
            var value = unchecked((guess == long.MinValue ? before : guess) + input.Signed());
            guess = before = value;
            if (!numbers.TryGetValue(value, out var id))
            {
                numbers.Add(value, id = distinct.Count);
                distinct.Add(text[..(kind == ValueKind.Number ? ValueForms.WriteNumber(value, text) : ValueForms.WriteTime(value, text))].ToArray());
            }
            (values[place], ids[place]) = (distinct[id], id);
        }
        return (values, ids, distinct.Count);
    }

    private (byte[][] Values, int[] Ids, int Count) ReadTexts(ref PackedReader input, List<int> places, ValueKind kind, int beside)
    {
        var distinct = new byte[input.Number(places.Count)][];
        for (var i = 0; i < distinct.Length; i++)
        {
            distinct[i] = kind == ValueKind.Hex
                ? System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(input.Raw(ValueForms.HexDigits / 2)))
                : input.Block().ToArray();
        }
        var last = NewMemory(beside, -1);
        var (values, ids) = (new byte[places.Count][], new int[places.Count]);
        var next = 0;
        for (var place = 0; place < places.Count; place++)
        {
            ref var guess = ref last[ClassAt(beside, places[place])];
            var code = input.Number(distinct.Length + 1);
            var id = code switch
            {
                0 => guess,
                1 => next,
                _ => distinct.Length <= Few ? code - 2 : next - 1 - (code - 2),
            };
            if (id < 0 || id >= distinct.Length) { throw PackedReader.Bad(); }
            next = Math.Max(next, id + 1);
            guess = id;
            (values[place], ids[place]) = (distinct[id], id);
        }
        return (values, ids, distinct.Length);
    }

    private T[] NewMemory<T>(int beside, T nothing)
    {
        var memory = new T[beside < 0 ? 1 : _counts[beside] + 1];
        Array.Fill(memory, nothing);
        return memory;
    }

    private int ClassAt(int beside, int row) => beside < 0 ? 0 : _classes[beside]![row];

    private int[]? ClassesOf(List<int> places, int[] ids)
    {
        var classes = new int[rows];
        for (var place = 0; place < ids.Length; place++)
        {
            if (place > 0 && places[place] == places[place - 1]) { return null; }
            classes[places[place]] = ids[place] + 1;
        }
        return classes;
    }
}
