using System.Runtime.CompilerServices;
using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Tenancy;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>Bounds, ranges and indifference to what must not matter.</summary>
public sealed class FleetWatchTests
{
    private static readonly TenantHandle Tenant = new(1);
    private static readonly AgentPlace Place = new("t", "c", "p", RiskClass.Low);

    [Fact]
    public void An_agent_takes_at_most_two_kibibytes_with_everything_around_it()
    {
        const int Agents = 100_000;
        (Unsafe.SizeOf<AgentWatch>() + Unsafe.SizeOf<AgentPast>()).ShouldBeLessThanOrEqualTo(2_048 - 64);
        var watch = new FleetWatch(new(), new TestClock());
        for (var i = 0; i < Agents; i++) { watch.Watch(Tenant, LinkTests.Agent(i), Place).ShouldBeTrue(); }
        (HeldBytes.Of(watch) / (double)Agents).ShouldBeLessThan(2_048);
        watch.Counts.Agents.ShouldBe(Agents);
    }

    [Fact]
    public void A_message_on_a_known_link_allocates_nothing()
    {
        var clock = new TestClock();
        var watch = new FleetWatch(new() { BaselineMinutes = 30 }, clock);
        for (var i = 0; i < 100; i++) { watch.Watch(Tenant, LinkTests.Agent(i), Place); }
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                watch.Observe(Full(i % 100, (i / 100) + i));
                if (i % 100 == 0) { clock.Advance(TimeSpan.FromSeconds(20)); }
            }
        }).ShouldBe(0);
    }

    /// <summary>Nonsense in every field, times that stand still or jump, short baselines: the score stays a number from 0 to 100 and agrees with its band.</summary>
    [Fact]
    public void The_score_is_a_number_from_0_to_100_whatever_comes_in()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -1, 0, 1e-30f, 0.5f, 1, 2, 1e30f, float.MaxValue];
        var value = Gen.Elements(odd);
        var message = from latency in value from quality in value from content in value from context in value from tool in Gen.Choose(0, 60) from failed in Gen.Choose(0, 2)
                      from cost in Gen.Elements(-5L, 0, 1, long.MaxValue) from seconds in Gen.Elements(0, 0, 1, 30, 70, 4_000, 100_000)
                      select (new Observation
                      {
                          Tenant = Tenant, Agent = LinkTests.Agent(0), LatencyMs = latency, Quality = quality, ContentDistance = content, ContextUse = context,
                          Tool = new((ushort)tool), Failed = failed == 2 ? null : failed == 1, Cost = new Money(cost),
                      }, seconds);
        Prop.ForAll(Gen.Choose(1, 400).SelectMany(n => message.ArrayOf(n)).ToArbitrary(), messages =>
        {
            var clock = new TestClock();
            var watch = new FleetWatch(new() { BaselineMinutes = 30, RollingMinutes = 30, FreezeAfterDays = 3 }, clock);
            watch.Watch(Tenant, LinkTests.Agent(0), Place);
            foreach (var (one, seconds) in messages)
            {
                var reading = watch.Observe(one);
                float.IsFinite(reading.Score).ShouldBeTrue();
                reading.Score.ShouldBeInRange(0, 100);
                reading.Drift.ShouldBeInRange(0, 100);
                if (reading.Score >= 80) { reading.Band.ShouldBe(WatchBand.Stop); }
                if (reading.Score >= 60) { (reading.Band >= WatchBand.Isolate).ShouldBeTrue(); }
                clock.Advance(TimeSpan.FromSeconds(seconds));
            }
        }).Check(Trials.Of());
    }

    /// <summary>Weights are relative: ten times all of them is the same score. An agent's score does not depend on strangers of other groups.</summary>
    [Fact]
    public void Scaling_all_weights_and_strangers_change_nothing()
    {
        var tenfold = new WatchOptions { BaselineMinutes = 30 };
        foreach (var signal in tenfold.Weights.Keys.ToList()) { tenfold.Weights[signal] *= 10; }
        var alone = Scores(new() { BaselineMinutes = 30 }, strangers: 0);
        var scaled = Scores(tenfold, strangers: 0);
        for (var i = 0; i < alone.Count; i++) { scaled[i].ShouldBe(alone[i], 0.01); }
        Scores(new() { BaselineMinutes = 30 }, strangers: 20).ShouldBe(alone);
        alone.Max().ShouldBeGreaterThan(60, "the change at the end is seen");
    }

    [Fact]
    public void A_signal_of_weight_zero_does_not_count()
    {
        var without = new WatchOptions { BaselineMinutes = 30 };
        without.Weights[BehaviourSignal.Latency] = 0;
        without.Weights[BehaviourSignal.Content] = 0;
        Scores(without, strangers: 0).Max().ShouldBeLessThan(60);
    }

    [Fact]
    public void A_slot_given_to_another_agent_starts_from_nothing_and_the_old_handle_is_not_watched()
    {
        var clock = new TestClock();
        var watch = new FleetWatch(new() { BaselineMinutes = 30 }, clock);
        watch.Watch(Tenant, new(5, 1), Place);
        Feed(watch, clock, new(5, 1), 60, 0);
        watch.Score(Tenant, new(5, 1)).Band.ShouldBe(WatchBand.Normal);
        watch.Watch(Tenant, new(5, 2), Place).ShouldBeTrue();
        watch.Score(Tenant, new(5, 1)).ShouldBe(default);
        watch.Score(Tenant, new(5, 2)).Band.ShouldBe(WatchBand.Learning);
        watch.Counts.Agents.ShouldBe(1);
    }

    [Fact]
    public void An_approved_change_is_learnt_anew()
    {
        var clock = new TestClock();
        var watch = new FleetWatch(new() { BaselineMinutes = 30 }, clock);
        watch.Watch(Tenant, new(5, 1), Place);
        Feed(watch, clock, new(5, 1), 120, 0);
        Feed(watch, clock, new(5, 1), 20, 1);
        (watch.Score(Tenant, new(5, 1)).Band >= WatchBand.Isolate).ShouldBeTrue();
        watch.Rebase(Tenant, new(5, 1)).ShouldBeTrue();
        watch.Score(Tenant, new(5, 1)).Band.ShouldBe(WatchBand.Learning);
        Feed(watch, clock, new(5, 1), 120, 1);
        watch.Score(Tenant, new(5, 1)).Band.ShouldBe(WatchBand.Normal);
    }

    [Fact]
    public void An_agent_for_whom_there_is_no_room_is_refused_and_its_messages_are_counted()
    {
        var watch = new FleetWatch(new() { MaxAgents = 2 }, new TestClock());
        watch.Watch(Tenant, new(1, 1), Place).ShouldBeTrue();
        watch.Watch(Tenant, new(2, 1), Place).ShouldBeTrue();
        watch.Watch(Tenant, new(3, 1), Place).ShouldBeFalse();
        watch.Observe(new() { Tenant = Tenant, Agent = new(3, 1) }).Band.ShouldBe(WatchBand.NotWatched);
        (watch.Counts.Agents, watch.Counts.AgentsRefused, watch.Counts.Unwatched).ShouldBe((2, 1, 1));
    }

    [Fact]
    public void Every_problem_of_the_options_is_told_at_once()
    {
        var options = new WatchOptions { MonitorAt = 70, SmoothedOver = 0, GroupShare = double.NaN, MaxAgents = -1, ChainWindow = TimeSpan.Zero };
        options.Weights[BehaviourSignal.Cost] = -1;
        options.Weights[BehaviourSignal.Degree] = 1;
        WatchOptionsValidator.Problems(new()).ShouldBeEmpty();
        var problems = WatchOptionsValidator.Problems(options);
        problems.Count.ShouldBe(7, string.Join(" ", problems));
        Should.Throw<ArgumentException>(() => new FleetWatch(options, TimeProvider.System)).Message.ShouldContain("SmoothedOver");
    }

    private static List<float> Scores(WatchOptions options, int strangers)
    {
        var clock = new TestClock();
        var watch = new FleetWatch(options, clock);
        watch.Watch(Tenant, LinkTests.Agent(0), Place);
        for (var i = 1; i <= strangers; i++) { watch.Watch(Tenant, LinkTests.Agent(i), new($"t{i}", $"c{i}", $"p{i}", RiskClass.High)); }
        var scores = new List<float>();
        for (var i = 0; i < 1_200; i++)
        {
            scores.Add(watch.Observe(Full(0, i) with { Peer = default, LatencyMs = i < 1_100 ? 100 + (i % 7) : 5_000, ContentDistance = i < 1_100 ? 0.2f + (0.01f * (i % 5)) : 0.9f }).Score);
            for (var s = 1; s <= strangers; s++) { watch.Observe(Full(s, i + s) with { Peer = default, LatencyMs = 50_000 }); }
            clock.Advance(TimeSpan.FromSeconds(6));
        }
        return scores;
    }

    private static void Feed(FleetWatch watch, TestClock clock, AgentHandle agent, int minutes, float more)
    {
        for (var i = 0; i < minutes * 10; i++)
        {
            watch.Observe(new() { Tenant = Tenant, Agent = agent, ContentDistance = 0.3f + (0.02f * (i % 5)) + more, LatencyMs = (100 + (i % 3)) * (1 + (9 * more)) });
            clock.Advance(TimeSpan.FromSeconds(6));
        }
    }

    private static Observation Full(int agent, int i) => new()
    {
        Tenant = Tenant,
        Agent = LinkTests.Agent(agent),
        Peer = LinkTests.Agent((agent + 1) % 100),
        Tool = new((ushort)(1 + (i % 4))),
        Failed = i % 50 == 0,
        LatencyMs = 100 + (i % 7),
        Quality = 0.8f + (0.01f * (i % 3)),
        ContentDistance = 0.2f + (0.01f * (i % 5)),
        ContextUse = i % 60 / 100f,
        Cost = new Money(1_000 + (i % 11)),
    };
}
