using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.RateLimiting;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Governance;

/// <summary>The rate limits in the path of an action: taken with the admission, given back or settled with its end.</summary>
public sealed class GateRateTests
{
    private const int Ten = 10;

    [Fact]
    public void A_fleet_file_without_a_word_on_it_limits_an_agent_to_ten_a_minute()
    {
        var gate = Gate(fleet => FleetRateLimits.From(fleet.Specification));
        var (session, other) = (gate.Open("trader-1"), gate.Open("trader-2"));
        for (var i = 0; i < Ten; i++) { gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue(); }
        var refused = gate.Admit(session, gate.Read).Decision;
        (refused.Effect, refused.Reason).ShouldBe((Effect.Throttle, RateLimitReasons.Of(RateLevel.Agent, RateDimension.Requests)));
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(6));
        gate.Admit(other, gate.Read).Decision.IsAllowed.ShouldBeTrue("its neighbour has its own");
        gate.Fleet.Clock.Advance(refused.RetryAfter - TimeSpan.FromTicks(1));
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeFalse();
        gate.Fleet.Clock.Advance(TimeSpan.FromTicks(1));
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void What_is_in_flight_holds_its_place_until_it_is_completed_or_expires()
    {
        var gate = Gate(fleet => new() { Agent = new() { Concurrency = 2 }, Tenants = [new("acme", RateLimits.None)], Fleets = [RateLimits.None] });
        var session = gate.Open("trader-1");
        var first = gate.Admit(session, gate.Read);
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        Throttled(gate, session, RateDimension.Concurrency);
        gate.Governor.Complete(first, Outcome.Succeeded, default).ShouldBe(Completion.Settled);
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        Throttled(gate, session, RateDimension.Concurrency);
        gate.Fleet.Clock.Advance(new GovernorOptions().AdmissionLife + TimeSpan.FromSeconds(1));
        var work = default(Work);
        gate.Governor.Advance(ref work);
        gate.Governor.Rates.OpenReservations.ShouldBe(0);
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Tokens_are_reserved_at_the_estimate_and_settled_at_what_was_used()
    {
        var gate = Gate(fleet => new() { Agent = new() { Tokens = Rate.PerMinute(1_000) }, Tenants = [new("acme", RateLimits.None)], Fleets = [RateLimits.None] });
        var session = gate.Open("trader-1");
        var cheap = gate.Admit(session, gate.Read with { Tokens = 900 });
        cheap.Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Complete(cheap, Outcome.Succeeded, new(60, 40, 1, default));
        var dear = gate.Admit(session, gate.Read with { Tokens = 900 });
        dear.Decision.IsAllowed.ShouldBeTrue("800 came back");
        gate.Governor.Complete(dear, Outcome.Succeeded, new(1_500, 400, 1, default));
        Throttled(gate, session, RateDimension.Tokens, gate.Read with { Tokens = 1 });
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(1));
        Throttled(gate, session, RateDimension.Tokens, gate.Read with { Tokens = 1 });
        gate.Fleet.Clock.Advance(TimeSpan.FromSeconds(0.1));
        gate.Admit(session, gate.Read with { Tokens = 1 }).Decision.IsAllowed.ShouldBeTrue("1,000 used of nothing are repaid after a minute, and one more is there");
    }

    [Fact]
    public void What_another_control_refuses_takes_nothing()
    {
        var gate = Gate(fleet => FleetRateLimits.From(fleet.Specification));
        var session = gate.Open("trader-1");
        for (var i = 0; i < 2 * Ten; i++) { gate.Admit(session, gate.Read with { Tool = gate.Governor.Tool("refund") }).Decision.Effect.ShouldBe(Effect.Deny); }
        for (var i = 0; i < Ten; i++) { gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue(); }
    }

    [Fact]
    public void An_action_that_cannot_be_recorded_gives_its_place_back()
    {
        var gate = new TestGate(auditCapacity: 16, rates: new() { Agent = RateLimits.None, Tenants = [new("acme", RateLimits.None)] });
        var session = gate.Open("trader-1");
        while (gate.Admit(session, gate.Order) is { Decision.IsAllowed: true } admitted) { gate.Governor.Complete(admitted, Outcome.Succeeded, default); }
        gate.Admit(session, gate.Order).Decision.Reason.ShouldBe(GovernanceReasons.NotRecorded);
        gate.Governor.Rates.OpenReservations.ShouldBe(0);
    }

    [Fact]
    public void An_estimate_below_zero_and_a_provider_that_is_not_configured_are_denied()
    {
        var gate = Gate(fleet => FleetRateLimits.From(fleet.Specification));
        var session = gate.Open("trader-1");
        gate.Admit(session, gate.Read with { Tokens = -1 }).Decision.Reason.ShouldBe(RateLimitReasons.BadEstimate);
        gate.Admit(session, gate.Read with { Provider = new(99) }).Decision.Reason.ShouldBe(RateLimitReasons.UnknownProvider);
        gate.Governor.Provider("nobody").IsNone.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ControlMode.Observe, 32UL, 0UL)]
    [InlineData(ControlMode.Off, 0UL, 32UL)]
    public void Observed_it_only_says_what_it_would_have_refused_and_off_it_says_that(ControlMode mode, ulong wouldRefuse, ulong off)
    {
        var fleet = new TestFleet(TestFleet.Describe(new Dictionary<string, ControlMode> { ["rates"] = mode }, null));
        var gate = new TestGate(fleet, rates: FleetRateLimits.From(fleet.Specification));
        var session = gate.Open("trader-1");
        for (var i = 0; i < Ten; i++) { gate.Admit(session, gate.Read).Decision.WouldRefuse.ShouldBe(0UL); }
        var decision = gate.Admit(session, gate.Read).Decision;
        (decision.IsAllowed, decision.WouldRefuse, decision.SwitchedOff).ShouldBe((true, wouldRefuse, off));
    }

    private static void Throttled(TestGate gate, Session session, RateDimension dimension, ActionRequest? request = null)
    {
        var decision = gate.Admit(session, request ?? gate.Read).Decision;
        (decision.Effect, decision.Reason).ShouldBe((Effect.Throttle, RateLimitReasons.Of(RateLevel.Agent, dimension)));
    }

    private static TestGate Gate(Func<TestFleet, RateLimitOptions> rates)
    {
        var fleet = new TestFleet(TestFleet.Describe(null, null));
        return new(fleet, rates: rates(fleet));
    }
}
