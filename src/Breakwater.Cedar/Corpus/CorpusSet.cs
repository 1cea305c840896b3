using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Corpus;

/// <summary>The policies, schema and entities of a test, ready for its requests.</summary>
internal sealed record CorpusSet(CompiledPolicies Policies, EntityStore Store, CedarSchema? Schema)
{
    /// <summary>Reads the files that a test names.</summary>
    /// <param name="test">The test.</param>
    /// <param name="folder">The test file's own folder; the files are looked for from there upwards.</param>
    /// <exception cref="InvalidDataException">A file is missing or cannot be read.</exception>
    public static CorpusSet Load(CorpusTest test, string folder)
    {
        var schema = test.Schema is null ? null : ReadSchema(test.Schema, Find(test.Schema, folder));
        var policies = PolicyParser.Parse(File.ReadAllText(Find(test.Policies, folder)), test.Policies);
        var entities = EntityJson.Parse(File.ReadAllText(Find(test.Entities, folder)), test.Entities, schema);
        if (!CompiledPolicies.TryCompile(policies.Policies ?? throw Refused(policies.Errors), CompilationOptions.Default, out var compiled, out var tooDeep)) { throw Refused(tooDeep); }
        if (!EntityStore.TryCreate(entities.Entities ?? throw Refused(entities.Errors), schema, out var store, out var problems)) { throw new InvalidDataException(string.Join(' ', problems)); }
        return new(compiled, store, schema);
    }

    public static InvalidDataException Refused(IReadOnlyList<CedarDiagnostic> errors) => new(string.Join(' ', errors));

    private static CedarSchema ReadSchema(string name, string path)
    {
        var text = File.ReadAllText(path);
        var read = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? SchemaParser.ParseJson(text, name) : SchemaParser.Parse(text, name);
        return read.Schema ?? throw Refused(read.Errors);
    }

    private static string Find(string relative, string folder)
    {
        if (Path.IsPathRooted(relative) || relative.Split('/', '\\').Contains("..")) { throw new InvalidDataException($"The path `{relative}` leads out of the corpus."); }
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, relative);
            if (File.Exists(path)) { return path; }
        }
        throw new InvalidDataException($"The file `{relative}` is neither in the test's folder nor in one above it.");
    }
}
