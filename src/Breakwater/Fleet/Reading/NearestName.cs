namespace Breakwater.Fleet.Reading;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    private const int Compared = 256;

    /// <summary>The closest candidate within a third of the word's length in edits, the first of equals; null if none is that close.</summary>
    /// <remarks>Looks at the first few hundred candidates, so that many wrong names in a large file stay cheap.</remarks>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        if (word.Length > FleetLimits.MaxIdLength) { return null; }
        var best = Math.Max(1, word.Length / 3) + 1;
        string? nearest = null;
        foreach (var candidate in candidates.Take(Compared))
        {
            if (Math.Abs(candidate.Length - word.Length) >= best || candidate.Length > FleetLimits.MaxIdLength) { continue; }
            var distance = Edits(word, candidate);
            if (distance < best) { (best, nearest) = (distance, candidate); }
        }
        return nearest;
    }

    // Levenshtein with neighbouring swaps as one edit, ignoring case.
    private static int Edits(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) { last[j] = j; }
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) { row[j] = Math.Min(row[j], before[j - 2] + 1); }
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
