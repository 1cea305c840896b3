using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    private string? ReadTypeName()
    {
        if (!Current.IsWord)
        {
            Unexpected("an entity type");
            return null;
        }
        var name = ReadName(out var id);
        if (id is null || name is null) { return name; }
        Report(id.Value.Span, "An entity stands where a type is due.", "Write the type alone, without `::\"…\"`.");
        return null;
    }

    private EntityUid? ReadEntity()
    {
        if (!Current.IsWord)
        {
            Unexpected("an entity", "Entities are written `Type::\"id\"`.");
            return null;
        }
        var name = ReadName(out var id);
        if (name is null) { return null; }
        if (id is { } token) { return Names.Entity(name, UnquoteSpan(token)); }
        Unexpected("`::` and the entity's id in double quotes", "Entities are written `Type::\"id\"`.");
        return null;
    }
}
