using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Tests.Simulation;

public sealed class PartitionedSimulationTests
{
    private const long Window = 1_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 8)]
    [InlineData(99, 16)]
    [InlineData(0xFFFF_FFFF_FFFF_FFFF, 5)]
    public void Any_number_of_threads_gives_the_same_trace(ulong seed, int partitions)
    {
        var one = Trace(seed, partitions, threads: 1);
        one.Split('\n').Length.ShouldBeGreaterThan(500 * partitions);
        Trace(seed, partitions, threads: 2).ShouldBe(one);
        Trace(seed, partitions, threads: 4).ShouldBe(one);
        Trace(seed + 1, partitions, threads: 1).ShouldNotBe(one);
    }

    [Fact]
    public void Stopping_on_the_way_changes_nothing()
    {
        var whole = Gossip(5, 4, out var wholeTraces);
        whole.Run(1, 200_000);
        var pieces = Gossip(5, 4, out var pieceTraces);
        for (var until = 0L; until < 200_000; until += 137) { pieces.Run(1, until).ShouldBe(SimulationEnd.TimeReached); }
        pieces.Run(2, 200_000);
        Should.Throw<ArgumentOutOfRangeException>(() => pieces.Run(2, 199_999));
        pieceTraces.SelectMany(t => t.Lines).ShouldBe(wholeTraces.SelectMany(t => t.Lines));
        pieces.Partitions.ShouldAllBe(p => p.Simulator.Now == 200_000);
    }

    [Fact]
    public void Messages_of_one_moment_arrive_in_order_of_source_then_of_sending()
    {
        var simulation = new PartitionedSimulation(1, 4, Window);
        var received = new List<(long From, long Number)>();
        simulation.Partitions[0].Inbox = new Receiver((_, a, b) => received.Add((a, b)));
        foreach (var source in (int[])[3, 1, 2])
        {
            var partition = simulation.Partitions[source];
            for (var i = 0; i < 3; i++)
            {
                var number = i;
                partition.Simulator.Schedule(0, _ => partition.Send(0, Window, 0, source, number));
            }
        }
        simulation.Run(2).ShouldBe(SimulationEnd.Idle);
        received.ShouldBe([(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2)]);
    }

    [Fact]
    public void Quick_messages_and_unknown_partitions_are_refused()
    {
        var simulation = new PartitionedSimulation(1, 2, Window);
        var partition = simulation.Partitions[0];
        Should.Throw<ArgumentOutOfRangeException>(() => partition.Send(1, Window - 1));
        Should.Throw<ArgumentOutOfRangeException>(() => partition.Send(2, Window));
        partition.Send(1, Window);
        partition.Simulator.Schedule(0, _ => { });
        Should.Throw<InvalidOperationException>(() => simulation.Run(1)).Message.ShouldContain("no inbox");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_earliest_failure_is_the_one_reported(int threads)
    {
        var simulation = new PartitionedSimulation(0xBEEF, 6, Window);
        for (var i = 0; i < 6; i++)
        {
            var partition = simulation.Partitions[i];
            partition.Simulator.Schedule(i >= 4 ? 500 : 600, _ => throw new InvalidOperationException($"from {partition.Index}"));
        }
        var failure = Should.Throw<SimulationException>(() => simulation.Run(threads));
        (failure.Partition, failure.TimeNs, failure.Step, failure.Seed).ShouldBe((4, 500, 1, 0xBEEFUL));
        failure.Message.ShouldContain("of partition 4");
    }

    [Fact]
    public void A_partition_can_be_stopped_at_a_step()
    {
        var simulation = Gossip(5, 4, out _);
        simulation.Partitions[2].Simulator.StopAtStep = 100;
        simulation.Run(2).ShouldBe(SimulationEnd.StepReached);
        simulation.Partitions[2].Simulator.Steps.ShouldBe(99);
    }

    private static string Trace(ulong seed, int partitions, int threads)
    {
        var simulation = Gossip(seed, partitions, out var traces);
        simulation.Run(threads, 400_000);
        return string.Join('\n', traces.SelectMany(t => t.Lines));
    }

    private static PartitionedSimulation Gossip(ulong seed, int partitions, out List<Gossiper> traces)
    {
        var simulation = new PartitionedSimulation(seed, partitions, Window);
        traces = [.. simulation.Partitions.Select(p => new Gossiper(p, partitions))];
        return simulation;
    }

    /// <summary>Works at random, tells random others about it, and changes what it does by what it is told; on a coarse clock, so that much is simultaneous.</summary>
    private sealed class Gossiper : SimProcess
    {
        private readonly Partition _partition;
        private readonly int _partitions;
        private ulong _state;

        public Gossiper(Partition partition, int partitions)
        {
            (_partition, _partitions) = (partition, partitions);
            partition.Inbox = this;
            partition.Simulator.Schedule(partition.Index % 3 * 100, this);
        }

        public List<string> Lines { get; } = [];

        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            _state = ulong.RotateLeft(_state ^ (ulong)b, 9) + sim.Random.NextUInt64();
            Lines.Add($"{_partition.Index} {sim.Now} {kind} {a} {_state:X}");
            if (kind == 0) { sim.Schedule((long)(_state % 7) * 100, this); }
            if (kind == 0 && _state % 3 == 0)
            {
                _partition.Send(sim.Random.NextInt(_partitions), Window + (long)(_state % 4) * 100, 1, _partition.Index, (long)_state);
            }
        }
    }

    private sealed class Receiver(Action<Simulator, long, long> onEvent) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b) => onEvent(sim, a, b);
    }
}
