using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Schemas;

internal sealed partial class SchemaSyntax
{
    private RawType? ReadType(int depth)
    {
        if (!MayNest(depth)) { return null; }
        if (Current.Kind == TokenKind.OpenBrace) { return ReadRecord(depth); }
        var first = Current;
        var isSet = IsAt("Set");
        if (ReadPath("a type") is not { } name) { return null; }
        if (!isSet || Current.Kind != TokenKind.Less) { return new RawName(Since(first), name, RawNameKind.Any); }

        Take();
        return ReadType(depth + 1) is { } element && Expect(TokenKind.Greater, "`>`") ? new RawSet(Since(first), element) : null;
    }

    private RawRecord? ReadRecord(int depth)
    {
        var first = Current;
        if (!Expect(TokenKind.OpenBrace, "`{`")) { return null; }
        var braces = OpenBraces;
        var attributes = new List<RawAttribute>();
        while (Current.Kind != TokenKind.CloseBrace)
        {
            if (ReadAttribute(depth) is { } attribute) { attributes.Add(attribute); }
            else if (!SkipAttribute(braces)) { return null; }
            if (TryTake(TokenKind.Comma) || Current.Kind == TokenKind.CloseBrace) { continue; }
            Unexpected("`,` or `}`");
            if (!SkipAttribute(braces)) { return null; }
            TryTake(TokenKind.Comma);
        }
        Take();
        return new RawRecord(Since(first), attributes);
    }

    private RawAttribute? ReadAttribute(int depth)
    {
        ReadAnnotations();
        var span = Current.Span;
        if (ReadNameOrString("an attribute's name") is not { } name) { return null; }
        var isRequired = !TryTake(TokenKind.Question);
        return Expect(TokenKind.Colon, isRequired ? "`:` or `?:`" : "`:`") && ReadType(depth + 1) is { } type ? new RawAttribute(span, name, type, isRequired) : null;
    }

    /// <summary>Goes to the comma or brace that ends the attribute; false if the record ends without one.</summary>
    private bool SkipAttribute(int braces)
    {
        while (Current.Kind is not (TokenKind.Semicolon or TokenKind.End))
        {
            if (OpenBraces == braces && Current.Kind is TokenKind.Comma or TokenKind.CloseBrace) { return true; }
            if (OpenBraces < braces) { return false; }
            Take();
        }
        return false;
    }

    /// <summary>Reads one entity type, or any number in brackets.</summary>
    private List<RawName>? ReadTypeNames()
    {
        if (Current.Kind != TokenKind.OpenBracket) { return ReadEntityName() is { } only ? [only] : null; }
        Take();
        var names = new List<RawName>();
        if (TryTake(TokenKind.CloseBracket)) { return names; }
        do
        {
            if (ReadEntityName() is not { } name) { return null; }
            names.Add(name);
        }
        while (TryTake(TokenKind.Comma));
        return Expect(TokenKind.CloseBracket, "`,` or `]`") ? names : null;
    }

    private RawName? ReadEntityName()
    {
        var first = Current;
        return ReadPath("an entity type") is { } name ? new RawName(Since(first), name, RawNameKind.Entity) : null;
    }
}
