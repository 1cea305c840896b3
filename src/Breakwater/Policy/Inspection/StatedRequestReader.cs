using System.Text.Json;
using Breakwater.Fleet;
using Breakwater.Policy.Cases;
using Breakwater.Policy.Diffing;

namespace Breakwater.Policy.Inspection;

/// <summary>
/// Reads requests as JSON objects: <c>group</c>, <c>region</c>, <c>tool</c>, and where they matter <c>agent</c>, <c>target</c>, <c>arguments</c>, <c>masked</c> (names of arguments whose
/// values were masked), <c>delegated</c> and <c>time</c>. Strict; never throws for what a file may hold. Stateless and thread-safe.
/// </summary>
public static class StatedRequestReader
{
    private const int MaxProblems = 50;

    private static readonly string[] Keys = ["agent", "group", "region", "tool", "target", "arguments", "masked", "delegated", "time"];

    /// <summary>Reads a file that holds one request. Null, with the problem added, if it does not.</summary>
    public static StatedRequest? Load(string path, List<Problem> problems) => ReadText(path, problems) is { } text ? Parse(text, path, 0, problems) : null;

    /// <summary>Reads a file with one request on each line and binds them by the manifests of loaded policies; empty lines are skipped. What cannot be read is a problem with its line.</summary>
    public static IReadOnlyList<RecordedRequest> LoadLines(string path, LoadedPolicies policies, List<Problem> problems)
    {
        var requests = new List<RecordedRequest>();
        if (ReadText(path, problems) is not { } text) { return requests; }
        var line = 0;
        foreach (var entry in text.AsSpan().EnumerateLines())
        {
            line++;
            if (problems.Count >= MaxProblems) { break; }
            if (entry.IsWhiteSpace() || Read(entry.ToString(), path, line, problems) is not { } stated) { continue; }
            // What is missing has been said; everything else that is wrong with the line is said with it.
            var unknown = policies.UnknownNames(stated).Where(u => !(u.Key == "group" && stated.Group.Length == 0) && !(u.Key == "tool" && stated.Tool.Length == 0)).ToList();
            problems.AddRange(unknown.Select(u => new Problem(path, line, 0, $"{u.Key}: {u.Message}", u.Remedy)));
            if (unknown.Count > 0 || stated.Group.Length == 0 || stated.Tool.Length == 0) { continue; }
            if (policies.Bind(stated, out var refusal) is { } bound) { requests.Add(bound); }
            else { problems.Add(new(path, line, 0, refusal!.Text, "correct the request, or leave it out: the older version refuses it whatever its policies say")); }
        }
        return requests;
    }

    /// <summary>Reads one request; null, with the problems added, if it is none.</summary>
    /// <param name="json">The object.</param>
    /// <param name="path">Name to show in problems.</param>
    /// <param name="line">Line to show; 0 for a whole file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static StatedRequest? Parse(string json, string path, int line, List<Problem> problems)
    {
        var before = problems.Count;
        var read = Read(json, path, line, problems);
        return problems.Count == before ? read : null;
    }

    /// <summary>What can be read of a request, whatever else is wrong with it; null if it is no JSON object.</summary>
    private static StatedRequest? Read(string json, string path, int line, List<Problem> problems)
    {
        void Wrong(string message, string remedy) => problems.Add(new(path, line, 0, message, remedy));
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                Wrong("a request is a JSON object", "write `{\"group\": …, \"region\": …, \"tool\": …}`");
                return null;
            }
            foreach (var member in root.EnumerateObject().Where(m => !Keys.Contains(m.Name, StringComparer.Ordinal)))
            {
                Wrong($"the request has the key {Fleet.Reading.Problems.Quote(member.Name)}, which nothing reads", Fleet.Reading.NearestName.To(member.Name, Keys) is { } near ? $"did you mean `{near}`?" : "remove it");
            }
            string? Text(string key, bool required)
            {
                if (!root.TryGetProperty(key, out var value))
                {
                    if (required) { Wrong($"the request has no `{key}`", $"add `\"{key}\"`"); }
                    return null;
                }
                if (value.ValueKind == JsonValueKind.String) { return value.GetString(); }
                Wrong($"the request's `{key}` is no string", "write it in quotes");
                return null;
            }
            var request = new StatedRequest { Agent = Text("agent", false), Group = Text("group", true) ?? "", Region = Text("region", false) ?? "", Tool = Text("tool", true) ?? "", Target = Text("target", false) };
            if (root.TryGetProperty("arguments", out var arguments)) { request = request with { Arguments = arguments.GetRawText() }; }
            if (root.TryGetProperty("delegated", out var delegated))
            {
                if (delegated.ValueKind is JsonValueKind.True or JsonValueKind.False) { request = request with { Delegated = delegated.GetBoolean() }; }
                else { Wrong("the request's `delegated` is neither true nor false", "write `true` or `false`"); }
            }
            if (root.TryGetProperty("masked", out var masked))
            {
                if (masked.ValueKind == JsonValueKind.Array && masked.EnumerateArray().All(m => m.ValueKind == JsonValueKind.String)) { request = request with { Masked = [.. masked.EnumerateArray().Select(m => m.GetString()!)] }; }
                else { Wrong("the request's `masked` is no list of names", "write `[\"amount\"]`"); }
            }
            if (Text("time", false) is { } time)
            {
                if (PolicyCaseReader.TryTime(time, out var at)) { request = request with { Time = at }; }
                else { Wrong($"the request has the time {Fleet.Reading.Problems.Quote(time)}", "write an instant with its offset, such as `\"2026-06-01T09:00:00Z\"`"); }
            }
            return request;
        }
        catch (JsonException e)
        {
            problems.Add(new(path, line > 0 ? line : (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "this is not JSON", "write one request as a JSON object"));
            return null;
        }
    }

    private static string? ReadText(string path, List<Problem> problems)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(new(path, 0, 0, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "the file cannot be read", "check its path and permissions"));
            return null;
        }
    }
}
