using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.RateLimiting;
using Breakwater.Tests.Trust;
using Breakwater.Tests.Fleet;

namespace Breakwater.Tests.RateLimiting;

public sealed class RateLimiterTests
{
    private readonly TestClock _clock = new();
    private Work _work;

    [Fact]
    public void As_shipped_an_agent_has_ten_a_minute_and_the_fleet_a_hundred_a_second()
    {
        var limiter = new RateLimiter(new() { Tenants = [new("t", RateLimits.None)] }, _clock);
        for (var i = 0; i < 10; i++) { Ask(limiter, 0).IsGranted.ShouldBeTrue(); }
        var refused = Ask(limiter, 0);
        (refused.Reason, refused.RetryAfter).ShouldBe((RateLimitReasons.Of(RateLevel.Agent, RateDimension.Requests), TimeSpan.FromSeconds(6)));
        refused.Reason!.Control.ShouldBe(ControlId.Parse("EC-1.3"));
        var granted = Enumerable.Range(1, 1_000).Count(agent => Ask(limiter, agent).IsGranted);
        granted.ShouldBe(85, "100, less the 10 of the first and the 5 kept for safety");
        var herd = Ask(limiter, 2_000);
        (herd.Level, herd.Dimension, herd.RetryAfter).ShouldBe((RateLevel.Fleet, RateDimension.Requests, TimeSpan.FromMilliseconds(10)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Enumerable.Range(3_000, 1_000).Count(agent => Ask(limiter, agent).IsGranted).ShouldBe(95);
    }

    [Fact]
    public void Who_is_not_known_is_denied()
    {
        var limiter = new RateLimiter(new() { Tenants = [new("t", RateLimits.None)], Providers = [new("p", RateLimits.None)] }, _clock);
        Denied(new(new(2), new(1, 1), default, 0), RateLimitReasons.UnknownTenant);
        Denied(new(default, new(1, 1), default, 0), RateLimitReasons.UnknownTenant);
        Denied(new(new(1), new(1, 1), new(2), 0), RateLimitReasons.UnknownProvider);
        Denied(new(new(1), default, default, 0), RateLimitReasons.UnknownAgent);
        Denied(new(new(1), new(1, 1), default, -1), RateLimitReasons.BadEstimate);
        limiter.Tenant("t").ShouldBe(new TenantHandle(1));
        limiter.Provider("p").ShouldBe(new ProviderHandle(1));
        (limiter.Tenant("x").IsNone, limiter.Provider("x").IsNone).ShouldBe((true, true));

        void Denied(RateRequest request, Reason reason)
        {
            var verdict = limiter.Reserve(request, ref _work, out var reservation);
            (verdict.Reason, verdict.Effect, reservation.IsNone).ShouldBe((reason, Effect.Deny, true));
        }
    }

    [Fact]
    public void A_debt_is_repaid_before_anything_more_is_granted()
    {
        var limiter = new RateLimiter(new()
        {
            Agent = RateLimits.None,
            Tenants = [new("t", new() { Tokens = new(100, TimeSpan.FromSeconds(1), 1_000) })],
            Fleets = [RateLimits.None],
        }, _clock);
        limiter.Reserve(Request(1, tokens: 10), ref _work, out var reservation).IsGranted.ShouldBeTrue();
        limiter.Settle(reservation, 3_000).ShouldBeTrue();
        // 2,000 of debt, 50 kept for safety and the one token asked for.
        Ask(limiter, 2, tokens: 1).RetryAfter.ShouldBe(TimeSpan.FromSeconds(20.51));
        limiter.Reserve(new SafetyRequest(SafetyPurpose.Pace, new(1), default, 1), ref _work, out _).RetryAfter.ShouldBe(TimeSpan.FromSeconds(20.01), "a debt stands before safety too, but not the part kept for it");
        _clock.Advance(TimeSpan.FromSeconds(20.51));
        Ask(limiter, 2, tokens: 1).IsGranted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_a_lane_spends_after_a_quiet_time_is_not_refilled_for_that_time(int lanes)
    {
        var limiter = new RateLimiter(new()
        {
            Agent = RateLimits.None, Tenants = [new("t", new() { Requests = Rate.PerSecond(1_000) })], Fleets = [RateLimits.None], Lanes = lanes, LeasePart = 2,
        }, _clock);
        for (var i = 0; i < 20; i++) { Ask(limiter, i).IsGranted.ShouldBeTrue(); }
        limiter.Shared[0].Lent.ShouldBeGreaterThan(0);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var granted = Enumerable.Range(0, 3_000).Count(i => Ask(limiter, i % 20).IsGranted);
        granted.ShouldBeInRange(475, 950, "a burst less the safety reserve, and at least what lanes cannot withhold");
    }

    [Fact]
    public void Absurd_usage_is_a_debt_and_not_an_overflow()
    {
        var limiter = new RateLimiter(new()
        {
            Agent = new() { Tokens = new(7, TimeSpan.FromDays(1), 1_000) },
            Tenants = [new("t", new() { Tokens = new(7, TimeSpan.FromDays(1), 1_000) })],
        }, _clock);
        for (var i = 0; i < 20; i++)
        {
            limiter.Reserve(Request(i, tokens: i == 0 ? 10 : 0), ref _work, out var reservation).IsGranted.ShouldBeTrue();
            limiter.Settle(reservation, long.MaxValue).ShouldBeTrue();
        }
        Ask(limiter, 1, tokens: 1).IsGranted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromDays(365 * 100));
        Ask(limiter, 1, tokens: 1).IsGranted.ShouldBeFalse();
        Ask(limiter, 1, tokens: long.MaxValue).Effect.ShouldBe(Effect.Deny);
    }

    [Fact]
    public void At_the_bound_on_agents_a_further_one_is_refused_until_one_is_idle()
    {
        var limiter = new RateLimiter(new() { Tenants = [new("t", RateLimits.None), new("u", RateLimits.None)], MaxAgents = 50, Fleets = [RateLimits.None] }, _clock);
        var held = new List<Reservation>();
        for (var i = 0; i < 50; i++)
        {
            limiter.Reserve(Request(i), ref _work, out var reservation).IsGranted.ShouldBeTrue();
            held.Add(reservation);
        }
        limiter.Agents.ShouldBe(50);
        Ask(limiter, 99).Reason.ShouldBe(RateLimitReasons.TooManyAgents);
        limiter.Reserve(new RateRequest(new(2), new(1, 1), default, 0), ref _work, out _).Effect.ShouldBe(Effect.Throttle, "another tenant's newcomer is refused too, never let through unlimited");
        Ask(limiter, 0).IsGranted.ShouldBeTrue("one that is remembered is served");
        foreach (var reservation in held) { limiter.Settle(reservation, 0).ShouldBeTrue(); }
        Ask(limiter, 99).Reason.ShouldBe(RateLimitReasons.TooManyAgents, "their buckets are not full yet");
        _clock.Advance(TimeSpan.FromMinutes(1));
        limiter.Reclaim(10_000);
        limiter.Agents.ShouldBe(1, "the one with a request under way");
        Ask(limiter, 99).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public void Newcomers_alone_keep_memory_bounded()
    {
        var limiter = new RateLimiter(new() { Tenants = [new("t", RateLimits.None)], MaxAgents = 2_000, Fleets = [RateLimits.None] }, _clock);
        for (var i = 0; i < 100_000; i++)
        {
            limiter.Reserve(Request(i), ref _work, out var reservation).IsGranted.ShouldBeTrue();
            limiter.Settle(reservation, 0);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        limiter.Agents.ShouldBeLessThanOrEqualTo(2_000);
    }

    [Fact]
    public void At_the_bound_on_reservations_a_further_one_is_refused()
    {
        var limiter = new RateLimiter(new() { Tenants = [new("t", RateLimits.None)], MaxReservations = 3, Lanes = 1, Fleets = [new() { Concurrency = 100 }] }, _clock);
        limiter.Reserve(Request(0), ref _work, out var first).IsGranted.ShouldBeTrue();
        for (var i = 1; i < 3; i++) { Ask(limiter, i).IsGranted.ShouldBeTrue(); }
        Ask(limiter, 3).Reason.ShouldBe(RateLimitReasons.TooManyReservations);
        var free = limiter.Total(0);
        limiter.Cancel(first).ShouldBeTrue();
        limiter.Total(0).ShouldBe(free + 1, "the refusal took nothing");
        Ask(limiter, 3).IsGranted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Nothing_is_allocated_in_the_steady_state(int lanes)
    {
        var ample = Rate.PerSecond(1_000_000_000);
        var all = new RateLimits { Requests = ample, Tokens = ample, Concurrency = 10_000 };
        var limiter = new RateLimiter(new() { Agent = all, Tenants = [new("t", all)], Fleets = [all], Global = all, Lanes = lanes, Providers = [new("p", all), new("q", new() { Requests = new(1, TimeSpan.FromDays(1), 2) })] }, _clock);
        var allocated = Allocation.InSteadyState(() =>
        {
            var work = default(Work);
            for (var i = 0; i < 500; i++)
            {
                limiter.Reserve(Request(i, 1, tokens: 100), ref work, out var one);
                limiter.Settle(one, i % 2 == 0 ? 50 : 200);
                limiter.Reserve(Request(i, 1, tokens: 100), ref work, out var two);
                limiter.Cancel(two);
                limiter.Reserve(Request(i, 2, tokens: 100), ref work, out _);
                limiter.Reserve(new SafetyRequest(SafetyPurpose.Halt, new(1), default, 5), ref work, out var safe);
                limiter.Settle(safe, 5);
            }
            limiter.Reclaim(100);
        });
        allocated.ShouldBe(0);
    }

    [Fact]
    public void A_fleet_file_gives_tenants_and_providers()
    {
        var fleet = FleetFile.Load(TestFiles.Bank).Fleet!;
        var options = FleetRateLimits.From(fleet);
        RateLimitOptionsValidator.Problems(options).ShouldBeEmpty();
        options.Tenants.Select(t => t.Name).ShouldBe(fleet.Tenants.Select(t => t.Id));
        options.Providers.Select(p => p.Name).ShouldBe(fleet.Providers.Select(p => p.Id));
        var (provider, limits) = (fleet.Providers[0], options.Providers[0].Limits);
        (limits.Requests!.Value.Amount, limits.Requests.Value.Per, limits.Requests.Value.Burst).ShouldBe((provider.RequestsPerMinute, TimeSpan.FromMinutes(1), provider.RequestsPerMinute / 60));
        limits.Tokens!.Value.Amount.ShouldBe(provider.TokensPerMinute);
        options.Agent.Requests.ShouldBe(Rate.PerMinute(10));
        options.Fleets.ShouldHaveSingleItem().Requests.ShouldBe(Rate.PerSecond(100));
        var limiter = new RateLimiter(options, _clock);
        limiter.Reserve(new RateRequest(limiter.Tenant(fleet.Tenants[0].Id), new(0, 1), limiter.Provider(provider.Id), FleetRateLimits.LargeRequest), ref _work, out _).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public void Every_problem_of_options_is_reported_at_once()
    {
        RateLimitOptionsValidator.Problems(new()).ShouldBeEmpty();
        var bad = new RateLimitOptions
        {
            Agent = new() { Requests = new(0, TimeSpan.FromSeconds(1), 0), Concurrency = 0 },
            Fleets = [new() { Requests = new(1, TimeSpan.Zero, 1), Tokens = new(999_999_999_989, TimeSpan.FromDays(1), 1L << 40), Concurrency = 1 }],
            Tenants = [new("a", RateLimits.None, 3), new("a", RateLimits.None)],
            Providers = [new("p", new() { Concurrency = 5 }, new() { Initial = 0, Least = 1, TolerancePercent = 99, OverloadPercent = 100, LongWindows = 1, Window = TimeSpan.Zero })],
            SafetyReservePercent = 0, MaxAgents = 0, MaxReservations = 0, Lanes = 3, LeasePart = 1,
            ReopenSpread = TimeSpan.FromHours(1), FirstClosed = TimeSpan.Zero, MaxClosed = TimeSpan.FromDays(2), CompletionRetry = TimeSpan.Zero,
        };
        var problems = RateLimitOptionsValidator.Problems(bad);
        string[] expected =
        [
            "Agent, requests: the amount", "Agent, requests: the burst", "Agent, concurrency", "Fleets[0], requests: the burst", "Fleets[0], requests: the period", "Fleets[0], tokens: a burst of",
            "Fleets[0], concurrency", "Tenant `a`: fleet 3", "Tenants: `a` occurs 2 times", "Provider `p`: concurrency is either", "Provider `p`, least", "Provider `p`, initial", "Provider `p`, tolerance",
            "Provider `p`, overload", "Provider `p`, long windows", "Provider `p`, window", "SafetyReservePercent", "MaxAgents", "MaxReservations", "Lanes", "LeasePart", "ReopenSpread", "FirstClosed",
            "MaxClosed", "CompletionRetry",
        ];
        foreach (var start in expected) { problems.ShouldContain(p => p.StartsWith(start, StringComparison.Ordinal), start); }
        problems.Count.ShouldBe(expected.Length);
        Should.Throw<ArgumentException>(() => new RateLimiter(bad, _clock)).Message.ShouldContain("LeasePart");
    }

    private static RateRequest Request(int agent, int provider = 0, long tokens = 0) => new(new(1), new((uint)agent, 1), new((ushort)provider), tokens);

    private RateVerdict Ask(RateLimiter limiter, int agent, long tokens = 0) => limiter.Reserve(Request(agent, 0, tokens), ref _work, out _);
}
