using System.Numerics;
using Breakwater.Contracts;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy.Rollout;

public sealed class PlanTests
{
    [Fact]
    public void The_default_plan_is_the_five_days_of_the_source()
    {
        var stages = new RolloutOptions().Stages;
        stages.Select(s => (s.Percent, s.Duration.TotalHours)).ShouldBe([(0, 24), (10, 24), (50, 48), (90, 24)]);
        RolloutOptionsValidator.Problems(new()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_problem_is_named_at_once()
    {
        var bad = new RolloutGate(0, 0, (GateBreach)9);
        var options = new RolloutOptions
        {
            Stages = [new(50, TimeSpan.FromHours(-1), new() { Drift = bad }), new(50, TimeSpan.FromDays(366), new() { LatencyLimit = TimeSpan.Zero }), new(100, default, new() { Errors = new(double.NaN, 1, default) })],
            GateStandardErrors = double.NaN,
            MaxBundles = 0,
        };
        var problems = RolloutOptionsValidator.Problems(options);
        problems.Count.ShouldBe(11);
        foreach (var part in new[] { "Stage 1: the duration", "Stage 1: the threshold of Drift", "least number of observations of Drift", "Drift must roll back or hold", "Stage 2: the percentage", "Stage 2: the duration", "LatencyLimit", "Stage 3: the percentage", "threshold of Errors", "GateStandardErrors", "MaxBundles" })
        {
            problems.ShouldContain(p => p.Contains(part, StringComparison.Ordinal), part);
        }
        Should.Throw<ArgumentException>(() => new RolloutWorld(options: options)).Message.ShouldContain("MaxBundles");
    }

    [Theory]
    [InlineData("1.0.0", "2.0.0", true)]
    [InlineData("2.0.0", "1.9.0", true)]
    [InlineData("1.0.0", "1.1.0", false)]
    [InlineData("0.1.0", "0.2.0", true)]
    [InlineData("0.1.0", "0.1.1", false)]
    public void Only_what_breaks_nothing_may_skip_shadow(string from, string to, bool breaking)
    {
        foreach (var plan in new RolloutStage[][] { [], [new(10, TimeSpan.FromHours(1), new())], [new(0, TimeSpan.Zero, new())] })
        {
            var result = new RolloutWorld().Control.Start(RolloutWorld.Bank, RolloutWorld.Version(from), RolloutWorld.Version(to), "ann", plan);
            result.Refusal.ShouldBe(breaking ? RolloutReasons.BadPlan : null);
            if (breaking) { result.Details.ShouldHaveSingleItem().ShouldContain("shadow"); }
        }
    }

    [Fact]
    public void Assignment_is_the_scaled_hash_and_who_is_in_stays_in() =>
        Check.One(Trials.Of(2_000), Prop.ForAll<NonNull<string>, int, int>((agent, id, pick) =>
        {
            var purpose = RolloutAssignment.Purpose("bank", "limits");
            var bucket = (int)((BigInteger)StableHash.Of(purpose, agent.Get, id) * 100 / BigInteger.Pow(2, 64));
            var percent = Math.Abs(pick % 100);
            return RolloutAssignment.Bucket(purpose, agent.Get, id) == bucket
                && Enumerable.Range(0, 101).All(p => RolloutAssignment.IsIn(purpose, agent.Get, id, p) == bucket < p)
                && (!RolloutAssignment.IsIn(purpose, agent.Get, id, percent) || RolloutAssignment.IsIn(purpose, agent.Get, id, percent + 1));
        }));

    [Fact]
    public void Agents_spread_evenly_and_another_rollout_begins_with_others()
    {
        string[] agents = [.. Enumerable.Range(1, 50_000).Select(i => $"trader-{i}")];
        var purpose = RolloutAssignment.Purpose("bank", "limits");
        var buckets = new int[100];
        foreach (var agent in agents) { buckets[RolloutAssignment.Bucket(purpose, agent, 7)]++; }
        // Chi-squared with 99 degrees of freedom: 149 is passed by chance once in a thousand; the hash is fixed, so the outcome is too.
        buckets.Sum(b => (b - 500.0) * (b - 500.0) / 500).ShouldBeLessThan(149);
        var first = agents.Where(a => RolloutAssignment.IsIn(purpose, a, 7, 10)).ToHashSet();
        ((double)agents.Count(a => RolloutAssignment.IsIn(purpose, a, 8, 10) && first.Contains(a)) / first.Count).ShouldBe(0.1, 0.02);
        ((double)agents.Count(a => RolloutAssignment.IsIn(RolloutAssignment.Purpose("crypto", "limits"), a, 7, 10) && first.Contains(a)) / first.Count).ShouldBe(0.1, 0.02);
    }
}
