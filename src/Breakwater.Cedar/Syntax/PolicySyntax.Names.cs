using System.Text;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

internal sealed partial class PolicySyntax
{
    private string? ReadTypeName()
    {
        if (!Current.IsWord)
        {
            Unexpected("an entity type");
            return null;
        }
        var name = ReadName(out var id);
        if (id is null || name is null) { return name; }
        Report(id.Value.Span, "An entity stands where a type is due.", "Write the type alone, without `::\"…\"`.");
        return null;
    }

    private EntityUid? ReadEntity()
    {
        if (!Current.IsWord)
        {
            Unexpected("an entity", "Entities are written `Type::\"id\"`.");
            return null;
        }
        var name = ReadName(out var id);
        if (name is null) { return null; }
        if (id is { } token) { return Names.Entity(name, UnquoteSpan(token)); }
        Unexpected("`::` and the entity's id in double quotes", "Entities are written `Type::\"id\"`.");
        return null;
    }

    /// <summary>Reads a path of words, of which the current token is the first, and the id if one follows.</summary>
    private string? ReadName(out Token? id)
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

    private void CheckName(Token word)
    {
        if (word.IsReserved) { Report(word.Span, $"`{SpanOf(word)}` is a reserved word.", "It cannot be a name; as an attribute, write it in double quotes."); }
        else if (SpanOf(word) is "__cedar") { Report(word.Span, "`__cedar` is reserved.", "Choose another name."); }
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
