using System.Text.Json;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Validation;

namespace Breakwater.Cedar.Tests.Vectors;

/// <summary>Cedar's own verdict on each policy of its integration tests, strict mode.</summary>
public sealed class VectorValidationTests
{
    [Fact]
    public void Every_verdict_is_that_of_cedar()
    {
        var files = CedarVectors.All("").ToDictionary(StringComparer.Ordinal);
        var cases = files.Where(IsCase).Select(f => Case.Read(f.Key, f.Value)).ToArray();
        cases.Length.ShouldBeGreaterThan(3970);
        cases.Count(c => c.ShouldValidate).ShouldBeGreaterThan(3000);
        cases.Count(c => !c.ShouldValidate).ShouldBeGreaterThan(800);

        var wrong = new List<string>();
        foreach (var one in cases)
        {
            var schema = SchemaParser.Parse(Find(files, one.Schema), one.Schema);
            var policies = PolicyParser.Parse(Find(files, one.Policies), one.Policies);
            if (schema.Schema is null || policies.Policies is null) { wrong.Add($"{one.Name}: not parsed: {schema.Errors.Concat(policies.Errors).First()}"); continue; }

            var result = PolicyValidator.Validate(policies.Policies, schema.Schema);
            if (result.Passed != one.ShouldValidate) { wrong.Add($"{one.Name}: should validate: {one.ShouldValidate}; {string.Join(" | ", result.Errors)}"); }

            // What strict accepts, permissive accepts.
            var permissive = PolicyValidator.Validate(policies.Policies, schema.Schema, ValidationMode.Permissive);
            if (result.Passed && !permissive.Passed) { wrong.Add($"{one.Name}: permissive refuses: {permissive.Errors[0]}"); }
        }
        wrong.ShouldBeEmpty();
    }

    private static bool IsCase(KeyValuePair<string, string> file) =>
        file.Key.EndsWith(".json", StringComparison.Ordinal) && !file.Key.EndsWith(".entities.json", StringComparison.Ordinal) && file.Value.Contains("\"shouldValidate\"", StringComparison.Ordinal);

    private static string Find(Dictionary<string, string> files, string path) => files.TryGetValue(path, out var text) ? text : files["./" + path];

    private sealed record Case(string Name, string Policies, string Schema, bool ShouldValidate)
    {
        public static Case Read(string name, string json)
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(name, root.GetProperty("policies").GetString()!, root.GetProperty("schema").GetString()!, root.GetProperty("shouldValidate").GetBoolean());
        }
    }
}
