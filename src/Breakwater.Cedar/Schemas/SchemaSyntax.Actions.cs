using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Schemas;

internal sealed partial class SchemaSyntax
{
    private bool ReadActions(RawNamespace space)
    {
        Take();
        var declared = new List<(SourceSpan Span, string Name)>();
        do
        {
            var span = Current.Span;
            if (ReadNameOrString("the action's name") is not { } name) { return false; }
            declared.Add((span, name));
        }
        while (TryTake(TokenKind.Comma));

        List<RawActionReference>? parents = [];
        if (TryTake(TokenKind.In) && (parents = ReadActionNames()) is null) { return false; }
        var applies = new AppliesTo();
        if (IsAt("appliesTo") && !ReadAppliesTo(applies)) { return false; }
        if (IsAt("attributes"))
        {
            Take();
            if (!Expect(TokenKind.OpenBrace, "`{`") || !Expect(TokenKind.CloseBrace, "`}`", "Actions have no attributes.")) { return false; }
        }
        space.Actions.AddRange(declared.Select(d => new RawAction(d.Span, d.Name)
        {
            MemberOf = parents, PrincipalTypes = applies.Principals ?? [], ResourceTypes = applies.Resources ?? [], Context = applies.Context,
        }));
        return true;
    }

    private List<RawActionReference>? ReadActionNames()
    {
        if (Current.Kind != TokenKind.OpenBracket) { return ReadActionName() is { } only ? [only] : null; }
        Take();
        var names = new List<RawActionReference>();
        do
        {
            if (ReadActionName() is not { } name) { return null; }
            names.Add(name);
        }
        while (TryTake(TokenKind.Comma));
        return Expect(TokenKind.CloseBracket, "`,` or `]`") ? names : null;
    }

    /// <summary>Reads <c>name</c>, <c>"name"</c> or <c>Namespace::Action::"name"</c>.</summary>
    private RawActionReference? ReadActionName()
    {
        var first = Current;
        if (Current.Kind == TokenKind.String) { return new RawActionReference(first.Span, null, Unquote(Take())); }
        if (!Current.IsWord)
        {
            Unexpected("an action", "Actions are written `name`, `\"name\"` or `Namespace::Action::\"name\"`.");
            return null;
        }
        var name = ReadName(out var id);
        if (name is null) { return null; }
        if (id is { } token) { return new RawActionReference(Since(first), name, Unquote(token)); }
        if (!name.Contains("::", StringComparison.Ordinal)) { return new RawActionReference(first.Span, null, name); }
        Report(Since(first), $"`{name}` does not name an action.", "Write the action of another namespace as `Namespace::Action::\"name\"`.");
        return null;
    }

    private bool ReadAppliesTo(AppliesTo applies)
    {
        var start = Take();
        if (!Expect(TokenKind.OpenBrace, "`{`")) { return false; }
        while (Current.Kind != TokenKind.CloseBrace)
        {
            if (!ReadAppliesToPart(applies)) { return false; }
            if (TryTake(TokenKind.Comma) || Current.Kind == TokenKind.CloseBrace) { continue; }
            Unexpected("`,` or `}`");
            return false;
        }
        Take();
        if (applies.Principals is null || applies.Resources is null)
        {
            Report(start.Span, $"`appliesTo` lacks `{(applies.Principals is null ? "principal" : "resource")}`.", "State both, or leave `appliesTo` out for an action that is only a group.");
        }
        return true;
    }

    private bool ReadAppliesToPart(AppliesTo applies)
    {
        var part = Current;
        var word = part.Kind == TokenKind.Identifier ? SpanOf(part).ToString() : "";
        var isTwice = word switch
        {
            "principal" => applies.Principals is not null,
            "resource" => applies.Resources is not null,
            "context" => applies.Context is not null,
            _ => (bool?)null,
        };
        if (isTwice is null)
        {
            Unexpected("`principal`, `resource` or `context`");
            return false;
        }
        if (isTwice.Value) { Report(part.Span, $"`{word}` occurs twice.", "Keep one of them; several types stand in brackets."); }
        Take();
        if (!Expect(TokenKind.Colon, "`:`")) { return false; }
        return word switch
        {
            "principal" => (applies.Principals = ReadTypeNames()) is not null,
            "resource" => (applies.Resources = ReadTypeNames()) is not null,
            _ => (applies.Context = ReadType(0)) is not null,
        };
    }

    private sealed class AppliesTo
    {
        public List<RawName>? Principals { get; set; }

        public List<RawName>? Resources { get; set; }

        public RawType? Context { get; set; }
    }
}
