using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Tests.Fleet;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>What was verified together lapses together, or not, as the option says.</summary>
public sealed class ExpirySpreadTests
{
    private static readonly TimeSpan _ttl = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.2, 1, 99)]
    public void Entries_lapse_within_the_spread_before_their_time(double spread, int fewest, int most)
    {
        // How many of a hundred have lapsed halfway through the fifth of their time that the default allows.
        LapsedAfter(spread, _ttl * 0.9).ShouldBeInRange(fewest, most);
        LapsedAfter(spread, _ttl * (1 - spread) - TimeSpan.FromSeconds(1)).ShouldBe(0);
        LapsedAfter(spread, _ttl).ShouldBe(100);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(0.91)]
    [InlineData(double.NaN)]
    public void A_spread_that_cannot_be_is_refused(double spread) =>
        TrustOptionsValidator.Problems(new() { ExpirySpread = spread }).ShouldHaveSingleItem().ShouldContain(nameof(TrustOptions.ExpirySpread));

    private static int LapsedAfter(double spread, TimeSpan time)
    {
        var clock = new SteppedTime();
        var roster = FleetRoster.Expand(FleetFile.Load(TestFiles.Bank).Fleet!);
        var work = default(Work);
        var hierarchy = TrustHierarchy.Create(roster, P256Signer.Create, clock, ref work);
        var control = new TrustControl(new() { CacheTtl = _ttl, ExpirySpread = spread }, hierarchy.Root.Key, ["default"], clock);
        var key = P256Signer.Create().PublicKey;
        var chains = roster.Agents.Select(a => hierarchy.Issue(a, key, ref work, out _)!).ToList();
        foreach (var chain in chains) { control.Verify(chain, ref work).IsTrusted.ShouldBeTrue(); }
        clock.Step(time);
        return chains.Count(c => control.Check(control.Tenant("default"), c.Leaf.Id, ref work).Effect == Effect.Pending);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public void Step(TimeSpan by) => _now += by;
    }
}
