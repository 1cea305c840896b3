using Breakwater.Contracts;
using Breakwater.Lab.Observing;
using Breakwater.Lab.Watching;
using Breakwater.Observability;
using static Breakwater.Lab.Observing.InspectionVariants;

namespace Breakwater.Lab.Tests.Observing;

/// <summary>What inspection plans find and lose, on planted changes.</summary>
public sealed class PlanDetectionTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Sampled, 0.9)]
    [InlineData(ByRisk, 0.9)]
    [InlineData(ByType, 0.95)]
    [InlineData(Everything, 0)]
    public void Bad_messages_escape_as_the_formula_says(string variant, double leftOut)
    {
        foreach (var n in Escape.Messages)
        {
            var expected = Math.Pow(leftOut, n);
            Escape.Formula(Plan(variant), n).ShouldBe(expected, 1e-12);
            // Four standard deviations of a binomial of 20,000.
            Escape.Measured(Plan(variant), n).ShouldBe(expected, 4 * Math.Sqrt(expected * (1 - expected) / 20_000) + 1e-12);
        }
    }

    [Fact]
    public void A_slow_provider_is_one_alert_when_everything_is_inspected_and_many_when_a_tenth_is()
    {
        var full = Replicas.Run(Plan(Everything), 48, seed: 5, CancellationToken.None);
        full.Slow.ShouldBe((1, true));
        full.OddFound.ShouldBeLessThanOrEqualTo(15);
        full.OthersFlagged.ShouldBe(0);
        var tenth = Replicas.Run(Plan(Sampled), 48, seed: 5, CancellationToken.None);
        output.WriteLine($"full {full.Slow}, odd after {full.OddFound:0.0} min; a tenth {tenth.Slow}, odd after {tenth.OddFound:0.0} min");
        tenth.Slow.NamesProvider.ShouldBeFalse();
        tenth.Slow.Shown.ShouldBeGreaterThan(1);
        tenth.OddFound.ShouldBeGreaterThan(full.OddFound);
    }

    [Fact]
    public void A_signal_has_the_last_step_of_an_attack_seen_where_only_a_twentieth_is_sampled()
    {
        var (full, messages) = Chains(Plan(Everything));
        full.ShouldBe(AttackChains.Chains);
        messages.ShouldBeInRange(2, 8);
        Chains(Plan(ByType)).Found.ShouldBe(AttackChains.Chains);
        var sampled = Chains(InspectionPlan.Sampled(0.05)).Found;
        output.WriteLine($"{sampled} of {AttackChains.Chains} without investigation");
        sampled.ShouldBeLessThan(AttackChains.Chains);

        static (int Found, double Messages) Chains(InspectionPlan plan) => AttackChains.Run(plan, AttackChains.Chains, AttackChains.LearntDays, reviewsPerHour: 48, seed: 6, CancellationToken.None);
    }

    /// <summary>The limit that the report states: how full the context is moves slowly and is averaged out by a sample, so that an investigation of agents that behave as usual finds them unusual in it.</summary>
    [Fact]
    public void Seen_in_full_after_a_sample_an_agents_slow_signal_seems_to_move()
    {
        var (with, without) = (Unusual(contextWeight: 0.1), Unusual(contextWeight: 0));
        output.WriteLine($"readings at 40 or above in an hour: {with} with the context's signal, {without} without");
        with.ShouldBeGreaterThan(100);
        without.ShouldBeLessThan(with / 10);

        static int Unusual(double contextWeight)
        {
            const int Agents = 24;
            var options = new WatchOptions { Inspection = Plan(ByType) };
            options.Weights[BehaviourSignal.Context] = contextWeight;
            var fleet = new WatchedFleet(Agents, 10, seed: 7, options);
            fleet.Run(32 * 60);
            for (var i = 0; i < Agents; i++) { fleet.Watch.Raise(new() { Kind = SignalKind.Injection, Tenant = WatchedFleet.Tenant, Agent = WatchedFleet.Handle(i), Magnitude = 0.1f, Time = fleet.Now }); }
            var unusual = 0;
            fleet.Read = (_, reading) => unusual += !reading.IsStanding && reading.Score >= 40 ? 1 : 0;
            fleet.Run(60);
            return unusual;
        }
    }
}
