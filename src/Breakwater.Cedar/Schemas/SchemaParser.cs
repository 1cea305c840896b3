using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Schemas;

/// <summary>What came of parsing a schema: either the schema or every error.</summary>
/// <param name="Schema">The resolved schema; null if there is an error.</param>
/// <param name="Errors">Empty if all went well; errors of form first, then of meaning.</param>
public sealed record SchemaParseResult(CedarSchema? Schema, IReadOnlyList<CedarDiagnostic> Errors);

/// <summary>
/// Parses and resolves Cedar schemas, of which there are two forms: https://docs.cedarpolicy.com/schema/human-readable-schema.html and
/// https://docs.cedarpolicy.com/schema/json-schema.html. A name without a namespace means a definition of its own namespace, else of the empty one, else a
/// primitive or extension type; a common type comes before an entity type of the same name. Never throws, whatever the text is. Thread-safe.
/// </summary>
public static class SchemaParser
{
    /// <summary>Parses the form made for people.</summary>
    /// <param name="text">The schema.</param>
    /// <param name="sourceName">What to call it in messages, such as its file's name.</param>
    public static SchemaParseResult Parse(string text, string sourceName)
    {
        var errors = new List<CedarDiagnostic>();
        return Resolve(new SchemaSyntax(text, sourceName, new NameTable(), errors).ReadSchema(), sourceName, errors);
    }

    /// <summary>Parses the JSON form.</summary>
    /// <param name="json">The schema.</param>
    /// <param name="sourceName">What to call it in messages, such as its file's name.</param>
    public static SchemaParseResult ParseJson(string json, string sourceName)
    {
        var errors = new List<CedarDiagnostic>();
        return Resolve(new JsonSchemaReader(sourceName, errors).Read(json), sourceName, errors);
    }

    private static SchemaParseResult Resolve(List<RawNamespace> namespaces, string sourceName, List<CedarDiagnostic> errors)
    {
        var schema = new SchemaResolver(namespaces, sourceName, errors).Resolve();
        return new SchemaParseResult(errors.Count == 0 ? schema : null, errors);
    }
}
