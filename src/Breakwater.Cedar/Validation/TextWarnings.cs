using System.Globalization;
using System.Text;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

/// <summary>
/// Warns of text that does not read as what it is: characters that turn the direction of writing, invisible ones in names, and letters of Latin, Greek and
/// Cyrillic in one text. Cedar's own check knows all scripts of Unicode; this one those three, whose letters look alike.
/// </summary>
internal static class TextWarnings
{
    private enum Script { None, Latin, Greek, Cyrillic }

    public static IEnumerable<CedarDiagnostic> Of(Policy policy)
    {
        var findings = new Findings(policy);
        foreach (var scope in (ReadOnlySpan<Scope>)[policy.Principal, policy.Action, policy.Resource])
        {
            if (scope.EntityType is { } type) { Check(type, scope.Span, isName: true, findings); }
            foreach (var entity in scope.Entities) { Check(entity, scope.Span, findings); }
        }
        foreach (var part in policy.Conditions.SelectMany(c => c.Body.SelfAndParts())) { Check(part, findings); }
        return findings.ToDiagnostics();
    }

    private static void Check(Expression part, Findings findings)
    {
        switch (part)
        {
            case LiteralExpression { Value.Kind: CedarKind.String } e: Check(e.Value.AsString, e.Span, isName: false, findings); break;
            case LiteralExpression { Value.Kind: CedarKind.Entity } e: Check(e.Value.AsEntity, e.Span, findings); break;
            case LikeExpression e: Check(string.Join('*', e.Pattern.Pieces), e.Span, isName: false, findings); break;
            case AttributeExpression e: Check(e.Name, e.Span, isName: true, findings); break;
            case HasExpression e: Check(e.Name, e.Span, isName: true, findings); break;
            case IsExpression e: Check(e.EntityType, e.Span, isName: true, findings); break;
            case RecordExpression e: foreach (var (name, _) in e.Attributes) { Check(name, e.Span, isName: true, findings); } break;
            default: break;
        }
    }

    private static void Check(EntityUid entity, SourceSpan span, Findings findings)
    {
        Check(entity.Type, span, isName: true, findings);
        Check(entity.Id, span, isName: true, findings);
    }

    private static void Check(string text, SourceSpan span, bool isName, Findings findings)
    {
        if (Ascii.IsValid(text) && !(isName && text.Any(char.IsControl))) { return; }
        const string remedy = "Retype it, or write the character as an escape if it is meant.";
        if (First(text, IsBidirectional) is { } turning)
        {
            findings.Add(span, $"The text contains U+{(int)turning:X4}, which changes the direction of writing and so what a reader sees", remedy);
        }
        else if (isName && First(text, IsInvisible) is { } hidden)
        {
            findings.Add(span, $"The name contains U+{(int)hidden:X4}, which is not visible", remedy);
        }
        else if (text.Select(ScriptOf).Where(s => s != Script.None).Distinct().Order().ToArray() is { Length: > 1 } scripts)
        {
            findings.Add(span, $"{CedarText.Quote(text)} mixes {string.Join(" and ", scripts)} letters, which look alike", "Retype it in one script.");
        }
    }

    private static char? First(string text, Func<char, bool> wanted) => text.Where(wanted).Select(c => (char?)c).FirstOrDefault();

    private static bool IsBidirectional(char c) => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static Script ScriptOf(char c) => c switch
    {
        _ when char.IsAsciiLetter(c) => Script.Latin,
        < '\u00c0' => Script.None,
        _ when !char.IsLetter(c) => Script.None,
        <= '\u024f' or >= '\u1e00' and <= '\u1eff' => Script.Latin,
        >= '\u0370' and <= '\u03ff' or >= '\u1f00' and <= '\u1fff' => Script.Greek,
        >= '\u0400' and <= '\u052f' or >= '\u1c80' and <= '\u1c8f' or >= '\u2de0' and <= '\u2dff' or >= '\ua640' and <= '\ua69f' => Script.Cyrillic,
        _ => Script.None,
    };
}
