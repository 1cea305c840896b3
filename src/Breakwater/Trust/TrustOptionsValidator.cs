namespace Breakwater.Trust;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class TrustOptionsValidator
{
    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(TrustOptions options)
    {
        var problems = new List<string>();
        if (options.CacheTtl < TimeSpan.Zero) { problems.Add($"{nameof(options.CacheTtl)} must be zero (cache off) or more."); }
        if (options.ExpirySpread is not (>= 0 and <= 0.9)) { problems.Add($"{nameof(options.ExpirySpread)} must be between 0 (everything lapses on time) and 0.9."); }
        if (options.RefusalTtl < TimeSpan.Zero) { problems.Add($"{nameof(options.RefusalTtl)} must be zero (refusals not remembered) or more."); }
        if (options.CacheTtl > TimeSpan.Zero && options.RefusalTtl >= options.CacheTtl)
        {
            problems.Add($"{nameof(options.RefusalTtl)} must be shorter than {nameof(options.CacheTtl)}, so that a mended credential is not refused for longer than a good one is trusted.");
        }
        if (options.CacheCapacity < 4) { problems.Add($"{nameof(options.CacheCapacity)} must be at least 4."); }
        if (options.MaxInFlight < 1) { problems.Add($"{nameof(options.MaxInFlight)} must be at least 1."); }
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(5)) { problems.Add($"{nameof(options.ClockSkew)} must be between zero and five minutes."); }
        return problems;
    }
}
