using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Analysis;

/// <summary>Finds policies that say the same, id, annotations and layout aside. Linear; not thread-safe.</summary>
internal sealed class Twins
{
    private readonly ExpressionShapes _shapes = new();
    private readonly Dictionary<string, Policy> _first = new(StringComparer.Ordinal);

    /// <summary>The first policy given that says what this one says; null if this is the first, which is then remembered.</summary>
    public Policy? EarlierThan(Policy policy) => _first.TryAdd(Key(policy), policy) ? null : _first[Key(policy)];

    public bool Are(Policy first, Policy second) => string.Equals(Key(first), Key(second), StringComparison.Ordinal);

    private string Key(Policy policy) => $"{policy.Effect} {Key(policy.Principal)} {Key(policy.Action)} {Key(policy.Resource)} {string.Join(' ', policy.Conditions.Select(c => $"{c.IsUnless}{_shapes.IdOf(c.Body)}"))}";

    // `in e` and `in [e]` are one.
    private static string Key(Scope scope) =>
        $"{(scope.Kind == ScopeKind.InAny ? ScopeKind.In : scope.Kind)} {scope.EntityType} {scope.HasSlot} {string.Join(' ', scope.Entities.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}";
}
