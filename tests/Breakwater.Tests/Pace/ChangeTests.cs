using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.Tests.ControlLog;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.Pace;

/// <summary>How phases change: what restricts waits for nothing, what permits is durable first, and nobody's restoration beats a degradation.</summary>
public sealed class ChangeTests
{
    private static readonly PaceScope Trading = PaceScope.Cluster("acme", "trading");

    [Fact]
    public void A_change_is_one_record_that_says_what_from_where_to_where_why_and_by_whom()
    {
        var gate = new TestGate();
        var down = gate.Governor.Degrade(Trading, PaceState.Contingency, "drift of three traders", "Ann Lee");
        (down.Done, down.Phase, down.Change.From, down.Record.Number, gate.Governor.Position).ShouldBe((true, PaceState.Contingency, PaceState.Primary, 1, 1));
        gate.Governor.Pace.Held("acme").ShouldBe([new HeldPhase(Trading, PaceState.Contingency, gate.Fleet.Clock.GetUtcNow(), "drift of three traders", "Ann Lee")]);
        gate.Governor.Restore(Trading, PaceState.Alternate, "cause found", "Bo Chan").Done.ShouldBeTrue();
        gate.Governor.Restore(Trading, PaceState.Primary, "watched for 2 h", "Bo Chan").Done.ShouldBeTrue();
        gate.Governor.Pace.Held("acme").ShouldBeEmpty();
        gate.Governor.Degrade(PaceScope.Agent("acme", "trader-1"), PaceState.Emergency, "rogue", "Ann Lee").Done.ShouldBeTrue();
        var events = gate.Audit.Drain();
        events.ShouldAllBe(e => e.Kind == AuditEventKind.ControlChanged && e.Tenant == "acme");
        events.Select(e => (e.Detail, e.Agent, e.Decision.Position)).ShouldBe(
        [
            ("pace.change cluster trading from primary to contingency by Ann Lee: drift of three traders", null, 1),
            ("pace.change cluster trading from contingency to alternate by Bo Chan: cause found", null, 2),
            ("pace.change cluster trading from alternate to primary by Bo Chan: watched for 2 h", null, 3),
            ("pace.change agent trader-1 from primary to emergency by Ann Lee: rogue", "trader-1", 4),
        ]);
    }

    [Fact]
    public void What_cannot_be_changed_is_refused_with_the_remedy_and_leaves_nothing()
    {
        var gate = new TestGate(pace: new() { MaxAgents = 2 });
        var governor = gate.Governor;
        void No(PaceResult result, string because, PaceState phase = PaceState.Primary)
        {
            (result.Done, result.Phase, result.Record).ShouldBe((false, phase, default));
            result.Error!.ShouldContain(because);
        }

        No(governor.Degrade(PaceScope.Tenant("nobody"), PaceState.Emergency, "t", "a"), "no tenant nobody");
        No(governor.Degrade(PaceScope.Cluster("acme", "care"), PaceState.Emergency, "t", "a"), "no cluster care of tenant acme");
        No(governor.Degrade(PaceScope.Type("acme", "clerk"), PaceState.Emergency, "t", "a"), "no type clerk of tenant acme");
        No(governor.Degrade(PaceScope.Agent("acme", "clerk-1"), PaceState.Emergency, "t", "a"), "no agent clerk-1 of tenant acme");
        No(governor.Degrade(default, PaceState.Emergency, "t", "a"), "no nothing");
        No(governor.Restore(PaceScope.Type("acme", "clerk"), PaceState.Primary, "t", "a"), "no type clerk of tenant acme");
        No(governor.Restore(Trading, PaceState.Primary, "t", "a"), "nothing to restore");
        No(governor.Degrade(Trading, PaceState.Primary, "t", "a"), "a more severe phase");
        No(governor.Degrade(Trading, (PaceState)4, "t", "a"), "a more severe phase");
        gate.Log.LastNumber.ShouldBe(0);
        governor.Degrade(Trading, PaceState.Contingency, "t", "a").Done.ShouldBeTrue();
        No(governor.Degrade(Trading, PaceState.Contingency, "t", "a"), "a more severe phase", PaceState.Contingency);
        No(governor.Degrade(Trading, PaceState.Alternate, "t", "a"), "restore it", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Primary, "t", "a"), "one step at a time: to alternate first", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Contingency, "t", "a"), "one step at a time", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Emergency, "t", "a"), "one step at a time", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Alternate, " ", "a"), "a trigger", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Alternate, new('x', 513), "a"), "longer than 512 bytes", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Alternate, "t", ""), "who authorises it", PaceState.Contingency);
        No(governor.Restore(Trading, PaceState.Alternate, "t", "\ud800"), "no proper text", PaceState.Contingency);
        gate.Log.LastNumber.ShouldBe(1);
        // The bound is on agents alone, and what stands above them can still be stopped.
        governor.Degrade(PaceScope.Agent("acme", "trader-1"), PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
        governor.Degrade(PaceScope.Agent("acme", "trader-2"), PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
        No(governor.Degrade(PaceScope.Agent("acme", "trader-3"), PaceState.Alternate, "t", "a"), "as many as MaxAgents allows: degrade the type");
        governor.Degrade(PaceScope.Agent("acme", "trader-2"), PaceState.Emergency, "t", "a").Done.ShouldBeTrue();
        governor.Degrade(PaceScope.Agent("zeta", "clerk-1"), PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
        governor.Degrade(PaceScope.Type("acme", "trader"), PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
        governor.Restore(PaceScope.Agent("acme", "trader-1"), PaceState.Primary, "t", "a").Done.ShouldBeTrue();
        governor.Degrade(PaceScope.Agent("acme", "trader-3"), PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
    }

    [Fact]
    public void No_wording_prevents_a_degradation()
    {
        var gate = new TestGate();
        var number = 0;
        foreach (var text in new[] { "", " ", null!, new string('x', 5_000), new string('\u00e9', 300), "a\ud800b" })
        {
            var result = gate.Governor.Degrade(PaceScope.Agent("acme", gate.Fleet.Roster.Agents[number].Name), PaceState.Emergency, text, text);
            result.Done.ShouldBeTrue(text);
            result.Record.Number.ShouldBe(++number);
        }
        gate.Governor.Advance(ref gate.Work).Log.Done.ShouldBeTrue();
        gate.Log.UnrecordedRestrictions.ShouldBe(0);
        new TestGate(gate.Fleet, log: gate.Log).Governor.Pace.Held("acme").ShouldBe(gate.Governor.Pace.Held("acme"));
    }

    [Fact]
    public void A_log_that_refuses_delays_no_degradation_takes_it_later_and_lets_nothing_be_restored()
    {
        var fleet = new TestFleet();
        var log = new MemoryControlLog(fleet.Clock);
        var gate = new TestGate(fleet, log: log);
        var session = gate.Open("trader-1");
        gate.Governor.Degrade(Trading, PaceState.Contingency, "drill", "ann").Done.ShouldBeTrue();
        log.StalledBecause = "the disk is full";
        gate.Governor.Degrade(Trading, PaceState.Emergency, "drill", "ann").Done.ShouldBeTrue();
        gate.Refused(session, gate.Read, PaceReasons.Emergency);
        var refused = gate.Governor.Restore(Trading, PaceState.Contingency, "over", "ann");
        (refused.Done, refused.Phase, refused.Error).ShouldBe((false, PaceState.Emergency, "the disk is full"));
        gate.Refused(session, gate.Read, PaceReasons.Emergency);
        gate.Governor.Advance(ref gate.Work).Log.Done.ShouldBeFalse();
        new TestGate(fleet, log: log).Governor.Pace.Of(Trading).ShouldBe(PaceState.Primary, "nothing of it is durable");
        log.StalledBecause = null;
        gate.Governor.Advance(ref gate.Work).Log.Done.ShouldBeTrue();
        new TestGate(fleet, log: log).Governor.Pace.Of(Trading).ShouldBe(PaceState.Emergency);
        gate.Governor.Restore(Trading, PaceState.Contingency, "over", "ann").Done.ShouldBeTrue();
        new TestGate(fleet, log: log).Governor.Pace.Of(Trading).ShouldBe(PaceState.Contingency);
    }

    [Fact]
    public void A_degradation_whose_record_finds_no_room_holds_and_the_next_snapshot_keeps_it()
    {
        var fleet = new TestFleet();
        var log = new MemoryControlLog(fleet.Clock) { StalledBecause = "the disk is full" };
        var gate = new TestGate(fleet, log: log);
        for (var i = 0; i < ControlLogLimits.WaitingRestrictions; i++) { log.EnqueueRestriction(default, "other.kind", [], "tester"); }
        gate.Governor.Degrade(Trading, PaceState.Emergency, "drill", "ann").Done.ShouldBeTrue();
        log.UnrecordedRestrictions.ShouldBe(1);
        log.StalledBecause = null;
        gate.Governor.Restore(Trading, PaceState.Contingency, "over", "ann").Error!.ShouldContain("write a snapshot");
        gate.Governor.Pace.Of(Trading).ShouldBe(PaceState.Emergency);
        gate.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        new TestGate(fleet, log: log).Governor.Pace.Of(Trading).ShouldBe(PaceState.Emergency);
        gate.Governor.Restore(Trading, PaceState.Contingency, "over", "ann").Done.ShouldBeTrue();
    }

    /// <summary>The degradation comes in after the restoration looked and before it has its number, or while its record is on the way to disk.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_degradation_while_a_restoration_is_made_durable_wins_and_replays_the_same(bool beforeItsNumber)
    {
        var clock = new HookedClock();
        var disk = new SimulatedDisk(1);
        var files = new HookedDirectory(disk.Mount());
        var log = FileControlLog.Open(files, TestControlLog.Options(), clock).Log!;
        var gate = new TestGate(new TestFleet(clock: clock), log: log);
        gate.Governor.Degrade(Trading, PaceState.Contingency, "drill", "ann").Done.ShouldBeTrue();
        gate.Governor.Advance(ref gate.Work).Log.Done.ShouldBeTrue();
        var degraded = default(PaceResult);
        void Degrade()
        {
            (clock.Hook, files.BeforeWrite) = (null, null);
            degraded = gate.Governor.Degrade(Trading, PaceState.Emergency, "exfiltration", "ciso");
        }

        if (beforeItsNumber) { clock.Hook = Degrade; } else { files.BeforeWrite = Degrade; }
        var restored = gate.Governor.Restore(Trading, PaceState.Alternate, "over", "ann");
        degraded.Done.ShouldBeTrue();
        (restored.Done, restored.Phase).ShouldBe((false, PaceState.Emergency));
        restored.Error!.ShouldContain("came to emergency meanwhile");
        degraded.Record.Number.ShouldBe(beforeItsNumber ? 2 : 3);
        gate.Governor.Pace.Of(Trading).ShouldBe(PaceState.Emergency);
        gate.Audit.Drain().Count(e => e.Kind == AuditEventKind.ControlChanged).ShouldBe(2);
        gate.Governor.Advance(ref gate.Work).Log.Done.ShouldBeTrue();
        Replayed().ShouldBe(PaceState.Emergency);
        gate.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        Replayed().ShouldBe(PaceState.Emergency);

        PaceState Replayed() => new TestGate(gate.Fleet, log: log).Governor.Pace.Of(Trading);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gate_made_from_the_log_holds_the_same(bool snapshot)
    {
        var gate = new TestGate();
        var instance = gate.OpenInstance(7);
        gate.Governor.Degrade(PaceScope.Agent("acme", instance.AgentName), PaceState.Alternate, "two", "bo").Done.ShouldBeTrue();
        gate.Governor.Degrade(Trading, PaceState.Emergency, "one", "ann").Done.ShouldBeTrue();
        gate.Governor.Advance(ref gate.Work);
        if (snapshot) { gate.Governor.WriteSnapshot().Durable.ShouldBeTrue(); }
        gate.Fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        foreach (var phase in new[] { PaceState.Contingency, PaceState.Alternate, PaceState.Primary }) { gate.Governor.Restore(Trading, phase, "three", "ann").Done.ShouldBeTrue(); }
        var replayed = new TestGate(gate.Fleet, log: gate.Log);
        (replayed.Governor.Position, replayed.Governor.StateIncomplete).ShouldBe((5, false));
        replayed.Governor.Pace.Held("acme").ShouldBe(gate.Governor.Pace.Held("acme"));
        replayed.Audit.Drain().ShouldBeEmpty();
        // The instance is held before it is back, and can be restored though it never comes back.
        replayed.Ring.Rotate("acme", "trader");
        replayed.Admit(replayed.OpenInstance(7), replayed.Order).Decision.Reason.ShouldBe(PaceReasons.ReadsOnly);
        replayed.Governor.Restore(PaceScope.Agent("acme", instance.AgentName), PaceState.Primary, "over", "bo").Done.ShouldBeTrue();
        gate.Governor.CloseSession(instance);
        gate.Governor.Restore(PaceScope.Agent("acme", instance.AgentName), PaceState.Primary, "over", "bo").Done.ShouldBeTrue();
        gate.Governor.Degrade(PaceScope.Agent("acme", instance.AgentName), PaceState.Alternate, "again", "bo").Error!.ShouldContain("no agent trader/");
    }

    [Fact]
    public void Writing_a_snapshot_moves_no_phase()
    {
        var fleet = new TestFleet();
        var one = new TestGate(fleet);
        var two = new TestGate(fleet, log: one.Log);
        one.Governor.Degrade(Trading, PaceState.Emergency, "t", "a").Done.ShouldBeTrue();
        one.Governor.Restore(Trading, PaceState.Contingency, "t", "a").Done.ShouldBeTrue();
        one.Governor.Restore(Trading, PaceState.Alternate, "t", "a").Done.ShouldBeTrue();
        two.Governor.Degrade(PaceScope.Tenant("zeta"), PaceState.Emergency, "t", "b").Done.ShouldBeTrue();
        two.Governor.Restore(PaceScope.Tenant("zeta"), PaceState.Contingency, "t", "b").Done.ShouldBeTrue();
        var epoch = one.Governor.Pace.Epoch(one.Governor.Tenant("acme")!.Handle);
        // What another gate logged and nobody brought here is in it too.
        one.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        one.Governor.Pace.Epoch(one.Governor.Tenant("acme")!.Handle).ShouldBe(epoch);
        one.Governor.Pace.Of(Trading).ShouldBe(PaceState.Alternate);
        one.Governor.Pace.Of(PaceScope.Tenant("zeta")).ShouldBe(PaceState.Contingency);
        var replayed = new TestGate(fleet, log: one.Log);
        foreach (var tenant in fleet.Tenants) { replayed.Governor.Pace.Held(tenant).ShouldBe(one.Governor.Pace.Held(tenant)); }
        // Brought once more, after the snapshot: nothing is less degraded for it.
        foreach (var gate in new[] { one, replayed })
        {
            gate.Governor.Apply(new(3, fleet.Clock.GetUtcNow(), default, PaceChange.Kind, new PaceChange(Trading, PaceState.Alternate, PaceState.Primary, fleet.Clock.GetUtcNow(), "t").Write(), "a"));
            gate.Governor.Pace.Of(Trading).ShouldBe(PaceState.Alternate);
        }
    }

    [Fact]
    public void A_snapshot_of_before_there_were_phases_is_read_and_one_cut_short_closes_the_gate()
    {
        var fleet = new TestFleet();
        var gate = new TestGate(fleet);
        gate.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        gate.Log.TryReadSnapshot(out _, out var none).ShouldBeTrue();
        gate.Governor.Degrade(Trading, PaceState.Emergency, "t", "a").Done.ShouldBeTrue();
        gate.Governor.WriteSnapshot().Durable.ShouldBeTrue();
        gate.Log.TryReadSnapshot(out _, out var some).ShouldBeTrue();
        IsIncomplete(none[..^4]).ShouldBeFalse();
        IsIncomplete(none).ShouldBeFalse();
        IsIncomplete(some).ShouldBeFalse();
        for (var length = none.Length - 3; length < some.Length; length++) { IsIncomplete(some[..length]).ShouldBeTrue(); }
        IsIncomplete([.. some, 0]).ShouldBeTrue();

        bool IsIncomplete(byte[] state)
        {
            var log = new MemoryControlLog(fleet.Clock);
            log.WriteSnapshot(0, state).Durable.ShouldBeTrue();
            return new TestGate(fleet, log: log).Governor.StateIncomplete;
        }
    }

    [Fact]
    public void A_record_of_any_bytes_is_read_or_closes_the_gate()
    {
        var fleet = new TestFleet();
        var good = new PaceChange(PaceScope.Agent("acme", "trader-1"), PaceState.Primary, PaceState.Emergency, fleet.Clock.GetUtcNow(), "drill").Write();
        var gate = new TestGate(fleet);
        gate.Governor.Apply(Record(good));
        (gate.Governor.Pace.Of(PaceScope.Agent("acme", "trader-1")), gate.Governor.StateIncomplete).ShouldBe((PaceState.Emergency, false));
        gate.Audit.Drain().ShouldHaveSingleItem().Detail!.ShouldContain("trader-1 from primary to emergency");
        for (var bit = 0; bit < 8 * good.Length; bit++)
        {
            var bytes = good.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            _ = gate.Governor.Pace.Apply(Record(bytes), out _);
        }
        for (var length = 0; length < good.Length; length++) { gate.Governor.Pace.Apply(Record(good[..length]), out _).ShouldBeFalse(); }
        // No step, a step up by two, phases that there are not.
        foreach (var (from, to) in new[] { (1, 1), (3, 1), (0, 4), (4, 0) }) { gate.Governor.Pace.Apply(Record(new PaceChange(Trading, (PaceState)from, (PaceState)to, default, "t").Write()), out _).ShouldBeFalse(); }
        gate.Governor.Apply(Record(good[..^1]));
        gate.Governor.StateIncomplete.ShouldBeTrue();

        ControlRecord Record(byte[] payload) => new(7, fleet.Clock.GetUtcNow(), default, PaceChange.Kind, payload, "ann");
    }

    [Fact]
    public void Problems_of_the_options_are_all_named() =>
        Should.Throw<ArgumentException>(() => new TestGate(pace: new() { AlternateWrites = (AlternateWrites)9, MaxAgents = 0 })).Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain(nameof(PaceOptions.AlternateWrites)), m => m.ShouldContain(nameof(PaceOptions.MaxAgents)));
}
