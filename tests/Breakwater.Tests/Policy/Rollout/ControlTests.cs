using Breakwater.ControlLog;
using Breakwater.Policy.Rollout;

namespace Breakwater.Tests.Policy.Rollout;

public sealed class ControlTests
{
    private const string Bank = RolloutWorld.Bank, Limits = RolloutWorld.Limits;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void A_clean_rollout_takes_five_days_and_never_a_tick_less()
    {
        var world = new RolloutWorld();
        var began = world.Clock.GetUtcNow();
        world.Start();
        for (var stage = 0; stage < 4; stage++)
        {
            world.Status.Percent.ShouldBe(new[] { 0, 10, 50, 90 }[stage]);
            world.Observe(RolloutWorld.Clean);
            world.Clock.Advance(world.Status.Stages[stage].Duration - Tick);
            world.Control.Advance().ShouldBeEmpty();
            world.Status.IsDue.ShouldBeFalse();
            world.Clock.Advance(Tick);
            world.Status.IsDue.ShouldBeTrue();
            world.Control.Advance().ShouldHaveSingleItem().Status.Cause.ShouldBe(RolloutCause.Gates);
        }
        (world.Status.Phase, world.Status.Percent, world.Status.Current).ShouldBe((RolloutPhase.Completed, 100, RolloutWorld.V2));
        (world.Clock.GetUtcNow() - began).ShouldBe(TimeSpan.FromDays(5));
    }

    [Fact]
    public void A_stage_is_held_until_its_gates_have_seen_enough()
    {
        var world = new RolloutWorld();
        world.Start();
        world.Observe(RolloutWorld.Few);
        world.Clock.Advance(TimeSpan.FromDays(30));
        world.Control.Advance().ShouldBeEmpty();
        world.Status.HeldBy.ShouldBe(GateKind.Drift);
        world.Observe(RolloutWorld.Clean);
        world.Control.Advance().ShouldHaveSingleItem().Status.Stage.ShouldBe(1);
        world.Status.Counts.ShouldBe(default, "a stage starts with nothing seen");
        world.Control.Advance().ShouldBeEmpty("one stage for each time that is due");
    }

    [Fact]
    public void Planted_drift_rolls_back_at_once_and_in_a_pause_too()
    {
        foreach (var paused in new[] { false, true })
        {
            var world = new RolloutWorld();
            world.Start();
            if (paused) { world.Control.Pause(Bank, Limits, "ann").Done.ShouldBeTrue(); }
            world.Observe(RolloutWorld.Drifting);
            var change = world.Control.Advance().ShouldHaveSingleItem();
            (change.Status.Phase, change.Status.Cause, change.Status.Current, change.Record.Kind).ShouldBe((RolloutPhase.RolledBack, RolloutCause.Drift, RolloutWorld.V1, "rollout.roll-back"));
            world.Control.Advance().ShouldBeEmpty();
        }
    }

    [Fact]
    public void Planted_latency_holds_until_it_is_the_small_part()
    {
        var world = new RolloutWorld();
        world.Start();
        world.Observe(new() { Evaluated = 5_000, Slow = 100 });
        world.Clock.Advance(TimeSpan.FromDays(2));
        world.Control.Advance().ShouldBeEmpty();
        (world.Status.HeldBy, world.Status.Phase).ShouldBe((GateKind.Latency, RolloutPhase.Active));
        for (var i = 0; i < 4; i++) { world.Observe(RolloutWorld.Clean); }
        world.Control.Advance().ShouldHaveSingleItem().Status.Stage.ShouldBe(1);
    }

    [Fact]
    public void A_gate_does_on_a_breach_what_its_plan_says()
    {
        var gates = new RolloutGates { Drift = new(0.05, 1_000, GateBreach.Hold), Latency = new(0.01, 1_000, GateBreach.RollBack) };
        var world = new RolloutWorld();
        world.Start([new(0, TimeSpan.FromHours(1), gates with { DenialIncrease = new(0.9, 1_000, GateBreach.RollBack) })]);
        world.Observe(new() { Evaluated = 5_000, ObligationsChanged = 4_000 });
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Advance().ShouldBeEmpty();
        world.Observe(RolloutWorld.Slow);
        world.Control.Advance().ShouldHaveSingleItem().Status.Cause.ShouldBe(RolloutCause.Latency);
    }

    [Fact]
    public void One_rollout_of_a_bundle_at_a_time_from_the_version_in_force()
    {
        var world = new RolloutWorld();
        world.Start();
        var control = world.Control;
        control.Start(Bank, RolloutWorld.V1, RolloutWorld.Version("1.1.0"), "bob").Refusal.ShouldBe(RolloutReasons.AlreadyActive);
        control.Start("crypto", RolloutWorld.V1, RolloutWorld.V2, "bob").Done.ShouldBeTrue("another tenant's bundle of the same name");
        control.Abort(Bank, Limits, "ann").Done.ShouldBeTrue();
        control.Status("crypto", Limits)!.Phase.ShouldBe(RolloutPhase.Active);
        control.Start(Bank, RolloutWorld.V2, RolloutWorld.V1, "bob").Refusal.ShouldBe(RolloutReasons.OtherCurrent);
        control.Start(Bank, RolloutWorld.V1, RolloutWorld.V1, "bob").Refusal.ShouldBe(RolloutReasons.NotAChange);
        control.Start(Bank, RolloutWorld.V1, RolloutWorld.Version("1.0.1"), "bob", []).Done.ShouldBeTrue();
        world.Status.Current.ShouldBe(RolloutWorld.Version("1.0.1"), "no stages: at once");
        control.Start(Bank, RolloutWorld.Version("1.0.1"), RolloutWorld.V1, "bob", []).Done.ShouldBeTrue("and back");
    }

    [Fact]
    public void Commands_that_do_not_fit_are_refused_with_a_reason()
    {
        var world = new RolloutWorld(options: new() { MaxBundles = 1 });
        var control = world.Control;
        foreach (var command in new Func<string, string, string, RolloutResult>[] { control.Promote, control.Pause, control.Resume, control.Abort }) { command(Bank, Limits, "ann").Refusal.ShouldBe(RolloutReasons.NotActive); }
        control.Start("", RolloutWorld.V1, RolloutWorld.V2, "ann").Details.ShouldHaveSingleItem().ShouldContain("tenant");
        control.Start(Bank, RolloutWorld.V1 with { Name = "a\ud800" }, RolloutWorld.V2 with { Name = "a\ud800" }, "ann").Refusal.ShouldBe(RolloutReasons.BadPlan);
        control.Start(Bank, RolloutWorld.V1, RolloutWorld.V2, "").Details.ShouldHaveSingleItem().ShouldContain("authorised");
        world.Start();
        control.Start("crypto", RolloutWorld.V1, RolloutWorld.V2, "ann").Refusal.ShouldBe(RolloutReasons.TooManyBundles);
        control.Promote(Bank, Limits, "ann").Refusal.ShouldBe(RolloutReasons.ShadowUnfinished);
        control.Resume(Bank, Limits, "ann").Refusal.ShouldBe(RolloutReasons.NotPaused);
        control.Pause(Bank, Limits, "ann").Done.ShouldBeTrue();
        control.Pause(Bank, Limits, "ann").Refusal.ShouldBe(RolloutReasons.Paused);
        control.Promote(Bank, Limits, "ann").Refusal.ShouldBe(RolloutReasons.Paused);
        control.Observe(Bank, Limits, world.Status.Id, 1, RolloutWorld.Clean).ShouldBeFalse("another stage");
        control.Observe(Bank, Limits, world.Status.Id + 1, 0, RolloutWorld.Clean).ShouldBeFalse("another rollout");
        control.Observe(Bank, Limits, world.Status.Id, 0, new() { Evaluated = 1, AllowToDeny = 2 }).ShouldBeFalse("more parts than the whole");
        world.Status.Counts.ShouldBe(default);
    }

    [Fact]
    public void A_stalled_log_stops_promotions_and_no_restriction()
    {
        var world = new RolloutWorld();
        var log = (MemoryControlLog)world.Log;
        world.Start();
        world.Observe(RolloutWorld.Clean);
        world.Clock.Advance(TimeSpan.FromDays(1));
        log.StalledBecause = "disk full";
        world.Control.Advance().ShouldBeEmpty();
        world.Control.Promote(Bank, Limits, "ann").Details.ShouldBe(["disk full"]);
        world.Status.Stage.ShouldBe(0);
        world.Control.Pause(Bank, Limits, "ann").Done.ShouldBeTrue();
        world.Control.Resume(Bank, Limits, "ann").Refusal.ShouldBe(RolloutReasons.NotRecorded);
        log.StalledBecause = null;
        world.Control.Resume(Bank, Limits, "ann").Done.ShouldBeTrue();
        world.Control.Advance().ShouldHaveSingleItem().Status.Stage.ShouldBe(1, "tried again");
        log.StalledBecause = "disk full";
        world.Control.Abort(Bank, Limits, "ann").Done.ShouldBeTrue();
        world.Status.Phase.ShouldBe(RolloutPhase.RolledBack);
        log.StalledBecause = null;
        log.TryFlush().Done.ShouldBeTrue();
        world.Replayed().Status(Bank, Limits)!.Phase.ShouldBe(RolloutPhase.RolledBack);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void A_stop_is_recorded_whoever_says_he_ordered_it(string actor)
    {
        var world = new RolloutWorld();
        world.Start();
        world.Control.Abort(Bank, Limits, actor.Length == 0 ? "" : new string('\u00e9', 5_000)).Done.ShouldBeTrue();
        world.Log.UnrecordedRestrictions.ShouldBe(0);
        world.Log.TryFlush().Done.ShouldBeTrue();
        world.Replayed().Status(Bank, Limits)!.Phase.ShouldBe(RolloutPhase.RolledBack);
    }

    [Fact]
    public void What_could_not_be_started_takes_no_memory()
    {
        var world = new RolloutWorld();
        ((MemoryControlLog)world.Log).StalledBecause = "disk full";
        for (var i = 0; i < 100; i++) { world.Control.Start($"tenant-{i}", RolloutWorld.V1, RolloutWorld.V2, "ann").Refusal.ShouldBe(RolloutReasons.NotRecorded); }
        world.Control.Slots.ShouldBe(0);
    }

    [Fact]
    public void A_version_that_is_not_held_here_is_not_rolled_out()
    {
        var world = new RolloutWorld();
        var router = new PolicyRouter<int>(Limits, RolloutMode.Compatibility, world.Clock);
        world.Control.Attach(Bank, Limits, router);
        router.Load(RolloutWorld.Policy(RolloutWorld.V1, _ => RolloutWorld.Permit())).ShouldBeNull();
        world.Control.Start(Bank, RolloutWorld.V1, RolloutWorld.V2, "ann").Refusal.ShouldBe(RolloutReasons.NotLoaded);
        router.Load(RolloutWorld.Policy(RolloutWorld.V2, _ => RolloutWorld.Permit())).ShouldBeNull();
        world.Start().Percent.ShouldBe(0);
    }

    [Fact]
    public void Rolling_back_comes_before_any_promotion_waits_for_the_disk()
    {
        var world = new RolloutWorld();
        world.Start();
        world.Control.Start("aaa", RolloutWorld.V1, RolloutWorld.V2, "ann").Done.ShouldBeTrue();
        world.Clock.Advance(TimeSpan.FromDays(1));
        var first = world.Control.Status("aaa", Limits)!;
        world.Control.Observe("aaa", Limits, first.Id, 0, RolloutWorld.Clean).ShouldBeTrue();
        world.Observe(RolloutWorld.Drifting);
        world.Control.Advance().Select(c => (c.Status.Tenant, c.Record.Kind)).ShouldBe([(Bank, "rollout.roll-back"), ("aaa", "rollout.promote")]);
    }

    [Fact]
    public void Other_nodes_follow_the_records_and_come_to_the_same()
    {
        var world = new RolloutWorld();
        var other = new RolloutControl(new(), new MemoryControlLog(world.Clock), _ => default, world.Clock);
        var records = new List<ControlRecord> { world.Control.Start(Bank, RolloutWorld.V1, RolloutWorld.V2, "ann").Record };
        world.Clock.Advance(TimeSpan.FromHours(3));
        records.Add(world.Control.Pause(Bank, Limits, "ann").Record);
        world.Clock.Advance(TimeSpan.FromHours(3));
        records.Add(world.Control.Resume(Bank, Limits, "ann").Record);
        world.Clock.Advance(TimeSpan.FromHours(21));
        records.Add(world.Control.Promote(Bank, Limits, "ann").Record);
        foreach (var record in records)
        {
            other.Apply(record).ShouldBeTrue();
            other.Apply(record).ShouldBeTrue("twice changes nothing");
        }
        other.Apply(records[1]).ShouldBeTrue("an old record changes nothing");
        RolloutWorld.State(other.Status(Bank, Limits)).ShouldBe(RolloutWorld.State(world.Status));
        world.Status.Stage.ShouldBe(1);
    }
}
