using System.Text.Json;
using System.Text.RegularExpressions;

namespace Breakwater.Tests.Shared;

/// <summary>
/// The keywords of JSON Schema 2020-12 that the published schemas use; any other fails the test. Stricter than the standard in one thing: a member that the schema does not list is a
/// problem, so that a schema cannot fall behind what is written.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    public IEnumerable<string> Problems(JsonElement value) => Problems(root, value, "");

    private IEnumerable<string> Problems(JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            foreach (var problem in Keyword(schema, keyword.Name, keyword.Value, value, path)) { yield return problem; }
        }
    }

    private IEnumerable<string> Keyword(JsonElement schema, string keyword, JsonElement argument, JsonElement value, string path)
    {
        switch (keyword)
        {
            case "$schema" or "$id" or "$defs" or "title" or "description": return [];
            case "$ref": return Problems(root.GetProperty("$defs").GetProperty(argument.GetString()!["#/$defs/".Length..]), value, path);
            case "type": return Fails(!(argument.ValueKind == JsonValueKind.Array ? argument.EnumerateArray().ToArray() : [argument]).Any(t => IsOfType(value, t.GetString()!)), $"is no {argument}");
            case "const": return Fails(argument.GetRawText() != value.GetRawText(), $"is not {argument}");
            case "enum": return Fails(argument.EnumerateArray().All(a => a.GetRawText() != value.GetRawText()), "is not one of the enum");
            // As the standard has it, these say nothing of values of another type.
            case "pattern" or "minimum" or "maximum" or "required" or "items" or "properties" or "additionalProperties" when !Applies(keyword, value): return [];
            case "pattern": return Fails(!Regex.IsMatch(value.GetString()!, argument.GetString()!), "does not match its pattern");
            case "minimum": return Fails(value.GetDecimal() < argument.GetDecimal(), "is too small");
            case "maximum": return Fails(value.GetDecimal() > argument.GetDecimal(), "is too large");
            case "required": return argument.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path} lacks {name}");
            case "items": return value.EnumerateArray().SelectMany(item => Problems(argument, item, path + "[]"));
            case "properties":
                return value.EnumerateObject().SelectMany(member => argument.TryGetProperty(member.Name, out var of) ? Problems(of, member.Value, $"{path}.{member.Name}") : [$"{path}.{member.Name} is not listed"]);
            case "additionalProperties" when !schema.TryGetProperty("properties", out _): return value.EnumerateObject().SelectMany(member => Problems(argument, member.Value, $"{path}.{member.Name}"));
            default: throw new InvalidOperationException($"The check does not know the keyword `{keyword}`.");
        }

        IEnumerable<string> Fails(bool fails, string what) => fails ? [$"{path} {what}: {value.GetRawText()}"] : [];
    }

    private static bool Applies(string keyword, JsonElement value) => value.ValueKind == keyword switch
    {
        "pattern" => JsonValueKind.String,
        "minimum" or "maximum" => JsonValueKind.Number,
        "items" => JsonValueKind.Array,
        _ => JsonValueKind.Object,
    };

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && decimal.Truncate(value.GetDecimal()) == value.GetDecimal(),
        _ => throw new InvalidOperationException($"The check does not know the type `{type}`."),
    };
}
