using System.Text.Json;
using Breakwater.Cedar.Json;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>Reads values, as a type if one is expected. What cannot be read is reported and null.</summary>
internal class ValueReader(string source, List<CedarDiagnostic> errors, CedarSchema? schema) : JsonReading(source, errors)
{
    private static readonly string[] Escapes = ["__entity", "__extn", "__expr"];

    protected CedarSchema? Schema => schema;

    public CedarRecord? Record(JsonItem item, RecordType? expected, string what)
    {
        if (!Is(item, JsonValueKind.Object, what)) { return null; }
        if (expected is not null)
        {
            foreach (var (name, attribute) in expected.Attributes)
            {
                if (attribute.Required && item.Member(name) is null) { Report(item.Span, $"{what} lacks the attribute `{name}`.", $"Add it: {TypeText.Of(attribute.Type)}."); }
            }
        }
        var attributes = new List<KeyValuePair<string, CedarValue>>(item.Members.Count);
        foreach (var member in item.Members)
        {
            if (Escapes.Contains(member.Name, StringComparer.Ordinal))
            {
                Report(member.Span, $"`{member.Name}` cannot be the name of an attribute.", "It is a reserved key and stands alone in its object.");
                continue;
            }
            AttributeType? type = null;
            if (expected is not null && !expected.Attributes.TryGetValue(member.Name, out type))
            {
                Report(member.Span, $"{what} has no attribute `{member.Name}` according to the schema.", "Leave it out, or declare it.");
                continue;
            }
            if (Value(member.Value, type?.Type) is { } value) { attributes.Add(new(member.Name, value)); }
        }
        return attributes.Count == 0 ? CedarRecord.Empty : new CedarRecord(attributes);
    }

    public CedarValue? Value(JsonItem item, CedarType? expected) => expected switch
    {
        EntityReferenceType reference => Reference(item, reference),
        PrimitiveType { Kind: >= CedarKind.Decimal } extension => Extension(item, extension),
        SetType set => Is(item, JsonValueKind.Array, "The value") ? Set(item, set.Element) : null,
        RecordType record => Record(item, record, "The record") is { } value ? CedarValue.Of(value) : null,
        PrimitiveType primitive => Checked(item, Plain(item), primitive),
        _ => Plain(item),
    };

    /// <summary>Reports an entity that the schema rules out: one of an enumerated type with another id.</summary>
    protected void CheckEnumerated(SourceSpan span, EntityUid entity)
    {
        if (schema is null || !schema.EntityTypes.TryGetValue(entity.Type, out var type) || type.EnumIds is not { } ids || ids.Contains(entity.Id, StringComparer.Ordinal)) { return; }
        Report(span, $"`{entity}` is not one of the entities that its type has.", $"The ids of `{entity.Type}` are {string.Join(", ", ids.Select(CedarText.Quote))}.");
    }

    private CedarValue? Plain(JsonItem item)
    {
        switch (item.Kind)
        {
            case JsonValueKind.True or JsonValueKind.False: return CedarValue.Of(item.Kind == JsonValueKind.True);
            case JsonValueKind.String: return CedarValue.Of(item.Text);
            case JsonValueKind.Number: return Integer(item) is { } number ? CedarValue.Of(number) : null;
            case JsonValueKind.Array: return Set(item, null);
            case JsonValueKind.Object when item.Members is [{ Name: "__extn" } escape]: return Call(escape.Value, null);
            case JsonValueKind.Object when item.Members is [{ Name: "__entity" }]: return Reference(item, null);
            case JsonValueKind.Object: return Record(item, null, "The record") is { } record ? CedarValue.Of(record) : null;
            default:
                Report(item.Span, "Cedar has no null.", "Leave the attribute out.");
                return null;
        }
    }

    private CedarValue? Set(JsonItem item, CedarType? element)
    {
        var elements = new List<CedarValue>(item.Items.Count);
        foreach (var each in item.Items) { if (Value(each, element) is { } value) { elements.Add(value); } }
        return CedarValue.Of(elements.Count == 0 ? CedarSet.Empty : new CedarSet(elements));
    }

    private CedarValue? Reference(JsonItem item, EntityReferenceType? expected)
    {
        if (Entity(item, "A reference to an entity") is not { } entity) { return null; }
        CheckEnumerated(item.Span, entity);
        if (expected is null || string.Equals(expected.Name, entity.Type, StringComparison.Ordinal)) { return CedarValue.Of(entity); }
        Report(item.Span, $"`{entity}` is not of the type `{expected.Name}`.", "Refer to an entity of the declared type.");
        return null;
    }

    private CedarValue? Extension(JsonItem item, PrimitiveType expected)
    {
        if (item.Kind == JsonValueKind.String) { return Construct(item, expected.Kind); }
        if (item.Kind != JsonValueKind.Object)
        {
            Report(item.Span, $"The value must be {TypeText.Of(expected)}, not {item.Description}.", "Write it as a string, or as `{\"__extn\": {\"fn\": …, \"arg\": …}}`.");
            return null;
        }
        return Checked(item, Call(item.Members is [{ Name: "__extn" } escape] ? escape.Value : item, expected), expected);
    }

    private CedarValue? Checked(JsonItem item, CedarValue? value, PrimitiveType expected)
    {
        if (value is null || value.Value.Kind == expected.Kind) { return value; }
        Report(item.Span, $"The value must be {TypeText.Of(expected)}, not {TypeText.Of(value.Value.Kind)}.", "Correct the value, or the schema.");
        return null;
    }

    /// <summary>Reads <c>{"fn": name, "arg": text}</c>, or <c>args</c> with several: constructors, and <c>offset</c> of a datetime by a duration.</summary>
    private CedarValue? Call(JsonItem call, PrimitiveType? expected)
    {
        if (!Is(call, JsonValueKind.Object, "`__extn`")) { return null; }
        CheckMembers(call, ["fn", "arg", "args"]);
        if (Require(call, "fn") is not { } function || !Is(function, JsonValueKind.String, "`fn`")) { return null; }
        var arguments = call.Member("args") is { Kind: JsonValueKind.Array } several ? several.Items : call.Member("arg") is { } one ? [one] : [];
        if (function.Text is "offset" && arguments.Count == 2) { return Offset(call, arguments); }

        CedarKind? kind = function.Text switch { "ip" => CedarKind.Ip, "decimal" => CedarKind.Decimal, "datetime" => CedarKind.DateTime, "duration" => CedarKind.Duration, _ => null };
        if (kind is null) { Report(function.Span, $"`{function.Text}` makes no value.", "Use `ip`, `decimal`, `datetime` or `duration`."); }
        else if (arguments is not [{ Kind: JsonValueKind.String } argument]) { Report(call.Span, $"`{function.Text}` takes one string, as `arg`."); }
        else { return Construct(argument, kind.Value); }
        return null;
    }

    private CedarValue? Offset(JsonItem call, List<JsonItem> arguments)
    {
        var (start, span) = (Value(arguments[0], new PrimitiveType(CedarKind.DateTime)), Value(arguments[1], new PrimitiveType(CedarKind.Duration)));
        if (start is null || span is null) { return null; }
        var sum = (Int128)start.Value.Number + span.Value.Number;
        if (sum >= long.MinValue && sum <= long.MaxValue) { return CedarValue.DateTime((long)sum); }
        Report(call.Span, "The datetime does not fit 64 bits of milliseconds.");
        return null;
    }

    private CedarValue? Construct(JsonItem text, CedarKind kind)
    {
        switch (kind)
        {
            case CedarKind.Ip when ExtensionText.TryIp(text.Text, out var range): return CedarValue.Of(range);
            case CedarKind.Decimal when ExtensionText.TryDecimal(text.Text, out var number): return CedarValue.Decimal(number);
            case CedarKind.DateTime when ExtensionText.TryDateTime(text.Text, out var instant): return CedarValue.DateTime(instant);
            case CedarKind.Duration when ExtensionText.TryDuration(text.Text, out var span): return CedarValue.Duration(span);
        }
        Report(text.Span, $"{CedarText.Quote(text.Text)} is not {TypeText.Of(kind)}.", kind switch
        {
            CedarKind.Ip => "Addresses are like \"10.0.0.1\", \"10.0.0.0/8\" and \"2001:db8::/32\".",
            CedarKind.Decimal => "Decimals are like \"12.5\", with one to four digits after the point.",
            CedarKind.DateTime => "Instants are like \"2026-01-31\", \"2026-01-31T08:30:00Z\" and \"2026-01-31T08:30:00.000+0100\".",
            _ => "Durations are like \"1d2h3m4s5ms\", in that order.",
        });
        return null;
    }
}
