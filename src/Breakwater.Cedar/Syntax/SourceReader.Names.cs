using System.Text;

namespace Breakwater.Cedar.Syntax;

internal abstract partial class SourceReader
{
    /// <summary>Whether <c>__cedar</c> may be part of a name.</summary>
    protected virtual bool MayNameReserved => false;

    /// <summary>Reads a path of words, of which the current token is the first, and the id if one follows.</summary>
    protected string? ReadName(out Token? id)
    {
        id = null;
        var first = Current;
        var end = first.End;
        var length = end - first.Start;
        CheckName(Take());
        while (TryTake(TokenKind.Path))
        {
            if (Current.Kind == TokenKind.String)
            {
                id = Take();
                break;
            }
            if (!Current.IsWord)
            {
                Unexpected("a name, or an id in double quotes", "Entities are written `Type::\"id\"`.");
                return null;
            }
            end = Current.End;
            length += 2 + Current.End - Current.Start;
            CheckName(Take());
        }
        var written = Text.AsSpan(first.Start, end - first.Start);
        return length == written.Length ? Names.Name(written) : Names.Name(WithoutBlanks(written));
    }

    protected void CheckName(Token word)
    {
        if (word.IsReserved) { Report(word.Span, $"`{SpanOf(word)}` is a reserved word.", "It cannot be a name; as an attribute, write it in double quotes."); }
        else if (!MayNameReserved && SpanOf(word) is "__cedar") { Report(word.Span, "`__cedar` is reserved.", "Choose another name."); }
    }

    private static string WithoutBlanks(ReadOnlySpan<char> path)
    {
        var text = path.ToString();
        var lexer = new Lexer(text);
        var joined = new StringBuilder(text.Length);
        for (var token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next()) { joined.Append(text, token.Start, token.End - token.Start); }
        return joined.ToString();
    }
}
