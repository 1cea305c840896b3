using Breakwater.Fleet;
using Breakwater.Lab.Herds;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Traffic;

/// <summary>What stands around the limiter, checked without it.</summary>
public sealed class TrafficTests
{
    private static readonly FleetSpecification _fleet = LabBench.Parse("""
        name: small
        regions: [{ id: north }]
        providers: [{ id: vendor, requests: 300/min, tokens: 10000/min }]
        clusters:
          - { id: desk, groups: [{ id: chat, agents: 9, provider: vendor }] }
        """);

    [Fact]
    public void A_provider_never_takes_more_over_any_second_or_minute_whatever_it_is_sent() => Check.One(Trials.Of(),
        Prop.ForAll(Gen.Choose(0, 400).Two().ListOf(200).ToArbitrary(), asked =>
        {
            var provider = new SimulatedProvider(_fleet.Providers[0]);
            var (now, taken) = (0L, new List<(long At, long Tokens)>());
            foreach (var (pause, tokens) in asked)
            {
                now += pause * SimTime.Millisecond;
                var answer = provider.Ask(now, tokens, out var retryAfter);
                // By the definition, not by a queue.
                var seconds = taken.Count(t => t.At > now - SimTime.Second);
                var minute = taken.Where(t => t.At > now - 60 * SimTime.Second).Sum(t => t.Tokens);
                var fits = seconds < 5 && (minute == 0 || minute + tokens <= 10_000);
                (answer == ProviderAnswer.Taken).ShouldBe(fits);
                if (fits) { taken.Add((now, tokens)); } else { (retryAfter.Ticks % TimeSpan.TicksPerSecond, retryAfter > TimeSpan.Zero).ShouldBe((0, true)); }
            }
        }));

    [Fact]
    public void A_provider_that_is_out_takes_nothing_and_one_that_grants_less_takes_less()
    {
        var provider = new SimulatedProvider(_fleet.Providers[0]) { IsOut = true };
        provider.Ask(0, 1, out _).ShouldBe(ProviderAnswer.Out);
        provider.IsOut = false;
        provider.Granted = 0.4;

        Enumerable.Range(0, 5).Count(i => provider.Ask(0, 1, out var told) == ProviderAnswer.Taken).ShouldBe(2);
        provider.Throttled.ShouldBe(3);
    }

    [Fact]
    public void The_meter_sees_what_an_exact_bucket_would_not_have_held()
    {
        var limits = FleetRateLimits.Unlimited(_fleet);
        limits.Fleets = [new() { Requests = new Rate(10, TimeSpan.FromSeconds(1), 2), Tokens = new Rate(100, TimeSpan.FromSeconds(1), 100) }];
        var meter = new OvershootMeter(limits);
        CallRequest Call(long estimate) => new(0, 0, 1, 1, Priority.Normal, estimate, 0);

        meter.Take(Call(10), 0);
        meter.Take(Call(10), 0);
        meter.Overshoot.ShouldBe(0);
        meter.Take(Call(10), TimeSpan.TicksPerMillisecond * 50);
        meter.Overshoot.ShouldBe(0.5, 1e-9);
        // Two seconds later both buckets are full again; 150 tokens are 50 too many.
        meter.Take(Call(150), TimeSpan.TicksPerSecond * 3);
        meter.Overshoot.ShouldBe(50.5, 1e-9);
    }

    [Fact]
    public void The_capacity_bound_is_that_of_a_bucket_served_in_order() => Check.One(Trials.Of(),
        Prop.ForAll(Gen.Choose(0, 3_000).ListOf(60).ToArbitrary(), milliseconds =>
        {
            var limits = FleetRateLimits.Unlimited(_fleet);
            limits.Fleets = [new() { Requests = new Rate(20, TimeSpan.FromSeconds(1), 5) }];
            var calls = milliseconds.Order().Select(m => new CallRequest(m * SimTime.Millisecond, 0, 1, 1, Priority.Normal, 0, 0)).ToList();
            // Each goes as soon as the bucket holds one: seconds and tokens step by step.
            var (level, at) = (5.0, 0.0);
            foreach (var call in calls)
            {
                var arrival = Math.Max(at, call.At / 1e9);
                level = Math.Min(5, level + (arrival - at) * 20);
                var wait = Math.Max(0, (1 - level) / 20);
                (level, at) = (level + wait * 20 - 1, arrival + wait);
            }
            CapacityBound.LastNs(calls, limits).ShouldBe(at * 1e9, 1);
        }));

    [Fact]
    public void Model_arrivals_are_as_bursty_as_stated()
    {
        foreach (var model in new[] { ArrivalModel.Code, ArrivalModel.Conversation })
        {
            var seconds = model.Arrivals(new LabRandom(7), 3_450, 1).GroupBy(a => a.At / SimTime.Second).Select(g => g.Count()).ToList();
            (seconds.Sum() / 3_450.0).ShouldBe(model.PerSecond, model.PerSecond * 0.15, model.Title);
        }
        Busiest(ArrivalModel.Code).ShouldBeInRange(45, 100);
        Busiest(ArrivalModel.Conversation).ShouldBeInRange(15, 25);
        // Played faster, the same calls come closer together.
        ArrivalModel.Code.Arrivals(new LabRandom(7), 60, 10).Select(a => a.Used).ShouldBe(ArrivalModel.Code.Arrivals(new LabRandom(7), 60, 1).Select(a => a.Used));
        ArrivalModel.Code.Arrivals(new LabRandom(7), 60, 10).ShouldAllBe(a => a.At <= 6 * SimTime.Second && a.Used <= a.Estimate);
    }

    private static int Busiest(ArrivalModel model) => model.Arrivals(new LabRandom(7), 3_450, 1).GroupBy(a => a.At / SimTime.Second).Max(g => g.Count());
}
