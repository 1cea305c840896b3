using System.Globalization;
using System.Text;

namespace Breakwater.Reports.Model;

/// <summary>
/// Gives names of the fleet safe, short, unique anchors and file names: lower-case letters, digits and hyphens only. The same name of the same kind always
/// gets the same anchor, and anchors depend only on the order in which names are first asked for.
/// </summary>
internal sealed class Anchors
{
    private const int Longest = 60;

    private readonly Dictionary<(string Kind, string Name), string> _given = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string For(string kind, string name)
    {
        if (_given.TryGetValue((kind, name), out var known))
        {
            return known;
        }

        var plain = Plain(kind.Length == 0 ? name : kind + "-" + name);
        var anchor = plain;
        for (var i = 2; !_taken.Add(anchor); i++)
        {
            anchor = string.Create(CultureInfo.InvariantCulture, $"{plain}-{i}");
        }

        return _given[(kind, name)] = anchor;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain.Append(char.ToLowerInvariant(c));
            }
            else if (plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }

        var all = plain.ToString().Trim('-');
        return all.Length == 0 ? "x" : all[..Math.Min(all.Length, Longest)].TrimEnd('-');
    }
}
