namespace Breakwater.Cedar.Syntax;

/// <summary>
/// Reads policies by recursive descent. A part that cannot be read is null, up to the place where reading can go on: the next clause, variable of the
/// scope, or policy. What is readable but wrong is reported and read on.
/// </summary>
internal sealed partial class PolicySyntax(string text, string source, NameTable names, List<CedarDiagnostic> errors, PolicyIds ids)
    : SourceReader(text, source, names, errors)
{
    private readonly List<Condition> _conditions = [];
    private int _errorsBefore;

    public void ReadPolicies(List<Policy> policies)
    {
        while (Current.Kind != TokenKind.End)
        {
            var errors = ErrorCount;
            var policy = ReadPolicy();
            if (policy is not null && errors == ErrorCount) { policies.Add(policy); }
        }
    }

    public Expression? ReadOnlyExpression()
    {
        var expression = ReadExpression(0);
        if (expression is not null && Current.Kind != TokenKind.End) { Unexpected("an operator or the end of the text"); }
        return expression;
    }

    private Policy? ReadPolicy()
    {
        ForgetBraces();
        _errorsBefore = ErrorCount;
        var id = PolicyId = ids.Next();
        var first = Current;
        var annotations = ReadAnnotations(ref id);
        var effect = IsAt("permit") ? PolicyEffect.Permit : IsAt("forbid") ? PolicyEffect.Forbid : (PolicyEffect?)null;
        if (effect is null)
        {
            Unexpected("`permit` or `forbid`", "A policy is `permit (principal, action, resource);`, with `when` and `unless` clauses before the `;`.");
            if (!Current.IsWord) { return SkipPolicy(); }
        }
        Take();
        var scope = new Scope?[3];
        if (!Expect(TokenKind.OpenParen, "`(`", "After the effect stands the scope: `(principal, action, resource)`.") || !ReadScopes(scope)) { return SkipPolicy(); }
        var conditions = ReadConditions();
        if (conditions is null || !ReadEnd()) { return null; }
        if (effect is null || scope[0] is not { } principal || scope[1] is not { } action || scope[2] is not { } resource) { return null; }
        return new Policy
        {
            Id = id, Effect = effect.Value, Annotations = annotations, Principal = principal, Action = action, Resource = resource,
            Conditions = conditions, Source = Source, Span = Since(first),
        };
    }

    private KeyValuePair<string, string>[] ReadAnnotations(ref string id)
    {
        if (Current.Kind != TokenKind.At)
        {
            TakeId(Current.Span, id, annotated: false);
            return [];
        }

        var annotations = new List<KeyValuePair<string, string>>(4);
        var isNamed = false;
        while (Current.Kind == TokenKind.At)
        {
            var first = Take();
            if (!Current.IsWord) { Unexpected("the annotation's name", "An annotation is `@name(\"value\")` or `@name`."); break; }
            var name = Names.Name(SpanOf(Take()));
            if (!ReadAnnotationValue(out var value)) { break; }
            if (annotations.Exists(a => ReferenceEquals(a.Key, name))) { Report(Since(first), $"The annotation `@{name}` occurs twice.", "Keep one of them."); }
            annotations.Add(new(name, value ?? ""));
            if (!ids.FromAnnotation || isNamed || name is not "id") { continue; }
            isNamed = true;
            if (value is null) { Report(Since(first), "`@id` has no value.", "Write the policy's id: `@id(\"…\")`."); continue; }
            id = PolicyId = value;
            TakeId(Since(first), id, annotated: true);
        }
        if (!isNamed) { TakeId(Current.Span, id, annotated: false); }
        return [.. annotations];
    }

    private bool ReadAnnotationValue(out string? value)
    {
        value = null;
        if (!TryTake(TokenKind.OpenParen)) { return true; }
        if (Current.Kind != TokenKind.String)
        {
            Unexpected("the annotation's value in double quotes");
            while (Current.Kind is not (TokenKind.CloseParen or TokenKind.Semicolon or TokenKind.End or TokenKind.At)) { Take(); }
            TryTake(TokenKind.CloseParen);
            return true;
        }
        value = Unquote(Take());
        return Expect(TokenKind.CloseParen, "`)`");
    }

    private void TakeId(SourceSpan span, string id, bool annotated)
    {
        if (!ids.TryTake(id, annotated)) { Report(span, $"The policy id `{id}` is taken.", "Ids must be distinct: choose another `@id`."); }
    }

    private Condition[]? ReadConditions()
    {
        _conditions.Clear();
        while (Current.IsWord && !IsAt("permit") && !IsAt("forbid"))
        {
            var isUnless = IsAt("unless");
            if (!isUnless && !IsAt("when")) { Unexpected("`when`, `unless` or `;`"); }
            Take();
            if (!Expect(TokenKind.OpenBrace, "`{`", "The condition stands in braces: `when { … }`."))
            {
                SkipPolicy();
                return null;
            }
            var body = ReadCondition();
            if (body is not null) { _conditions.Add(new Condition(isUnless, body)); }
        }
        return [.. _conditions];
    }

    private Expression? ReadCondition()
    {
        var braces = OpenBraces;
        Expression? body = null;
        if (Current.Kind == TokenKind.CloseBrace) { Report(Current.Span, "The clause is empty.", "Write a condition, or leave the clause out."); }
        else { body = ReadExpression(0); }
        if (body is not null && Current.Kind != TokenKind.CloseBrace) { Unexpected("an operator or `}`"); }

        while (Current.Kind is not (TokenKind.End or TokenKind.Semicolon) && (Current.Kind != TokenKind.CloseBrace || OpenBraces > braces)) { Take(); }
        TryTake(TokenKind.CloseBrace);
        return body;
    }

    private bool ReadEnd()
    {
        if (TryTake(TokenKind.Semicolon)) { return true; }

        // If a string or bracket was never closed, it has swallowed the semicolon.
        if (Current.Kind != TokenKind.End || ErrorCount == _errorsBefore) { Unexpected("`;` at the end of the policy"); }
        if (Current.Kind != TokenKind.At && !IsAt("permit") && !IsAt("forbid")) { SkipPolicy(); }
        return false;
    }

    private Policy? SkipPolicy()
    {
        while (Current.Kind is not (TokenKind.End or TokenKind.Semicolon)) { Take(); }
        TryTake(TokenKind.Semicolon);
        return null;
    }
}
