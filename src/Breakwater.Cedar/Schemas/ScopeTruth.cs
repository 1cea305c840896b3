using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Schemas;

/// <summary>What the types alone say of a policy's head. A slot may be filled with any entity that makes the constraint possible.</summary>
internal static class ScopeTruth
{
    /// <summary>True or false if every request of this environment agrees, else null.</summary>
    public static bool? Of(Policy policy, RequestEnvironment environment, SchemaHierarchy hierarchy) =>
        And(OfAction(policy.Action, environment.Action.Uid, hierarchy),
            And(OfEntity(policy.Principal, environment.Principal, hierarchy), OfEntity(policy.Resource, environment.Resource, hierarchy)));

    /// <summary>The same of the principal or resource.</summary>
    public static bool? OfEntity(Scope scope, string type, SchemaHierarchy hierarchy) => scope.Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => scope.HasSlot || Same(scope.Entities[0].Type, type) ? null : false,
        ScopeKind.In => OfIn(scope, type, hierarchy),
        ScopeKind.Is => Same(scope.EntityType!, type),
        ScopeKind.IsIn => Same(scope.EntityType!, type) ? OfIn(scope, type, hierarchy) : false,
        _ => throw new ArgumentException($"`{scope.Kind}` constrains actions only."),
    };

    /// <summary>Whether an action satisfies the constraint; always decided.</summary>
    public static bool OfAction(Scope scope, EntityUid action, SchemaHierarchy hierarchy) => scope.Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => scope.Entities[0].Equals(action),
        ScopeKind.In or ScopeKind.InAny => scope.Entities.Any(hierarchy.ActionsAbove(action).Contains),
        _ => throw new ArgumentException($"`{scope.Kind}` does not constrain actions."),
    };

    private static bool? OfIn(Scope scope, string type, SchemaHierarchy hierarchy) => scope.HasSlot || hierarchy.MayBeIn(type, scope.Entities[0].Type) ? null : false;

    private static bool? And(bool? left, bool? right) => left == false || right == false ? false : left & right;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
