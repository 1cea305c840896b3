using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Contracts;

public sealed class ContractTests
{
    [Theory]
    [InlineData("IA-2.3", true)]
    [InlineData("DEL-04", true)]
    [InlineData("EC-1.5a", true)]
    [InlineData("IS-C01", true)]
    [InlineData("A-1.1", false)]
    [InlineData("ABCD-1", false)]
    [InlineData("ia-2.3", false)]
    [InlineData("IA-", false)]
    [InlineData("IA2.3", false)]
    [InlineData("IA-2.", false)]
    [InlineData("IA-2..3", false)]
    [InlineData("IA-2.3ab", false)]
    [InlineData("IA-2a", false)]
    [InlineData("IA-2.a", false)]
    [InlineData("IA-2.3.4", false)]
    [InlineData("IA-C", false)]
    [InlineData(" IA-2.3", false)]
    [InlineData("IA-2.3\n", false)]
    [InlineData("IA-٢", false)]
    [InlineData("IA-1234567890", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Control_numbers(string? text, bool valid)
    {
        ControlId.TryParse(text, out var id).ShouldBe(valid);
        if (valid) { id.ToString().ShouldBe(text); } else { Should.Throw<FormatException>(() => ControlId.Parse(text!)); }
    }

    [Fact]
    public void Money_adds_up_or_throws()
    {
        static bool Agrees(long a, long b, Func<Money, Money, Money> op, Func<Int128, Int128, Int128> exact)
        {
            var expected = exact(a, b);
            try { return (Int128)op(new(a), new(b)).Micros == expected; }
            catch (OverflowException) { return expected > long.MaxValue || expected < long.MinValue; }
        }

        var any = Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Elements(long.MinValue, long.MaxValue, 0L, 1L, -1L));
        var pairs = from a in any from b in any select (a, b);
        FsCheck.Check.One(Trials.Of(), Prop.ForAll(pairs.ToArbitrary(), p =>
            Agrees(p.a, p.b, (x, y) => x + y, (x, y) => x + y) && Agrees(p.a, p.b, (x, y) => x - y, (x, y) => x - y) && Agrees(p.a, p.b, (x, y) => x * y.Micros, (x, y) => x * y)
            && new Money(p.a) < new Money(p.b) == p.a < p.b && new Money(p.a) >= new Money(p.b) == p.a >= p.b && Money.FromUnits(new Money(p.a).Amount) == new Money(p.a)));
        Money.FromUnits(1.2345675m).Micros.ShouldBe(1_234_568);
        Money.FromUnits(1.2345665m).Micros.ShouldBe(1_234_566);
        new Money(-1_500_000).ToString().ShouldBe("-1.50");
        Should.Throw<OverflowException>(() => Money.FromUnits(decimal.MaxValue / 10_000_000));
    }

    [Fact]
    public void Work_counts_every_unit_apart()
    {
        Enum.GetValues<WorkUnit>().Length.ShouldBe(Work.Units);
        var work = default(Work);
        foreach (var unit in Enum.GetValues<WorkUnit>()) { work.Add(unit, 10 + (int)unit); }
        var earlier = work;
        work.Add(earlier);
        foreach (var unit in Enum.GetValues<WorkUnit>())
        {
            work[unit].ShouldBe(2 * (10 + (int)unit));
            work.Since(earlier)[unit].ShouldBe(10 + (int)unit);
        }
    }

    [Fact]
    public void Nothing_by_default_is_a_denial()
    {
        default(Decision).IsAllowed.ShouldBeFalse();
        default(Breakwater.Trust.TrustVerdict).IsTrusted.ShouldBeFalse();
        default(AgentHandle).IsNone.ShouldBeTrue();
    }

    // Golden: lifetimes, renewals and samples of every fleet hang on these. A change here is a change of behaviour everywhere.
    [Theory]
    [InlineData("", "", 0, 7019072827731199771UL)]
    [InlineData("trust.ttl", "trader-1", 0, 12583385825113129446UL)]
    [InlineData("trust.ttl", "trader-1", 1, 16201896974336462431UL)]
    [InlineData("trust.renew", "trader-1", 1, 17953611375833791731UL)]
    [InlineData("trust.ttl", "名前", -1, 16516020241752166470UL)]
    public void Hashes_never_change(string purpose, string name, long period, ulong expected) => StableHash.Of(purpose, name, period).ShouldBe(expected);

    [Fact]
    public void Fractions_are_spread_over_zero_to_one()
    {
        var fractions = Enumerable.Range(0, 10_000).Select(i => StableHash.Fraction("test", "name", i)).ToList();
        fractions.ShouldAllBe(f => f >= 0 && f < 1);
        fractions.Average().ShouldBeInRange(0.48, 0.52);
    }
}
