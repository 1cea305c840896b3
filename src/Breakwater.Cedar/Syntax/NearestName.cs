namespace Breakwater.Cedar.Syntax;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    private const int Compared = 256;
    private const int MaxLength = 128;

    /// <summary>A remedy: <c>Did you mean …?</c>, the names there are if they are few, or what else to do.</summary>
    public static string Remedy(string word, IEnumerable<string> candidates, string otherwise)
    {
        var names = candidates.Order(StringComparer.Ordinal).Take(Compared).ToArray();
        if (To(word, names) is { } near) { return $"Did you mean `{near}`?"; }
        return names.Length is > 0 and <= 12 ? $"There are: {string.Join(", ", names.Select(n => $"`{n}`"))}." : otherwise;
    }

    /// <summary>The closest candidate within a third of the word's length in edits, the first of equals; null if none is that close.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        if (word.Length > MaxLength) { return null; }
        var best = Math.Max(1, word.Length / 3) + 1;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > MaxLength || Math.Abs(candidate.Length - word.Length) >= best) { continue; }
            var distance = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best) { (best, nearest) = (distance, candidate); }
        }
        return nearest;
    }

    // Levenshtein with neighbouring swaps as one edit.
    private static int Edits(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) { last[j] = j; }
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) { row[j] = Math.Min(row[j], before[j - 2] + 1); }
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
