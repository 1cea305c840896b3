using Breakwater.Fleet;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Traffic;

/// <summary>What a provider says to a call.</summary>
internal enum ProviderAnswer
{
    /// <summary>It works on it.</summary>
    Taken,
    /// <summary>429, with a Retry-After.</summary>
    Throttled,
    /// <summary>503: it is out.</summary>
    Out,
}

/// <summary>
/// A model provider as it looks from outside: over any second it takes a sixtieth of its requests per minute, over any minute its tokens, and answers 429 with a
/// Retry-After in whole seconds beyond. What it refused does not count. It knows nothing of the limiter.
/// </summary>
internal sealed class SimulatedProvider
{
    private readonly Provider _provider;
    private readonly Queue<(long At, long Tokens)> _minute = new();
    private readonly Queue<long> _second = new();
    private long _tokens;

    public SimulatedProvider(Provider provider) => _provider = provider;

    /// <summary>Whether it is out.</summary>
    public bool IsOut { get; set; }

    /// <summary>Share of its published limits that it grants at present.</summary>
    public double Granted { get; set; } = 1;

    /// <summary>How many times its usual time an answer takes at present.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>Requests it takes over any second.</summary>
    public long PerSecond => Math.Max(1, (long)(_provider.RequestsPerMinute * Granted / 60));

    /// <summary>What one in a hundred of its answers takes longer than when it is well.</summary>
    public TimeSpan Usual => _provider.LatencyP99;

    /// <summary>Calls it answered with 429.</summary>
    public long Throttled { get; private set; }

    public ProviderAnswer Ask(long now, long tokens, out TimeSpan retryAfter)
    {
        retryAfter = default;
        if (IsOut) { return ProviderAnswer.Out; }
        while (_second.TryPeek(out var at) && at <= now - SimTime.Second) { _second.Dequeue(); }
        while (_minute.TryPeek(out var old) && old.At <= now - 60 * SimTime.Second) { _tokens -= _minute.Dequeue().Tokens; }
        var wait = _second.Count < PerSecond ? 0 : _second.Peek() + SimTime.Second - now;
        if (_tokens > 0 && _tokens + tokens > _provider.TokensPerMinute * Granted) { wait = Math.Max(wait, _minute.Peek().At + 60 * SimTime.Second - now); }
        if (wait > 0)
        {
            // The header counts in whole seconds.
            retryAfter = TimeSpan.FromSeconds((wait + SimTime.Second - 1) / SimTime.Second);
            Throttled++;
            return ProviderAnswer.Throttled;
        }
        _second.Enqueue(now);
        _minute.Enqueue((now, tokens));
        _tokens += tokens;
        return ProviderAnswer.Taken;
    }
}
