namespace Breakwater.RateLimiting;

/// <summary>
/// How many calls may be under way towards a provider, from how long they take: the gradient limit of Netflix's concurrency-limits (<c>Gradient2Limit</c>), moved once in a
/// window by its mean, and cut where the provider is overloaded. An estimate steered by measurements, so it may be a fraction; what it permits is counted exactly elsewhere.
/// Guarded by the provider's lock.
/// </summary>
internal sealed class AdaptiveLimit(AdaptiveConcurrency options)
{
    // Room to find out whether more would do: the constants of Gradient2Limit.
    private const double Probe = 4;
    private const double Smoothing = 0.2;
    private const double LeastGradient = 0.5;
    private const double Forgetting = 0.95;

    private readonly long _window = options.Window.Ticks;
    private double _limit = options.Initial;
    private double _longLatency;
    private long _latencySum;
    private int _samples;
    private long _windowEnds;
    private bool _overloaded;

    public int Limit => (int)_limit;

    /// <summary>Takes in one call. True if the window has ended: end it then.</summary>
    public bool Observe(ProviderOutcome outcome, long latency, long now)
    {
        if (_windowEnds == 0) { _windowEnds = now + _window; }
        if (outcome == ProviderOutcome.Answered)
        {
            _samples++;
            _latencySum = latency > long.MaxValue - _latencySum ? long.MaxValue : _latencySum + latency;
        }
        else
        {
            _overloaded = true;
        }
        return now >= _windowEnds;
    }

    /// <summary>Moves the limit.</summary>
    /// <param name="underWay">Calls under way now: a limit that is not used says nothing and does not grow.</param>
    /// <param name="now">Now; the next window begins.</param>
    /// <returns>The new limit.</returns>
    public int EndWindow(int underWay, long now)
    {
        if (_overloaded)
        {
            _limit = _limit * options.OverloadPercent / 100;
        }
        else if (_samples > 0)
        {
            var recent = Math.Max(1, (double)_latencySum / _samples);
            _longLatency = _longLatency == 0 ? recent : _longLatency + (recent - _longLatency) / options.LongWindows;
            // Much slower than long since: that was a bad time which is over.
            if (_longLatency / recent > 2) { _longLatency *= Forgetting; }
            var gradient = Math.Clamp(options.TolerancePercent / 100.0 * _longLatency / recent, LeastGradient, 1);
            if (gradient < 1 || underWay >= Limit / 2) { _limit = _limit * (1 - Smoothing) + (_limit * gradient + Probe) * Smoothing; }
        }
        _limit = Math.Clamp(_limit, options.Least, options.Most);
        (_samples, _latencySum, _overloaded, _windowEnds) = (0, 0, false, now + _window);
        return Limit;
    }
}
