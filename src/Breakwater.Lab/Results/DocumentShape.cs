using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Breakwater.Lab.Results;

/// <summary>
/// Walks JSON beside the type it should fill and notes every difference that matters, each on its line: a missing or doubled member, a null where there
/// must be a value, a value of another kind. Members it does not know are passed over: a later minor version may add them.
/// </summary>
internal ref struct DocumentShape
{
    private const string Remedy = "Correct it, or write the file again with `breakwater stress`.";

    private readonly ReadOnlySpan<byte> _json;
    private readonly string _file;
    private readonly string _schema;
    private readonly List<DocumentProblem> _problems;
    private Utf8JsonReader _reader;
    private int _line;
    private int _lineKnownAt;

    private DocumentShape(ReadOnlySpan<byte> json, string schema, string file)
    {
        _json = json;
        _file = file;
        _schema = schema;
        _problems = [];
        _reader = new(json);
        _line = 1;
    }

    public static IReadOnlyList<DocumentProblem> Check(ReadOnlySpan<byte> json, JsonTypeInfo type, string schema, string file)
    {
        var shape = new DocumentShape(json, schema, file);
        try
        {
            shape._reader.Read();
            shape.Value(type, "the document");
            shape._reader.Read();
        }
        catch (JsonException e)
        {
            shape._problems.Add(new(file, (int)(e.LineNumber ?? 0) + 1, "This is not JSON, or it is cut short.", Remedy));
        }
        catch (InvalidOperationException)
        {
            // What the reader throws when bytes or escapes do not make text.
            shape._problems.Add(new(file, shape.Line(), "The text is not valid UTF-8.", Remedy));
        }

        return shape._problems;
    }

    private void Value(JsonTypeInfo type, string where)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when Is(JsonTokenType.StartObject, "an object", where):
                Members(type, where);
                break;
            case JsonTypeInfoKind.Enumerable when Is(JsonTokenType.StartArray, "a list", where):
                var element = type.Options.GetTypeInfo(type.ElementType!);
                for (var i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Value(element, $"{where}[{i}]");
                }

                break;
            case JsonTypeInfoKind.None:
                Scalar(type.Type, where);
                break;
            default:
                break;
        }
    }

    private void Members(JsonTypeInfo type, string where)
    {
        var line = Line();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            if (!seen.Add(name))
            {
                Problem(Line(), $"`{name}` of {where} is given twice.");
            }

            _reader.Read();
            var member = type.Properties.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
            if (member is null)
            {
                _reader.Skip();
            }
            else if (_reader.TokenType != JsonTokenType.Null)
            {
                Value(type.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType), Path(where, name));
            }
            else if (!MayBeNull(member))
            {
                Problem(Line(), $"`{Path(where, name)}` is null.");
            }

            if (type.Type == typeof(ResultsDocument) || type.Type == typeof(Running.TimingsDocument))
            {
                Version(name);
            }
        }

        foreach (var missing in type.Properties.Where(p => IsRequired(p) && !seen.Contains(p.Name)))
        {
            Problem(line, $"`{Path(where, missing.Name)}` is missing.");
        }
    }

    private void Version(string name)
    {
        if (name != "schema" || _reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        var given = _reader.GetString()!;
        var major = _schema[..(_schema.LastIndexOf('.') + 1)];
        if (!given.StartsWith(major, StringComparison.Ordinal))
        {
            _problems.Add(new(_file, Line(), $"The file is `{given}`; this build reads `{major}x`.", "Use the build that wrote it, or run the fleet again."));
        }
    }

    private void Scalar(Type type, string where)
    {
        var fits = Type.GetTypeCode(type) switch
        {
            TypeCode.String => _reader.TokenType == JsonTokenType.String && _reader.GetString() is not null,
            TypeCode.Boolean => _reader.TokenType is JsonTokenType.True or JsonTokenType.False,
            TypeCode.Int32 => _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out _),
            TypeCode.UInt64 => _reader.TokenType == JsonTokenType.Number && _reader.TryGetUInt64(out _),
            TypeCode.Double => Number(),
            _ when type == typeof(DateTimeOffset) => _reader.TokenType == JsonTokenType.String && _reader.TryGetDateTimeOffset(out _),
            _ => Numbers(where),
        };
        if (!fits)
        {
            Problem(Line(), $"`{where}` is not {Called(type)}.");
            _reader.Skip();
        }
    }

    /// <summary>A dictionary of numbers, the only shape with a converter of its own besides the numbers.</summary>
    private bool Numbers(string where)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            if (!seen.Add(name))
            {
                Problem(Line(), $"`{name}` of `{where}` is given twice.");
            }

            _reader.Read();
            Scalar(typeof(double), Path(where, name));
        }

        return true;
    }

    private readonly bool Number() => _reader.TokenType == JsonTokenType.Number && _reader.TryGetDouble(out var value) && double.IsFinite(value);

    private bool Is(JsonTokenType token, string called, string where)
    {
        if (_reader.TokenType == token)
        {
            return true;
        }

        Problem(Line(), $"`{where}` is not {called}.");
        _reader.Skip();
        return false;
    }

    private readonly string Name() => _reader.GetString()!;

    private readonly void Problem(int line, string message) => _problems.Add(new(_file, line, message, Remedy));

    private int Line()
    {
        var at = (int)_reader.TokenStartIndex;
        _line += _json[_lineKnownAt..at].Count((byte)'\n');
        _lineKnownAt = at;
        return _line;
    }

    private static string Path(string where, string name) => where == "the document" ? name : $"{where}.{name}";

    private static bool IsRequired(JsonPropertyInfo member) => member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static bool MayBeNull(JsonPropertyInfo member) => member.AssociatedParameter?.IsNullable ?? member.IsSetNullable;

    private static string Called(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "text",
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.UInt64 => "a whole number in range",
        TypeCode.Double => "a finite number",
        _ when type == typeof(DateTimeOffset) => "a date and time",
        _ => "an object of numbers",
    };
}
