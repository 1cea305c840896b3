using System.Runtime.CompilerServices;

namespace Breakwater.Cedar.Syntax;

/// <summary>
/// What the parsers of policies and of schemas have in common: the token they stand at, the errors found so far, names and strings. Errors are
/// reported once per place; after <see cref="MaxErrors"/> the rest of the text is not read, and that is said.
/// </summary>
internal abstract partial class SourceReader
{
    public const int MaxErrors = 500;

    /// <summary>How deep brackets may nest: far beyond what people write, and far below what a stack holds.</summary>
    public const int MaxNesting = 256;

    private readonly Lexer _lexer;
    private readonly List<CedarDiagnostic> _errors;
    private readonly StringEscapes.Report _reportEscape;
    private Token _string;
    private int _lastError = -1;

    protected SourceReader(string text, string source, NameTable names, List<CedarDiagnostic> errors)
    {
        Text = text;
        Source = source;
        Names = names;
        _errors = errors;
        _lexer = new Lexer(text);
        _reportEscape = ReportEscape;
        CheckUnicode();
        Current = _lexer.Next();
    }

    protected string Text { get; }

    protected string Source { get; }

    protected NameTable Names { get; }

    protected Token Current { get; private set; }

    /// <summary>Where the token before the current one ended.</summary>
    protected int PreviousEnd { get; private set; }

    /// <summary>Braces open at the current token.</summary>
    protected int OpenBraces { get; private set; }

    protected int ErrorCount => _errors.Count;

    protected void ForgetBraces() => OpenBraces = 0;

    /// <summary>Whom the next errors concern.</summary>
    protected string? PolicyId { get; set; }

    protected Token Take()
    {
        var taken = Current;
        PreviousEnd = taken.End;
        if (taken.Kind == TokenKind.OpenBrace) { OpenBraces++; } else if (taken.Kind == TokenKind.CloseBrace && OpenBraces > 0) { OpenBraces--; }
        Current = _lexer.Next();
        return taken;
    }

    protected bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind) { return false; }
        Take();
        return true;
    }

    /// <summary>Takes a token of the kind, or reports that it is missing.</summary>
    protected bool Expect(TokenKind kind, string what, string? remedy = null)
    {
        if (TryTake(kind)) { return true; }
        Unexpected(what, remedy);
        return false;
    }

    protected bool IsAt(ReadOnlySpan<char> word) => Current.Kind == TokenKind.Identifier && SpanOf(Current).SequenceEqual(word);

    protected ReadOnlySpan<char> SpanOf(Token token) => Text.AsSpan(token.Start, token.End - token.Start);

    protected SourceSpan Since(Token first) => new(first.Start, Math.Max(PreviousEnd - first.Start, 0), first.Line, first.Start - first.LineStart + 1);

    protected void Unexpected(string expected, string? remedy = null)
    {
        if (Current.Kind == TokenKind.Invalid) { ReportInvalid(); }
        else { Report(Current.Span, $"Expected {expected}, found {Describe(Current)}.", remedy); }
    }

    protected void Report(SourceSpan span, string message, string? remedy = null)
    {
        if (_errors.Count > MaxErrors || (span.Offset == _lastError && _errors is [.., var last] && string.Equals(last.Source, Source, StringComparison.Ordinal))) { return; }
        _lastError = span.Offset;
        if (_errors.Count == MaxErrors)
        {
            _errors.Add(new(Source, span, $"There are more than {MaxErrors} errors; the rest of the text was not read.", "Correct the first ones and try again."));
            _lexer.Stop();
            return;
        }
        _errors.Add(new(Source, span, message, remedy, PolicyId));
    }

    /// <summary>The value of a string token, escapes resolved.</summary>
    protected string Unquote(Token token) => IsPlain(token, out var raw) ? Names.Name(raw) : Names.Name(Resolve(token));

    /// <summary>As <see cref="Unquote"/>, for texts that need no copy of their own.</summary>
    protected ReadOnlySpan<char> UnquoteSpan(Token token) => IsPlain(token, out var raw) ? raw : Resolve(token);

    protected LikePattern UnquotePattern(Token token)
    {
        _string = token;
        return StringEscapes.Pattern(Raw(token), Names, _reportEscape);
    }

    protected string Describe(Token token) => token.Kind switch
    {
        TokenKind.End => "the end of the text",
        _ when token.End - token.Start > 40 => $"`{Text.AsSpan(token.Start, 40)}…`",
        _ => $"`{SpanOf(token)}`",
    };

    /// <summary>Whether one may go a level deeper; if not, that is reported.</summary>
    protected bool MayNest(int depth)
    {
        if (depth <= MaxNesting && RuntimeHelpers.TryEnsureSufficientExecutionStack()) { return true; }
        Report(Current.Span, $"This is nested more than {MaxNesting} levels deep.", "Split it up.");
        return false;
    }

    private bool IsPlain(Token token, out ReadOnlySpan<char> raw)
    {
        raw = Raw(token);
        return raw.IndexOfAny('\\', '\r') < 0;
    }

    private string Resolve(Token token)
    {
        _string = token;
        return StringEscapes.Resolve(Raw(token), _reportEscape);
    }

    private ReadOnlySpan<char> Raw(Token token) => Text.AsSpan(token.Start + 1, token.End - token.Start - 2);

    private void ReportEscape(int offset, int length, string message, string? remedy)
    {
        var start = _string.Start + 1 + offset;
        var before = Text.AsSpan(_string.Start, start - _string.Start);
        var newLine = before.LastIndexOf('\n');
        var lineStart = newLine < 0 ? _string.LineStart : _string.Start + newLine + 1;
        Report(new SourceSpan(start, length, _string.Line + before.Count('\n'), start - lineStart + 1), message, remedy);
    }

    private void ReportInvalid()
    {
        var first = Text[Current.Start];
        if (first == '"') { Report(Current.Span, "This string is not closed.", "End it with `\"`; a quote inside is `\\\"`."); }
        else if (first is '&' or '|') { Report(Current.Span, $"`{first}` is not an operator.", $"Write `{first}{first}`."); }
        else if (first == '\'') { Report(Current.Span, "Strings stand in double quotes.", "Write `\"`."); }
        else { Report(Current.Span, $"`{SpanOf(Current)}` has no meaning here."); }
    }

    private void CheckUnicode()
    {
        for (var i = Text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < Text.Length; i++)
        {
            if (!char.IsSurrogate(Text[i])) { continue; }
            if (char.IsHighSurrogate(Text[i]) && i + 1 < Text.Length && char.IsLowSurrogate(Text[i + 1])) { i++; continue; }
            var before = Text.AsSpan(0, i);
            Report(new SourceSpan(i, 1, 1 + before.Count('\n'), i - before.LastIndexOf('\n')), "The text is not valid Unicode: half a surrogate pair stands alone.", "Save the file as UTF-8.");
            return;
        }
    }
}
