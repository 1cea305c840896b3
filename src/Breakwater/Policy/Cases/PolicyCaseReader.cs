using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Inspection;

namespace Breakwater.Policy.Cases;

/// <summary>Reads files of cases. Strict, and all problems at once; never throws for what a file may hold. Stateless and thread-safe.</summary>
public static class PolicyCaseReader
{
    /// <summary>The name that such a file has in a folder of bundles.</summary>
    public const string FileName = "tests.yaml";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Choices<bool> Decisions = new(("allow", true), ("deny", false));

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, shown in problems as given.</param>
    public static PolicyCaseFileResult Load(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BundleContent.MaxBytes }) { return Failed(path, "the file is too large", $"split it into files of at most {BundleContent.MaxBytes / 1024} KiB"); }
            return Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), path);
        }
        catch (DecoderFallbackException)
        {
            return Failed(path, "the file is not UTF-8 text", "save it as UTF-8");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(path, "there is no such file", $"name a file of cases, or a folder that holds a `{FileName}`");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(path, "the file cannot be read", "check its path and permissions");
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The content of such a file.</param>
    /// <param name="path">Name to show in problems.</param>
    public static PolicyCaseFileResult Parse(string text, string path)
    {
        var problems = new Problems(path);
        PolicyCaseFile? file = null;
        if (YamlRoot.Read(text, YamlFileKind.Cases, "the file of cases", problems) is { } root)
        {
            var fleet = root.Text("fleet", "../fleet.yaml");
            var tenant = root.OptionalText("tenant", "bank");
            var bundles = root.Texts("bundles");
            if (bundles.Count == 0) { root.Empty("bundles", "a folder"); }
            var cases = root.Items("cases", "case").Select(Case).ToList();
            if (cases.Count == 0) { root.Empty("cases", "a case"); }
            root.Close();
            file = new(path, fleet, tenant, bundles, cases);
        }
        return problems.Any ? new(null, problems.InOrder()) : new(file, []);
    }

    private static PolicyCase Case(YamlMap item)
    {
        var name = item.Text("name", "a small order goes through");
        item.What = $"case {Problems.Quote(name)}";
        var request = item.Section("request", $"the request of {item.What}");
        var expect = item.Section("expect", $"what {item.What} expects");
        if (request is null && !item.Has("request")) { item.Problem(null, "has no `request`", "add `request:` with `group:`, `region:` and `tool:`"); }
        if (expect is null && !item.Has("expect")) { item.Problem(null, "has no `expect`", "add `expect: { decision: allow }`"); }
        item.Close();
        var allow = expect?.Choice("decision", Decisions) ?? false;
        var obligations = Obligations.None;
        foreach (var word in expect?.Texts("obligations") ?? [])
        {
            if (BundlePolicies.ObligationOf(word) is { } known) { obligations |= known; }
            else { expect!.Problem("obligations", $"names the obligation {Problems.Quote(word)}, which there is not", "use `judge`, `person` or `record-before`"); }
        }
        if (!allow && obligations != Obligations.None) { expect!.Problem("obligations", "has obligations for a denial", "remove them: what is denied has nothing more to do"); }
        var policies = expect is not null && expect.Has("policies") ? expect.Texts("policies") : null;
        var reason = expect?.OptionalText("reason", "policy.not-permitted");
        if (allow && reason is not null) { expect!.Problem("reason", "has a reason for an allow", "remove it: only a denial has one"); }
        expect?.Close();
        return new() { Name = name, Line = item.At.Line, Request = request is null ? Nothing : Request(request), Allow = allow, Obligations = obligations, Policies = policies, Reason = reason };
    }

    private static StatedRequest Nothing { get; } = new() { Group = "", Region = "", Tool = "" };

    private static StatedRequest Request(YamlMap map)
    {
        var request = new StatedRequest
        {
            Agent = map.OptionalText("agent", "trader-1"), Group = map.Text("group", "trader"), Region = map.OptionalText("region", "london") ?? "", Tool = map.Text("tool", "place-order"),
            Target = map.OptionalText("target", "inside@london"), Delegated = map.Flag("delegated", false),
            Arguments = map.Section("arguments", "the arguments") is { } arguments ? Json(arguments) : null,
        };
        if (map.OptionalText("time", "2026-06-01T09:00:00Z") is { } text)
        {
            if (TryTime(text, out var time)) { request = request with { Time = time }; }
            else { map.Problem("time", $"has the time {Problems.Quote(text)}", "write an instant with its offset, such as `\"2026-06-01T09:00:00Z\"`"); }
        }
        map.Close();
        return request;
    }

    internal static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && (text[^1] == 'Z' || text[^6] is '+' or '-');

    /// <summary>Arguments as JSON: a plain number or truth value is one, everything else is text.</summary>
    private static string Json(YamlMap arguments)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Plain))
        {
            writer.WriteStartObject();
            foreach (var key in arguments.Keys())
            {
                writer.WritePropertyName(key);
                Write(writer, arguments.Value(key)!);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, YamlValue value)
    {
        switch (value)
        {
            case YamlScalar { IsNothing: true }:
                writer.WriteNullValue();
                break;
            case YamlScalar { IsPlain: true, Text: "true" or "false" } scalar:
                writer.WriteBooleanValue(scalar.Text == "true");
                break;
            case YamlScalar { IsPlain: true } scalar when IsNumber(scalar.Text):
                writer.WriteRawValue(scalar.Text);
                break;
            case YamlScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
            case YamlSequence list:
                writer.WriteStartArray();
                foreach (var item in list.Items) { Write(writer, item); }
                writer.WriteEndArray();
                break;
            case YamlMapping mapping:
                writer.WriteStartObject();
                foreach (var (key, inner) in mapping.Entries)
                {
                    writer.WritePropertyName(key.Text);
                    Write(writer, inner);
                }
                writer.WriteEndObject();
                break;
        }
    }

    private static bool IsNumber(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static PolicyCaseFileResult Failed(string path, string message, string remedy) => new(null, [new(path, 0, 0, message, remedy)]);
}
