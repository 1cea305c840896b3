using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.ControlLog;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy.Rollout;

public sealed class RecoveryTests
{
    private const string Bank = RolloutWorld.Bank, Limits = RolloutWorld.Limits;

    [Fact]
    public void Any_interleaving_of_time_observations_commands_and_crashes_agrees_with_the_obvious_model()
    {
        var (crashes, promoted, rolledBack, completed) = (0, 0, 0, 0);
        Check.One(Trials.Of(400), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf(120).ToArbitrary(), numbers =>
        {
            var run = new Run((ulong)numbers[0]);
            foreach (var number in numbers) { run.Step(number); }
            (crashes, promoted, rolledBack, completed) = (crashes + run.Crashes, promoted + run.Promoted, rolledBack + run.RolledBack, completed + run.Completed);
            return true;
        }));
        crashes.ShouldBeGreaterThan(500);
        promoted.ShouldBeGreaterThan(150, "by itself");
        rolledBack.ShouldBeGreaterThan(150, "by itself");
        completed.ShouldBeGreaterThan(15);
    }

    private sealed class Run
    {
        private readonly SimulatedDisk _disk;
        private readonly TestClock _clock = new();
        private readonly RolloutModel _model = new();
        private RolloutWorld _world;

        public Run(ulong seed)
        {
            _disk = new(seed);
            _world = Open();
        }

        public int Crashes { get; private set; }
        public int Promoted { get; private set; }
        public int RolledBack { get; private set; }
        public int Completed { get; private set; }

        public void Step(int number)
        {
            var choice = number / 16 % 8;
            switch (number % 16)
            {
                case < 4: Pass(1 + number / 16 % 60); break;
                case < 8: Observe(choice); break;
                case < 11: Advance(); break;
                case 11 when choice < 3: Crash(); break;
                case 11: _world.Log.TryFlush().Done.ShouldBeTrue(); break;
                case 12 when choice < 2: Snapshot(); break;
                case 12: Command(_world.Control.Promote, "promote", _model.MayPromote); break;
                case 13: Command(_world.Control.Pause, "pause", _model.Active && !_model.Paused); break;
                case 14 when choice == 0: Command(_world.Control.Abort, "roll back", _model.Active); break;
                case 14: Command(_world.Control.Resume, "resume", _model.Active && _model.Paused); break;
                default: Start(); break;
            }
            Compare();
        }

        private void Pass(int hours)
        {
            _clock.Advance(TimeSpan.FromHours(hours));
            _model.Now += hours;
        }

        private void Observe(int choice)
        {
            if (!_model.Active) { return; }
            var counts = choice switch { 0 => RolloutWorld.Drifting, 1 => RolloutWorld.Slow, 2 => RolloutWorld.Few, _ => RolloutWorld.Clean };
            // So many would dilute what was planted to less than a gate is sure of.
            if (_model.Clean > 8 && choice > 1) { return; }
            _world.Observe(counts);
            switch (choice)
            {
                case 0: _model.Drifting++; break;
                case 1: _model.Slow++; break;
                case 2: _model.Few++; break;
                default: _model.Clean++; break;
            }
        }

        private void Advance()
        {
            var (breached, due, stage) = (_model.Breached, _model.Due, _model.Stage);
            var changes = _world.Control.Advance();
            if (!breached && !due)
            {
                changes.ShouldBeEmpty();
                return;
            }
            _model.Add(changes.ShouldHaveSingleItem().Record.Number, breached ? "roll back" : "promote");
            if (breached) { RolledBack++; } else { Promoted++; }
            if (!breached && stage == 3) { Completed++; }
        }

        private void Command(Func<string, string, string, RolloutResult> command, string what, bool fits)
        {
            var result = command(Bank, Limits, "ann");
            result.Done.ShouldBe(fits, $"{what}: {result.Refusal?.Code}");
            if (fits) { _model.Add(result.Record.Number, what); }
        }

        private void Start()
        {
            var (from, to) = _model.Second ? (RolloutWorld.V2, RolloutWorld.V1) : (RolloutWorld.V1, RolloutWorld.V2);
            Command((_, _, actor) => _world.Control.Start(Bank, from, to, actor), "start", !_model.Active);
        }

        private void Snapshot()
        {
            _world.Log.TryFlush().Done.ShouldBeTrue();
            var writer = new ControlPayloadWriter();
            _world.Control.WriteState(writer);
            _world.Log.WriteSnapshot(_world.Log.DurableNumber, writer.Written).Durable.ShouldBeTrue();
        }

        private void Crash()
        {
            Crashes++;
            _model.Crash(_world.Log.DurableNumber);
            _disk.Restart();
            _world = Open();
        }

        private RolloutWorld Open()
        {
            var world = new RolloutWorld(TestControlLog.Open(_disk, _clock).Log!, clock: _clock);
            Replay(world);
            return world;
        }

        private void Compare()
        {
            var status = _world.Control.Status(Bank, Limits);
            (status is not null).ShouldBe(_model.Any);
            if (status is null) { return; }
            (status.Phase, status.Stage, status.Paused, status.Current.Equals(RolloutWorld.V2)).ShouldBe((_model.Phase, _model.Stage, _model.Paused, _model.Second));
            if (_model.Active) { status.Elapsed.ShouldBe(TimeSpan.FromHours(_model.Elapsed)); }
        }
    }

    [Fact]
    public void Cut_after_any_record_and_snapshotted_anywhere_the_replay_is_the_state_there()
    {
        var (world, states) = Lived(new MemoryControlLog(new TestClock()), out _);
        var records = world.Log.Read(1).ToList();
        records.Count.ShouldBe(states.Count);
        for (var cut = 1; cut <= records.Count; cut++)
        {
            Bytes(world.Replayed(cut)).ShouldBe(states[cut - 1]);
            var restored = new RolloutControl(new(), new MemoryControlLog(world.Clock), _ => default, world.Clock);
            var reader = new ControlPayloadReader(states[cut - 1]);
            restored.TryRestoreState(ref reader).ShouldBeTrue();
            reader.IsComplete.ShouldBeTrue();
            foreach (var record in records) { restored.Apply(record).ShouldBeTrue(); }
            Bytes(restored).ShouldBe(states[^1], "records that the snapshot holds already change nothing");
        }
    }

    [Fact]
    public void Whatever_operation_of_the_disk_the_power_fails_at_no_state_is_lost_or_ahead()
    {
        var losses = 0;
        for (var operations = 1; ; operations++)
        {
            var disk = new SimulatedDisk((ulong)operations);
            var clock = new TestClock();
            var log = TestControlLog.Open(disk, clock).Log!;
            var (attempts, durable) = (new List<byte[]>(), -1);
            disk.OperationsUntilPowerLoss = operations;
            try
            {
                Live(new(log, clock: clock), (world, attempt) =>
                {
                    attempts.Add(attempt);
                    if (world.Log.DurableNumber == world.Log.LastNumber) { durable = attempts.Count - 1; }
                });
                losses.ShouldBeGreaterThan(30);
                return;
            }
            catch (PowerLoss)
            {
                losses++;
            }
            disk.Restart();
            var after = new RolloutWorld(TestControlLog.Open(disk, clock).Log!, clock: clock);
            Replay(after);
            var found = Bytes(after.Control);
            // What was acknowledged, what was applied after it, or the one change that was on its way.
            var (complete, _) = Lived(new MemoryControlLog(new TestClock()), out var all);
            var allowed = Enumerable.Range(durable, attempts.Count - durable + 1).Select(i => i < 0 ? Bytes(new RolloutWorld().Control) : all[Math.Min(i, all.Count - 1)]);
            allowed.Any(a => a.AsSpan().SequenceEqual(found)).ShouldBeTrue($"power lost at operation {operations}, after {attempts.Count} changes of which {durable + 1} were durable");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_while_a_promotion_is_on_its_way_to_disk_wins_and_replays_the_same(bool beforeItsNumber)
    {
        foreach (var abort in new[] { true, false })
        {
            var clock = new TestClock();
            var files = new HookedDirectory(new SimulatedDisk(1).Mount());
            var log = FileControlLog.Open(files, TestControlLog.Options(), clock).Log!;
            Action? hook = null;
            var control = new RolloutControl(new(), log, _ =>
            {
                var run = hook;
                hook = null;
                run?.Invoke();
                return default;
            }, clock);
            control.Start(Bank, RolloutWorld.V1, RolloutWorld.V2, "ann").Done.ShouldBeTrue();
            clock.Advance(TimeSpan.FromDays(1));
            var stopped = default(RolloutResult);
            void Stop()
            {
                clock.Advance(TimeSpan.FromSeconds(7));
                stopped = abort ? control.Abort(Bank, Limits, "bob") : control.Pause(Bank, Limits, "bob");
                clock.Advance(TimeSpan.FromSeconds(5));
            }
            if (beforeItsNumber) { hook = Stop; }
            else
            {
                files.BeforeWrite = () =>
                {
                    files.BeforeWrite = null;
                    Stop();
                };
            }
            var promoted = control.Promote(Bank, Limits, "ann");
            stopped.Done.ShouldBeTrue();
            promoted.Refusal.ShouldBe(abort ? RolloutReasons.Overtaken : null);
            var status = control.Status(Bank, Limits)!;
            (status.Phase, status.Stage, status.Paused).ShouldBe(abort ? (RolloutPhase.RolledBack, beforeItsNumber ? 0 : 1, false) : (RolloutPhase.Active, 1, true));
            log.TryFlush().Done.ShouldBeTrue();
            var replayed = new RolloutControl(new(), new MemoryControlLog(clock), _ => default, clock);
            foreach (var record in log.Read(1)) { replayed.Apply(record).ShouldBeTrue(); }
            Bytes(replayed).ShouldBe(Bytes(control));
        }
    }

    [Fact]
    public void Records_and_states_that_are_cut_short_or_changed_are_refused_or_read_never_thrown_at()
    {
        var (world, states) = Lived(new MemoryControlLog(new TestClock()), out _);
        foreach (var record in world.Log.Read(1))
        {
            var bytes = record.Payload.ToArray();
            for (var length = 0; length < bytes.Length; length++) { RolloutRecord.TryRead(record.Kind, bytes.AsSpan(0, length), out _).ShouldBeFalse(); }
            for (var i = 0; i < bytes.Length * 8; i++)
            {
                byte[] changed = [.. bytes];
                changed[i / 8] ^= (byte)(1 << i % 8);
                var control = new RolloutControl(new(), new MemoryControlLog(world.Clock), _ => default, world.Clock);
                control.Apply(record with { Payload = changed });
                control.All();
            }
        }
        RolloutRecord.TryRead("trust.revoke", [], out _).ShouldBeFalse();
        for (var length = 0; length < states[^1].Length; length++)
        {
            var control = new RolloutControl(new(), new MemoryControlLog(world.Clock), _ => default, world.Clock);
            var reader = new ControlPayloadReader(states[^1].AsSpan(0, length));
            control.TryRestoreState(ref reader).ShouldBeFalse();
            control.All().ShouldBeEmpty();
        }
    }

    private static (RolloutWorld World, List<byte[]> States) Lived(FleetControlLog log, out List<byte[]> all)
    {
        var states = all = [];
        var world = new RolloutWorld(log, clock: new());
        Live(world, (_, state) => states.Add(state));
        world.Log.TryFlush().Done.ShouldBeTrue();
        return (world, states);
    }

    /// <summary>A life with every kind of record, telling of the state after each.</summary>
    private static void Live(RolloutWorld world, Action<RolloutWorld, byte[]> after)
    {
        var control = world.Control;
        Do(() => control.Start(Bank, RolloutWorld.V1, RolloutWorld.V2, "ann"));
        Do(() => control.Pause(Bank, Limits, "ann"));
        Do(() => control.Resume(Bank, Limits, "ann"));
        world.Clock.Advance(TimeSpan.FromHours(24));
        Do(() => control.Promote(Bank, Limits, "ann"));
        Do(() => control.Pause(Bank, Limits, "ann"));
        Do(() => control.Start("crypto", RolloutWorld.V1, RolloutWorld.V2, "ann"));
        Do(() => control.Abort("crypto", Limits, "ann"));
        Do(() => control.Resume(Bank, Limits, "ann"));
        for (var i = 0; i < 3; i++) { Do(() => control.Promote(Bank, Limits, "ann")); }
        Do(() => control.Start(Bank, RolloutWorld.V2, RolloutWorld.V1, "ann"));
        world.Observe(RolloutWorld.Drifting);
        Do(() => new(null, [], control.Advance().Single().Record));
        Do(() => control.Start("crypto", RolloutWorld.V1, RolloutWorld.Version("1.0.1"), "ann", []));

        void Do(Func<RolloutResult> command)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            var result = command();
            result.Done.ShouldBeTrue(result.Refusal?.Code);
            after(world, Bytes(control));
        }
    }

    private static void Replay(RolloutWorld world)
    {
        if (world.Log.TryReadSnapshot(out var upTo, out var state))
        {
            var reader = new ControlPayloadReader(state);
            world.Control.TryRestoreState(ref reader).ShouldBeTrue();
        }
        foreach (var record in world.Log.Read(upTo + 1)) { world.Control.Apply(record).ShouldBeTrue(); }
    }

    private static byte[] Bytes(RolloutControl control)
    {
        var writer = new ControlPayloadWriter();
        control.WriteState(writer);
        return writer.Written.ToArray();
    }
}
