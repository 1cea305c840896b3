namespace Breakwater.Audit.Tiering;

/// <summary>
/// Packs columns one after another. A value is told from the last one that stood beside the same value of another column, where that helps: what an admission says twice is
/// written once. Which column helps is found by trying all that were packed before. For one thread.
/// </summary>
internal sealed class ColumnWriter(PackedWriter output, int rows)
{
    private readonly List<int[]?> _classes = [];
    private readonly List<int> _counts = [];

    public void Write(Column column)
    {
        var kind = column.Kind();
        output.Byte((byte)kind);
        var values = kind is ValueKind.Number or ValueKind.Time ? column.Numbers(kind) : null;
        var beside = BestReference(column, values);
        output.Number(beside + 1);
        if (values is not null) { WriteNumbers(column, values, beside, output.Signed); }
        else { WriteTexts(column, kind, beside); }
        _classes.Add(column.IsSingle ? ClassesOf(column) : null);
        _counts.Add(column.Distinct.Count);
    }

    private int BestReference(Column column, long[]? values)
    {
        var (best, least) = (-1, CostOf(column, values, -1));
        if (!column.IsSingle) { return best; }
        for (var i = 0; i < _classes.Count; i++)
        {
            if (_classes[i] is null || _counts[i] < 2) { continue; }
            var cost = CostOf(column, values, i);
            // A reference has to be worth something: the nearest value is the best guess where nothing speaks against it.
            if (cost < least - least / 64) { (best, least) = (i, cost); }
        }
        return best;
    }

    private long CostOf(Column column, long[]? values, int beside)
    {
        var cost = 0L;
        if (values is not null)
        {
            WriteNumbers(column, values, beside, difference => cost += difference == 0 ? 1 : 8 * (1 + (long)ulong.Log2(PackedWriter.Zigzag(difference)) / 7));
            return cost;
        }
        var last = NewMemory(beside, -1);
        for (var place = 0; place < column.Ids.Count; place++)
        {
            ref var guess = ref last[ClassAt(beside, column.Rows[place])];
            cost += guess == column.Ids[place] ? 1 : 12;
            guess = column.Ids[place];
        }
        return cost;
    }

    private void WriteNumbers(Column column, long[] values, int beside, Action<long> write)
    {
        var last = NewMemory(beside, long.MinValue);
        var before = 0L;
        for (var place = 0; place < column.Ids.Count; place++)
        {
            var value = values[column.Ids[place]];
            ref var guess = ref last[ClassAt(beside, column.Rows[place])];
            write(unchecked(value - (guess == long.MinValue ? before : guess)));
            guess = before = value;
        }
    }

    private void WriteTexts(Column column, ValueKind kind, int beside)
    {
        output.Number(column.Distinct.Count);
        foreach (var value in column.Distinct)
        {
            if (kind == ValueKind.Hex) { output.Raw(Convert.FromHexString(System.Text.Encoding.ASCII.GetString(value))); }
            else { output.Block(value); }
        }
        var last = NewMemory(beside, -1);
        var next = 0;
        for (var place = 0; place < column.Ids.Count; place++)
        {
            var id = column.Ids[place];
            ref var guess = ref last[ClassAt(beside, column.Rows[place])];
            // 0: as guessed; 1: new; else how far back among the values, or which one where there are few.
            if (id == guess) { output.Number(0); }
            else if (id == next) { output.Number(1); }
            else { output.Number(2 + (column.Distinct.Count <= ColumnReader.Few ? id : next - 1 - id)); }
            next = Math.Max(next, id + 1);
            guess = id;
        }
    }

    private T[] NewMemory<T>(int beside, T nothing)
    {
        var memory = new T[beside < 0 ? 1 : _counts[beside] + 1];
        Array.Fill(memory, nothing);
        return memory;
    }

    private int ClassAt(int beside, int row) => beside < 0 ? 0 : _classes[beside]![row];

    /// <summary>For each record the number of its value, from 1; 0 where it has none.</summary>
    private int[] ClassesOf(Column column)
    {
        var classes = new int[rows];
        for (var place = 0; place < column.Ids.Count; place++) { classes[column.Rows[place]] = column.Ids[place] + 1; }
        return classes;
    }
}
