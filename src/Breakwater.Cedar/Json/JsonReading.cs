using System.Globalization;
using System.Text.Json;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Json;

/// <summary>What readers of JSON have in common: errors, and the shapes that occur in several of them.</summary>
internal abstract class JsonReading(string source, List<CedarDiagnostic> errors)
{
    protected bool Is(JsonItem item, JsonValueKind kind, string what)
    {
        if (item.Kind == kind) { return true; }
        var expected = kind switch { JsonValueKind.Object => "an object", JsonValueKind.Array => "an array", JsonValueKind.String => "a string", _ => "a value" };
        Report(item.Span, $"{what} must be {expected}, not {item.Description}.");
        return false;
    }

    protected void CheckMembers(JsonItem item, ReadOnlySpan<string> known)
    {
        foreach (var member in item.Members)
        {
            if (!known.Contains(member.Name)) { Report(member.Span, $"`{member.Name}` has no meaning here.", $"Known are {string.Join(", ", known.ToArray().Select(k => $"`{k}`"))}."); }
        }
    }

    /// <summary>A member that must be there; null, and reported, if it is not.</summary>
    protected JsonItem? Require(JsonItem item, string name)
    {
        if (item.Member(name) is { } member) { return member; }
        Report(item.Span, $"`{name}` is missing.", "Add it.");
        return null;
    }

    /// <summary>Reads <c>{"type": …, "id": …}</c>, with or without <c>__entity</c> around it.</summary>
    protected EntityUid? Entity(JsonItem item, string what)
    {
        if (!Is(item, JsonValueKind.Object, what)) { return null; }
        var inner = item.Members is [{ Name: "__entity" } escape] ? escape.Value : item;
        if (!Is(inner, JsonValueKind.Object, "`__entity`")) { return null; }
        CheckMembers(inner, ["type", "id"]);
        var (type, id) = (Require(inner, "type"), Require(inner, "id"));
        if (type is null || id is null || !Is(type, JsonValueKind.String, "`type`") || !Is(id, JsonValueKind.String, "`id`") || !IsTypeName(type)) { return null; }
        return new EntityUid(type.Text, id.Text);
    }

    /// <summary>Whether it is a path of names without blanks; if not, that is reported.</summary>
    protected bool IsTypeName(JsonItem item)
    {
        if (IsPath(item.Text, allowReserved: false)) { return true; }
        Report(item.Span, $"`{item.Text}` is not the name of a type.", "Names are letters, digits and `_`, joined by `::` without blanks; reserved words and `__cedar` are none.");
        return false;
    }

    protected static bool IsPath(string text, bool allowReserved)
    {
        foreach (var part in text.Split("::"))
        {
            if (part.Length == 0 || !Lexer.IsNameStart(part[0]) || !part.All(Lexer.IsNamePart)) { return false; }
            if (new Lexer(part).Next().IsReserved || (part is "__cedar" && !allowReserved)) { return false; }
        }
        return true;
    }

    protected long? Integer(JsonItem number)
    {
        if (long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) { return value; }
        Report(number.Span, $"`{number.Text}` is not an integer of 64 bits.", "Write other numbers as `decimal`, in a string.");
        return null;
    }

    protected void Report(SourceSpan span, string message, string? remedy = null)
    {
        if (errors.Count < SourceReader.MaxErrors) { errors.Add(new(source, span, message, remedy)); }
        else if (errors.Count == SourceReader.MaxErrors) { errors.Add(new(source, span, $"There are more than {SourceReader.MaxErrors} errors; further ones are not shown.")); }
    }
}
