namespace Breakwater.Cedar.Syntax;

internal enum TokenKind : byte
{
    End, Identifier, Number, String, Slot, Invalid,

    // The reserved words; every other word is an identifier.
    True, False, If, Then, Else, In, Is, Like, Has,

    At, Dot, Comma, Semicolon, Colon, Path, Question, OpenParen, CloseParen, OpenBrace, CloseBrace, OpenBracket, CloseBracket,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Or, And, Plus, Minus, Star, Slash, Percent, Bang, Assign,
}

/// <summary>A lexical unit: where it stands, not what it says; a string includes its quotes.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, int Line, int LineStart)
{
    public SourceSpan Span => new(Start, End - Start, Line, Start - LineStart + 1);

    public bool IsWord => Kind is TokenKind.Identifier or (>= TokenKind.True and <= TokenKind.Has);

    public bool IsReserved => Kind is >= TokenKind.True and <= TokenKind.Has;
}
