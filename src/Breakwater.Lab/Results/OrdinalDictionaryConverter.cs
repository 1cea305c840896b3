using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Lab.Results;

/// <summary>Metric values in ordinal order of their names, whatever dictionary held them, so that the bytes repeat.</summary>
internal sealed class OrdinalDictionaryConverter : JsonConverter<IReadOnlyDictionary<string, double>>
{
    private static readonly FiniteDoubleConverter s_value = new();

    public override IReadOnlyDictionary<string, double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected an object of numbers.");
        }

        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            values[name] = s_value.Read(ref reader, typeof(double), options);
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, number) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            s_value.Write(writer, number, options);
        }

        writer.WriteEndObject();
    }
}
