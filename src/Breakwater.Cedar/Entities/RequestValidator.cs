using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>
/// Checks requests against a schema: the action is declared, it applies to the types of principal and resource, entities of enumerated types exist, and the context is
/// what the action declares. Pure, thread-safe; its time grows with the size of the context.
/// </summary>
public static class RequestValidator
{
    /// <summary>Every reason why the request does not conform; empty if it does. Positions are not known and so zero.</summary>
    /// <param name="request">The request.</param>
    /// <param name="schema">The schema.</param>
    public static IReadOnlyList<CedarDiagnostic> Validate(CedarRequest request, CedarSchema schema)
    {
        var check = new Conformance(schema);
        if (!schema.Actions.TryGetValue(request.Action, out var action))
        {
            check.Report($"The schema has no action `{request.Action}`.", "Correct the name, or declare it.");
        }
        else
        {
            check.Applies("principal", request.Principal, action.PrincipalTypes, action.Uid);
            check.Applies("resource", request.Resource, action.ResourceTypes, action.Uid);
            check.Value("context", CedarValue.Of(request.Context), action.Context);
        }
        return check.Errors;
    }

    /// <summary>Type of the context of an action; null, with or without an error, if there is none to conform to.</summary>
    internal static RecordType? ContextType(CedarSchema? schema, EntityUid? action, string source, List<CedarDiagnostic> errors)
    {
        if (schema is null || action is null) { return null; }
        if (schema.Actions.TryGetValue(action, out var definition)) { return definition.Context; }
        errors.Add(new(source, default, $"The schema has no action `{action}`.", "Correct the name, or declare it."));
        return null;
    }
}
