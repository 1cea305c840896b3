using Breakwater.Cedar.Json;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>What came of reading entities: either all of them or every error.</summary>
/// <param name="Entities">In the order of the text, then the schema's actions that the text did not list; null if there is an error.</param>
/// <param name="Errors">In the order of the text; empty if all went well.</param>
public sealed record EntityParseResult(IReadOnlyList<CedarEntity>? Entities, IReadOnlyList<CedarDiagnostic> Errors);

/// <summary>What came of reading a context.</summary>
/// <param name="Context">The context; null if there is an error.</param>
/// <param name="Errors">In the order of the text; empty if all went well.</param>
public sealed record ContextParseResult(CedarRecord? Context, IReadOnlyList<CedarDiagnostic> Errors);

/// <summary>
/// Reads entities and contexts in Cedar's JSON format: https://docs.cedarpolicy.com/auth/entities-syntax.html. With a schema, entities and extension values may be written
/// without <c>__entity</c> and <c>__extn</c> where the schema says that they are, and everything must conform to it. Never throws, whatever the text is. Thread-safe.
/// </summary>
public static class EntityJson
{
    /// <summary>
    /// Reads an array of entities. No two may have one name, and none may be its own ancestor. With a schema, its actions are added with their groups.
    /// </summary>
    /// <param name="json">The array.</param>
    /// <param name="sourceName">What to call it in messages, such as its file's name.</param>
    /// <param name="schema">The schema to conform to; null for none.</param>
    public static EntityParseResult Parse(string json, string sourceName, CedarSchema? schema = null)
    {
        var errors = new List<CedarDiagnostic>();
        var entities = new EntityReader(sourceName, errors, schema).Read(json);
        return new EntityParseResult(errors.Count == 0 ? entities : null, errors);
    }

    /// <summary>Reads a context: a record.</summary>
    /// <param name="json">The record.</param>
    /// <param name="sourceName">What to call it in messages.</param>
    /// <param name="schema">The schema to conform to; null for none.</param>
    /// <param name="action">The action whose context it is; needed with a schema.</param>
    public static ContextParseResult ParseContext(string json, string sourceName, CedarSchema? schema = null, EntityUid? action = null)
    {
        var errors = new List<CedarDiagnostic>();
        var type = RequestValidator.ContextType(schema, action, sourceName, errors);
        var reader = new ValueReader(sourceName, errors, schema);
        var context = JsonTree.Read(json, sourceName, errors) is { } item ? reader.Record(item, type, "The context") : null;
        return new ContextParseResult(errors.Count == 0 ? context : null, errors);
    }
}
