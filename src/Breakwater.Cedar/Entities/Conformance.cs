using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>Compares values with the types that a schema gives them, naming where they stand.</summary>
internal sealed class Conformance(CedarSchema schema)
{
    private readonly List<CedarDiagnostic> _errors = [];

    public IReadOnlyList<CedarDiagnostic> Errors => _errors;

    public void Report(string message, string remedy) => _errors.Add(new("request", default, message, remedy));

    public void Applies(string variable, EntityUid entity, IReadOnlyList<string> types, EntityUid action)
    {
        if (!types.Contains(entity.Type, StringComparer.Ordinal))
        {
            var known = types.Count == 0 ? "It applies to none." : $"It applies to {string.Join(", ", types.Select(t => $"`{t}`"))}.";
            Report($"The action `{action}` does not apply to the {variable} `{entity}`.", known);
        }
        Enumerated(variable, entity);
    }

    public void Value(string path, CedarValue value, CedarType type)
    {
        switch (type)
        {
            case EntityReferenceType reference when value.Kind == CedarKind.Entity && string.Equals(value.AsEntity.Type, reference.Name, StringComparison.Ordinal):
                Enumerated(path, value.AsEntity);
                break;
            case SetType set when value.Kind == CedarKind.Set:
                foreach (var element in value.AsSet) { Value($"{path}[]", element, set.Element); }
                break;
            case RecordType record when value.Kind == CedarKind.Record:
                Record(path, value.AsRecord, record);
                break;
            case PrimitiveType primitive when value.Kind == primitive.Kind:
                break;
            default:
                Report($"`{path}` must be {TypeText.Of(type)}, not {(value.Kind == CedarKind.Entity ? $"`{value.AsEntity}`" : TypeText.Of(value.Kind))}.", "Correct the value, or the schema.");
                break;
        }
    }

    private void Record(string path, CedarRecord record, RecordType type)
    {
        foreach (var (name, attribute) in type.Attributes)
        {
            if (record.TryGet(name, out var value)) { Value($"{path}.{name}", value, attribute.Type); }
            else if (attribute.Required) { Report($"`{path}` lacks the attribute `{name}`.", $"Add it: {TypeText.Of(attribute.Type)}."); }
        }
        foreach (var name in record.Names)
        {
            if (!type.Attributes.ContainsKey(name)) { Report($"`{path}` has no attribute `{name}` according to the schema.", "Leave it out, or declare it."); }
        }
    }

    private void Enumerated(string path, EntityUid entity)
    {
        if (!schema.EntityTypes.TryGetValue(entity.Type, out var type) || type.EnumIds is not { } ids || ids.Contains(entity.Id, StringComparer.Ordinal)) { return; }
        Report($"`{path}` is `{entity}`, which is not one of the entities that its type has.", $"The ids of `{entity.Type}` are {string.Join(", ", ids.Select(CedarText.Quote))}.");
    }
}
