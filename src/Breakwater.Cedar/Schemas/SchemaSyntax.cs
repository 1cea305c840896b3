using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Schemas;

/// <summary>Reads the form of schemas made for people. After an error, reading goes on with the next attribute or declaration.</summary>
internal sealed partial class SchemaSyntax(string text, string source, NameTable names, List<CedarDiagnostic> errors)
    : SourceReader(text, source, names, errors)
{
    protected override bool MayNameReserved => true;

    public List<RawNamespace> ReadSchema()
    {
        var empty = new RawNamespace(default, "");
        var namespaces = new List<RawNamespace> { empty };
        while (Current.Kind != TokenKind.End)
        {
            // What was left open before concerns nobody here; and a brace that closes nothing must be skipped, or reading would never end.
            ForgetBraces();
            ReadAnnotations();
            if (IsAt("namespace")) { ReadNamespace(namespaces); }
            else { ReadDeclaration(empty); }
        }
        return namespaces;
    }

    private void ReadNamespace(List<RawNamespace> namespaces)
    {
        Take();
        var first = Current;
        var name = ReadPath("the namespace's name");
        if (name is null || !Expect(TokenKind.OpenBrace, "`{`"))
        {
            SkipDeclaration();
            return;
        }
        var space = new RawNamespace(first.Span, name);
        namespaces.Add(space);
        while (Current.Kind is not (TokenKind.CloseBrace or TokenKind.End))
        {
            ReadAnnotations();
            ReadDeclaration(space);
        }
        Expect(TokenKind.CloseBrace, "`}` at the end of the namespace");
    }

    private void ReadDeclaration(RawNamespace space)
    {
        var braces = OpenBraces;
        var read = IsAt("entity") ? ReadEntityTypes(space) : IsAt("action") ? ReadActions(space) : IsAt("type") ? ReadCommonType(space) : RefuseDeclaration();
        if (!read || !Expect(TokenKind.Semicolon, "`;` at the end of the declaration")) { SkipDeclaration(braces); }
    }

    private bool RefuseDeclaration()
    {
        Unexpected("`entity`, `action`, `type` or `namespace`", "Inside a namespace stand declarations of entity types, actions and common types.");
        return false;
    }

    /// <summary>Goes to the next declaration: behind a semicolon, or before the brace that closes the namespace.</summary>
    private void SkipDeclaration(int braces = int.MaxValue)
    {
        var start = Current.Start;
        while (Current.Kind is not (TokenKind.Semicolon or TokenKind.End))
        {
            var closes = Current.Kind == TokenKind.CloseBrace && OpenBraces <= braces && braces > 0;
            if (closes || (Current.Start > start && OpenBraces <= braces && (IsAt("entity") || IsAt("action") || IsAt("namespace")))) { return; }
            Take();
        }
        TryTake(TokenKind.Semicolon);
    }

    private void ReadAnnotations()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Current.Kind == TokenKind.At)
        {
            var first = Take();
            if (!Current.IsWord)
            {
                Unexpected("the annotation's name", "An annotation is `@name(\"value\")` or `@name`.");
                return;
            }
            var name = SpanOf(Take()).ToString();
            if (!seen.Add(name)) { Report(Since(first), $"The annotation `@{name}` occurs twice.", "Keep one of them."); }
            if (!TryTake(TokenKind.OpenParen)) { continue; }
            if (Current.Kind != TokenKind.String)
            {
                Unexpected("the annotation's value in double quotes");
                return;
            }
            Unquote(Take());
            if (!Expect(TokenKind.CloseParen, "`)`")) { return; }
        }
    }

    private bool ReadEntityTypes(RawNamespace space)
    {
        Take();
        var declared = new List<(SourceSpan Span, string Name)>();
        do
        {
            var span = Current.Span;
            if (ReadIdentifier("the entity type's name") is not { } name) { return false; }
            declared.Add((span, name));
        }
        while (TryTake(TokenKind.Comma));

        if (IsAt("enum"))
        {
            Take();
            if (ReadEnum() is not { } ids) { return false; }
            space.EntityTypes.AddRange(declared.Select(d => new RawEntityType(d.Span, d.Name) { EnumIds = ids }));
            return true;
        }

        List<RawName>? parents = [];
        if (TryTake(TokenKind.In) && (parents = ReadTypeNames()) is null) { return false; }
        RawType? shape = null;
        var assigned = TryTake(TokenKind.Assign);
        if ((assigned || Current.Kind == TokenKind.OpenBrace) && (shape = ReadRecord(0)) is null) { return false; }
        RawType? tags = null;
        if (IsAt("tags"))
        {
            Take();
            if ((tags = ReadType(0)) is null) { return false; }
        }
        space.EntityTypes.AddRange(declared.Select(d => new RawEntityType(d.Span, d.Name) { MemberOf = parents, Shape = shape, Tags = tags }));
        return true;
    }

    private List<string>? ReadEnum()
    {
        if (!Expect(TokenKind.OpenBracket, "`[`", "An enumeration is `enum [\"a\", \"b\"]`.")) { return null; }
        var ids = new List<string>();
        do
        {
            if (Current.Kind != TokenKind.String)
            {
                Unexpected("an id in double quotes", "An enumerated entity type has at least one id.");
                return null;
            }
            ids.Add(Unquote(Take()));
        }
        while (TryTake(TokenKind.Comma));
        return Expect(TokenKind.CloseBracket, "`,` or `]`") ? ids : null;
    }

    private bool ReadCommonType(RawNamespace space)
    {
        Take();
        var span = Current.Span;
        if (ReadIdentifier("the type's name") is not { } name || !Expect(TokenKind.Assign, "`=`") || ReadType(0) is not { } type) { return false; }
        space.CommonTypes.Add(new RawCommonType(span, name, type));
        return true;
    }

    private string? ReadIdentifier(string what)
    {
        if (!Current.IsWord)
        {
            Unexpected(what);
            return null;
        }
        CheckName(Current);
        return Names.Name(SpanOf(Take()));
    }

    private string? ReadNameOrString(string what) => Current.Kind == TokenKind.String ? Unquote(Take()) : ReadIdentifier(what);

    private string? ReadPath(string what)
    {
        if (!Current.IsWord)
        {
            Unexpected(what);
            return null;
        }
        var name = ReadName(out var id);
        if (id is null || name is null) { return name; }
        Report(id.Value.Span, "An id stands where a type is due.", "Write the type alone, without `::\"…\"`.");
        return null;
    }
}
