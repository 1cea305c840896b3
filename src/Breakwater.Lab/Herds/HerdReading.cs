using Breakwater.Fleet;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Herds;

/// <summary>One herd let out: the run, and what it says of calls, waits and the limiter.</summary>
internal sealed class HerdReading
{
    private readonly CallRequest[] _calls;
    private readonly LatencyRecorder[] _waits = [.. Enum.GetValues<Priority>().Select(_ => new LatencyRecorder())];

    private HerdReading(CallRequest[] calls, CallRun run)
    {
        (_calls, Run) = (calls, run);
        for (var i = 0; i < calls.Length; i++)
        {
            if (run.Ends[i] != CallEnd.Answered) { continue; }
            _waits[(int)calls[i].Priority].Record(run.TakenAt[i] - calls[i].At);
            LastNs = Math.Max(LastNs, run.TakenAt[i]);
        }
    }

    public CallRun Run { get; }

    public int Asked => _calls.Length;

    /// <summary>Virtual time at which a provider took the last of the calls that were answered.</summary>
    public long LastNs { get; private set; }

    public long Failed => Asked - Count(CallEnd.Answered);

    /// <summary>Lets calls out under rules, on a fleet's providers.</summary>
    public static HerdReading Play(FleetSpecification fleet, CallRequest[] calls, CallRules rules, Simulator simulator, CancellationToken cancellation)
    {
        var latencies = CallLatencies.Draw(fleet.Providers, calls, simulator.Random.Fork("herd.latency"));
        var run = new CallRun(simulator, calls, [.. fleet.Providers.Select(p => new SimulatedProvider(p))], rules, latencies, fleet.Tenants.Count);
        run.Run(cancellation);
        return new(calls, run);
    }

    public long Count(CallEnd end) => Run.Ends.LongCount(e => e == end);

    /// <summary>A quantile of the time until a provider took a call of a class, in ms; null if none was answered.</summary>
    public double? WaitMs(Priority priority, double quantile) => _waits[(int)priority] is { Count: > 0 } waits ? waits.Quantile(quantile) / 1e6 : null;

    /// <summary>The longest time until a call of a class ended, in ms; 0 if there was none.</summary>
    public double HeldOutMs(Priority priority) => Enumerable.Range(0, _calls.Length).Where(i => _calls[i].Priority == priority).Select(i => (Run.EndedAt[i] - _calls[i].At) / 1e6).DefaultIfEmpty().Max();

    /// <summary>How much later than the capacity bound the last was out, as a share of it; what is out within a second is not late. Null if not all were answered.</summary>
    public double? OverBound(double boundNs) => Failed > 0 ? null : Math.Max(0, LastNs / Math.Max(boundNs, SimTime.Second) - 1);

    /// <summary>Calls to the provider that most call, and how many of those were not answered.</summary>
    public (long Asked, long Failed) Busiest()
    {
        var busiest = Enumerable.Range(0, _calls.Length).GroupBy(i => _calls[i].Provider).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().ToList();
        return (busiest.Count, busiest.Count(i => Run.Ends[i] != CallEnd.Answered));
    }
}
