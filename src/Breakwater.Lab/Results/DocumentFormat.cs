using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Breakwater.Lab.Results;

/// <summary>One kind of document as a file: its shape and the version of it that this build writes.</summary>
internal sealed class DocumentFormat<T>(JsonTypeInfo<T> type, string schema)
    where T : class
{
    private const string RunAgain = "Write it again with `breakwater stress`.";

    public void Write(T document, Stream stream)
    {
        var buffer = new MemoryStream();
        try
        {
            JsonSerializer.Serialize(buffer, document, type);
        }
        catch (JsonException refused)
        {
            throw new ArgumentException($"The document cannot be written: {refused.Message} At {refused.Path}.", nameof(document), refused);
        }

        buffer.WriteByte((byte)'\n');
        buffer.WriteTo(stream);
    }

    public DocumentReading<T> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refused(path, 0, "The file cannot be read.", "Check that it exists and may be opened.");
        }
    }

    public DocumentReading<T> Read(Stream stream, string name)
    {
        var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        ReadOnlySpan<byte> json = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;

        // The shape is checked first and apart, because the deserialiser stops at its first problem and a reader wants all of them.
        var problems = DocumentShape.Check(json, type, schema, name);
        if (problems.Count > 0)
        {
            return new(null, problems);
        }

        try
        {
            return new(JsonSerializer.Deserialize(json, type), []);
        }
        catch (JsonException e)
        {
            return Refused(name, (int)(e.LineNumber ?? -1) + 1, $"`{e.Path}` cannot be read.", RunAgain);
        }
    }

    private static DocumentReading<T> Refused(string file, int line, string message, string remedy) => new(null, [new(file, line, message, remedy)]);
}
