using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Providers;

/// <summary>What a run with a fault came to. "During" are the calls whose whole time lies within the fault; "before" those whose whole time lies before it.</summary>
internal sealed class FaultReading
{
    private static readonly long _interval = SimTime.From(FaultTimes.Between);
    private static readonly long _deadline = SimTime.From(FaultTimes.Deadline);
    private static readonly long _begins = SimTime.From(FaultTimes.Begins);
    private static readonly long _ends = SimTime.From(FaultTimes.Ends);

    private readonly IReadOnlyList<Caller> _callers;
    private readonly CallRequest[] _calls;
    private readonly long[] _latencies;
    private readonly bool[] _isStruck;
    private readonly bool[] _isLost;

    public FaultReading(IReadOnlyList<Caller> callers, CallRequest[] calls, long[] latencies, bool[] isStruck, CallRun run)
    {
        (_callers, _calls, _latencies, _isStruck, Run) = (callers, calls, latencies, isStruck, run);
        _isLost = new bool[callers.Count];
        Array.Fill(_isLost, true);
        for (var i = 0; i < calls.Length; i++)
        {
            if (IsDuring(i) && IsAnswered(i)) { _isLost[calls[i].Agent] = false; }
        }
    }

    public CallRun Run { get; }

    /// <summary>Mean time to an answer, in ns, by cluster and interval of the run; a call without one counts as its deadline.</summary>
    public IReadOnlyList<double[]> LatencyByCluster => field ??=
        [.. _callers.Select(c => c.Cluster).Distinct().Order().Select(cluster => Means([.. Enumerable.Range(0, _calls.Length).Where(i => _callers[_calls[i].Agent].Cluster == cluster)]))];

    /// <summary>Agents that got no answer at all during the fault.</summary>
    public int AgentsLost => Lost(c => !c.IsOrchestrator).Count();

    /// <summary>Those of control-plane clusters.</summary>
    public int ControlAgentsLost => Lost(c => c.IsControlPlane && !c.IsOrchestrator).Count();

    public int OrchestratorsLost => Lost(c => c.IsOrchestrator).Count();

    /// <summary>Share of the control plane, its agents and all orchestrators, that got no answer at all; every cluster has an orchestrator, so there is one.</summary>
    public double ControlLoss => (double)(ControlAgentsLost + OrchestratorsLost) / _callers.Count(c => c.IsControlPlane);

    /// <summary>Groups of control-plane clusters that lost every agent.</summary>
    public IReadOnlyList<string> GroupsLost() =>
    [
        .. Enumerable.Range(0, _callers.Count).Where(i => _callers[i].IsControlPlane && !_callers[i].IsOrchestrator).GroupBy(i => _callers[i].Group, StringComparer.Ordinal)
            .Where(g => g.All(i => _isLost[i])).Select(g => g.Key),
    ];

    /// <summary>Share of the calls during the fault that were not answered in time; null if there was none.</summary>
    /// <param name="priority">Of one class; null for all.</param>
    /// <param name="onStruck">Of those to a provider that was struck alone.</param>
    public double? Late(Priority? priority, bool onStruck = false)
    {
        var mine = Enumerable.Range(0, _calls.Length).Where(i => IsDuring(i) && (priority is null || _calls[i].Priority == priority) && (!onStruck || _isStruck[_calls[i].Provider - 1])).ToList();
        return mine.Count == 0 ? null : (double)mine.Count(i => !IsAnswered(i)) / mine.Count;
    }

    /// <summary>Quantile of the time to an answer of a cluster's calls, before the fault or during it, in ms.</summary>
    public double? LatencyMs(int cluster, bool during, double quantile)
    {
        var recorder = new LatencyRecorder();
        for (var i = 0; i < _calls.Length; i++)
        {
            if (_callers[_calls[i].Agent].Cluster == cluster && (during ? IsDuring(i) : _calls[i].At + _deadline <= _begins)) { recorder.Record(Took(i)); }
        }
        return recorder.Count == 0 ? null : recorder.Quantile(quantile) / 1e6;
    }

    /// <summary>
    /// How long after the fault's end a call was still asked for that got no answer in time, in ms; 0 if none. Calls that a provider in good health would answer too late are left out.
    /// A run that does not recover gives all of the time watched.
    /// </summary>
    public double RecoveryMs()
    {
        var last = Enumerable.Range(0, _calls.Length).Where(i => _calls[i].At >= _ends && !IsAnswered(i) && _latencies[i] < _deadline).Select(i => _calls[i].At).DefaultIfEmpty(_ends).Max();
        var watched = SimTime.From(FaultTimes.LastAsked) - _ends;
        // A caller asks once in an interval: what fails in the last one may go on failing.
        return (last - _ends > watched - _interval ? watched : last - _ends) / 1e6;
    }

    /// <summary>Largest share of the clusters that in one interval of the fault took twice as long as before it.</summary>
    public double ClustersTwice() => Correlation.MostAtOnce(LatencyByCluster, (int)(_begins / _interval), (int)(_ends / _interval), 2);

    private bool IsDuring(int call) => _calls[call].At >= _begins && _calls[call].At + _deadline <= _ends;

    private bool IsAnswered(int call) => Run.Ends[call] == CallEnd.Answered;

    private long Took(int call) => IsAnswered(call) ? Run.EndedAt[call] - _calls[call].At : _deadline;

    private IEnumerable<int> Lost(Func<Caller, bool> which) => Enumerable.Range(0, _callers.Count).Where(i => _isLost[i] && which(_callers[i]));

    private double[] Means(List<int> calls)
    {
        var (sums, counts) = (new double[FaultTimes.Rounds], new int[FaultTimes.Rounds]);
        foreach (var call in calls)
        {
            var interval = (int)(_calls[call].At / _interval);
            sums[interval] += Took(call);
            counts[interval]++;
        }
        return [.. sums.Select((sum, i) => sum / counts[i])];
    }
}
