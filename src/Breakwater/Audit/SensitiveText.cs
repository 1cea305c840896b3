using System.Text.RegularExpressions;

namespace Breakwater.Audit;

/// <summary>Finds in free text what must not be written down: payment cards, bank accounts, keys and tokens. Stateless, thread-safe; allocates nothing where it finds nothing.</summary>
internal static partial class SensitiveText
{
    /// <summary>The first sensitive stretch at or after an index; false if there is none. What overlaps it is part of it, so that nothing of either is left. O(text).</summary>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out int at, out int length, out string kind)
    {
        (at, length, kind) = (int.MaxValue, 0, "");
        if (FirstNumber(text, from) is { Length: > 0 } number) { (at, length, kind) = number; }
        foreach (var match in Secret().EnumerateMatches(text, from))
        {
            if (match.Index <= at) { (at, length, kind) = (match.Index, match.Length, "secret"); }
            break;
        }
        for (var i = at + 1; length > 0 && i < at + length; i++)
        {
            if (NumberAt(text, i).Length is var more && i + more > at + length) { length = i + more - at; }
        }
        return length > 0;
    }

    /// <summary>Whether the name of an argument says that its value is a secret, whatever its case and its separators.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name) => SecretName().IsMatch(name);

    /// <summary>The first card or account at or after an index. Both have a digit that no digit stands before: at their beginning, or after two letters.</summary>
    private static (int At, int Length, string Kind) FirstNumber(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var next = text[i..].IndexOfAnyInRange('0', '9');
            if (next < 0) { break; }
            i += next;
            foreach (var start in (ReadOnlySpan<int>)[i - BankAccount.CountryLetters, i])
            {
                if (start >= from && NumberAt(text, start) is { Length: > 0 } found) { return (start, found.Length, found.Kind); }
            }
            while (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) { i++; }
        }
        return default;
    }

    /// <summary>The card or account that begins at a place, where a word or a number does.</summary>
    private static (int Length, string Kind) NumberAt(ReadOnlySpan<char> text, int start)
    {
        if (char.IsAsciiDigit(text[start])) { return start == 0 || !char.IsAsciiDigit(text[start - 1]) ? (PaymentCard.LengthAt(text[start..]), "card") : default; }
        return char.IsAsciiLetter(text[start]) && (start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1])) ? (BankAccount.LengthAt(text[start..]), "account") : default;
    }

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
