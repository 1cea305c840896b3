using System.Text.Json;
using Breakwater.Cedar.Json;

namespace Breakwater.Cedar.Schemas;

internal sealed partial class JsonSchemaReader
{
    private RawType? Type(JsonItem item, bool isAttribute = false)
    {
        if (!Is(item, JsonValueKind.Object, "A type") || Require(item, "type") is not { } type || !Is(type, JsonValueKind.String, "`type`")) { return null; }
        switch (type.Text)
        {
            case "Set":
                Check(item, isAttribute, "element");
                return Require(item, "element") is { } element && Type(element) is { } inner ? new RawSet(item.Span, inner) : null;
            case "Record":
                Check(item, isAttribute, "attributes", "additionalAttributes");
                return Record(item);
            case "Entity":
                return Named(item, isAttribute, RawNameKind.Entity);
            case "Extension":
                return Named(item, isAttribute, RawNameKind.Extension);
            case "EntityOrCommon":
                return Named(item, isAttribute, RawNameKind.Any);
            default:
                Check(item, isAttribute);
                var name = type.Text switch { "Boolean" => "__cedar::Bool", "Long" => "__cedar::Long", "String" => "__cedar::String", _ => type.Text };
                if (IsPath(name, allowReserved: true)) { return new RawName(type.Span, name, RawNameKind.Common); }
                Report(type.Span, $"`{name}` is not the name of a type.");
                return null;
        }
    }

    private RawName? Named(JsonItem item, bool isAttribute, RawNameKind kind)
    {
        Check(item, isAttribute, "name");
        if (Require(item, "name") is not { } name || !Is(name, JsonValueKind.String, "`name`")) { return null; }
        if (IsPath(name.Text, allowReserved: true)) { return new RawName(name.Span, name.Text, kind); }
        Report(name.Span, $"`{name.Text}` is not the name of a type.", "Names are joined by `::` without blanks.");
        return null;
    }

    private RawRecord? Record(JsonItem item)
    {
        if (item.Member("additionalAttributes") is { Kind: not JsonValueKind.False } open) { Report(open.Span, "Records are closed: `additionalAttributes` can only be false.", "Declare the attributes."); }
        if (Require(item, "attributes") is not { } attributes || !Is(attributes, JsonValueKind.Object, "`attributes`")) { return null; }
        var raw = new List<RawAttribute>();
        foreach (var member in attributes.Members)
        {
            if (Type(member.Value, isAttribute: true) is not { } type) { continue; }
            var required = member.Value.Member("required");
            if (required is { Kind: not (JsonValueKind.True or JsonValueKind.False) }) { Report(required.Span, "`required` is true or false."); }
            raw.Add(new RawAttribute(member.Span, member.Name, type, required is not { Kind: JsonValueKind.False }));
        }
        return new RawRecord(item.Span, raw);
    }

    private void Check(JsonItem item, bool isAttribute, params ReadOnlySpan<string> further) =>
        CheckMembers(item, isAttribute ? ["type", "annotations", "required", .. further] : ["type", "annotations", .. further]);
}
