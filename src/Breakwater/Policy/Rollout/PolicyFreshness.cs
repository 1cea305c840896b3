using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

/// <summary>
/// How long ago a node's policies were last confirmed to be the ones that should be in force, and what follows from it (EC-2.10). While their source is
/// unreachable, or what it gives does not load, the node goes on with the last verified ones for as long as the tier allows, then takes the tier's fail
/// posture; it recovers when they are confirmed again. Never confirmed counts as too stale. Thread-safe; reading takes no lock and allocates nothing.
/// </summary>
public sealed class PolicyFreshness
{
    private const long Never = long.MinValue;
    private readonly Lock _lock = new();
    private readonly (long MaxStaleness, FailPosture Posture) _supervised, _managed, _autonomous;
    private readonly TimeProvider _time;
    private long _confirmed;
    private long _behindSince = Never;
    private bool _reached;

    /// <summary>Builds it for one router, or for the gate of one node.</summary>
    /// <param name="options">How stale the policies may be; read once.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="age">How long ago they were last confirmed, as the host has kept it over a restart; null if they never were.</param>
    /// <exception cref="ArgumentException">The options are not valid, with every problem; or the age is negative.</exception>
    public PolicyFreshness(PolicyFreshnessOptions options, TimeProvider time, TimeSpan? age = null)
    {
        var problems = PolicyFreshnessOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        if (age < TimeSpan.Zero) { throw new ArgumentException("An age is not negative.", nameof(age)); }
        _time = time;
        (_supervised, _managed, _autonomous) = (InTimestamps(options.Supervised), InTimestamps(options.Managed), InTimestamps(options.Autonomous));
        _confirmed = age is { } known ? time.GetTimestamp() - Timestamps(known) : Never;
    }

    /// <summary>
    /// The source was reached and what the node holds is what it says. While the router is behind, the age counts at least from when it fell behind.
    /// </summary>
    public void Confirm()
    {
        lock (_lock)
        {
            _reached = true;
            Volatile.Write(ref _confirmed, _time.GetTimestamp());
        }
    }

    /// <summary>Time since the policies were last confirmed; null if they never were.</summary>
    public TimeSpan? Age
    {
        get
        {
            var since = Since();
            return since == Never ? null : _time.GetElapsedTime(since);
        }
    }

    /// <summary>Whether the policies are staler than a tier allows.</summary>
    public bool IsStale(AutonomyTier tier)
    {
        var since = Since();
        return since == Never || _time.GetTimestamp() - since > For(tier).MaxStaleness;
    }

    /// <summary>A verdict of the last verified policies, held to the tier's posture if they are too stale.</summary>
    /// <param name="tier">The agent's tier.</param>
    /// <param name="writes">Whether the action changes anything.</param>
    /// <param name="verdict">What the policies say.</param>
    /// <param name="stale">Whether they are staler than the tier allows.</param>
    public PolicyVerdict Judge(AutonomyTier tier, bool writes, PolicyVerdict verdict, out bool stale)
    {
        stale = IsStale(tier);
        if (!stale || !verdict.IsPermitted) { return verdict; }
        return For(tier).Posture switch
        {
            FailPosture.Open => verdict,
            FailPosture.ReadsOnly => writes ? new(RolloutReasons.StaleWrite, Obligations.None, false) : verdict,
            _ => new(RolloutReasons.Stale, Obligations.None, false),
        };
    }

    /// <summary>
    /// The node lacks a version, or no longer does. It lacks it from now on, the first time; where it does before it has reached its source at all, since the age that the host
    /// kept: a restart makes nobody younger.
    /// </summary>
    internal void FallBehind(bool behind)
    {
        lock (_lock)
        {
            if (!behind) { Volatile.Write(ref _behindSince, Never); }
            else if (_behindSince == Never) { Volatile.Write(ref _behindSince, _reached || _confirmed == Never ? _time.GetTimestamp() : _confirmed); }
        }
    }

    /// <summary>The earlier of the last confirmation and of falling behind.</summary>
    private long Since()
    {
        var (confirmed, behind) = (Volatile.Read(ref _confirmed), Volatile.Read(ref _behindSince));
        return behind == Never ? confirmed : Math.Min(confirmed, behind);
    }

    private (long MaxStaleness, FailPosture Posture) InTimestamps(TierFreshness tier) => (Timestamps(tier.MaxStaleness), tier.Posture);

    private long Timestamps(TimeSpan time) => (long)((Int128)time.Ticks * _time.TimestampFrequency / TimeSpan.TicksPerSecond);

    private (long MaxStaleness, FailPosture Posture) For(AutonomyTier tier) => tier switch { AutonomyTier.Supervised => _supervised, AutonomyTier.Managed => _managed, _ => _autonomous };
}
