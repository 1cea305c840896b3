using System.Globalization;
using System.Numerics;
using System.Text;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy;

public sealed class ArgumentBindingTests
{
    private const string Everything = """
        tools:
          - id: place-order
            arguments:
              - { id: amount, type: money }
              - { id: cents, type: minor-units, decimals: 2, optional: true }
              - { id: count, type: count, optional: true }
              - { id: flag, type: flag, optional: true }
              - { id: note, type: text, maxLength: 5, optional: true }
              - { id: venue, type: choice, values: [XLON, XSES], optional: true }
              - { id: tags, type: texts, maxLength: 5, optional: true }
              - { id: at, type: instant, optional: true }
        """;

    private readonly PolicyFleet _fleet = new();

    public ArgumentBindingTests() => _fleet.MustPublish(PolicyFleet.Bundle("name: base\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"a\") permit (principal, action, resource);", Everything));

    [Fact]
    public void What_is_written_is_what_policies_see()
    {
        var (arguments, refusal) = Bind("""{"amount": "12.5", "cents": 12.34, "count": 9223372036854775807, "flag": true, "note": "h\u00e9", "venue": "XSES", "tags": ["a","b"], "at": "2026-01-02T03:04:05.678+01:00"}""");
        refusal.ShouldBeNull();
        Value(arguments, "amount").ShouldBe(CedarValue.Decimal(125_000));
        Value(arguments, "cents").ShouldBe(CedarValue.Of(1_234));
        Value(arguments, "count").ShouldBe(CedarValue.Of(long.MaxValue));
        Value(arguments, "flag").ShouldBe(CedarValue.Of(true));
        Value(arguments, "note").ShouldBe(CedarValue.Of("hé"));
        Value(arguments, "venue").ShouldBe(CedarValue.Of("XSES"));
        Value(arguments, "tags").ShouldBe(CedarValue.Of(new CedarSet([CedarValue.Of("b"), CedarValue.Of("a")])));
        Value(arguments, "at").ShouldBe(CedarValue.DateTime(new DateTimeOffset(2026, 1, 2, 2, 4, 5, 678, TimeSpan.Zero).ToUnixTimeMilliseconds()));
    }

    [Theory]
    [InlineData("""{"amount": 0.00001}""", "amount")]
    [InlineData("""{"amount": 922337203685477.5808}""", "amount")]
    [InlineData("""{"amount": 1e30}""", "amount")]
    [InlineData("""{"amount": "1,000"}""", "amount")]
    [InlineData("""{"amount": "NaN"}""", "amount")]
    [InlineData("""{"amount": ""}""", "amount")]
    [InlineData("""{"amount": true}""", "amount")]
    [InlineData("""{"amount": null}""", "amount")]
    [InlineData("""{"amount": {"value": 1}}""", "amount")]
    [InlineData("""{"amount": 1, "amount": 2}""", "amount")]
    [InlineData("""{"amount": 1, "\u0061mount": 2}""", "amount")]
    [InlineData("""{}""", "amount")]
    [InlineData("""{"amount": 1, "cents": 0.001}""", "cents")]
    [InlineData("""{"amount": 1, "count": 1.5}""", "count")]
    [InlineData("""{"amount": 1, "count": "1"}""", "count")]
    [InlineData("""{"amount": 1, "count": 9223372036854775808}""", "count")]
    [InlineData("""{"amount": 1, "flag": "true"}""", "flag")]
    [InlineData("""{"amount": 1, "note": "123456"}""", "note")]
    [InlineData("""{"amount": 1, "venue": "XNYS"}""", "venue")]
    [InlineData("""{"amount": 1, "tags": ["a", "a"]}""", "tags")]
    [InlineData("""{"amount": 1, "tags": [["a"]]}""", "tags")]
    [InlineData("""{"amount": 1, "at": "2026-01-02T03:04:05"}""", "at")]
    [InlineData("""{"amount": 1, "at": "2026-01-02"}""", "at")]
    [InlineData("""{"amount": 1, "at": "2026-01-02T03:04:05.67891Z"}""", "at")]
    [InlineData("""{"amount": 1, "other": 1}""", "other")]
    public void What_cannot_be_represented_is_denied_naming_the_field(string json, string field)
    {
        var (arguments, refusal) = Bind(json);
        refusal.ShouldNotBeNull().Code.ShouldBe("policy.argument");
        refusal.Text.ShouldContain($"`{field}`");
        var query = _fleet.Query("place-order", json);
        _fleet.Ask(query).Reason!.Text.ShouldBe(refusal.Text);
        arguments.TryGet("amount", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"amount": 1} {}""")]
    [InlineData("""{"amount": 1""")]
    [InlineData("""{"amount": 1, }""")]
    [InlineData("""{"amount": 01}""")]
    [InlineData("""{"note": "\ud800", "amount": 1}""")]
    public void What_is_not_one_object_is_denied(string json)
    {
        var (_, refusal) = Bind(json);
        refusal.ShouldBe(PolicyReasons.NotAnObject);
    }

    [Fact]
    public void The_digest_is_that_of_exactly_these_bytes()
    {
        var query = _fleet.Query("place-order", """{"amount": 1}""");
        _fleet.Ask(query).IsPermitted.ShouldBeTrue();
        query.ArgumentsDigest.ShouldBe(ActionArguments.DigestOf("""{"amount": 1}"""u8));
        _fleet.Ask(query with { ArgumentsDigest = ActionArguments.DigestOf("""{"amount":1}"""u8) }).Reason.ShouldBe(PolicyReasons.OtherArguments);
        _fleet.Ask(query with { Arguments = null }).Reason.ShouldBe(PolicyReasons.NoArguments);
        _fleet.Ask(_fleet.Query("read-book", "{}")).Reason.ShouldBe(PolicyReasons.NoManifest);
    }

    [Fact]
    public void Every_number_reads_as_an_exact_calculation_says()
    {
        var number = from sign in Gen.Elements("", "-")
                     from whole in Gen.Elements("0", "1", "9", "10", "922337203685477", "922337203685478", "9223372036854775807", "9223372036854775808", "123456789012345678901234567890")
                     from fraction in Gen.Elements("", ".0", ".5", ".5807", ".5808", ".58070", ".00001", ".12345678901234567890")
                     from exponent in Gen.Elements("", "e0", "E+2", "e-2", "e-4", "e4", "e-15", "e15", "e-40", "e40", "e999999999999")
                     from places in Gen.Elements(0, 2, 4, 9)
                     select (Text: sign + whole + fraction + exponent, places);
        Check.One(Trials.Of(), Prop.ForAll(number.ToArbitrary(), n =>
        {
            var reads = ExactNumber.TryRead(Encoding.UTF8.GetBytes(n.Text), n.places, out var scaled);
            var expected = Oracle(n.Text, n.places);
            reads.ShouldBe(expected is not null, n.Text);
            if (expected is { } value) { scaled.ShouldBe(value, n.Text); }
        }));
    }

    [Fact]
    public void What_values_are_written_as_is_bound_to_the_same_values()
    {
        var number = Gen.Elements(long.MinValue, -12_345L, -1, 0, 1, 9, 10, 99, 100, 12_345, long.MaxValue);
        var text = Gen.Elements("", "a", "é\"\\", "a\nb", "-1", "\u2028");
        var values = from amount in number
                     from cents in number
                     from count in number
                     from flag in Gen.Elements(false, true)
                     from note in text
                     from venue in Gen.Elements("XLON", "XSES")
                     from tags in Gen.SubListOf("a", "bb", "\"", "")
                     from at in Gen.Elements(-62_135_596_800_000L + 1, 0, 1, 1_767_268_800_123, 253_402_300_799_999)
                     from absent in Gen.Choose(0, 255)
                     select new (string Id, CedarValue Value)[]
                     {
                         ("amount", CedarValue.Decimal(amount)), ("cents", CedarValue.Of(cents)), ("count", CedarValue.Of(count)), ("flag", CedarValue.Of(flag)), ("note", CedarValue.Of(note)),
                         ("venue", CedarValue.Of(venue)), ("tags", CedarValue.Of(new CedarSet(tags.Select(CedarValue.Of)))), ("at", CedarValue.DateTime(at)),
                     }.Where((_, i) => i == 0 || (absent & (1 << i)) == 0).ToDictionary(v => v.Id, v => v.Value, StringComparer.Ordinal);
        var manifest = Bind("""{"amount": 1}""").Arguments.Manifest!;
        Check.One(Trials.Of(), Prop.ForAll(values.ToArbitrary(), expected =>
        {
            var json = Encoding.UTF8.GetString(ArgumentText.Of(manifest, expected));
            var (arguments, refusal) = Bind(json);
            refusal.ShouldBeNull(json);
            foreach (var definition in manifest.Arguments) { Value(arguments, definition.Id).ShouldBe(expected.GetValueOrDefault(definition.Id), json); }
        }));
    }

    [Fact]
    public void Filling_again_forgets_what_was_there()
    {
        var arguments = new BoundArguments();
        var (tenant, tool) = (_fleet.Control.Tenant("acme"), _fleet.Control.Tool("place-order"));
        _fleet.Control.Bind(tenant, tool, """{"amount": 1, "note": "a"}"""u8, arguments).ShouldBeNull();
        _fleet.Control.Bind(tenant, tool, """{"amount": 2}"""u8, arguments).ShouldBeNull();
        arguments.TryGet("note", out _).ShouldBeFalse();
        Value(arguments, "amount").ShouldBe(CedarValue.Decimal(20_000));
        _fleet.Control.Bind(tenant, _fleet.Control.Tool("read-book"), "{}"u8, arguments).ShouldBe(PolicyReasons.NoManifest);
        arguments.TryGet("amount", out _).ShouldBeFalse();
    }

    private static CedarValue Value(BoundArguments arguments, string id) => arguments.TryGet(id, out var value) ? value : default;

    private (BoundArguments Arguments, Reason? Refusal) Bind(string json)
    {
        var arguments = new BoundArguments();
        var refusal = _fleet.Control.Bind(_fleet.Control.Tenant("acme"), _fleet.Control.Tool("place-order"), Encoding.UTF8.GetBytes(json), arguments);
        arguments.Refusal.ShouldBe(refusal);
        return (arguments, refusal);
    }

    /// <summary>The slow way: a fraction of whole numbers of any size.</summary>
    private static long? Oracle(string text, int places)
    {
        var parts = text.Split('e', 'E');
        var exponent = parts.Length > 1 ? BigInteger.Parse(parts[1].TrimStart('+'), CultureInfo.InvariantCulture) : 0;
        var digits = parts[0].Split('.');
        var fraction = digits.Length > 1 ? digits[1] : "";
        var mantissa = BigInteger.Parse(digits[0] + fraction, CultureInfo.InvariantCulture);
        var shift = exponent + places - fraction.Length;
        if (mantissa.IsZero) { return 0; }
        if (shift > 1_000) { return null; }
        if (shift >= 0) { mantissa *= BigInteger.Pow(10, (int)shift); }
        else
        {
            mantissa = BigInteger.DivRem(mantissa, BigInteger.Pow(10, (int)BigInteger.Min(-shift, 1_000)), out var rest);
            if (!rest.IsZero) { return null; }
        }
        return mantissa >= long.MinValue && mantissa <= long.MaxValue ? (long)mantissa : null;
    }
}
