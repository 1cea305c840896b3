namespace Breakwater.Lab.Comparing;

/// <summary>What somebody may have meant.</summary>
public static class Spelling
{
    /// <summary>The names nearest to a word: at most two edits away and sharing more than they differ, nearest first.</summary>
    public static IReadOnlyList<string> Near(string word, IEnumerable<string> names) =>
    [
        .. from name in names
           let distance = Distance(word, name)
           where distance <= 2 && distance < word.TrimStart('-').Length
           orderby distance, name
           select name,
    ];

    /// <summary>Levenshtein's distance.</summary>
    internal static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
