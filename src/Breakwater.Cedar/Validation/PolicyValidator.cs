using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

/// <summary>
/// Checks policies against a schema. A policy that passes strictly does not err on requests and entities that conform to the schema, except by integer
/// overflow or for an entity that does not exist: Cedar's soundness theorem, which the tests repeat with generated policies. Stateless and thread-safe.
/// </summary>
public static class PolicyValidator
{
    /// <summary>
    /// Validates all policies and templates, each in every combination of principal type, action and resource type that the schema allows. Reports all
    /// problems, sorted by policy and position, with what to do about them. The effort is that of the policies' size times the combinations that their
    /// heads leave possible.
    /// </summary>
    /// <param name="policies">Policies, templates and linked policies. A template's slot stands for any entity that its constraint can hold for.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="mode">How exacting.</param>
    public static ValidationResult Validate(PolicySet policies, CedarSchema schema, ValidationMode mode = ValidationMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(schema);

        var hierarchy = new SchemaHierarchy(schema);
        var all = RequestEnvironment.Of(schema).ToArray();
        var byAction = all.ToLookup(e => e.Action.Uid);
        var errors = new List<CedarDiagnostic>();
        var warnings = new List<CedarDiagnostic>();
        foreach (var policy in policies.Policies)
        {
            var findings = new Findings(policy);
            var environments = policy.Action.Kind == ScopeKind.Equal ? byAction[policy.Action.Entities[0]] : all;
            var mayApply = Check(policy, environments, hierarchy, mode, findings);
            errors.AddRange(findings.ToDiagnostics());
            if (!mayApply && !findings.Any)
            {
                warnings.Add(new(policy.Source, policy.Span, "The policy never applies: in every request that the schema allows, its conditions are false.", "Remove it, or mend the condition that contradicts its head or the schema.", policy.Id));
            }
            warnings.AddRange(TextWarnings.Of(policy));
        }
        return new(errors, warnings);
    }

    private static bool Check(Policy policy, IEnumerable<RequestEnvironment> environments, SchemaHierarchy hierarchy, ValidationMode mode, Findings findings)
    {
        new NameChecker(hierarchy.Schema, findings).Check(policy);
        var namesAreKnown = !findings.Any;
        var shapes = new ExpressionShapes();
        var (headMatches, mayApply) = (false, false);
        foreach (var environment in environments)
        {
            if (ScopeTruth.Of(policy, environment, hierarchy) == false) { continue; }
            headMatches = true;
            findings.Environment = environment;
            mayApply |= new TypeChecker(hierarchy, shapes, mode, findings, environment).MayHold(policy);
        }
        findings.Environment = null;
        if (!headMatches && namesAreKnown) { findings.Add(policy.Span, "No action of the schema fits the head of this policy", WhyNot(policy, hierarchy)); }
        return mayApply;
    }

    /// <summary>The commonest mistakes: <c>==</c> where a group is named, and an action that is itself only a group.</summary>
    private static string WhyNot(Policy policy, SchemaHierarchy hierarchy)
    {
        var actions = hierarchy.Schema.Actions.Values.Where(a => ScopeTruth.OfAction(policy.Action, a.Uid, hierarchy)).ToArray();
        if (!actions.Any(a => a.PrincipalTypes.Count > 0 && a.ResourceTypes.Count > 0))
        {
            return policy.Action is { Kind: ScopeKind.Equal, Entities: [var group] } ? $"`{group}` is declared without `appliesTo`; write `action in {group}` for the actions in this group." : "None of the actions named applies to anything; declare what they apply to.";
        }
        if (Instead(policy.Principal, "principal", actions.SelectMany(a => a.PrincipalTypes), hierarchy) is { } principal) { return principal; }
        if (Instead(policy.Resource, "resource", actions.SelectMany(a => a.ResourceTypes), hierarchy) is { } resource) { return resource; }
        return "Compare the types of principal and resource with what the schema lets the action apply to.";
    }

    private static string? Instead(Scope scope, string variable, IEnumerable<string> allowed, SchemaHierarchy hierarchy)
    {
        var types = allowed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (types.Any(t => ScopeTruth.OfEntity(scope, t, hierarchy) != false)) { return null; }
        if (scope is { Kind: ScopeKind.Equal, Entities: [EntityUid entity] } && types.Any(t => hierarchy.MayBeIn(t, entity.Type))) { return $"Did you mean `{variable} in {entity}`?"; }
        return $"Its {variable} can only be a {string.Join(" or ", types.Take(8).Select(t => $"`{t}`"))}{(types.Length > 8 ? " or some other type" : "")}.";
    }
}
