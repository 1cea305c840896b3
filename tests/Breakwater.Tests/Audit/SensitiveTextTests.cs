using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Breakwater.Audit;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Audit;

/// <summary>What is found of cards and accounts, against an oracle that tries every stretch of the text.</summary>
public sealed partial class SensitiveTextTests
{
    private static readonly string[] _accounts =
    [
        "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "fr14 2004 1010 0505 0001 3m02 606", "NO93 8601 1117 947", "MT84MALT011000012345MTLCAST001S", "BE68-5390-0754-7034", "XK051212012345678906",
    ];

    [Fact]
    public void Any_card_or_account_is_masked_whatever_stands_around_it_and_nothing_else_is() =>
        Check.One(Trials.Of(3_000), Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            var expected = Oracle(text);
            Masked(text).ShouldBe(expected, text);
        }));

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("378282246310005")]
    [InlineData("6304000000000000000")]
    [InlineData("4222222222222")]
    public void Cards_of_every_length_are_found_among_other_numbers(string card)
    {
        foreach (var text in new[] { card, $"1 {card} 2", $"12/28 {card} 12/28", $"{card[..4]} {card[4..8]} {card[8..]} 7", $"nr-{card}-x" })
        {
            SensitiveText.TryFind(text, 0, out var at, out var length, out var kind).ShouldBeTrue(text);
            (text[at..(at + length)].Replace(" ", "", StringComparison.Ordinal).Contains(card, StringComparison.Ordinal), kind).ShouldBe((true, "card"), text);
        }
    }

    [Fact]
    public void Every_account_of_the_registry_has_the_length_that_its_example_has()
    {
        // Examples of the SWIFT registry, one of each length.
        foreach (var example in new[]
        {
            "NO9386011117947", "BE68539007547034", "DK5000400440116243", "MK07250120000058984", "AT611904300234573201", "CH9300762011623852957", "DE89370400440532013000", "GI75NWBK000000007099453",
            "ES9121000418450200051332", "PT50000201231234567890154", "IS140159260076545510730339", "FR1420041010050500013M02606", "AL47212110090000000235698741", "QA58DOHB00001234567890ABCDEFG", "JO94CBJO0010000000000131000302",
            "MT84MALT011000012345MTLCAST001S", "LC55HEMM000100010012001200023015",
        })
        {
            BankAccount.LengthAt(example).ShouldBe(example.Length);
            BankAccount.LengthAt(example + "X").ShouldBe(example.Length);
            BankAccount.LengthAt(example.AsSpan(..^1)).ShouldBe(0);
            BankAccount.LengthAt(example[..2] + "99" + example[4..]).ShouldBe(0);
        }
        BankAccount.LengthAt("ZZ82WEST12345698765432").ShouldBe(0);
    }

    [Fact]
    public void Long_runs_of_digits_take_time_with_their_length_and_allocate_nothing()
    {
        var text = string.Concat(Enumerable.Repeat("8 ", 50_000)) + "x";
        Allocation.InSteadyState(() =>
        {
            for (var from = 0; SensitiveText.TryFind(text, from, out var at, out var length, out _); from = at + length) { }
        }).ShouldBe(0);
    }

    private static Gen<string> Texts()
    {
        var word = Gen.Elements("qty", "to", "EUR", "12/28", "x", "de12", "gb", "card:", "NO93", "9", "ref");
        var number = Gen.Choose(1, 20).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 9), n)).Select(d => string.Concat(d));
        var piece = Gen.OneOf(word, number, Card(), Gen.Elements(_accounts));
        var gap = Gen.Elements(" ", " ", "-", "", ", ", "  ");
        return Gen.Choose(1, 6).SelectMany(n => Gen.ArrayOf(piece.Zip(gap, (p, g) => p + g), n)).Select(string.Concat);
    }

    /// <summary>A number of 13 to 19 digits with the right check digit, in groups or not.</summary>
    private static Gen<string> Card() =>
        from length in Gen.Choose(13, 19)
        from digits in Gen.ArrayOf(Gen.Choose(0, 9), length - 1)
        from grouped in Gen.Elements(0, 4)
        from gap in Gen.Elements(" ", "-")
        let open = string.Concat(digits)
        let card = Enumerable.Range(0, 10).Select(d => open + d.ToString(CultureInfo.InvariantCulture)).First(IsLuhn)
        select grouped == 0 ? card : string.Join(gap, card.Chunk(grouped).Select(c => new string(c)));

    private static string Masked(string text)
    {
        var marked = text.ToCharArray();
        for (var from = 0; SensitiveText.TryFind(text, from, out var at, out var length, out _); from = at + length) { marked.AsSpan(at, length).Fill('*'); }
        return new(marked);
    }

    private static string Oracle(string text)
    {
        var marked = text.ToCharArray();
        for (var start = 0; start < text.Length; start++)
        {
            for (var end = start + 13; end <= Math.Min(text.Length, start + 70); end++)
            {
                var stretch = text[start..end];
                var isCard = CardForm().IsMatch(stretch) && !(start > 0 && char.IsAsciiDigit(text[start - 1])) && !(end < text.Length && char.IsAsciiDigit(text[end])) && IsLuhn(Bare(stretch));
                var isAccount = AccountForm().IsMatch(stretch) && !(start > 0 && char.IsAsciiLetterOrDigit(text[start - 1])) && Bare(stretch).Length == BankAccount.LengthOf(text[start], text[start + 1]) && IsMod97(Bare(stretch));
                if (isCard || isAccount) { marked.AsSpan(start, end - start).Fill('*'); }
            }
        }
        return new(marked);
    }

    private static string Bare(string text) => text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static bool IsLuhn(string digits) =>
        digits.Reverse().Select((c, i) => (c - '0') * (1 + (i & 1))).Sum(d => d > 9 ? d - 9 : d) % 10 == 0;

    private static bool IsMod97(string account) => BigInteger.Parse(
        string.Concat((account[4..] + account[..4]).ToUpperInvariant().Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture))), CultureInfo.InvariantCulture) % 97 == 1;

    [GeneratedRegex("^[0-9](?:[ -]?[0-9]){12,18}$")]
    private static partial Regex CardForm();

    [GeneratedRegex("^[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}$")]
    private static partial Regex AccountForm();
}
