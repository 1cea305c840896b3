using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    private static readonly string[] ScopeVariables = ["principal", "action", "resource"];

    /// <summary>Reads up to the closing parenthesis; false if it is not found.</summary>
    private bool ReadScopes(Scope?[] scopes)
    {
        var count = 0;
        while (Current.Kind is not (TokenKind.CloseParen or TokenKind.Semicolon or TokenKind.End))
        {
            if (count >= 3) { Report(Current.Span, "The scope has only three parts.", "It is `(principal, action, resource)`; other conditions go into a `when` clause."); }
            var scope = ReadScope(Math.Min(count, 2));
            if (count < 3) { scopes[count] = scope; }
            count++;
            if (scope is null) { SkipScope(); }
            if (TryTake(TokenKind.Comma)) { continue; }
            if (Current.Kind == TokenKind.CloseParen) { break; }
            Unexpected("`,` or `)`");
            SkipScope();
            if (!TryTake(TokenKind.Comma)) { break; }
        }
        if (count < 3) { Report(Current.Span, $"The scope lacks `{ScopeVariables[count]}`.", "It is `(principal, action, resource)`, each with or without a constraint."); }
        return Expect(TokenKind.CloseParen, "`)`");
    }

    private void SkipScope()
    {
        for (var depth = 0; Current.Kind is not (TokenKind.End or TokenKind.Semicolon or TokenKind.OpenBrace);)
        {
            if (depth == 0 && Current.Kind is TokenKind.Comma or TokenKind.CloseParen) { return; }
            var kind = Take().Kind;
            if (kind is TokenKind.OpenParen or TokenKind.OpenBracket) { depth++; }
            else if (kind is TokenKind.CloseParen or TokenKind.CloseBracket && depth > 0) { depth--; }
        }
    }

    private Scope? ReadScope(int index)
    {
        var first = Current;
        if (!Current.IsWord)
        {
            Unexpected($"`{ScopeVariables[index]}`");
            return null;
        }
        if (!IsAt(ScopeVariables[index])) { Unexpected($"`{ScopeVariables[index]}`", "The scope is `(principal, action, resource)`, in this order."); }
        Take();
        if (Current.Kind == TokenKind.Colon)
        {
            Report(Current.Span, "A type after a colon is not part of the language.", $"Write `{ScopeVariables[index]} is Type`.");
            return null;
        }

        var isAction = index == 1;
        var entityType = ReadScopeType(isAction, out var hasType);
        if (hasType && entityType is null) { return null; }
        return Current.Kind switch
        {
            TokenKind.Comma or TokenKind.CloseParen => new Scope(hasType ? ScopeKind.Is : ScopeKind.Any, Since(first)) { EntityType = entityType },
            TokenKind.Equal or TokenKind.Assign => ReadEqual(first, index, hasType),
            TokenKind.In => isAction ? ReadActionIn(first) : ReadIn(first, index, entityType),
            _ => RefuseOperator(isAction),
        };
    }

    private string? ReadScopeType(bool isAction, out bool present)
    {
        present = Current.Kind == TokenKind.Is;
        if (!present) { return null; }
        if (isAction) { Report(Current.Span, "`is` cannot constrain the action.", "Use `==` or `in` with actions."); }
        Take();
        return ReadTypeName();
    }

    private Scope? ReadEqual(Token first, int index, bool hasType)
    {
        if (Current.Kind == TokenKind.Assign) { Report(Current.Span, "`=` is not an operator.", "Write `==`."); }
        if (hasType) { Report(Current.Span, "`is` and `==` cannot stand together.", "`==` alone says it all: the entity has its type."); }
        Take();
        return ReadScopeEntity(index, out var hasSlot) is { } entities ? new Scope(ScopeKind.Equal, Since(first)) { Entities = entities, HasSlot = hasSlot } : null;
    }

    private Scope? ReadIn(Token first, int index, string? entityType)
    {
        Take();
        if (ReadScopeEntity(index, out var hasSlot) is not { } entities) { return null; }
        if (Current.Kind == TokenKind.Is)
        {
            Report(Current.Span, "`is` must come before `in`.", $"Write `{ScopeVariables[index]} is Type in entity`.");
            return null;
        }
        return new Scope(entityType is null ? ScopeKind.In : ScopeKind.IsIn, Since(first)) { EntityType = entityType, Entities = entities, HasSlot = hasSlot };
    }

    private Scope? ReadActionIn(Token first)
    {
        Take();
        var parentheses = TakeParentheses();
        if (Current.Kind != TokenKind.OpenBracket)
        {
            return ReadScopeEntity(1, out _) is { } entity && CloseParentheses(parentheses) ? new Scope(ScopeKind.In, Since(first)) { Entities = entity } : null;
        }

        Take();
        var entities = new List<EntityUid>();
        while (Current.Kind != TokenKind.CloseBracket)
        {
            if (ReadScopeEntity(1, out _) is not { } entity) { return null; }
            entities.AddRange(entity);
            if (!TryTake(TokenKind.Comma) && Current.Kind != TokenKind.CloseBracket)
            {
                Unexpected("`,` or `]`");
                return null;
            }
        }
        Take();
        return CloseParentheses(parentheses) ? new Scope(ScopeKind.InAny, Since(first)) { Entities = Names.List([.. entities]) } : null;
    }

    /// <summary>Reads the entity, or slot, that a constraint compares with: none for a slot.</summary>
    private EntityUid[]? ReadScopeEntity(int index, out bool hasSlot)
    {
        var parentheses = TakeParentheses();
        var first = Current;
        hasSlot = Current.Kind == TokenKind.Slot;
        if (hasSlot)
        {
            var slot = Take();
            if (index == 1) { Report(slot.Span, "The action cannot be a slot.", "Name the action; `?principal` and `?resource` are the only slots."); }
            else if (!SpanOf(slot)[1..].SequenceEqual(ScopeVariables[index])) { Report(slot.Span, $"`{SpanOf(slot)}` cannot stand here.", $"The slot of this variable is `?{ScopeVariables[index]}`."); }
            return CloseParentheses(parentheses) ? [] : null;
        }

        if (ReadEntity() is not { } entity) { return null; }
        if (index == 1 && !IsActionType(entity.Type)) { Report(Since(first), $"`{entity}` is no action.", "The type of an action is `Action`, with or without a namespace."); }
        return CloseParentheses(parentheses) ? Names.List([entity]) : null;
    }

    private int TakeParentheses()
    {
        var count = 0;
        while (TryTake(TokenKind.OpenParen)) { count++; }
        return count;
    }

    private bool CloseParentheses(int count)
    {
        for (; count > 0; count--) { if (!Expect(TokenKind.CloseParen, "`)`")) { return false; } }
        return true;
    }

    private Scope? RefuseOperator(bool isAction)
    {
        var remedy = isAction ? "An action is constrained by `==` or `in`; other conditions go into a `when` clause." : "The scope knows `==`, `in` and `is`; other conditions go into a `when` clause.";
        Unexpected("a constraint, `,` or `)`", remedy);
        return null;
    }

    private static bool IsActionType(string type) => type is "Action" || type.EndsWith("::Action", StringComparison.Ordinal);
}
