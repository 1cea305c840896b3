using System.Text.RegularExpressions;

namespace Breakwater.Audit;

/// <summary>Finds in free text what must not be written down: payment cards, bank accounts, keys and tokens. Stateless, thread-safe; allocates nothing where it finds nothing.</summary>
internal static partial class SensitiveText
{
    /// <summary>The first sensitive stretch at or after an index; false if there is none.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out int at, out int length, out string kind)
    {
        (at, length, kind) = (int.MaxValue, 0, "");
        foreach (var match in Card().EnumerateMatches(text, from))
        {
            if (!IsCard(text.Slice(match.Index, match.Length))) { continue; }
            (at, length, kind) = (match.Index, match.Length, "card");
            break;
        }
        foreach (var match in Account().EnumerateMatches(text, from))
        {
            if (match.Index >= at || !IsAccount(text.Slice(match.Index, match.Length))) { continue; }
            (at, length, kind) = (match.Index, match.Length, "account");
            break;
        }
        foreach (var match in Secret().EnumerateMatches(text, from))
        {
            if (match.Index <= at) { (at, length, kind) = (match.Index, match.Length, "secret"); }
            break;
        }
        return length > 0;
    }

    /// <summary>Whether the name of an argument says that its value is a secret, whatever its case and its separators.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name) => SecretName().IsMatch(name);

    // The check digit of ISO/IEC 7812 (Luhn).
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        var (sum, digits) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i])) { continue; }
            var digit = (text[i] - '0') << (digits++ & 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    // The check digits of ISO 13616: the number with its first four characters last is 1 modulo 97.
    private static bool IsAccount(ReadOnlySpan<char> text)
    {
        var (rest, seen) = (0, 0);
        for (var round = 0; round < 2; round++)
        {
            seen = 0;
            foreach (var c in text)
            {
                if (c == ' ') { continue; }
                if (seen++ < 4 != (round == 1)) { continue; }
                rest = char.IsAsciiDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
            }
        }
        return seen is >= 15 and <= 34 && rest == 1;
    }

    [GeneratedRegex(@"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Card();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex(@"-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----(?:[^-]|-(?!----))*(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?"
        + @"|(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"
        + @"|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
        + @"|(?<![A-Za-z0-9])(?:sk|pk|ghp|gho|xox[abp]|glpat)[-_][A-Za-z0-9_-]{16,}"
        + @"|(?i:bearer) +[A-Za-z0-9._~+/-]{8,}=*"
        + @"|(?i:password|passwd|secret|token|api[_-]?key)[""']? *[:=] *[^ ,;}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    [GeneratedRegex("pass(?:word|wd|phrase)|secret|token(?!s)|api[_-]?key|private[_-]?key|authori[sz]ation|credential|^pin$|^cvv2?$|^cvc$|^ssn$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
