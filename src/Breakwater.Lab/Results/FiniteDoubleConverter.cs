using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Lab.Results;

/// <summary>Shortest digits that read back to the same number; refuses NaN and infinity, which JSON cannot say.</summary>
internal sealed class FiniteDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value))
        {
            return value;
        }

        throw new JsonException("Not a finite number.");
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException($"`{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}` is not a number that can be written.");
        }

        writer.WriteNumberValue(value);
    }
}
