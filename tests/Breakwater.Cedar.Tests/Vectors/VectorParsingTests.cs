using System.Text.Json;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Vectors;

public sealed class VectorParsingTests
{
    [Fact]
    public void Every_policy_of_the_vectors_parses()
    {
        var files = CedarVectors.All(".cedar").ToList();
        files.Count.ShouldBeGreaterThan(3000);
        files.SelectMany(f => PolicyParser.Parse(f.Value, f.Key).Errors).Select(e => e.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_schema_of_the_vectors_parses()
    {
        var files = CedarVectors.All(".cedarschema").ToList();
        files.Count.ShouldBeGreaterThan(3000);
        files.SelectMany(f => SchemaParser.Parse(f.Value, f.Key).Errors).Select(e => e.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Entities_of_the_vectors_conform_to_their_schemas_and_contexts_to_their_actions()
    {
        var failures = new List<string>();
        var requests = 0;
        var refused = 0;
        foreach (var (name, json) in CedarVectors.All(".json").Where(f => !f.Key.EndsWith("entities.json", StringComparison.Ordinal)))
        {
            using var test = JsonDocument.Parse(json);
            var (schemaFile, entityFile) = (test.RootElement.GetProperty("schema").GetString()!, test.RootElement.GetProperty("entities").GetString()!);
            var schema = SchemaParser.Parse(CedarVectors.File(schemaFile), schemaFile).Schema.ShouldNotBeNull();
            failures.AddRange(EntityJson.Parse(CedarVectors.File(entityFile), entityFile, schema).Errors.Select(e => e.ToString()));
            foreach (var request in test.RootElement.GetProperty("requests").EnumerateArray())
            {
                requests++;
                var action = Uid(request.GetProperty("action"));
                var context = EntityJson.ParseContext(request.GetProperty("context").GetRawText(), name, schema, action);
                var valid = !request.TryGetProperty("validateRequest", out var asked) || asked.GetBoolean();
                var errors = context.Errors.Concat(context.Context is { } record
                    ? RequestValidator.Validate(new(Uid(request.GetProperty("principal")), action, Uid(request.GetProperty("resource")), record), schema) : []).ToList();
                if (valid) { failures.AddRange(errors.Select(e => $"{name}: {e}")); }
                if (errors.Count > 0) { refused++; }
            }
        }
        requests.ShouldBeGreaterThan(20_000);
        failures.ShouldBeEmpty();
        TestContext.Current.TestOutputHelper?.WriteLine($"{requests} requests, {refused} not conforming");
    }

    private static EntityUid Uid(JsonElement json) => new(json.GetProperty("type").GetString()!, json.GetProperty("id").GetString()!);
}
