using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

public sealed partial class RateLimiter
{
    /// <summary>
    /// Takes in what a call showed of its provider. A 429 closes the provider for everybody until its Retry-After, after which callers come back spread over
    /// <see cref="RateLimitOptions.ReopenSpread"/>, safety traffic first; latency and overload move its concurrency where that is adaptive. O(1), and once in a window
    /// O(lanes).
    /// </summary>
    /// <param name="provider">The provider called; nothing happens for one that is not configured.</param>
    /// <param name="outcome">How the call ended.</param>
    /// <param name="latency">From sending to the end of the answer. Negative counts as zero.</param>
    /// <param name="retryAfter">What the provider asked for; zero if it named no time.</param>
    public void Observe(ProviderHandle provider, ProviderOutcome outcome, TimeSpan latency, TimeSpan retryAfter = default)
    {
        if ((uint)(provider.Value - 1) >= (uint)_gates.Length || outcome == ProviderOutcome.Ignored) { return; }
        var gate = _gates[provider.Value - 1];
        var now = _clock.Now();
        lock (gate.Lock)
        {
            gate.Close(outcome, retryAfter, now);
            if (gate.Adaptive is not { } adaptive || !adaptive.Observe(outcome, Math.Max(0, latency.Ticks), now)) { return; }
            EnterAll();
            try
            {
                RecallAll_NeedsLanes(gate.Concurrency, now);
                var shared = _shared[gate.Concurrency];
                // The call that ends here was under way too, and a host may have settled it already: without it, a limit with one slot for work would look idle and never grow.
                lock (shared.Lock) { shared.Resize(adaptive.EndWindow((int)(shared.Terms.Capacity - shared.Level) + 1, now), _options.SafetyReservePercent); }
                foreach (var lane in _lanes) { lane.HoldingOf(gate.Concurrency).Most = shared.MostForWork; }
            }
            finally { ExitAll(); }
        }
    }

    /// <summary>How a provider stands.</summary>
    /// <returns><c>default</c> for one that is not configured.</returns>
    public ProviderStanding Standing(ProviderHandle provider)
    {
        if ((uint)(provider.Value - 1) >= (uint)_gates.Length) { return default; }
        var gate = _gates[provider.Value - 1];
        return new(new(Math.Max(0, gate.ClosedUntil - _clock.Now())), gate.Adaptive?.Limit ?? _options.Providers[provider.Value - 1].Limits.Concurrency);
    }
}

/// <summary>How a provider stands towards this node.</summary>
/// <param name="ClosedFor">How much longer nobody may call it; zero if it is open.</param>
/// <param name="Concurrency">Requests that may be under way at present; null for no limit.</param>
public readonly record struct ProviderStanding(TimeSpan ClosedFor, int? Concurrency);
