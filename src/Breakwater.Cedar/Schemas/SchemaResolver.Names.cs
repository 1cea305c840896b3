using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Schemas;

internal sealed partial class SchemaResolver
{
    private static readonly Dictionary<string, PrimitiveType> Primitives = new(StringComparer.Ordinal)
    {
        ["Bool"] = new(CedarKind.Bool),
        ["Long"] = new(CedarKind.Long),
        ["String"] = new(CedarKind.String),
        ["decimal"] = new(CedarKind.Decimal),
        ["datetime"] = new(CedarKind.DateTime),
        ["duration"] = new(CedarKind.Duration),
        ["ipaddr"] = new(CedarKind.Ip),
    };

    private static readonly string[] ReservedTypeNames = ["Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String"];

    private void Collect()
    {
        var spaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var space in _namespaces)
        {
            if (IsReserved(space.Name)) { Report(space.Span, "The namespace `__cedar` is reserved.", "Choose another name."); }
            if (!spaces.Add(space.Name)) { Report(space.Span, $"The namespace `{space.Name}` is declared twice.", "Put its declarations together."); }
            if (space.Actions.Count > 0) { _actionTypes.Add(space.Qualify("Action")); }
            foreach (var type in space.EntityTypes) { Collect(type, space); }
            foreach (var type in space.CommonTypes) { Collect(type, space); }
            foreach (var action in space.Actions)
            {
                if (!_actions.TryAdd(Uid(space, action.Id), action)) { Report(action.Span, $"The action `{Uid(space, action.Id)}` is declared twice.", "Keep one of them."); }
            }
        }
    }

    private void Collect(RawEntityType type, RawNamespace space)
    {
        if (type.Name is "Action") { Report(type.Span, "`Action` cannot be declared as an entity type.", "Actions are declared by `action`; choose another name for this type."); }
        if (IsReserved(type.Name)) { Report(type.Span, "`__cedar` is reserved.", "Choose another name."); }
        if (!_entityTypes.TryAdd(space.Qualify(type.Name), type)) { Report(type.Span, $"The entity type `{space.Qualify(type.Name)}` is declared twice.", "Keep one of them."); }
    }

    private void Collect(RawCommonType type, RawNamespace space)
    {
        if (IsReserved(type.Name) || ReservedTypeNames.Contains(type.Name, StringComparer.Ordinal)) { Report(type.Span, $"`{type.Name}` is a reserved name of a type.", "Choose another name."); }
        if (!_commonTypes.TryAdd(space.Qualify(type.Name), new CommonType(type, space))) { Report(type.Span, $"The type `{space.Qualify(type.Name)}` is declared twice.", "Keep one of them."); }
    }

    /// <summary>What is declared in the empty namespace must not be declared again in another: which one a name means would depend on where it stands.</summary>
    private void CheckShadowing()
    {
        var types = new HashSet<string>(_entityTypes.Keys.Concat(_commonTypes.Keys).Where(n => !n.Contains("::", StringComparison.Ordinal)), StringComparer.Ordinal);
        foreach (var space in _namespaces.Where(s => s.Name.Length > 0))
        {
            foreach (var (span, name) in space.EntityTypes.Select(t => (t.Span, t.Name)).Concat(space.CommonTypes.Select(t => (t.Span, t.Name))))
            {
                if (types.Contains(name)) { Report(span, $"`{space.Qualify(name)}` hides `{name}` of the empty namespace.", "Rename one of them."); }
            }
            foreach (var action in space.Actions)
            {
                if (_actions.ContainsKey(new EntityUid("Action", action.Id))) { Report(action.Span, $"`{Uid(space, action.Id)}` hides an action of the empty namespace.", "Rename one of them."); }
            }
        }
    }

    private void CheckHierarchy(Dictionary<EntityUid, ActionDefinition> actions)
    {
        if (Cycles.Find(actions.Keys, a => actions.TryGetValue(a, out var action) ? action.MemberOf : []) is not { } member) { return; }
        Report(_actions[member].Span, $"The action `{member}` is, through its groups, a member of itself.", "Break the cycle.");
    }

    private (CedarType Type, int Size) Define(CommonType common, SourceSpan? use = null, int depth = 0)
    {
        if (common.Resolved is { } known) { return known; }
        if (common.IsBeingResolved)
        {
            Report(use ?? common.Raw.Span, $"The type `{common.Space.Qualify(common.Raw.Name)}` contains itself.", "Break the cycle, for instance by referring to an entity.");
            return (UnknownType.Instance, 1);
        }
        common.IsBeingResolved = true;
        var resolved = Type(common.Raw.Type, common.Space, depth);
        common.IsBeingResolved = false;
        common.Resolved = resolved;
        return resolved;
    }

    /// <summary>What a name may mean, first things first: a qualified one only itself.</summary>
    private static IEnumerable<string> Candidates(string name, RawNamespace space) =>
        space.Name.Length == 0 || name.Contains("::", StringComparison.Ordinal) ? [name] : [space.Qualify(name), name];

    private bool IsEntityType(string name) => _entityTypes.ContainsKey(name) || _actionTypes.Contains(name);

    private static EntityUid Uid(RawNamespace space, string action) => new(space.Qualify("Action"), action);

    private static bool IsReserved(string name) => name.Split("::").Contains("__cedar", StringComparer.Ordinal);
}
