using Breakwater.Lab.Simulation;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Simulation;

public sealed class ServiceNodeTests
{
    [Fact]
    public void Jobs_end_when_a_slow_obvious_model_says_so() => Check.One(Trials.Of(), Prop.ForAll<ulong, byte>((seed, shape) =>
    {
        var random = new LabRandom(seed);
        var cores = 1 + shape % 5;
        var jobs = Enumerable.Range(0, 60).Select(_ => (At: (long)random.NextInt(300), Service: (long)random.NextInt(40))).OrderBy(j => j.At).ToArray();

        var simulator = new Simulator(seed);
        var node = new ServiceNode(simulator, cores);
        var ends = new Ends();
        for (var i = 0; i < jobs.Length; i++)
        {
            var (job, number) = (jobs[i], i);
            simulator.Schedule(job.At, _ => node.Submit(job.Service, ends, 0, number).ShouldBeTrue());
        }
        simulator.Run();

        // The oracle: each job, in order of arrival, takes the core that is free first.
        var free = new long[cores];
        var waited = new List<long>();
        for (var i = 0; i < jobs.Length; i++)
        {
            var core = Array.IndexOf(free, free.Min());
            var start = Math.Max(jobs[i].At, free[core]);
            waited.Add(start - jobs[i].At);
            free[core] = start + jobs[i].Service;
            ends.At[i].ShouldBe(free[core]);
        }
        node.Completed.ShouldBe(jobs.Length);
        node.Waiting.Count.ShouldBe(jobs.Length);
        node.Waiting.Max.ShouldBe(waited.Max());
        node.Waiting.Sum.ShouldBe(waited.Sum());
        Enumerable.Range(0, cores).Sum(node.BusyNs).ShouldBe(jobs.Sum(j => j.Service));
        node.Utilisation.ShouldBe(jobs.Sum(j => j.Service) / ((double)simulator.Now * cores), 1e-12);
        (node.BusyCores, node.QueueLength).ShouldBe((0, 0));
    }));

    [Fact]
    public void A_full_queue_refuses_and_says_so()
    {
        var simulator = new Simulator(1);
        var node = new ServiceNode(simulator, 1, queueLimit: 2);
        var ends = new Ends();
        Enumerable.Range(0, 5).Select(i => node.Submit(10, ends, 0, i)).ShouldBe([true, true, true, false, false]);
        (node.Refused, node.MaxQueueLength, node.BusyCores).ShouldBe((2, 2, 1));
        simulator.Run();
        ends.At.Keys.Order().ShouldBe([0L, 1, 2]);
        node.Submit(10, ends, 0, 9).ShouldBeTrue();
    }

    [Fact]
    public void Without_a_queue_a_completion_may_submit_again()
    {
        var simulator = new Simulator(1);
        var node = new ServiceNode(simulator, 1, queueLimit: 0);
        var accepted = new List<bool>();
        node.Submit(10, new Again(node, accepted)).ShouldBeTrue();
        node.Submit(10, new Ends()).ShouldBeFalse();
        simulator.Run();
        accepted.ShouldBe([true]);
    }

    [Fact]
    public void Work_done_by_a_core_sees_what_earlier_completions_changed()
    {
        // Three requests for one verification on one core: the first does it, the others find it done.
        var simulator = new Simulator(1);
        var node = new ServiceNode(simulator, 1);
        var verifier = new CachingVerifier();
        for (var i = 0; i < 3; i++) { node.Submit(verifier, 0, i).ShouldBeTrue(); }
        simulator.Run();
        verifier.Log.ShouldBe(["0 serve 0 miss", "100 done 0", "100 serve 1 hit", "101 done 1", "101 serve 2 hit", "102 done 2"]);

        // On two cores the second starts before the first is complete, and verifies too.
        var two = new Simulator(1);
        var wide = new ServiceNode(two, 2);
        var stampede = new CachingVerifier();
        for (var i = 0; i < 3; i++) { wide.Submit(stampede, 0, i); }
        two.Run();
        stampede.Log.Count(l => l.EndsWith("miss", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Busy_time_counts_the_job_under_way_as_far_as_it_has_got()
    {
        var simulator = new Simulator(1);
        var node = new ServiceNode(simulator, 2);
        node.Submit(100, new Ends());
        simulator.Run(40);
        (node.BusyNs(0) + node.BusyNs(1)).ShouldBe(40);
        node.Utilisation.ShouldBe(0.5);
    }

    private sealed class Ends : SimProcess
    {
        public Dictionary<long, long> At { get; } = [];

        public override void OnEvent(Simulator sim, int kind, long a, long b) => At.Add(a, sim.Now);
    }

    private sealed class Again(ServiceNode node, List<bool> accepted) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            if (accepted.Count == 0) { accepted.Add(node.Submit(10, this)); }
        }
    }

    private sealed class CachingVerifier : ServedProcess
    {
        private bool _cached;

        public List<string> Log { get; } = [];

        public override long Serve(Simulator sim, int kind, long a, long b)
        {
            Log.Add($"{sim.Now} serve {a} {(_cached ? "hit" : "miss")}");
            return _cached ? 1 : 100;
        }

        public override void OnEvent(Simulator sim, int kind, long a, long b)
        {
            _cached = true;
            Log.Add($"{sim.Now} done {a}");
        }
    }
}
