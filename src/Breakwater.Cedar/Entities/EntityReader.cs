using System.Text.Json;
using Breakwater.Cedar.Json;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>Reads an array of entities and checks that it conforms to a schema.</summary>
internal sealed class EntityReader(string source, List<CedarDiagnostic> errors, CedarSchema? schema) : ValueReader(source, errors, schema)
{
    private readonly string _source = source;
    private readonly List<CedarDiagnostic> _errors = errors;
    private readonly Dictionary<EntityUid, (CedarEntity Entity, SourceSpan Span)> _entities = [];
    private readonly Dictionary<string, HashSet<string>> _ancestorTypes = new(StringComparer.Ordinal);

    public List<CedarEntity> Read(string json)
    {
        var entities = new List<CedarEntity>();
        if (JsonTree.Read(json, _source, _errors) is not { } root || !Is(root, JsonValueKind.Array, "The list of entities")) { return entities; }
        foreach (var item in root.Items)
        {
            if (!Is(item, JsonValueKind.Object, "An entity") || Read(item) is not { } entity) { continue; }
            if (_entities.TryAdd(entity.Uid, (entity, item.Span))) { entities.Add(entity); }
            else { Report(item.Span, $"`{entity.Uid}` is listed twice.", "Keep one of them."); }
        }
        AddActions(entities);
        if (Cycles.Find(entities.Select(e => e.Uid), uid => _entities.TryGetValue(uid, out var known) ? known.Entity.Parents : []) is { } member)
        {
            Report(_entities[member].Span, $"`{member}` is, through its parents, its own ancestor.", "Break the cycle.");
        }
        return entities;
    }

    private CedarEntity? Read(JsonItem item)
    {
        CheckMembers(item, ["uid", "attrs", "parents", "tags"]);
        if (Require(item, "uid") is not { } uidItem || Entity(uidItem, "`uid`") is not { } uid) { return null; }
        var parents = Parents(Require(item, "parents"), uid);
        var attributes = Require(item, "attrs");
        var tags = item.Member("tags");
        if (Schema is null)
        {
            return new CedarEntity(uid, attributes is null ? CedarRecord.Empty : Record(attributes, null, "`attrs`") ?? CedarRecord.Empty, tags is null ? CedarRecord.Empty : Record(tags, null, "`tags`") ?? CedarRecord.Empty, parents);
        }
        if (IsAction(uid.Type)) { return Action(item, uid, parents, attributes, tags); }
        if (!Schema.EntityTypes.TryGetValue(uid.Type, out var type))
        {
            Report(uidItem.Span, $"The schema has no entity type `{uid.Type}`.", "Correct the type, or declare it.");
            return null;
        }
        CheckEnumerated(uidItem.Span, uid);
        CheckParents(item, type, parents);
        var record = attributes is null ? null : Record(attributes, type.Shape, $"`{uid}`");
        return new CedarEntity(uid, record ?? CedarRecord.Empty, Tags(tags, type, uid), parents);
    }

    private CedarRecord Tags(JsonItem? tags, EntityTypeDefinition type, EntityUid uid)
    {
        if (tags is null || !Is(tags, JsonValueKind.Object, "`tags`")) { return CedarRecord.Empty; }
        if (type.Tags is null && tags.Members.Count > 0)
        {
            Report(tags.Span, $"`{uid}` can have no tags according to the schema.", "Leave them out, or declare them.");
            return CedarRecord.Empty;
        }
        var values = new List<KeyValuePair<string, CedarValue>>(tags.Members.Count);
        foreach (var tag in tags.Members) { if (Value(tag.Value, type.Tags) is { } value) { values.Add(new(tag.Name, value)); } }
        return values.Count == 0 ? CedarRecord.Empty : new CedarRecord(values);
    }

    private CedarEntity? Action(JsonItem item, EntityUid uid, EntityUid[] parents, JsonItem? attributes, JsonItem? tags)
    {
        if (!Schema!.Actions.TryGetValue(uid, out var declared))
        {
            Report(item.Span, $"The schema has no action `{uid}`.", "Correct the name, or declare it.");
            return null;
        }
        var given = parents.SelectMany(p => Ancestors(p).Append(p)).ToHashSet();
        if (!given.SetEquals(Ancestors(uid)) || attributes is { Members.Count: > 0 } || tags is { Members.Count: > 0 })
        {
            Report(item.Span, $"`{uid}` is not as the schema declares it.", "Leave actions out: they are added from the schema.");
        }
        return new CedarEntity(uid, CedarRecord.Empty, CedarRecord.Empty, declared.MemberOf);
    }

    private EntityUid[] Parents(JsonItem? item, EntityUid uid)
    {
        if (item is null || !Is(item, JsonValueKind.Array, "`parents`")) { return []; }
        var parents = new List<EntityUid>(item.Items.Count);
        foreach (var parent in item.Items)
        {
            if (Entity(parent, "A parent") is not { } known) { continue; }
            CheckEnumerated(parent.Span, known);
            if (IsAction(uid.Type) && !IsAction(known.Type)) { Report(parent.Span, $"`{known}` is no action, and so no parent of one.", "Actions have only actions as parents."); }
            if (!parents.Contains(known)) { parents.Add(known); }
        }
        return [.. parents];
    }

    /// <summary>Lists of parents may be closed transitively, so the types of farther ancestors are right as well.</summary>
    private void CheckParents(JsonItem item, EntityTypeDefinition type, EntityUid[] parents)
    {
        foreach (var parent in parents)
        {
            if (!AncestorTypes(type.Name).Contains(parent.Type)) { Report(item.Member("parents")!.Span, $"`{parent}` cannot be a parent of `{type.Name}` according to the schema.", "Leave it out, or declare it with `in`."); }
        }
    }

    private HashSet<string> AncestorTypes(string type)
    {
        if (_ancestorTypes.TryGetValue(type, out var known)) { return known; }
        var ancestors = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([type]);
        while (open.TryPop(out var next))
        {
            if (!Schema!.EntityTypes.TryGetValue(next, out var definition)) { continue; }
            foreach (var parent in definition.MemberOf) { if (ancestors.Add(parent)) { open.Push(parent); } }
        }
        return _ancestorTypes[type] = ancestors;
    }

    private HashSet<EntityUid> Ancestors(EntityUid action)
    {
        var ancestors = new HashSet<EntityUid>();
        var open = new Stack<EntityUid>([action]);
        while (open.TryPop(out var next))
        {
            if (!Schema!.Actions.TryGetValue(next, out var definition)) { continue; }
            foreach (var parent in definition.MemberOf) { if (ancestors.Add(parent)) { open.Push(parent); } }
        }
        return ancestors;
    }

    private void AddActions(List<CedarEntity> entities)
    {
        if (Schema is null) { return; }
        foreach (var action in Schema.Actions.Values.OrderBy(a => a.Uid.Type, StringComparer.Ordinal).ThenBy(a => a.Uid.Id, StringComparer.Ordinal))
        {
            var entity = new CedarEntity(action.Uid, CedarRecord.Empty, CedarRecord.Empty, action.MemberOf);
            if (_entities.TryAdd(action.Uid, (entity, default))) { entities.Add(entity); }
        }
    }

    private static bool IsAction(string type) => type is "Action" || type.EndsWith("::Action", StringComparison.Ordinal);
}
