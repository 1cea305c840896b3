using Breakwater.Lab.Running;

namespace Breakwater.Lab.Results;

/// <summary>
/// Writes and reads <c>results.json</c> and <c>timings.json</c>. Equal documents give equal bytes: UTF-8 without a mark, LF, two spaces, camelCase,
/// dictionaries in ordinal order of their keys, the shortest digits that read back to the same number. Stateless, so safe from any thread.
/// </summary>
public static class ResultsSerializer
{
    private static readonly DocumentFormat<ResultsDocument> s_results = new(JsonContext.Relaxed.ResultsDocument, ResultsDocument.CurrentSchema);
    private static readonly DocumentFormat<TimingsDocument> s_timings = new(JsonContext.Relaxed.TimingsDocument, "breakwater.timings/1.0");

    /// <summary>Writes the results. Nothing reaches the stream unless the whole document can be written.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite; the message says where.</exception>
    public static void Write(ResultsDocument document, Stream stream) => s_results.Write(document, stream);

    /// <summary>Writes the timings. Nothing reaches the stream unless the whole document can be written.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite; the message says where.</exception>
    public static void Write(TimingsDocument document, Stream stream) => s_timings.Write(document, stream);

    /// <summary>Reads results; <paramref name="name"/> is what problems call the file.</summary>
    public static DocumentReading<ResultsDocument> Read(Stream stream, string name) => s_results.Read(stream, name);

    /// <summary>Reads a results file.</summary>
    public static DocumentReading<ResultsDocument> Read(string path) => s_results.Read(path);

    /// <summary>Reads timings; <paramref name="name"/> is what problems call the file.</summary>
    public static DocumentReading<TimingsDocument> ReadTimings(Stream stream, string name) => s_timings.Read(stream, name);

    /// <summary>Reads a timings file.</summary>
    public static DocumentReading<TimingsDocument> ReadTimings(string path) => s_timings.Read(path);
}
