using System.Text.Json;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Corpus;

/// <summary>A test file of the corpus: the files it names, relative to a folder above it, and its requests.</summary>
internal sealed record CorpusTest(string Policies, string Entities, string? Schema, IReadOnlyList<CorpusRequest> Requests)
{
    /// <summary>Reads a test file.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidDataException">A property is missing or is something else than expected.</exception>
    public static CorpusTest Read(JsonElement root) =>
        new(Text(root, "policies"), Text(root, "entities"), root.TryGetProperty("schema", out _) ? Text(root, "schema") : null, [.. Items(root, "requests").Select(CorpusRequest.Read)]);

    /// <summary>Whether a JSON document is meant to be a test, and not entities or a schema.</summary>
    public static bool IsOne(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("policies", out _) && root.TryGetProperty("requests", out _);

    internal static JsonElement Property(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : throw new InvalidDataException($"The property `{name}` is missing.");

    internal static string Text(JsonElement owner, string name) =>
        Property(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new InvalidDataException($"The property `{name}` is not a string.");

    internal static IEnumerable<JsonElement> Items(JsonElement owner, string name) =>
        Property(owner, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw new InvalidDataException($"The property `{name}` is not a list.");
}

/// <summary>A request of a test, with the answer expected.</summary>
internal sealed record CorpusRequest(EntityUid Principal, EntityUid Action, EntityUid Resource, string Context, bool MustConform, CedarDecision Decision, HashSet<string> Reasons, HashSet<string> Errors)
{
    public static CorpusRequest Read(JsonElement json) => new(
        Uid(json, "principal"),
        Uid(json, "action"),
        Uid(json, "resource"),
        CorpusTest.Property(json, "context").GetRawText(),
        !json.TryGetProperty("validateRequest", out var validate) || validate.ValueKind != JsonValueKind.False,
        CorpusTest.Text(json, "decision").ToLowerInvariant() switch
        {
            "allow" => CedarDecision.Allow,
            "deny" => CedarDecision.Deny,
            var other => throw new InvalidDataException($"The decision `{other}` is neither allow nor deny."),
        },
        Ids(json, "reason"),
        Ids(json, "errors"));

    private static EntityUid Uid(JsonElement request, string name)
    {
        var json = CorpusTest.Property(request, name);
        return new(CorpusTest.Text(json, "type"), CorpusTest.Text(json, "id"));
    }

    private static HashSet<string> Ids(JsonElement request, string name) =>
        [.. CorpusTest.Items(request, name).Select(id => id.ValueKind == JsonValueKind.String ? id.GetString()! : throw new InvalidDataException($"`{name}` lists something that is no string."))];
}
