using System.Text;
using System.Text.Json;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Json;

/// <summary>Reads JSON into a tree with positions. Comments, trailing commas, repeated names and more than 256 levels are errors; nothing is thrown.</summary>
internal ref struct JsonTree
{
    private readonly List<CedarDiagnostic> _errors;
    private readonly string _source;
    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _byte;
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    private JsonTree(ReadOnlySpan<byte> bytes, string source, List<CedarDiagnostic> errors)
    {
        _bytes = bytes;
        _source = source;
        _errors = errors;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = SourceReader.MaxNesting });
    }

    /// <summary>The value that the text is; null, and reported, if it is not JSON.</summary>
    public static JsonItem? Read(string json, string source, List<CedarDiagnostic> errors)
    {
        try
        {
            var tree = new JsonTree(Encoding.UTF8.GetBytes(json), source, errors);
            tree._reader.Read();
            var value = tree.Value();
            tree._reader.Read();
            return value;
        }
        catch (JsonException exception)
        {
            var (line, column) = ((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            errors.Add(new(source, new SourceSpan(0, 0, line, column), "This is not JSON.", FirstSentence(exception.Message)));
            return null;
        }
    }

    private JsonItem Value()
    {
        var span = Span();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: return Object(span);
            case JsonTokenType.StartArray:
                var array = new JsonItem(JsonValueKind.Array, span, "");
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) { array.Items.Add(Value()); }
                return array;
            case JsonTokenType.String: return new JsonItem(JsonValueKind.String, span, String(span));
            case JsonTokenType.Number: return new JsonItem(JsonValueKind.Number, span, Encoding.UTF8.GetString(_reader.ValueSpan));
            case JsonTokenType.True: return new JsonItem(JsonValueKind.True, span, "");
            case JsonTokenType.False: return new JsonItem(JsonValueKind.False, span, "");
            default: return new JsonItem(JsonValueKind.Null, span, "");
        }
    }

    private JsonItem Object(SourceSpan span)
    {
        var item = new JsonItem(JsonValueKind.Object, span, "");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var nameSpan = Span();
            var name = String(nameSpan);
            _reader.Read();
            var value = Value();
            if (names.Add(name)) { item.Members.Add(new JsonMember(name, nameSpan, value)); }
            else { _errors.Add(new(_source, nameSpan, $"`{name}` occurs twice.", "Keep one of them.")); }
        }
        return item;
    }

    private readonly string String(SourceSpan span)
    {
        try { return _reader.GetString() ?? ""; }
        catch (InvalidOperationException)
        {
            _errors.Add(new(_source, span, "The string is not valid Unicode: half a surrogate pair stands alone.", "Write both halves, or neither."));
            return "";
        }
    }

    /// <summary>Where the current token stands. Tokens are asked for in their order, so each byte is looked at once.</summary>
    private SourceSpan Span()
    {
        var start = (int)_reader.TokenStartIndex;
        foreach (var b in _bytes[_byte..start])
        {
            // A UTF-16 unit for each byte that begins a character, two for those of four bytes.
            var units = (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 ? 2 : 1;
            _offset += units;
            _column += units;
            if (b == '\n') { (_line, _column) = (_line + 1, 1); }
        }
        _byte = start;
        var length = Encoding.UTF8.GetCharCount(_bytes[start..(int)_reader.BytesConsumed].TrimEnd(": \t\r\n"u8));
        return new SourceSpan(_offset, length, _line, _column);
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
