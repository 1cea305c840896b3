using Breakwater.Contracts;
using Breakwater.RateLimiting;

namespace Breakwater.Tests.RateLimiting;

public sealed class RetryPolicyTests
{
    private static readonly RateRequest Request = new(new(1), new(1, 1), default, 0);

    [Fact]
    public void Waits_double_are_spread_and_never_undercut_what_was_asked_for()
    {
        var policy = new RetryPolicy(new() { MaxRetries = 10, BudgetBurst = 1_000_000, MaxWait = TimeSpan.FromSeconds(3) }, 1);
        foreach (var (attempt, most) in new[] { (1, 0.5), (2, 1.0), (3, 2.0), (4, 3.0), (10, 3.0) })
        {
            var waits = Enumerable.Range(0, 1_000).Select(i => policy.Advise(Request, (ulong)i, attempt, true, TimeSpan.FromSeconds(5)).Wait.TotalSeconds - 5).ToList();
            waits.ShouldAllBe(w => w > 0 && w <= most + 1e-6);
            waits.Average().ShouldBe(most / 2, most / 15);
            waits.Distinct().Count().ShouldBeGreaterThan(990);
        }
        policy.Advise(Request, 7, 1, true, default).ShouldBe(policy.Advise(Request, 7, 1, true, default), "a hash, not a draw");
        policy.Advise(Request, 7, 1, true, default).ShouldNotBe(policy.Advise(Request with { Agent = new(2, 1) }, 7, 1, true, default));
    }

    [Fact]
    public void A_task_has_three_retries_and_only_for_what_can_be_helped()
    {
        var policy = new RetryPolicy(new(), 1);
        for (var attempt = 1; attempt <= 3; attempt++) { policy.Advise(Request, 1, attempt, true, default).IsGranted.ShouldBeTrue(); }
        var end = policy.Advise(Request, 1, 4, true, default);
        (end.Refusal, end.Refusal!.Control).ShouldBe((RateLimitReasons.RetriesUsedUp, ControlId.Parse("EC-1.10")));
        policy.Advise(Request, 1, 1, false, default).Refusal.ShouldBe(RateLimitReasons.NotRetryable);
        policy.Advise(Request with { Tenant = new(2) }, 1, 1, true, default).Refusal.ShouldBe(RateLimitReasons.UnknownTenant);
        policy.Left(new(1)).ShouldBe(97, "a refusal costs nothing");
    }

    [Fact]
    public void Whatever_fails_retries_stay_a_tenth_of_the_requests_of_their_tenant()
    {
        var policy = new RetryPolicy(new() { BudgetBurst = 20 }, 2);
        var retries = 0;
        for (var i = 0; i < 5_000; i++)
        {
            policy.Requested(new(1));
            for (var attempt = 1; attempt <= 3; attempt++)
            {
                if (policy.Advise(Request, (ulong)i, attempt, true, default) is { IsGranted: false } refused) { refused.Refusal.ShouldBe(RateLimitReasons.RetryBudgetUsedUp); break; }
                retries++;
            }
        }
        retries.ShouldBe(519, "twenty saved up, and a tenth of what came after the first request, which found the budget full");
        policy.Left(new(2)).ShouldBe(20, "another tenant's is its own");
        for (var i = 0; i < 10_000; i++) { policy.Requested(new(1)); }
        policy.Left(new(1)).ShouldBe(20, "saved up to the bound");
        policy.Requested(new(9));
        policy.Left(new(9)).ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_allocated_and_bad_options_are_all_reported()
    {
        var policy = new RetryPolicy(new(), 1);
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                policy.Requested(new(1));
                policy.Advise(Request, (ulong)i, 1, true, default);
            }
        }).ShouldBe(0);
        new RetryOptions { MaxRetries = -1, BudgetPercent = 0, BudgetBurst = 0, FirstWait = TimeSpan.Zero, MaxWait = TimeSpan.FromDays(2) }.Problems().Count.ShouldBe(5);
        Should.Throw<ArgumentException>(() => new RetryPolicy(new() { BudgetPercent = 0 }, 1)).Message.ShouldContain("BudgetPercent");
    }
}
