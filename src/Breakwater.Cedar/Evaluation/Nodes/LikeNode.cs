using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary><c>like</c>. The first piece must begin the text and the last end it; those between are taken leftmost first, which finds a match if there is one.</summary>
internal sealed class LikeNode(Node target, LikePattern pattern) : BooleanNode
{
    private readonly string[] _pieces = [.. pattern.Pieces];

    public override Truth Test(EvaluationState state)
    {
        var value = target.Evaluate(state);
        if (value.Kind == CedarKind.String) { return Of(Matches(value.AsString)); }
        if (value.Kind != CedarKind.None) { state.WrongKind("like", "a string", value); }
        return Truth.Failed;
    }

    private bool Matches(string text)
    {
        if (_pieces.Length == 1) { return string.Equals(text, _pieces[0], StringComparison.Ordinal); }
        var first = _pieces[0];
        var last = _pieces[^1];
        if (text.Length < first.Length + last.Length || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal)) { return false; }
        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        foreach (var piece in _pieces.AsSpan(1, _pieces.Length - 2))
        {
            var at = rest.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0) { return false; }
            rest = rest[(at + piece.Length)..];
        }
        return true;
    }
}
