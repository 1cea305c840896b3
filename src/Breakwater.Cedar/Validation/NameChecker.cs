using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

/// <summary>
/// Checks that every entity type, action and enumerated entity that a policy names is in the schema, also where the types say that the place is never
/// reached.
/// </summary>
internal sealed class NameChecker(CedarSchema schema, Findings findings)
{
    public void Check(Policy policy)
    {
        foreach (var scope in (ReadOnlySpan<Scope>)[policy.Principal, policy.Action, policy.Resource])
        {
            if (scope.EntityType is { } type) { CheckType(type, scope.Span); }
            foreach (var entity in scope.Entities) { Check(entity, scope.Span); }
        }
        foreach (var part in policy.Conditions.SelectMany(c => c.Body.SelfAndParts()))
        {
            if (part is IsExpression test) { CheckType(test.EntityType, test.Span); }
            if (part is LiteralExpression { Value.Kind: CedarKind.Entity } literal) { Check(literal.Value.AsEntity, literal.Span); }
        }
    }

    private void Check(EntityUid entity, SourceSpan span)
    {
        if (SchemaHierarchy.IsActionType(entity.Type)) { CheckAction(entity, span); return; }
        CheckType(entity.Type, span);
        if (schema.EntityTypes.TryGetValue(entity.Type, out var definition) && definition.EnumIds is { } ids && !ids.Contains(entity.Id, StringComparer.Ordinal))
        {
            findings.Add(span, $"The enumerated type `{entity.Type}` has no entity `{entity}`", NearestName.Remedy(entity.Id, ids, "Use one of the ids that the schema lists."));
        }
    }

    private void CheckType(string type, SourceSpan span)
    {
        if (schema.EntityTypes.ContainsKey(type) || SchemaHierarchy.IsActionType(type)) { return; }
        findings.Add(span, $"The schema has no entity type `{type}`", NearestName.Remedy(type, schema.EntityTypes.Keys, "Declare it, or use one that the schema declares."));
    }

    private void CheckAction(EntityUid action, SourceSpan span)
    {
        if (schema.Actions.ContainsKey(action)) { return; }
        var sameId = schema.Actions.Keys.Where(a => string.Equals(a.Id, action.Id, StringComparison.Ordinal)).Select(a => a.ToString()).Order(StringComparer.Ordinal).FirstOrDefault();
        var remedy = sameId is null ? NearestName.Remedy(action.ToString(), schema.Actions.Keys.Select(a => a.ToString()), "Declare it, or use one that the schema declares.") : $"Did you mean `{sameId}`?";
        findings.Add(span, $"The schema has no action `{action}`", remedy);
    }
}
