using System.Text.Json;
using Breakwater.Cedar.Json;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Schemas;

/// <summary>Reads the JSON form of schemas.</summary>
internal sealed partial class JsonSchemaReader(string source, List<CedarDiagnostic> errors) : JsonReading(source, errors)
{
    private readonly string _source = source;
    private readonly List<CedarDiagnostic> _errors = errors;

    public List<RawNamespace> Read(string json)
    {
        var namespaces = new List<RawNamespace>();
        if (JsonTree.Read(json, _source, _errors) is not { } root || !Is(root, JsonValueKind.Object, "A schema")) { return namespaces; }
        foreach (var member in root.Members)
        {
            if (member.Name.Length > 0 && !IsPath(member.Name, allowReserved: true)) { Report(member.Span, $"`{member.Name}` is not the name of a namespace.", "Names are joined by `::` without blanks."); }
            if (Is(member.Value, JsonValueKind.Object, "A namespace")) { namespaces.Add(Namespace(member)); }
        }
        return namespaces;
    }

    private RawNamespace Namespace(JsonMember member)
    {
        var space = new RawNamespace(member.Span, member.Name);
        CheckMembers(member.Value, ["entityTypes", "actions", "commonTypes", "annotations"]);
        foreach (var type in Objects(Require(member.Value, "entityTypes"), "`entityTypes`", "An entity type"))
        {
            CheckName(type);
            space.EntityTypes.Add(EntityType(type));
        }
        foreach (var action in Objects(Require(member.Value, "actions"), "`actions`", "An action")) { space.Actions.Add(Action(action)); }
        foreach (var type in Objects(member.Value.Member("commonTypes"), "`commonTypes`", "A type"))
        {
            CheckName(type);
            if (Type(type.Value) is { } raw) { space.CommonTypes.Add(new RawCommonType(type.Span, type.Name, raw)); }
        }
        return space;
    }

    private RawEntityType EntityType(JsonMember member)
    {
        CheckMembers(member.Value, ["memberOfTypes", "shape", "tags", "enum", "annotations"]);
        return new RawEntityType(member.Span, member.Name)
        {
            MemberOf = EntityNames(member.Value.Member("memberOfTypes"), "`memberOfTypes`"),
            Shape = member.Value.Member("shape") is { } shape ? Type(shape) : null,
            Tags = member.Value.Member("tags") is { } tags ? Type(tags) : null,
            EnumIds = member.Value.Member("enum") is { } ids ? EnumIds(member, ids) : null,
        };
    }

    private List<string> EnumIds(JsonMember member, JsonItem ids)
    {
        if (member.Value.Members.Exists(m => m.Name is "memberOfTypes" or "shape" or "tags")) { Report(ids.Span, "An enumerated entity type has only ids.", "Leave out `memberOfTypes`, `shape` and `tags`, or `enum`."); }
        var texts = Strings(ids, "`enum`").Select(i => i.Text).ToList();
        if (ids.Kind == JsonValueKind.Array && ids.Items.Count == 0) { Report(ids.Span, "An enumerated entity type needs at least one id."); }
        return texts;
    }

    private RawAction Action(JsonMember member)
    {
        CheckMembers(member.Value, ["memberOf", "appliesTo", "attributes", "annotations"]);
        var action = new RawAction(member.Span, member.Name) { MemberOf = Groups(member.Value.Member("memberOf")) };
        if (member.Value.Member("attributes") is { } attributes && (attributes.Kind != JsonValueKind.Object || attributes.Members.Count > 0)) { Report(attributes.Span, "Actions have no attributes.", "Leave `attributes` out."); }
        if (member.Value.Member("appliesTo") is not { } applies || !Is(applies, JsonValueKind.Object, "`appliesTo`")) { return action; }
        CheckMembers(applies, ["principalTypes", "resourceTypes", "context"]);
        return action with
        {
            PrincipalTypes = EntityNames(Require(applies, "principalTypes"), "`principalTypes`"),
            ResourceTypes = EntityNames(Require(applies, "resourceTypes"), "`resourceTypes`"),
            Context = applies.Member("context") is { } context ? Type(context) : null,
        };
    }

    private List<RawActionReference> Groups(JsonItem? item)
    {
        var groups = new List<RawActionReference>();
        if (item is null || !Is(item, JsonValueKind.Array, "`memberOf`")) { return groups; }
        foreach (var group in item.Items)
        {
            if (!Is(group, JsonValueKind.Object, "An action group")) { continue; }
            CheckMembers(group, ["id", "type"]);
            var type = group.Member("type");
            if (Require(group, "id") is not { } id || !Is(id, JsonValueKind.String, "`id`") || (type is not null && !(Is(type, JsonValueKind.String, "`type`") && IsTypeName(type)))) { continue; }
            groups.Add(new RawActionReference(group.Span, type?.Text, id.Text));
        }
        return groups;
    }

    private List<RawName> EntityNames(JsonItem? item, string what) =>
        item is null ? [] : [.. Strings(item, what).Where(IsTypeName).Select(i => new RawName(i.Span, i.Text, RawNameKind.Entity))];

    private List<JsonItem> Strings(JsonItem item, string what) => Is(item, JsonValueKind.Array, what) ? item.Items.FindAll(i => Is(i, JsonValueKind.String, $"An element of {what}")) : [];

    private List<JsonMember> Objects(JsonItem? item, string what, string element) =>
        item is not null && Is(item, JsonValueKind.Object, what) ? item.Members.FindAll(m => Is(m.Value, JsonValueKind.Object, element)) : [];

    private void CheckName(JsonMember member)
    {
        if (member.Name.Contains("::", StringComparison.Ordinal) || !IsPath(member.Name, allowReserved: true)) { Report(member.Span, $"`{member.Name}` is not a name.", "Names are letters, digits and `_`, and no reserved words."); }
    }
}
