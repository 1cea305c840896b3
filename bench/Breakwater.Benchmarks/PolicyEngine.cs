using System.Diagnostics;
using System.Globalization;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;

namespace Breakwater.Benchmarks;

/// <summary>
/// What a decision costs with few and many policies and agents, what loading costs in time and memory, and what a cache of decisions would save. Run with
/// <c>policy-engine</c>.
/// </summary>
internal static class PolicyEngine
{
    private const int Requests = 1_024;
    private const int Batch = 64;
    private const int Batches = 5_001;

    public static void Run(TextWriter output)
    {
        Decisions(1_000, 10, output);
        Decisions(1_000, 100_000, output);
        Decisions(100_000, 10, output);
        Decisions(100_000, 100_000, output);
        for (var round = 0; round < 3; round++) { Loading(100_000, output); }
    }

    private static void Decisions(int policies, int agents, TextWriter output)
    {
        var compiled = CompiledPolicies.Compile(PolicyFleet.Parse(PolicyFleet.Text(policies)));
        var fleet = new PolicyFleet(policies, agents);
        var store = fleet.Store();
        var requests = Enumerable.Range(0, Requests).Select(fleet.Request).ToArray();
        var bound = Array.ConvertAll(requests, r => Bound(compiled, store, r));
        var result = new AuthorizationResult();
        var (tried, allowed) = (0L, 0);
        foreach (var request in bound)
        {
            compiled.Authorize(request, result);
            tried += result.Tried;
            allowed += result.Decision == CedarDecision.Allow ? 1 : 0;
            Require(result.Erring.IsEmpty);
        }
        Require(tried == 10L * Requests && allowed is > Requests / 10 and < Requests * 9 / 10);

        var decide = Measure(i => compiled.Authorize(bound[i], result));
        var again = new BoundRequest();
        var bind = Measure(i => again.Bind(compiled, store, requests[i]));
        var cache = requests.ToDictionary(r => r, _ => CedarDecision.Allow);
        // A request that comes again is equal, and not the same object.
        var repeated = Enumerable.Range(0, Requests).Select(fleet.Request).ToArray();
        var cached = Measure(i => Require(cache.ContainsKey(repeated[i])));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{policies,7:N0} policies, {agents,7:N0} agents: 10 candidates, {100.0 * allowed / Requests:0}% allowed | decide {decide} | bind {bind} | look up in a cache of decisions {cached} (bind and decide: {bind.Median + decide.Median:0} ns)"));
        GC.KeepAlive(fleet);
    }

    private static BoundRequest Bound(CompiledPolicies compiled, EntityStore store, CedarRequest request)
    {
        var bound = new BoundRequest();
        bound.Bind(compiled, store, request);
        return bound;
    }

    private static void Loading(int policies, TextWriter output)
    {
        var text = PolicyFleet.Text(policies);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var set = PolicyFleet.Parse(text);
        var parsed = clock.Elapsed;
        var compiled = CompiledPolicies.Compile(set);
        var whole = clock.Elapsed;
        processor = Environment.CpuUsage.TotalTime - processor;
        var withTrees = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(set);
        set = null;
        var retained = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"loading {policies:N0} policies ({text.Length / 1048576.0:0.0} MiB of text): parse {parsed.TotalMilliseconds:0} ms, compile {(whole - parsed).TotalMilliseconds:0} ms, together {whole.TotalMilliseconds:0} ms (processor time of all threads {processor.TotalMilliseconds:0} ms); retained {retained / (double)policies:0} B each, with the syntax trees {withTrees / (double)policies:0} B"));
        GC.KeepAlive(compiled);
        GC.KeepAlive(text);
    }

    /// <summary>Times short batches, so that most of them are not interrupted by whatever else runs on the machine; all requests take their turn.</summary>
    private static Timing Measure(Action<int> one)
    {
        for (var i = 0; i < 50 * Requests; i++) { one(i % Requests); }
        var times = new double[Batches];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Batches; i++)
        {
            var first = i * Batch % Requests;
            var start = Stopwatch.GetTimestamp();
            for (var k = 0; k < Batch; k++) { one(first + k); }
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Batch;
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(times);
        return new(times[Batches / 2], times[Batches / 100], allocated);
    }

    private static void Require(bool holds)
    {
        if (!holds) { throw new InvalidOperationException("The requests are not answered as they should be: the figures would mean nothing."); }
    }

    private readonly record struct Timing(double Median, double Least, long Allocated)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0} ns median of batches (best hundredth {Least:0}), {Allocated / (double)(Batches * Batch):0.##} B");
    }
}
