using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>Whether a provider may be called at all, and how many calls may be under way. Read without a lock; changed under <see cref="Lock"/>.</summary>
internal sealed class ProviderGate(ProviderRateLimits provider, RateLimitOptions options, int concurrency)
{
    private readonly long _spread = options.ReopenSpread.Ticks;
    private readonly long _firstClosed = options.FirstClosed.Ticks;
    private readonly long _mostClosed = options.MaxClosed.Ticks;
    private readonly ulong _name = StableHash.Of("rates.reopen", provider.Name);
    private long _closedUntil;
    private int _closedInARow;

    public Lock Lock { get; } = new();

    public AdaptiveLimit? Adaptive { get; } = provider.Adaptive is { } adaptive ? new(adaptive) : null;

    /// <summary>Number of its concurrency's bucket.</summary>
    public int Concurrency { get; } = concurrency;

    public long ClosedUntil => Volatile.Read(ref _closedUntil);

    /// <summary>Ticks until it is open to a caller; each has a time of its own within the spread, another at each closing. Safety traffic comes first.</summary>
    public long Wait(in Claim claim, long now)
    {
        var until = Volatile.Read(ref _closedUntil);
        if (until == 0 || now >= until + _spread) { return 0; }
        return Math.Max(0, until + (claim.IsSafety ? 0 : Jitter(claim, until)) - now);
    }

    public void Close(ProviderOutcome outcome, TimeSpan retryAfter, long now)
    {
        // Answers to what was sent before it closed say nothing of the time after.
        var wasOpen = now >= _closedUntil;
        if (outcome != ProviderOutcome.Throttled)
        {
            if (wasOpen && outcome == ProviderOutcome.Answered) { _closedInARow = 0; }
            return;
        }
        if (wasOpen)
        {
            _closedInARow = Math.Min(_closedInARow + 1, 40);
            RateLimitInstruments.Closed.Add(1);
        }
        var closed = retryAfter > TimeSpan.Zero ? retryAfter.Ticks : Doubled(_firstClosed, _closedInARow - 1);
        Volatile.Write(ref _closedUntil, Math.Max(_closedUntil, now + Math.Min(closed, _mostClosed)));
    }

    private long Doubled(long first, int times)
    {
        var closed = first;
        for (var i = 0; i < times && closed < _mostClosed; i++) { closed *= 2; }
        return closed;
    }

    private long Jitter(in Claim claim, long period)
    {
        var hash = AgentHash.Of(claim.Tenant, claim.Agent ^ _name ^ ((ulong)period * 0x9E3779B97F4A7C15));
        return (long)Math.BigMul(hash, (ulong)_spread, out _);
    }
}
