using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Tenancy;

/// <summary>Nothing of one tenant's is ever seen in another's decisions; and the same search finds it when a cache forgets whose its entries are.</summary>
public sealed class IsolationTests
{
    [Fact]
    public void Over_fifty_tenants_with_contradicting_policies_nothing_bleeds()
    {
        Check.One(Trials.Of(4), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var world = new IsolationWorld(stripped: false);
            for (var i = 0; i < 1_500; i++) { world.Step(StableHash.Of("isolation", "", seed + (long)i)); }
            world.Bleeds.ShouldBeEmpty();
            // The search went everywhere.
            world.Decisions.ShouldBeGreaterThan(1_000);
            world.Published.ShouldBeGreaterThan(50);
            world.Failures.ShouldBeGreaterThan(50);
        }));
    }

    [Fact]
    public void A_cache_key_without_its_tenant_is_found_within_a_few_hundred_steps()
    {
        var world = new IsolationWorld(stripped: true);
        var steps = 0;
        while (world.Bleeds.Count == 0 && steps < 2_000) { world.Step(StableHash.Of("isolation", "", steps++)); }
        world.Bleeds.ShouldNotBeEmpty();
        steps.ShouldBeLessThan(500);
        while (steps < 2_000) { world.Step(StableHash.Of("isolation", "", steps++)); }
        // Both ways: the bank's agent trades crypto, and the exchange's is refused what it may do.
        world.Bleeds.ShouldContain(b => b.Contains("of the Bank may not trade-crypto"));
        world.Bleeds.ShouldContain(b => b.Contains("of the Exchange may trade-crypto"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_threads_decide_while_policies_are_published_again(bool stripped)
    {
        var world = new IsolationWorld(stripped);
        var bleeds = new int[2];
        var failures = new Exception?[2];
        using var start = new Barrier(3);
        var threads = Enumerable.Range(0, 2).Select(t => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                bleeds[t] = world.CountBleeds(1_000_000UL * (ulong)t, 20_000);
            }
            catch (Exception e) { failures[t] = e; }
        })).ToList();
        threads.ForEach(t => t.Start());
        start.SignalAndWait();
        for (var i = 0; threads.Exists(t => t.IsAlive) && i < 400; i++) { world.PublishAgain(i % IsolationWorld.Tenants); }
        threads.ForEach(t => t.Join());
        failures.ShouldAllBe(f => f == null);
        if (stripped) { bleeds.Sum().ShouldBeGreaterThan(0); } else { bleeds.Sum().ShouldBe(0); }
    }
}
