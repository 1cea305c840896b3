using System.Text.Json;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Json;

/// <summary>A member of a JSON object.</summary>
internal sealed record JsonMember(string Name, SourceSpan Span, JsonItem Value);

/// <summary>A JSON value that knows where it stands.</summary>
/// <param name="Kind">Object, array, string, number, true, false or null.</param>
/// <param name="Span">Where; of an object or array only the bracket that opens it.</param>
/// <param name="Text">The string, or the number as written; else empty.</param>
internal sealed record JsonItem(JsonValueKind Kind, SourceSpan Span, string Text)
{
    /// <summary>Members of an object, in order; names are distinct.</summary>
    public List<JsonMember> Members { get; } = [];

    /// <summary>Elements of an array, in order.</summary>
    public List<JsonItem> Items { get; } = [];

    public JsonItem? Member(string name) => Members.Find(m => string.Equals(m.Name, name, StringComparison.Ordinal))?.Value;

    /// <summary>What it is, for messages.</summary>
    public string Description => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
