using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cedar.Values;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Arguments;

/// <summary>Writes values as the JSON that <see cref="ArgumentBinder"/> reads back as the same values. Pure; allocates.</summary>
internal static class ArgumentText
{
    public static byte[] Of(ToolManifest manifest, IReadOnlyDictionary<string, CedarValue> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var argument in manifest.Arguments)
            {
                if (!values.TryGetValue(argument.Id, out var value) || value.Kind == CedarKind.None) { continue; }
                json.WritePropertyName(argument.Id);
                Write(json, argument, value);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ArgumentDefinition argument, CedarValue value)
    {
        switch (value.Kind)
        {
            case CedarKind.Bool:
                json.WriteBooleanValue(value.AsBool);
                return;
            case CedarKind.Long or CedarKind.Decimal:
                json.WriteRawValue(Number(value.Number, argument.Places));
                return;
            case CedarKind.String:
                json.WriteStringValue(value.AsString);
                return;
            case CedarKind.Set:
                json.WriteStartArray();
                foreach (var text in value.AsSet.Select(v => v.AsString).Order(StringComparer.Ordinal)) { json.WriteStringValue(text); }
                json.WriteEndArray();
                return;
            default:
                json.WriteStringValue(ValueText.Of(value));
                return;
        }
    }

    private static string Number(long scaled, int places)
    {
        var digits = Int128.Abs(scaled).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        return $"{(scaled < 0 ? "-" : "")}{digits[..^places]}{(places > 0 ? $".{digits[^places..]}" : "")}";
    }
}
