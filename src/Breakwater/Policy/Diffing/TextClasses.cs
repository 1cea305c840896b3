using Breakwater.Cedar.Syntax;

namespace Breakwater.Policy.Diffing;

/// <summary>
/// One text for each way in which texts can match patterns: which of them match it, and which do not. Exact: runs through the product of the patterns' automata, shortest texts
/// first. Deterministic.
/// </summary>
internal static class TextClasses
{
    private const int MostStates = 4_096;

    /// <summary>The texts, and whether they are all; there are too many ways to go through them all if not.</summary>
    /// <param name="patterns">The patterns; one without a wildcard matches one text.</param>
    /// <param name="longest">Most characters of a text.</param>
    public static (IReadOnlyList<string> Texts, bool IsComplete) Of(IReadOnlyList<LikePattern> patterns, int longest)
    {
        // A pattern as its characters, with null for each wildcard; a state says behind which of them of all patterns a text may stand.
        char?[][] tokens = [.. patterns.Select(p => p.Pieces.SelectMany((piece, i) => piece.Select(c => (char?)c).Prepend(null).Skip(i == 0 ? 1 : 0)).ToArray())];
        var known = tokens.SelectMany(t => t).OfType<char>().ToHashSet();
        var other = Enumerable.Range(0, char.MaxValue).Select(i => (char)('x' + i)).First(c => !known.Contains(c) && !char.IsSurrogate(c));
        char[] alphabet = [other, .. known.Order()];
        var start = tokens.Select(t => Close(t, new bool[t.Length + 1], 0)).ToArray();
        var (texts, seen, accepted) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var open = new Queue<(string Text, bool[][] State)>([("", start)]);
        seen.Add(Key(start.SelectMany(s => s)));
        while (open.TryDequeue(out var next))
        {
            if (accepted.Add(Key(next.State.Select(s => s[^1])))) { texts.Add(next.Text); }
            if (next.Text.Length == longest) { continue; }
            foreach (var c in alphabet)
            {
                bool[][] state = [.. next.State.Select((s, i) => Step(tokens[i], s, c))];
                if (!seen.Add(Key(state.SelectMany(s => s)))) { continue; }
                if (seen.Count > MostStates) { return (texts, false); }
                open.Enqueue((next.Text + c, state));
            }
        }
        return (texts, true);
    }

    private static bool[] Step(char?[] tokens, bool[] state, char c)
    {
        var next = new bool[state.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!state[i]) { continue; }
            if (tokens[i] is not { } wanted) { Close(tokens, next, i); }
            else if (wanted == c) { Close(tokens, next, i + 1); }
        }
        return next;
    }

    /// <summary>Adds a place and what wildcards lead to from there.</summary>
    private static bool[] Close(char?[] tokens, bool[] state, int at)
    {
        state[at] = true;
        for (; at < tokens.Length && tokens[at] is null; at++) { state[at + 1] = true; }
        return state;
    }

    private static string Key(IEnumerable<bool> state) => string.Concat(state.Select(s => s ? '1' : '0'));
}
