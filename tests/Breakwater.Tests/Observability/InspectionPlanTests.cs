using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Observability;

/// <summary>Which messages are scored, and what becomes of those that are not.</summary>
public sealed class InspectionPlanTests
{
    private static readonly TenantHandle Tenant = new(1);
    private static readonly AgentPlace Place = new("t", "c", "p", RiskClass.Low);

    [Theory]
    [InlineData(RiskClass.Low, 0.1)]
    [InlineData(RiskClass.Medium, 0.5)]
    [InlineData(RiskClass.High, 1)]
    [InlineData(RiskClass.Critical, 1)]
    [InlineData((RiskClass)0, 1)]
    public void Each_risk_has_its_share_of_the_messages_and_what_has_no_number_is_always_chosen(RiskClass risk, double share)
    {
        const int Messages = 50_000;
        var plan = new InspectionPlan { Low = 0.1, Medium = 0.5, Key = 7 };
        var chosen = Enumerable.Range(1, Messages).Count(i => plan.IsChosen(risk, LinkTests.Agent(i % 50), (ulong)i));
        // Four standard deviations of a binomial.
        ((double)chosen / Messages).ShouldBe(share, 4 * Math.Sqrt(share * (1 - share) / Messages) + 1e-12);
        plan.IsChosen(risk, LinkTests.Agent(1), 0).ShouldBeTrue();
    }

    [Fact]
    public void The_key_decides_which_messages_are_chosen_and_every_plan_has_its_own()
    {
        static string Choice(InspectionPlan plan) => string.Concat(Enumerable.Range(1, 256).Select(i => plan.IsChosen(RiskClass.Low, LinkTests.Agent(0), (ulong)i) ? '1' : '0'));
        Choice(new() { Low = 0.5, Key = 1 }).ShouldBe(Choice(new() { Low = 0.5, Key = 1 }));
        Choice(new() { Low = 0.5, Key = 1 }).ShouldNotBe(Choice(new() { Low = 0.5, Key = 2 }));
        Choice(InspectionPlan.Sampled(0.5)).ShouldNotBe(Choice(InspectionPlan.Sampled(0.5)), "what an agent could work out from the program alone would be no secret");
    }

    [Fact]
    public void A_message_that_is_left_out_is_counted_and_its_reading_says_that_it_stands_from_before()
    {
        var (watch, clock) = Watched(new() { Low = 0, Key = 1 });
        var first = watch.Observe(Message(0));
        first.IsStanding.ShouldBeFalse("a message without a number is always inspected");
        clock.Advance(TimeSpan.FromSeconds(6));
        var second = watch.Observe(Message(5));
        second.IsStanding.ShouldBeTrue();
        second.Band.ShouldBe(WatchBand.Learning, "nothing is known of it yet, and that is not normal");
        watch.Counts.Skipped.ShouldBe(1);
        watch.Observe(Message(6) with { Agent = LinkTests.Agent(99) }).Band.ShouldBe(WatchBand.NotWatched);
    }

    [Fact]
    public void A_signal_about_an_agent_has_everything_of_it_inspected_for_as_long_as_the_plan_says_and_of_nobody_else()
    {
        var (watch, clock) = Watched(new() { Low = 0, InvestigateFor = TimeSpan.FromMinutes(30), Key = 1 });
        Standing(1).ShouldBeTrue();
        watch.Raise(new() { Kind = SignalKind.Injection, Tenant = Tenant, Agent = LinkTests.Agent(0), Peer = LinkTests.Agent(2), Magnitude = 0.3f, Time = clock.GetUtcNow() });
        Standing(2).ShouldBeFalse();
        Standing(3, agent: 2).ShouldBeFalse("the partner is named too");
        Standing(4, agent: 1).ShouldBeTrue();
        clock.Advance(TimeSpan.FromMinutes(29));
        Standing(5).ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        Standing(6).ShouldBeTrue("the half hour is over");

        bool Standing(ulong message, int agent = 0) => watch.Observe(Message(message) with { Agent = LinkTests.Agent(agent) }).IsStanding;
    }

    [Fact]
    public void A_plan_that_does_not_investigate_leaves_out_whatever_points_at_an_agent()
    {
        var (watch, clock) = Watched(new() { Low = 0, Key = 1 });
        watch.Raise(new() { Kind = SignalKind.Injection, Tenant = Tenant, Agent = LinkTests.Agent(0), Magnitude = 0.3f, Time = clock.GetUtcNow() });
        watch.Observe(Message(1)).IsStanding.ShouldBeTrue();
    }

    /// <summary>If a message left out were a silence, an agent seen in full again would seem to send ten times as much.</summary>
    [Fact]
    public void An_agent_that_is_inspected_in_full_after_having_been_sampled_does_not_seem_busier()
    {
        var (watch, clock) = Watched(new() { Low = 0.1, InvestigateFor = TimeSpan.FromMinutes(30), Key = 1 }, new() { BaselineMinutes = 30, RollingMinutes = 300 });
        var number = 0UL;
        for (var minute = 0; minute < 30 * 60; minute++) { Minute(); }
        var skipped = watch.Counts.Skipped;
        skipped.ShouldBeInRange(15_800, 16_600, "nine in ten of 18,000");
        watch.Raise(new() { Kind = SignalKind.Injection, Tenant = Tenant, Agent = LinkTests.Agent(0), Magnitude = 0.3f, Time = clock.GetUtcNow() });
        var highest = 0f;
        for (var minute = 0; minute < 20; minute++) { highest = Math.Max(highest, Minute()); }
        watch.Counts.Skipped.ShouldBe(skipped);
        highest.ShouldBeInRange(0, 20);

        float Minute()
        {
            var score = 0f;
            for (var i = 0; i < 10; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(6));
                score = Math.Max(score, watch.Observe(Message(++number)).Score);
            }
            return score;
        }
    }

    [Fact]
    public void Leaving_a_message_out_allocates_nothing()
    {
        var (watch, _) = Watched(new() { Low = 0, InvestigateFor = TimeSpan.FromMinutes(1), Key = 1 });
        Allocation.InSteadyState(() =>
        {
            for (var i = 1; i <= 1_000; i++) { watch.Observe(Message((ulong)i)); }
        }).ShouldBe(0);
    }

    [Fact]
    public void Every_problem_of_a_plan_is_named()
    {
        var problems = WatchOptionsValidator.Problems(new() { Inspection = new() { Low = -0.1, High = double.NaN, InvestigateFor = TimeSpan.FromDays(2) } });
        problems.Count.ShouldBe(3);
        problems.ShouldContain(p => p.Contains("Inspection.Low"));
        problems.ShouldContain(p => p.Contains("Inspection.High"));
        problems.ShouldContain(p => p.Contains("Inspection.InvestigateFor"));
        WatchOptionsValidator.Problems(new() { Inspection = InspectionPlan.ByRisk() }).ShouldBeEmpty();
        WatchOptionsValidator.Problems(new() { Inspection = InspectionPlan.ByType(0.05) }).ShouldBeEmpty();
    }

    private static (FleetWatch Watch, TestClock Clock) Watched(InspectionPlan plan, WatchOptions? options = null)
    {
        var clock = new TestClock();
        options ??= new();
        options.Inspection = plan;
        var watch = new FleetWatch(options, clock);
        for (var i = 0; i < 3; i++) { watch.Watch(Tenant, LinkTests.Agent(i), Place); }
        return (watch, clock);
    }

    private static Observation Message(ulong number) => new()
    {
        Tenant = Tenant,
        Agent = LinkTests.Agent(0),
        Message = number,
        LatencyMs = 500 + (number % 7),
        ContentDistance = 0.3f,
    };
}
