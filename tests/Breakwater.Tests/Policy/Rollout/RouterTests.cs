using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;
using NuGet.Versioning;

namespace Breakwater.Tests.Policy.Rollout;

public sealed class RouterTests
{
    private static readonly BundleReference V1 = RolloutWorld.V1, V2 = RolloutWorld.V2;

    /// <summary>A verdict function drawn from a seed: about half forbidden, the rest with various obligations.</summary>
    private static Func<int, PolicyVerdict> Drawn(string seed) => query =>
    {
        var hash = StableHash.Of(seed, "", query);
        return hash % 2 == 0 ? RolloutWorld.Forbid : RolloutWorld.Permit((Obligations)(hash >> 8 & 7));
    };

    private static (RolloutWorld World, PolicyRouter<int> Router) Rolling(Func<int, PolicyVerdict> v1, Func<int, PolicyVerdict> v2, RolloutMode mode = RolloutMode.Compatibility, int stage = 0)
    {
        var world = new RolloutWorld();
        var router = new PolicyRouter<int>(RolloutWorld.Limits, mode, world.Clock);
        router.Load(RolloutWorld.Policy(V1, v1)).ShouldBeNull();
        router.Load(RolloutWorld.Policy(V2, v2)).ShouldBeNull();
        world.Control.Attach(RolloutWorld.Bank, RolloutWorld.Limits, router);
        world.Start();
        for (var i = 0; i < stage; i++) { Promote(world); }
        return (world, router);
    }

    private static void Promote(RolloutWorld world)
    {
        world.Clock.Advance(TimeSpan.FromHours(48));
        world.Control.Promote(RolloutWorld.Bank, RolloutWorld.Limits, "ann").Done.ShouldBeTrue();
    }

    private static RoutedVerdict Ask(PolicyRouter<int> router, string agent, int query, string? runs = null, string? madeFor = null)
    {
        var work = default(Work);
        return router.Evaluate(new(agent, AutonomyTier.Managed, true, Parse(runs), Parse(madeFor)), query, ref work);

        static SemanticVersion? Parse(string? version) => version is null ? null : SemanticVersion.Parse(version);
    }

    /// <summary>Requests approved that a version in force forbids, over every stage of a rollout.</summary>
    private static int Violations(int seed, RolloutMode mode)
    {
        var (v1, v2) = (Drawn($"one {seed}"), Drawn($"two {seed}"));
        var (world, router) = Rolling(v1, v2, mode);
        var violations = 0;
        for (var stage = 0; stage <= 4; stage++)
        {
            for (var query = 0; query < 60; query++)
            {
                var verdict = Ask(router, $"agent-{query % 23}", query).Verdict;
                var (old, proposed) = (v1(query), v2(query));
                var forbidden = (stage > 0 && !proposed.IsPermitted) || (stage < 4 && !old.IsPermitted);
                if (verdict.IsPermitted && forbidden) { violations++; }
                if (mode != RolloutMode.Compatibility) { continue; }
                var expected = stage == 0 ? old : stage == 4 ? proposed : PolicyVerdict.Stricter(old, proposed);
                verdict.ShouldBe(expected, $"stage {stage}, query {query}, seed {seed}");
                if (verdict.IsPermitted && stage is > 0 and < 4) { verdict.Obligations.ShouldBe(old.Obligations | proposed.Obligations); }
            }
            if (stage < 4) { Promote(world); }
        }
        return violations;
    }

    [Fact]
    public void Under_compatibility_nothing_is_approved_that_a_version_in_force_forbids() =>
        Check.One(Trials.Of(300), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => Violations(seed, RolloutMode.Compatibility) == 0));

    [Fact]
    public void Without_protection_the_same_requests_are_approved() => Violations(1, RolloutMode.None).ShouldBeGreaterThan(10, "the half-upgraded fleet must be visible to the property above");

    [Fact]
    public void Without_protection_each_agent_has_its_own_version()
    {
        var (world, router) = Rolling(_ => RolloutWorld.Permit(Obligations.Judge), _ => RolloutWorld.Permit(Obligations.Person), RolloutMode.None, stage: 2);
        var next = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var answer = Ask(router, $"agent-{i}", i);
            answer.RunsNext.ShouldBe(RolloutAssignment.IsIn(RolloutAssignment.Purpose(RolloutWorld.Bank, RolloutWorld.Limits), $"agent-{i}", world.Status.Id, 50));
            answer.Verdict.Obligations.ShouldBe(answer.RunsNext ? Obligations.Person : Obligations.Judge);
            router.VersionOf($"agent-{i}").ShouldBe(answer.RunsNext ? V2 : V1);
            if (answer.RunsNext) { next++; }
        }
        next.ShouldBeInRange(900, 1_100);
        world.Status.Counts.ObligationsChanged.ShouldBe(2_000, "versions are compared in every mode");
    }

    [Fact]
    public void Under_routing_only_agents_that_run_what_the_request_needs_are_asked()
    {
        var (_, router) = Rolling(_ => RolloutWorld.Permit(), _ => RolloutWorld.Forbid, RolloutMode.Routing, stage: 2);
        var (old, upgraded) = (Find(router, V1), Find(router, V2));
        Ask(router, old, 1).Verdict.Reason.ShouldBe(RolloutReasons.OtherAgent, "the bad luck of the source: the request for 8,000 at an agent that was left behind");
        Ask(router, upgraded, 1).Verdict.Reason.ShouldBe(RolloutWorld.Forbid.Reason);
        Ask(router, old, 1, madeFor: "1.0.0").Verdict.IsPermitted.ShouldBeTrue();
        Ask(router, upgraded, 1, madeFor: "1.0.0").Verdict.Reason.ShouldBe(RolloutReasons.OtherAgent);
    }

    [Fact]
    public void Who_states_a_version_it_does_not_run_is_refused()
    {
        var (world, router) = Rolling(_ => RolloutWorld.Permit(), _ => RolloutWorld.Permit());
        Ask(router, "any", 1, runs: "2.0.0").Verdict.Reason.ShouldBe(RolloutReasons.NotRunning, "in shadow nobody runs it");
        Ask(router, "any", 1, runs: "1.0.0").Verdict.IsPermitted.ShouldBeTrue();
        Promote(world);
        Promote(world);
        var (old, upgraded) = (Find(router, V1), Find(router, V2));
        Ask(router, old, 1, runs: "2.0.0").Verdict.Reason.ShouldBe(RolloutReasons.NotRunning);
        Ask(router, upgraded, 1, runs: "1.0.0").Verdict.Reason.ShouldBe(RolloutReasons.NotRunning);
        Ask(router, upgraded, 1, runs: "2.0.0").Verdict.IsPermitted.ShouldBeTrue();
        Ask(router, upgraded, 1, runs: "2.0.0-beta").Verdict.Reason.ShouldBe(RolloutReasons.NotRunning);
        Promote(world);
        Promote(world);
        Ask(router, old, 1, runs: "1.0.0").Verdict.Reason.ShouldBe(RolloutReasons.NotRunning);
        Ask(router, old, 1, runs: "2.0.0").Verdict.IsPermitted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("[1.0.0, 2.0.0)", "1.0.0", true)]
    [InlineData("[1.0.0, 2.0.0)", "1.9.9", true)]
    [InlineData("[1.0.0, 2.0.0)", "0.9.0", false)]
    [InlineData("(1.0.0, 2.0.0]", "2.0.0", true)]
    [InlineData("(1.1.0, 2.0.0]", "1.1.0", false)]
    [InlineData("(, 1.5.0]", "0.1.0", true)]
    [InlineData("[1.0.0, )", "9.0.0", true)]
    [InlineData("[2.0.0, 2.0.0]", "1.0.0", true)]
    public void A_request_made_for_a_version_outside_the_range_is_refused(string accepts, string madeFor, bool accepted)
    {
        var router = new PolicyRouter<int>(RolloutWorld.Limits, RolloutMode.Compatibility, new TestClock());
        router.Load(RolloutWorld.Policy(V1, _ => RolloutWorld.Permit(), accepts));
        Ask(router, "any", 1, madeFor: madeFor).Verdict.Reason.ShouldBe(accepted ? null : RolloutReasons.Incompatible);
    }

    [Fact]
    public void While_two_versions_apply_both_must_accept_the_request()
    {
        var world = new RolloutWorld();
        var router = new PolicyRouter<int>(RolloutWorld.Limits, RolloutMode.Compatibility, world.Clock);
        router.Load(RolloutWorld.Policy(V1, _ => RolloutWorld.Permit(), "[1.0.0, 2.0.0)"));
        router.Load(RolloutWorld.Policy(V2, _ => RolloutWorld.Permit(), "[2.0.0, 3.0.0)"));
        world.Control.Attach(RolloutWorld.Bank, RolloutWorld.Limits, router);
        world.Start();
        Ask(router, "any", 1, madeFor: "1.0.0").Verdict.IsPermitted.ShouldBeTrue("in shadow the new version has no say");
        world.Status.Counts.Errors.ShouldBe(1, "but that it could not judge is seen");
        Promote(world);
        Ask(router, "any", 1, madeFor: "1.0.0").Verdict.Reason.ShouldBe(RolloutReasons.Incompatible);
        Ask(router, "any", 1, madeFor: "2.0.0").Verdict.Reason.ShouldBe(RolloutReasons.Incompatible);
        Ask(router, "any", 1).Verdict.IsPermitted.ShouldBeTrue();
    }

    [Fact]
    public void A_new_version_that_breaks_is_harmless_in_shadow_and_denies_once_it_applies()
    {
        var (world, router) = Rolling(_ => RolloutWorld.Permit(), query => query == 0 ? throw new InvalidOperationException() : new(RolloutReasons.EvaluationFailed, Obligations.None, true));
        Ask(router, "any", 0).Verdict.IsPermitted.ShouldBeTrue();
        Ask(router, "any", 1).Verdict.IsPermitted.ShouldBeTrue();
        world.Status.Counts.ShouldBe(new RolloutCounts { Evaluated = 2, Errors = 2 });
        Promote(world);
        Ask(router, "any", 0).Verdict.Reason.ShouldBe(RolloutReasons.EvaluationFailed);
        Ask(router, "any", 1).Verdict.Reason.ShouldBe(RolloutReasons.EvaluationFailed);
        world.Status.Counts.ShouldBe(new RolloutCounts { Evaluated = 2, Errors = 2 }, "each stage counts for itself");
    }

    [Fact]
    public void What_was_seen_is_counted_by_kind()
    {
        var verdicts = new (PolicyVerdict Old, PolicyVerdict New)[]
        {
            (RolloutWorld.Permit(), RolloutWorld.Forbid), (RolloutWorld.Forbid, RolloutWorld.Permit()), (RolloutWorld.Forbid, RolloutWorld.Forbid),
            (RolloutWorld.Permit(), RolloutWorld.Permit(Obligations.Judge)), (RolloutWorld.Permit(), RolloutWorld.Permit()),
        };
        TestClock? clock = null;
        var (world, router) = Rolling(q => verdicts[q % 5].Old, q =>
        {
            if (q >= 10) { clock!.Advance(TimeSpan.FromMilliseconds(q == 10 ? 1 : 2)); }
            return verdicts[q % 5].New;
        });
        clock = world.Clock;
        DriftKind[] kinds = [.. Enumerable.Range(0, 12).Select(q => Ask(router, "any", q).Drift)];
        kinds[..5].ShouldBe([DriftKind.AllowToDeny, DriftKind.DenyToAllow, DriftKind.None, DriftKind.Obligations, DriftKind.None]);
        world.Status.Counts.ShouldBe(new RolloutCounts { Evaluated = 12, AllowToDeny = 3, DenyToAllow = 3, BothDenied = 2, ObligationsChanged = 2, Slow = 1 });
    }

    [Fact]
    public void A_router_takes_only_verified_versions_of_its_bundle_and_holds_few()
    {
        var router = new PolicyRouter<int>(RolloutWorld.Limits, RolloutMode.Compatibility, new TestClock());
        Ask(router, "any", 1).Verdict.Reason.ShouldBe(RolloutReasons.NotLoaded);
        PolicyVersion<int>.TryVerify(V1, VersionRange.All, null, [], out _).ShouldBeFalse();
        router.Load(RolloutWorld.Policy(V1 with { Name = "other" }, _ => RolloutWorld.Permit())).ShouldBe(RolloutReasons.OtherBundle);
        for (var i = 0; i < 50; i++) { router.Load(RolloutWorld.Policy(RolloutWorld.Version($"1.0.{i}"), _ => i == 0 ? RolloutWorld.Permit() : RolloutWorld.Forbid)); }
        router.Current.ShouldBe(V1, "loading is not promoting");
        Enumerable.Range(0, 50).Count(i => router.Holds(RolloutWorld.Version($"1.0.{i}"))).ShouldBe(2);
        router.Load(RolloutWorld.Policy(V1, _ => RolloutWorld.Forbid));
        router.Current.ShouldBe(V1);
    }

    [Fact]
    public void A_node_without_the_new_version_goes_on_and_its_errors_roll_the_rollout_back()
    {
        var world = new RolloutWorld();
        var router = new PolicyRouter<int>(RolloutWorld.Limits, RolloutMode.Compatibility, world.Clock);
        router.Load(RolloutWorld.Policy(V1, _ => RolloutWorld.Permit()));
        world.Start();
        world.Control.Attach(RolloutWorld.Bank, RolloutWorld.Limits, router);
        router.IsBehind.ShouldBeTrue();
        for (var i = 0; i < 1_000; i++) { Ask(router, $"agent-{i}", i).Verdict.IsPermitted.ShouldBeTrue(); }
        world.Control.Advance().ShouldHaveSingleItem().Status.Cause.ShouldBe(RolloutCause.Errors);
        router.IsBehind.ShouldBeFalse();
    }

    [Fact]
    public void The_decision_path_allocates_nothing()
    {
        foreach (var mode in Enum.GetValues<RolloutMode>())
        {
            for (var stage = 0; stage <= 4; stage++)
            {
                var (world, rolling) = Rolling(_ => RolloutWorld.Permit(), q => q % 2 == 0 ? RolloutWorld.Permit() : RolloutWorld.Forbid, mode, stage);
                var (runs, madeFor, work, allowed) = (SemanticVersion.Parse("1.0.0"), SemanticVersion.Parse("1.5.0"), default(Work), 0);
                Allocation.InSteadyState(() =>
                {
                    for (var i = 0; i < 200; i++)
                    {
                        if (rolling.Evaluate(new("trader-1", AutonomyTier.Managed, true), i, ref work).Verdict.IsPermitted) { allowed++; }
                        if (rolling.Evaluate(new("trader-2", AutonomyTier.Managed, true, runs, madeFor), i, ref work).Verdict.IsPermitted) { allowed++; }
                    }
                }).ShouldBe(0, $"{mode} at stage {stage}");
                world.Status.Stage.ShouldBe(stage);
            }
        }
    }

    [Fact]
    public void Readers_see_one_version_after_the_other_and_nothing_between()
    {
        var (world, router) = Rolling(_ => RolloutWorld.Permit(Obligations.Judge), _ => RolloutWorld.Permit(Obligations.Person));
        var (stop, problem) = (0, "");
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            var order = new[] { Obligations.Judge, Obligations.Judge | Obligations.Person, Obligations.Person };
            var at = 0;
            for (var i = 0; Volatile.Read(ref stop) == 0; i++)
            {
                var seen = Array.IndexOf(order, Ask(router, $"agent-{i % 97}", i).Verdict.Obligations);
                if (seen < at) { problem = $"{seen} after {at}"; }
                at = seen;
            }
        })).ToArray();
        foreach (var reader in readers) { reader.Start(); }
        for (var i = 0; i < 4; i++) { Promote(world); }
        Volatile.Write(ref stop, 1);
        foreach (var reader in readers) { reader.Join(); }
        problem.ShouldBeEmpty();
        Ask(router, "any", 1).Verdict.Obligations.ShouldBe(Obligations.Person);
    }

    private static string Find(PolicyRouter<int> router, BundleReference version) => Enumerable.Range(0, 1_000).Select(i => $"agent-{i}").First(a => version.Equals(router.VersionOf(a)));
}
