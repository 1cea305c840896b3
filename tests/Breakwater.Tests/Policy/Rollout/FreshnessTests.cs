using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Policy.Rollout;

public sealed class FreshnessTests
{
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(AutonomyTier.Supervised, 24 * 60, true, true)]
    [InlineData(AutonomyTier.Managed, 60, false, false)]
    [InlineData(AutonomyTier.Autonomous, 5, false, false)]
    [InlineData((AutonomyTier)0, 5, false, false)]
    public void A_tier_goes_on_for_its_time_then_takes_its_posture_and_recovers(AutonomyTier tier, int minutes, bool reads, bool writes)
    {
        var freshness = new PolicyFreshness(new(), _clock, TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromMinutes(minutes));
        Permits(freshness, tier).ShouldBe((true, true, false));
        freshness.Age.ShouldBe(TimeSpan.FromMinutes(minutes));
        _clock.Advance(TimeSpan.FromTicks(1));
        Permits(freshness, tier).ShouldBe((reads, writes, true));
        freshness.Judge(tier, true, RolloutWorld.Forbid, out _).ShouldBe(RolloutWorld.Forbid, "no posture allows what the policies deny");
        freshness.Confirm();
        Permits(freshness, tier).ShouldBe((true, true, false));
        freshness.Age.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_posture_of_reads_only_denies_writes()
    {
        var freshness = new PolicyFreshness(new() { Managed = new(TimeSpan.FromMinutes(1), FailPosture.ReadsOnly) }, _clock, TimeSpan.FromMinutes(2));
        Permits(freshness, AutonomyTier.Managed).ShouldBe((true, false, true));
        freshness.Judge(AutonomyTier.Managed, true, RolloutWorld.Permit(), out _).Reason.ShouldBe(RolloutReasons.StaleWrite);
    }

    [Fact]
    public void Never_confirmed_is_too_stale()
    {
        var freshness = new PolicyFreshness(new(), _clock);
        freshness.Age.ShouldBeNull();
        Permits(freshness, AutonomyTier.Autonomous).ShouldBe((false, false, true));
        freshness.Judge(AutonomyTier.Autonomous, false, RolloutWorld.Permit(), out _).Reason.ShouldBe(RolloutReasons.Stale);
    }

    [Fact]
    public void A_promoted_version_that_does_not_load_leaves_the_one_that_works_for_the_stated_time()
    {
        var world = new RolloutWorld(clock: _clock);
        var freshness = new PolicyFreshness(new(), _clock, TimeSpan.Zero);
        var router = new PolicyRouter<int>(RolloutWorld.Limits, RolloutMode.Compatibility, _clock, freshness);
        router.Load(RolloutWorld.Policy(RolloutWorld.V1, _ => RolloutWorld.Permit())).ShouldBeNull();
        world.Control.Start(RolloutWorld.Bank, RolloutWorld.V1, RolloutWorld.Version("1.0.1"), "ann", []).Done.ShouldBeTrue();
        world.Control.Attach(RolloutWorld.Bank, RolloutWorld.Limits, router);
        router.IsBehind.ShouldBeTrue();
        router.Current.ShouldBe(RolloutWorld.V1);

        for (var minute = 0; minute < 60; minute++)
        {
            Ask(router).Verdict.IsPermitted.ShouldBeTrue();
            _clock.Advance(TimeSpan.FromMinutes(1));
            freshness.Confirm();
        }
        freshness.Age.ShouldBe(TimeSpan.FromHours(1), "reaching the source does not make what it could not load fresh");
        _clock.Advance(TimeSpan.FromTicks(1));
        var late = Ask(router);
        (late.Verdict.Reason, late.IsStale).ShouldBe((RolloutReasons.Stale, true));

        PolicyVersion<int>.TryVerify(RolloutWorld.Version("1.0.1"), NuGet.Versioning.VersionRange.All, null, [], out _).ShouldBeFalse();
        router.Load(RolloutWorld.Policy(RolloutWorld.Version("1.0.1"), _ => RolloutWorld.Permit(Obligations.Judge))).ShouldBeNull();
        router.IsBehind.ShouldBeFalse();
        Ask(router).ShouldBe(new RoutedVerdict(RolloutWorld.Permit(Obligations.Judge), DriftKind.None, false, false));
    }

    [Fact]
    public void Every_problem_of_the_options_is_named_at_once()
    {
        var options = new PolicyFreshnessOptions { Supervised = new(TimeSpan.Zero, FailPosture.Open), Managed = new(TimeSpan.FromDays(31), (FailPosture)9) };
        PolicyFreshnessOptionsValidator.Problems(options).Count.ShouldBe(3);
        Should.Throw<ArgumentException>(() => new PolicyFreshness(options, _clock)).Message.ShouldContain("Supervised");
    }

    private static RoutedVerdict Ask(PolicyRouter<int> router)
    {
        var work = default(Work);
        return router.Evaluate(new("trader-1", AutonomyTier.Managed, true), 1, ref work);
    }

    private static (bool Reads, bool Writes, bool Stale) Permits(PolicyFreshness freshness, AutonomyTier tier)
    {
        var reads = freshness.Judge(tier, false, RolloutWorld.Permit(), out var stale).IsPermitted;
        return (reads, freshness.Judge(tier, true, RolloutWorld.Permit(), out _).IsPermitted, stale);
    }
}
