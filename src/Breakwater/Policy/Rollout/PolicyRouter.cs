using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

/// <summary>What a rollout needs of a router, whatever it judges.</summary>
public abstract class PolicyRouter
{
    private protected PolicyRouter() { }

    /// <summary>Whether a version was loaded here and is still held.</summary>
    public abstract bool Holds(BundleReference version);

    /// <summary>Whether a version that should be in force here is not held, so that the last one that works goes on.</summary>
    public abstract bool IsBehind { get; }

    internal abstract void Follow(RolloutView view);
}

/// <summary>
/// The decision path of one bundle at one node: judges requests by the versions in force, and protects them while two are (see <see cref="RolloutMode"/>).
/// Whatever loads, is promoted or rolled back replaces one immutable snapshot, for all readers at once. A version that is not held never takes the place
/// of one that works: the node goes on with that, falls behind, and its freshness bounds for how long. Thread-safe;
/// <see cref="Evaluate"/> takes no lock and allocates nothing.
/// </summary>
/// <typeparam name="TQuery">A request, bound and ready to be judged.</typeparam>
public sealed class PolicyRouter<TQuery> : PolicyRouter where TQuery : allows ref struct
{
    private readonly Lock _lock = new();
    private readonly string _bundle;
    private readonly RolloutMode _mode;
    private readonly TimeProvider _time;
    private readonly PolicyFreshness? _freshness;
    private List<PolicyVersion<TQuery>> _held = [];
    private RolloutView? _view;
    private volatile Routing _routing = new(null, null, null, null, false, long.MaxValue);

    /// <summary>Builds a router that holds nothing yet and so denies everything. The first version loaded is in force until a rollout says otherwise.</summary>
    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="mode">What protects requests while two versions are in force.</param>
    /// <param name="time">The node's clock; times evaluations of a version that is being rolled out.</param>
    /// <param name="freshness">How stale the bundle may be, for this router alone; null where its source cannot be unreachable.</param>
    public PolicyRouter(string bundle, RolloutMode mode, TimeProvider time, PolicyFreshness? freshness = null) => (_bundle, _mode, _time, _freshness) = (bundle, mode, time, freshness);

    /// <summary>Name of the bundle.</summary>
    public string Bundle => _bundle;

    /// <inheritdoc/>
    public override bool IsBehind => _routing.IsBehind;

    /// <summary>The version that judges here, alone or together with <see cref="Next"/>; null before the first is loaded.</summary>
    public BundleReference? Current => _routing.Current?.Reference;

    /// <summary>The version that is being rolled out, if it is held here.</summary>
    public BundleReference? Next => _routing.Next?.Reference;

    /// <summary>
    /// Holds a verified version ready, and puts it in force if it is the one that should be. Besides the versions in force only the one loaded last is held.
    /// A version that is held already is kept as it is: versions do not change.
    /// </summary>
    /// <returns>Why it was refused; null if it was taken.</returns>
    public Reason? Load(PolicyVersion<TQuery> version)
    {
        if (!string.Equals(version.Reference.Name, _bundle, StringComparison.Ordinal)) { return RolloutReasons.OtherBundle; }
        lock (_lock)
        {
            if (Find(version.Reference) is { } known) { version = known; }
            _held.Remove(version);
            _held.Add(version);
            Swap_NeedsLock();
        }
        return null;
    }

    /// <inheritdoc/>
    public override bool Holds(BundleReference version)
    {
        lock (_lock) { return Find(version) is not null; }
    }

    /// <summary>The version that an agent is assigned now; null before the first is loaded.</summary>
    public BundleReference? VersionOf(string agent)
    {
        var routing = _routing;
        return RunsNext(routing, agent) ? routing.View!.Next : routing.Wanted;
    }

    /// <summary>Judges a request by what is in force. Two timestamps and one counter more than the evaluations themselves while a version is rolled out.</summary>
    public RoutedVerdict Evaluate(in PolicyCaller caller, in TQuery query, ref Work work)
    {
        var routing = _routing;
        if (routing.Current is not { } current) { return Refused(RolloutReasons.NotLoaded, false); }
        var runsNext = RunsNext(routing, caller.Agent);
        if (Misstated(routing, caller, runsNext) is { } refusal)
        {
            RolloutInstruments.Misstated.Add(1);
            return Refused(refusal, runsNext);
        }
        var verdict = Judge(current, query, ref work, out _);
        var drift = DriftKind.None;
        if (routing.View is { Next: not null } view)
        {
            if (routing.Next is { } next && (caller.MadeFor is null || next.Takes(caller.MadeFor)))
            {
                var began = _time.GetTimestamp();
                var proposed = Judge(next, query, ref work, out var failed);
                var slow = _time.GetTimestamp() - began > routing.SlowBeyond;
                drift = failed ? DriftKind.None : Compare(verdict, proposed);
                if (failed) { view.Counters.Failed(slow); } else { view.Counters.Compared(drift, !verdict.IsPermitted && !proposed.IsPermitted, slow); }
                RolloutInstruments.Drifted(drift);
                if (view.Percent > 0) { verdict = _mode == RolloutMode.Compatibility ? PolicyVerdict.Stricter(verdict, proposed) : runsNext ? proposed : verdict; }
            }
            else
            {
                view.Counters.Failed(slow: false);
            }
        }
        var stale = false;
        if (_freshness is not null) { verdict = _freshness.Judge(caller.Tier, caller.Writes, verdict, out stale); }
        return new(verdict, drift, runsNext, stale);
    }

    internal override void Follow(RolloutView view)
    {
        lock (_lock)
        {
            _view = view;
            Swap_NeedsLock();
        }
    }

    private static bool RunsNext(Routing routing, string agent) =>
        routing.View is { Next: not null, Percent: > 0 } view && RolloutAssignment.IsIn(view.Purpose, agent, view.Rollout, view.Percent);

    private Reason? Misstated(Routing routing, in PolicyCaller caller, bool runsNext)
    {
        var (mixed, runs) = (routing.View is { Next: not null, Percent: > 0 }, runsNext ? routing.View!.Next! : routing.Wanted!);
        if (caller.Runs is { } stated && !stated.IsSame(runs.Version)) { return RolloutReasons.NotRunning; }
        if (caller.MadeFor is { } made)
        {
            var both = mixed && _mode == RolloutMode.Compatibility;
            if ((both || !runsNext) && !routing.Current!.Takes(made)) { return RolloutReasons.Incompatible; }
            if ((both || runsNext) && routing.Next is { } next && !next.Takes(made)) { return RolloutReasons.Incompatible; }
        }
        if (mixed && _mode == RolloutMode.Routing)
        {
            var needsCurrent = caller.MadeFor is { } version && version.IsSame(routing.Wanted!.Version);
            if (needsCurrent == runsNext) { return RolloutReasons.OtherAgent; }
        }
        return null;
    }

    private static PolicyVerdict Judge(PolicyVersion<TQuery> version, in TQuery query, ref Work work, out bool failed)
    {
        try
        {
            var verdict = version.Evaluator.Evaluate(query, ref work, out failed);
            return failed && verdict.IsPermitted ? new(RolloutReasons.EvaluationFailed, Obligations.None, false) : verdict;
        }
        catch (Exception)
        {
            // A version that breaks denies; in shadow it must not take the one that works with it.
            failed = true;
            return new(RolloutReasons.EvaluationFailed, Obligations.None, false);
        }
    }

    private static DriftKind Compare(in PolicyVerdict current, in PolicyVerdict next) =>
        current.IsPermitted != next.IsPermitted ? (current.IsPermitted ? DriftKind.AllowToDeny : DriftKind.DenyToAllow)
        : current.IsPermitted && current.Obligations != next.Obligations ? DriftKind.Obligations
        : DriftKind.None;

    private static RoutedVerdict Refused(Reason reason, bool runsNext) => new(new(reason, Obligations.None, false), DriftKind.None, runsNext, false);

    private void Swap_NeedsLock()
    {
        var working = _routing.Current;
        var wanted = _view?.Current ?? working?.Reference ?? _held[^1].Reference;
        var current = Find(wanted) ?? working;
        var next = _view?.Next is { } proposed ? Find(proposed) : null;
        var behind = current is null || !current.Reference.Equals(wanted) || (_view?.Next is not null && next is null);
        var limit = _view is null || _view.LatencyLimit == TimeSpan.MaxValue ? long.MaxValue : (long)((Int128)_view.LatencyLimit.Ticks * _time.TimestampFrequency / TimeSpan.TicksPerSecond);
        _held = [.. _held.Where((v, i) => v == current || v == next || i == _held.Count - 1)];
        _routing = new(current, next, _view, wanted, behind, limit);
        _freshness?.FallBehind(behind);
    }

    private PolicyVersion<TQuery>? Find(BundleReference reference) => _held.Find(v => v.Reference.Equals(reference));

    /// <summary>What readers see, swapped as one.</summary>
    /// <param name="Current">The version in force, or the last one that works.</param>
    /// <param name="Next">The version that is being rolled out, if it is held.</param>
    /// <param name="View">How the rollout stands; null if there was none.</param>
    /// <param name="Wanted">The version that should be in force.</param>
    /// <param name="IsBehind">Whether a version that should be held is not.</param>
    /// <param name="SlowBeyond">Timestamps that an evaluation may take before it counts as slow.</param>
    private sealed record Routing(PolicyVersion<TQuery>? Current, PolicyVersion<TQuery>? Next, RolloutView? View, BundleReference? Wanted, bool IsBehind, long SlowBeyond);
}
