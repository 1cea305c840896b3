using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Schemas;

/// <summary>
/// What may lie above what, all levels up and itself included: for entity types what their entities may be in, for actions what they are in. Worked out
/// when asked, a type or action at a time, and kept; not thread-safe.
/// </summary>
internal sealed class SchemaHierarchy(CedarSchema schema)
{
    private readonly Dictionary<string, HashSet<string>> _typesAbove = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityUid, HashSet<EntityUid>> _actionsAbove = [];
    private HashSet<(string Below, string Above)>? _actionTypes;

    public CedarSchema Schema => schema;

    /// <summary>Whether an action is meant: the last part of the type is <c>Action</c>, which Cedar reserves.</summary>
    public static bool IsActionType(string type) => type.EndsWith("Action", StringComparison.Ordinal) && (type.Length == 6 || type.EndsWith("::Action", StringComparison.Ordinal));

    /// <summary>Whether an entity of the one type may be in an entity of the other; true of the same type, because everything is in itself.</summary>
    public bool MayBeIn(string below, string above) =>
        string.Equals(below, above, StringComparison.Ordinal) || TypesAbove(below).Contains(above) || (_actionTypes ??= ActionTypes()).Contains((below, above));

    /// <summary>Whether an entity of the one type may be in another entity, which is of the other type.</summary>
    public bool MayBeBelow(string below, string above) => schema.EntityTypes.TryGetValue(below, out var definition) && definition.MemberOf.Any(p => TypesAbove(p).Contains(above));

    /// <summary>The types whose entities one of this type may be in, itself included.</summary>
    public IReadOnlySet<string> TypesAbove(string type) => Above(_typesAbove, type, t => schema.EntityTypes.TryGetValue(t, out var definition) ? definition.MemberOf : []);

    /// <summary>The action itself and the groups it is in.</summary>
    public IReadOnlySet<EntityUid> ActionsAbove(EntityUid action) => Above(_actionsAbove, action, a => schema.Actions.TryGetValue(a, out var definition) ? definition.MemberOf : []);

    private static HashSet<T> Above<T>(Dictionary<T, HashSet<T>> known, T start, Func<T, IReadOnlyList<T>> parents) where T : notnull
    {
        if (known.TryGetValue(start, out var above)) { return above; }
        above = new HashSet<T>(known.Comparer) { start };
        var open = new Stack<T>();
        open.Push(start);
        while (open.TryPop(out var next))
        {
            foreach (var parent in parents(next)) { if (above.Add(parent)) { open.Push(parent); } }
        }
        return known[start] = above;
    }

    private HashSet<(string, string)> ActionTypes() =>
        [.. schema.Actions.Keys.SelectMany(action => ActionsAbove(action).Select(above => (action.Type, above.Type)))];
}
