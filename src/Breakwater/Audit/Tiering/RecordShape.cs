namespace Breakwater.Audit.Tiering;

/// <summary>
/// Takes records apart into a shape, which many share, and the values in its gaps, each with the path it stands at. It reads JSON as far as it is JSON and takes everything
/// else as part of the shape: shape and values together are always exactly the bytes of the record, whatever they are. For one thread.
/// </summary>
internal sealed class RecordShape
{
    private const int MostDepth = 32;
    private readonly ulong[] _paths = new ulong[MostDepth];
    private readonly List<(int At, int Length, ulong Path)> _values = [];

    /// <summary>Where the record's values stand, in order, and the hash of the path of each.</summary>
    public IReadOnlyList<(int At, int Length, ulong Path)> Values => _values;

    /// <summary>Whether it was read to its end. What comes after the place where it was not is part of the shape.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The path of a member of the record itself.</summary>
    public static ulong PathOf(ReadOnlySpan<byte> member) => ByteStrings.Hash(member, Inside(0, (byte)'{'));

    public void Read(ReadOnlySpan<byte> record)
    {
        _values.Clear();
        IsWhole = false;
        var (depth, path) = (0, 0UL);
        for (var at = 0; at < record.Length;)
        {
            var c = record[at];
            switch (c)
            {
                case (byte)'"':
                    var end = EndOfString(record, at + 1);
                    if (end < 0) { return; }
                    if (end + 1 < record.Length && record[end + 1] == ':') { path = ByteStrings.Hash(record[(at + 1)..end], Above(depth)); }
                    else { _values.Add((at + 1, end - at - 1, path)); }
                    at = end + 1;
                    continue;
                case (byte)'{' or (byte)'[':
                    if (depth == MostDepth) { return; }
                    path = _paths[depth++] = Inside(path, c);
                    break;
                case (byte)'}' or (byte)']':
                    if (depth > 0) { path = _paths[--depth]; }
                    break;
                case (byte)'-' or >= (byte)'0' and <= (byte)'9':
                    var digits = at + 1;
                    while (digits < record.Length && record[digits] is >= (byte)'0' and <= (byte)'9') { digits++; }
                    _values.Add((at, digits - at, path));
                    at = digits;
                    continue;
                case (byte)'t' or (byte)'f':
                    var word = c == 't' ? "true"u8 : "false"u8;
                    if (!record[at..].StartsWith(word)) { break; }
                    _values.Add((at, word.Length, path));
                    at += word.Length;
                    continue;
            }
            at++;
        }
        IsWhole = true;
    }

    private static ulong Inside(ulong path, byte bracket) => path + bracket;

    private ulong Above(int depth) => depth == 0 ? 1 : _paths[depth - 1];

    private static int EndOfString(ReadOnlySpan<byte> record, int from)
    {
        while (true)
        {
            var next = record[from..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) { return -1; }
            from += next;
            if (record[from] == '"') { return from; }
            from += 2;
            if (from > record.Length) { return -1; }
        }
    }
}
