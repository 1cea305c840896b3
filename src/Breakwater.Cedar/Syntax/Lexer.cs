namespace Breakwater.Cedar.Syntax;

/// <summary>
/// Cuts Cedar source, policies and schemas alike, into tokens, one at a time and without allocating. Never throws: what is no token is
/// <see cref="TokenKind.Invalid"/>, and a string that is never closed ends with its line.
/// </summary>
internal sealed class Lexer(string text)
{
    private int _position;
    private int _line = 1;
    private int _lineStart;

    // A string without an end runs to the end of the text. Every quote in it is escaped, so no later string has an end either: looking again would take quadratic time.
    private bool _isUnclosed;

    public Token Next()
    {
        SkipBlank();
        var start = _position;
        var line = _line;
        var lineStart = _lineStart;
        return new(Scan(), start, _position, line, lineStart);
    }

    /// <summary>Whatever follows is not read: from here on there is only <see cref="TokenKind.End"/>.</summary>
    public void Stop() => _position = text.Length;

    private void SkipBlank()
    {
        while (_position < text.Length)
        {
            var c = text[_position];
            if (c == '\n') { NewLine(++_position); }
            else if (c == ' ' || char.IsWhiteSpace(c)) { _position++; }
            else if (c == '/' && At(_position + 1) == '/')
            {
                var length = text.AsSpan(_position).IndexOfAny('\n', '\r');
                _position = length < 0 ? text.Length : _position + length;
            }
            else { return; }
        }
    }

    private TokenKind Scan()
    {
        if (_position == text.Length) { return TokenKind.End; }
        var c = text[_position++];
        if (IsNameStart(c)) { return Word(); }
        if (char.IsAsciiDigit(c))
        {
            while (char.IsAsciiDigit(At(_position))) { _position++; }
            return TokenKind.Number;
        }
        return c == '"' ? String() : Punctuation(c);
    }

    private TokenKind Word()
    {
        var start = _position - 1;
        while (IsNamePart(At(_position))) { _position++; }
        return text.AsSpan(start, _position - start) switch
        {
            "true" => TokenKind.True,
            "false" => TokenKind.False,
            "if" => TokenKind.If,
            "then" => TokenKind.Then,
            "else" => TokenKind.Else,
            "in" => TokenKind.In,
            "is" => TokenKind.Is,
            "like" => TokenKind.Like,
            "has" => TokenKind.Has,
            _ => TokenKind.Identifier,
        };
    }

    private TokenKind String()
    {
        var (afterQuote, line, lineStart) = (_position, _line, _lineStart);
        while (!_isUnclosed && _position < text.Length)
        {
            switch (text[_position++])
            {
                case '"': return TokenKind.String;
                case '\n': NewLine(_position); break;
                case '\\' when At(_position) is not ('\n' or '\0'): _position++; break;
            }
        }

        _isUnclosed = true;
        (_line, _lineStart) = (line, lineStart);
        var rest = text.AsSpan(afterQuote).IndexOfAny('\n', '\r');
        _position = rest < 0 ? text.Length : afterQuote + rest;
        return TokenKind.Invalid;
    }

    private TokenKind Punctuation(char c) => c switch
    {
        '@' => TokenKind.At,
        '.' => TokenKind.Dot,
        ',' => TokenKind.Comma,
        ';' => TokenKind.Semicolon,
        ':' => Either(':', TokenKind.Path, TokenKind.Colon),
        '(' => TokenKind.OpenParen,
        ')' => TokenKind.CloseParen,
        '{' => TokenKind.OpenBrace,
        '}' => TokenKind.CloseBrace,
        '[' => TokenKind.OpenBracket,
        ']' => TokenKind.CloseBracket,
        '=' => Either('=', TokenKind.Equal, TokenKind.Assign),
        '!' => Either('=', TokenKind.NotEqual, TokenKind.Bang),
        '<' => Either('=', TokenKind.LessOrEqual, TokenKind.Less),
        '>' => Either('=', TokenKind.GreaterOrEqual, TokenKind.Greater),
        '|' => Either('|', TokenKind.Or, TokenKind.Invalid),
        '&' => Either('&', TokenKind.And, TokenKind.Invalid),
        '+' => TokenKind.Plus,
        '-' => TokenKind.Minus,
        '*' => TokenKind.Star,
        '/' => TokenKind.Slash,
        '%' => TokenKind.Percent,
        '?' => Slot(),
        _ => Unknown(c),
    };

    private TokenKind Slot()
    {
        if (!IsNameStart(At(_position))) { return TokenKind.Question; }
        while (IsNamePart(At(_position))) { _position++; }
        return TokenKind.Slot;
    }

    private TokenKind Unknown(char c)
    {
        if (char.IsHighSurrogate(c) && char.IsLowSurrogate(At(_position))) { _position++; }
        return TokenKind.Invalid;
    }

    private TokenKind Either(char second, TokenKind both, TokenKind one)
    {
        if (At(_position) != second) { return one; }
        _position++;
        return both;
    }

    private void NewLine(int start)
    {
        _line++;
        _lineStart = start;
    }

    private char At(int position) => position < text.Length ? text[position] : '\0';

    public static bool IsNameStart(char c) => c == '_' || char.IsAsciiLetter(c);

    public static bool IsNamePart(char c) => c == '_' || char.IsAsciiLetterOrDigit(c);
}
