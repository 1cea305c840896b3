using Breakwater.Lab.Simulation;
using MathNet.Numerics.Distributions;

namespace Breakwater.Lab.Tests.Simulation;

/// <summary>Simulated M/M/c queues against the Erlang C formula: the kernel, the node and the generator together.</summary>
public sealed class ErlangCTests
{
    private const double MeanServiceNs = 1_000_000;
    private const int Replications = 20;

    [Theory]
    [InlineData(1, 0.5, 10_000)]
    [InlineData(2, 0.5, 10_000)]
    [InlineData(4, 0.5, 10_000)]
    [InlineData(1, 0.8, 20_000)]
    [InlineData(2, 0.8, 20_000)]
    [InlineData(4, 0.8, 20_000)]
    [InlineData(1, 0.95, 200_000)]
    [InlineData(2, 0.95, 200_000)]
    [InlineData(4, 0.95, 200_000)]
    public void Mean_wait_agrees_inside_its_confidence_interval(int cores, double load, int jobs)
    {
        var means = Enumerable.Range(0, Replications).Select(r => MeanWait(cores, load, jobs, (ulong)r)).ToArray();
        var mean = means.Average();
        var deviation = Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (Replications - 1));
        var halfWidth = StudentT.InvCDF(0, 1, Replications - 1, 0.995) * deviation / Math.Sqrt(Replications);
        var expected = ErlangC(cores, load * cores) * MeanServiceNs / (cores * (1 - load));

        (halfWidth / expected).ShouldBeLessThan(0.08, "the interval must be narrow enough to mean something");
        mean.ShouldBe(expected, halfWidth);
    }

    [Fact]
    public void Share_of_time_worked_is_the_load()
    {
        var simulator = new Simulator(3);
        var node = new ServiceNode(simulator, 4);
        new Arrivals(simulator, node, MeanServiceNs / (0.8 * 4), 100_000).Start();
        simulator.Run();
        node.Utilisation.ShouldBe(0.8, 0.01);
    }

    // The first fifth, which starts from an empty queue, is left out.
    private static double MeanWait(int cores, double load, int jobs, ulong replication)
    {
        var simulator = new Simulator(new LabRandom(2026).Fork($"{cores}x{load}").Fork(replication).NextUInt64());
        var node = new ServiceNode(simulator, cores);
        new Arrivals(simulator, node, MeanServiceNs / (load * cores), jobs).Start();
        while (node.Waiting.Count < jobs / 5) { simulator.Step(); }
        var (count, sum) = (node.Waiting.Count, node.Waiting.Sum);
        simulator.Run();
        return (node.Waiting.Sum - sum) / (node.Waiting.Count - count);
    }

    /// <summary>Probability that an arrival waits, for an offered load in Erlang: by the recursion of Erlang B.</summary>
    private static double ErlangC(int cores, double offered)
    {
        var blocked = 1.0;
        for (var c = 1; c <= cores; c++) { blocked = offered * blocked / (c + offered * blocked); }
        return blocked / (1 - offered / cores * (1 - blocked));
    }

    private sealed class Arrivals(Simulator simulator, ServiceNode node, double meanGapNs, int jobs) : SimProcess
    {
        private const int Arrival = 1;
        private readonly LabRandom _gaps = simulator.Random.Fork("gaps");
        private readonly LabRandom _services = simulator.Random.Fork("services");
        private int _left = jobs;

        public void Start() => simulator.Schedule(SimTime.FromNanoseconds(_gaps.Exponential(meanGapNs)), this, Arrival);

        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            if (kind != Arrival || _left-- == 0) { return; }
            node.Submit(SimTime.FromNanoseconds(_services.Exponential(MeanServiceNs)), this);
            Start();
        }
    }
}
