using Breakwater.Lab.Simulation;
using Breakwater.Tests;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Simulation;

public sealed class SimulatorTests
{
    [Fact]
    public void Events_happen_in_order_of_time_then_of_scheduling() => Check.One(Trials.Of(), Prop.ForAll<byte[]>(delays =>
    {
        var simulator = new Simulator(1);
        var log = new Log();
        for (var i = 0; i < delays.Length; i++) { simulator.Schedule(delays[i], log, i); }
        simulator.Run().ShouldBe(SimulationEnd.Idle);
        log.Seen.ShouldBe(delays.Select((d, i) => ((long)d, i)).OrderBy(e => e.Item1).ThenBy(e => e.i));
    }));

    [Fact]
    public void Queue_agrees_with_a_sorted_list_under_mixed_adding_and_taking() => Check.One(Trials.Of(), Prop.ForAll<ulong>(seed =>
    {
        var random = new LabRandom(seed);
        var queue = new EventQueue();
        var oracle = new SortedDictionary<(long Time, int Sequence), int>();
        var log = new Log();
        for (var i = 0; i < 600; i++)
        {
            if (oracle.Count == 0 || random.NextBool(0.6))
            {
                var time = random.NextInt(50);
                queue.Add(time, new SimEvent(log, i, 0, 0));
                oracle.Add((time, i), i);
            }
            else
            {
                queue.NextTime.ShouldBe(oracle.First().Key.Time);
                queue.Take(out var time).Kind.ShouldBe(oracle.First().Value);
                time.ShouldBe(oracle.First().Key.Time);
                oracle.Remove(oracle.First().Key);
            }
            queue.Count.ShouldBe(oracle.Count);
        }
    }));

    [Fact]
    public void Clock_is_virtual_time()
    {
        var simulator = new Simulator(1);
        TimeProvider clock = simulator.Clock;
        var start = clock.GetTimestamp();
        clock.GetUtcNow().ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        simulator.Schedule(TimeSpan.FromSeconds(90), s => s.Clock.GetUtcNow().ShouldBe(SimulationClock.Epoch.AddSeconds(90)));
        simulator.Run();
        simulator.Steps.ShouldBe(1);
        clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromSeconds(90));
        clock.LocalTimeZone.ShouldBe(TimeZoneInfo.Utc);
        Should.Throw<NotSupportedException>(() => clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero)).Message.ShouldContain("schedule");
    }

    [Fact]
    public void Run_ends_at_the_time_asked_for_with_the_clock_there()
    {
        var simulator = new Simulator(1);
        var log = new Log();
        foreach (var delay in (long[])[5, 10, 11]) { simulator.Schedule(delay, log); }
        simulator.Run(10).ShouldBe(SimulationEnd.TimeReached);
        log.Seen.Count.ShouldBe(2);
        simulator.Now.ShouldBe(10);
        simulator.Run(20).ShouldBe(SimulationEnd.Idle);
        simulator.Now.ShouldBe(20);
        Should.Throw<ArgumentOutOfRangeException>(() => simulator.Run(19));
    }

    [Fact]
    public void Nothing_can_be_scheduled_in_the_past_or_after_the_end_of_time()
    {
        var simulator = new Simulator(1);
        var log = new Log();
        simulator.Run(100);
        Should.Throw<ArgumentOutOfRangeException>(() => simulator.Schedule(-1, log));
        Should.Throw<ArgumentOutOfRangeException>(() => simulator.Schedule(long.MaxValue, log));
        Should.Throw<ArgumentOutOfRangeException>(() => simulator.ScheduleAt(99, log));
        simulator.Schedule(0, log);
        simulator.ScheduleAt(100, log);
        simulator.Pending.ShouldBe(2);
    }

    [Fact]
    public void A_failure_tells_how_to_come_back_to_it()
    {
        var failure = Should.Throw<SimulationException>(() => Chain(0x5EED7, failAt: 7).Run());
        (failure.Step, failure.TimeNs, failure.Seed, failure.Partition).ShouldBe((7, 70, 0x5EED7UL, null));
        failure.InnerException.ShouldBeOfType<InvalidOperationException>();
        failure.Message.ShouldBe("gap found – at step 7, virtual time 0.000000070 s, seed 0x5EED7");

        var replay = Chain(0x5EED7, failAt: 7);
        replay.StopAtStep = failure.Step;
        replay.Run().ShouldBe(SimulationEnd.StepReached);
        replay.Steps.ShouldBe(6);
        Should.Throw<SimulationException>(() => replay.Step()).Step.ShouldBe(7);
    }

    [Fact]
    public void Stop_ends_after_the_event_under_way_and_cancellation_ends_an_endless_run()
    {
        var simulator = new Simulator(1);
        simulator.Schedule(1, s => s.Stop());
        simulator.Schedule(2, _ => { });
        simulator.Run().ShouldBe(SimulationEnd.Stopped);
        simulator.Now.ShouldBe(1);
        simulator.Run().ShouldBe(SimulationEnd.Idle);

        using var source = new CancellationTokenSource();
        var endless = new Simulator(1);
        endless.Schedule(1, new Endless(() => { if (endless.Steps == 10_000) { source.Cancel(); } }));
        Should.Throw<OperationCanceledException>(() => endless.Run(cancellationToken: source.Token));
        endless.Steps.ShouldBeLessThan(20_000);
    }

    [Fact]
    public void Events_for_processes_allocate_nothing_in_the_steady_state()
    {
        var simulator = new Simulator(1);
        var endless = new Endless(() => { });
        var node = new ServiceNode(simulator, 2);
        var loop = new NodeLoop(node);
        for (var i = 0; i < 500; i++)
        {
            simulator.Schedule(i, endless);
            simulator.Schedule(i, loop);
        }
        var until = 0L;
        Allocation.InSteadyState(() => simulator.Run(until += 50_000)).ShouldBe(0);
    }

    private static Simulator Chain(ulong seed, int failAt)
    {
        var simulator = new Simulator(seed);
        simulator.Schedule(10, Next);
        return simulator;

        void Next(Simulator s)
        {
            if (s.Steps == failAt) { throw new InvalidOperationException("gap found"); }
            s.Schedule(10, Next);
        }
    }

    private sealed class Log : SimProcess
    {
        public List<(long Time, int Kind)> Seen { get; } = [];

        public override void OnEvent(Simulator sim, int kind, long a, long b) => Seen.Add((sim.Now, kind));
    }

    private sealed class Endless(Action onEvent) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            onEvent();
            sim.Schedule(100, this);
        }
    }

    private sealed class NodeLoop(ServiceNode node) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b) => node.Submit(10, this);
    }
}
