using Breakwater.Contracts;
using Breakwater.RateLimiting;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.RateLimiting;

public sealed class ProviderFeedbackTests
{
    private static readonly ProviderHandle Slow = new(1);
    private readonly TestClock _clock = new();
    private Work _work;

    [Fact]
    public void A_429_closes_the_provider_for_everybody_and_they_come_back_one_by_one()
    {
        var limiter = Limiter(adaptive: null);
        limiter.Observe(Slow, ProviderOutcome.Throttled, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(7));
        limiter.Observe(Slow, ProviderOutcome.Throttled, default, TimeSpan.FromSeconds(2));
        limiter.Standing(Slow).ClosedFor.ShouldBe(TimeSpan.FromSeconds(7), "a shorter one does not open it");
        var waits = new List<TimeSpan>();
        for (uint agent = 0; agent < 1_000; agent++)
        {
            var refused = Ask(limiter, agent);
            (refused.Reason, refused.Dimension, refused.Effect).ShouldBe((RateLimitReasons.Of(RateLevel.Provider, RateDimension.Gate), RateDimension.Gate, Effect.Throttle));
            waits.Add(refused.RetryAfter);
        }
        Ask(limiter, 1, provider: 2).IsGranted.ShouldBeTrue("the other provider is open");
        waits.ShouldAllBe(w => w >= TimeSpan.FromSeconds(7) && w < TimeSpan.FromSeconds(8));
        var tenths = waits.GroupBy(w => (int)((w.TotalSeconds - 7) * 10)).Select(g => g.Count()).ToList();
        tenths.Count.ShouldBe(10);
        tenths.Max().ShouldBeLessThan(160, "spread evenly over the second");
        _clock.Advance(waits[5] - TimeSpan.FromTicks(1));
        Ask(limiter, 5).RetryAfter.ShouldBe(TimeSpan.FromTicks(1));
        _clock.Advance(TimeSpan.FromTicks(1));
        Ask(limiter, 5).IsGranted.ShouldBeTrue();
        limiter.Observe(Slow, ProviderOutcome.Throttled, default, TimeSpan.FromSeconds(7));
        Ask(limiter, 5).RetryAfter.ShouldNotBe(waits[5], "another closing, another order");
    }

    [Fact]
    public void Safety_comes_back_first()
    {
        var limiter = Limiter(adaptive: null);
        limiter.Observe(Slow, ProviderOutcome.Throttled, default, TimeSpan.FromSeconds(3));
        limiter.Reserve(new SafetyRequest(SafetyPurpose.Halt, new(1), Slow, 0), ref _work, out _).RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(3));
        limiter.Reserve(new SafetyRequest(SafetyPurpose.Halt, new(1), Slow, 0), ref _work, out _).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_retry_after_the_time_doubles_until_an_answer_and_has_an_end()
    {
        var limiter = Limiter(adaptive: null);
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            limiter.Observe(Slow, ProviderOutcome.Throttled, default);
            limiter.Observe(Slow, ProviderOutcome.Throttled, default);        // of the same crowd
            limiter.Observe(Slow, ProviderOutcome.Answered, default);         // sent before
            limiter.Standing(Slow).ClosedFor.ShouldBe(TimeSpan.FromSeconds(seconds));
            _clock.Advance(TimeSpan.FromSeconds(seconds));
        }
        limiter.Observe(Slow, ProviderOutcome.Answered, default);
        limiter.Observe(Slow, ProviderOutcome.Throttled, default);
        limiter.Standing(Slow).ClosedFor.ShouldBe(TimeSpan.FromSeconds(1));
        limiter.Observe(Slow, ProviderOutcome.Throttled, default, TimeSpan.FromDays(9));
        limiter.Standing(Slow).ClosedFor.ShouldBe(TimeSpan.FromMinutes(1));
        limiter.Observe(new(9), ProviderOutcome.Throttled, default);
        limiter.Standing(new(9)).ShouldBe(default);
    }

    [Fact]
    public void Concurrency_finds_what_a_provider_can_do_at_once()
    {
        // A provider that does 40 calls at once in 100 ms; more only wait for each other.
        var limiter = Limiter(new() { Initial = 10, Most = 400 });
        for (var second = 0; second < 120; second++) { Second(limiter, capacity: 40); }
        var found = limiter.Standing(Slow).Concurrency!.Value;
        found.ShouldBeInRange(40, 120);
        for (var second = 0; second < 20; second++) { Second(limiter, capacity: 10); }
        limiter.Standing(Slow).Concurrency!.Value.ShouldBeLessThan(found / 2, "it slowed to a quarter");
    }

    [Fact]
    public void Overload_cuts_once_in_a_window_and_idleness_does_not_grow_it()
    {
        var limiter = Limiter(new() { Initial = 100, Least = 10 });
        for (var i = 0; i < 50; i++) { limiter.Observe(Slow, ProviderOutcome.Overloaded, default); }
        limiter.Standing(Slow).Concurrency.ShouldBe(100, "the window has not ended");
        _clock.Advance(TimeSpan.FromSeconds(1));
        limiter.Observe(Slow, ProviderOutcome.Overloaded, default);
        limiter.Standing(Slow).Concurrency.ShouldBe(70);
        limiter.Observe(Slow, ProviderOutcome.Ignored, default);
        for (var i = 0; i < 50; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            limiter.Observe(Slow, ProviderOutcome.Answered, TimeSpan.FromMilliseconds(100));
        }
        limiter.Standing(Slow).Concurrency.ShouldBe(70, "nothing was under way");
        for (var i = 0; i < 50; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            limiter.Observe(Slow, ProviderOutcome.Overloaded, default);
        }
        limiter.Standing(Slow).Concurrency.ShouldBe(10);
    }

    [Fact]
    public void A_smaller_limit_is_a_debt_of_slots_until_enough_have_ended()
    {
        var limiter = Limiter(new() { Initial = 20, Least = 2, OverloadPercent = 10 });
        var open = new Queue<Reservation>();
        for (uint agent = 0; agent < 19; agent++)
        {
            limiter.Reserve(new RateRequest(new(1), new(agent, 1), Slow, 0), ref _work, out var made).IsGranted.ShouldBeTrue();
            open.Enqueue(made);
        }
        Ask(limiter, 99).Dimension.ShouldBe(RateDimension.Concurrency);
        limiter.Observe(Slow, ProviderOutcome.Overloaded, default);
        _clock.Advance(TimeSpan.FromSeconds(1));
        limiter.Observe(Slow, ProviderOutcome.Overloaded, default);
        limiter.Standing(Slow).Concurrency.ShouldBe(2);
        while (open.Count > 0)
        {
            Ask(limiter, 99).IsGranted.ShouldBeFalse();
            limiter.Settle(open.Dequeue(), 0).ShouldBeTrue();
        }
        Ask(limiter, 99).IsGranted.ShouldBeTrue("one slot for work, the other for safety");
        Ask(limiter, 98).IsGranted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_limit_cut_to_its_least_grows_again_while_it_is_used(bool settlesFirst)
    {
        var limiter = Limiter(new() { Initial = 20, Least = 2, OverloadPercent = 10 });
        for (var i = 0; i < 2; i++)
        {
            limiter.Observe(Slow, ProviderOutcome.Overloaded, default);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        limiter.Observe(Slow, ProviderOutcome.Overloaded, default);
        limiter.Standing(Slow).Concurrency.ShouldBe(2);
        // One slot is for safety, so work has one call under way at a time.
        for (var second = 0; second < 10; second++)
        {
            limiter.Reserve(new RateRequest(new(1), new(1, 1), Slow, 0), ref _work, out var made).IsGranted.ShouldBeTrue();
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (settlesFirst) { limiter.Settle(made, 0).ShouldBeTrue(); }
            limiter.Observe(Slow, ProviderOutcome.Answered, TimeSpan.FromMilliseconds(700));
            if (!settlesFirst) { limiter.Settle(made, 0).ShouldBeTrue(); }
        }
        limiter.Standing(Slow).Concurrency.ShouldNotBeNull().ShouldBeGreaterThan(2);
    }

    private RateLimiter Limiter(AdaptiveConcurrency? adaptive) => new(new()
    {
        Agent = RateLimits.None,
        Tenants = [new("t", RateLimits.None)],
        Fleets = [RateLimits.None],
        Providers = [new("slow", RateLimits.None, adaptive), new("other", RateLimits.None)],
        MaxClosed = TimeSpan.FromMinutes(1),
    }, _clock);

    private RateVerdict Ask(RateLimiter limiter, uint agent, ushort provider = 1) => limiter.Reserve(new RateRequest(new(1), new(agent, 1), new(provider), 0), ref _work, out _);

    // As many calls as may be are under way; how long they take follows from how many there are (Little's law).
    private void Second(RateLimiter limiter, int capacity)
    {
        for (var tenth = 0; tenth < 10; tenth++)
        {
            var open = new List<Reservation>();
            for (uint agent = 0; limiter.Reserve(new RateRequest(new(1), new(agent, 1), Slow, 0), ref _work, out var made).IsGranted; agent++) { open.Add(made); }
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            var latency = TimeSpan.FromMilliseconds(100 * Math.Max(1, open.Count / (double)capacity));
            limiter.Observe(Slow, ProviderOutcome.Answered, latency);
            foreach (var reservation in open) { limiter.Settle(reservation, 0).ShouldBeTrue(); }
        }
    }
}
