using BenchmarkDotNet.Attributes;
using Breakwater.Lab.Simulation;

namespace Breakwater.Benchmarks;

/// <summary>Cost of one event of the simulation kernel, with few and with many events pending.</summary>
[MemoryDiagnoser]
public class SimulationBenchmarks
{
    private const int Operations = 1_000_000;
    private Simulator _loop = null!;
    private Simulator _nodes = null!;

    [Params(10, 1_000, 100_000)]
    public int Pending { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _loop = new Simulator(1);
        var ticker = new Ticker(_loop.Random);
        for (var i = 0; i < Pending; i++) { _loop.Schedule(i, ticker); }

        _nodes = new Simulator(1);
        for (var i = 0; i < Pending; i++) { _nodes.Schedule(i, new Client(new ServiceNode(_nodes, 2), _nodes.Random)); }
    }

    /// <summary>Each event schedules the next at a random time.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public long PlainLoop() => RunSteps(_loop);

    /// <summary>Each event is the completion of a job, whose receiver submits the next.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public long NodeSubmit() => RunSteps(_nodes);

    private static long RunSteps(Simulator simulator)
    {
        simulator.StopAtStep = simulator.Steps + Operations + 1;
        simulator.Run();
        return simulator.Now;
    }

    private sealed class Ticker(LabRandom random) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b) => sim.Schedule((long)(random.NextUInt64() >> 44), this);
    }

    private sealed class Client(ServiceNode node, LabRandom random) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b) => node.Submit((long)(random.NextUInt64() >> 44), this);
    }
}
