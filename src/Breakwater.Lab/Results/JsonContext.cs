using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Lab.Running;

namespace Breakwater.Lab.Results;

/// <summary>How the documents look as JSON: camelCase, two spaces, LF, nulls written, nothing read that a member cannot hold.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    IndentSize = 2,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(FiniteDoubleConverter), typeof(OrdinalDictionaryConverter)])]
[JsonSerializable(typeof(ResultsDocument))]
[JsonSerializable(typeof(TimingsDocument))]
internal sealed partial class JsonContext : JsonSerializerContext
{
    // Made on first use: statics of the two halves of this class have no order between them.
    private static readonly Lazy<JsonContext> s_relaxed =
        new(() => new(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    /// <summary>Writes <c>n²</c> and <c>a + bn</c> as they are: the file is read by people too and is never pasted into a page.</summary>
    public static JsonContext Relaxed => s_relaxed.Value;
}
