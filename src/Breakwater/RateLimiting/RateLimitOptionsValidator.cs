using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>Finds every problem of a set of options at once.</summary>
public static class RateLimitOptionsValidator
{
    private const long MaxTokens = 1L << 40;

    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(RateLimitOptions options)
    {
        var problems = new List<string>();
        Limits("Agent", options.Agent, isShared: false);
        Limits("Global", options.Global, isShared: true);
        for (var i = 0; i < options.Fleets.Count; i++) { Limits($"Fleets[{i}]", options.Fleets[i], isShared: true); }
        foreach (var tenant in options.Tenants)
        {
            Limits($"Tenant `{tenant.Name}`", tenant.Limits, isShared: true);
            if ((uint)tenant.Fleet >= (uint)options.Fleets.Count) { problems.Add($"Tenant `{tenant.Name}`: fleet {tenant.Fleet} is not among the {options.Fleets.Count} of Fleets."); }
        }
        foreach (var provider in options.Providers)
        {
            Limits($"Provider `{provider.Name}`", provider.Limits, isShared: true);
            if (provider.Adaptive is { } adaptive) { Adaptive($"Provider `{provider.Name}`", provider.Limits, adaptive); }
        }
        Names("Tenants", options.Tenants.Select(t => t.Name));
        Names("Providers", options.Providers.Select(p => p.Name));
        Within(nameof(options.SafetyReservePercent), options.SafetyReservePercent, 1, 50);
        Within(nameof(options.MaxAgents), options.MaxAgents, 1, 1 << 28);
        PowerOfTwo(nameof(options.Lanes), options.Lanes, 1, 256);
        if (options.LeasePart != 0) { PowerOfTwo(nameof(options.LeasePart), options.LeasePart, 2, 1_024); }
        Within(nameof(options.MaxReservations), options.MaxReservations, 1, Math.Min(int.MaxValue, Math.Clamp(options.Lanes, 1, 256) * (OpenReservations.MaxSlots - 1L)));
        Time(nameof(options.ReopenSpread), options.ReopenSpread, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Time(nameof(options.FirstClosed), options.FirstClosed, TimeSpan.FromMilliseconds(1), options.MaxClosed);
        Time(nameof(options.MaxClosed), options.MaxClosed, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Time(nameof(options.CompletionRetry), options.CompletionRetry, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        return problems;

        void Limits(string where, RateLimits limits, bool isShared)
        {
            // One for work and one for safety: less would leave one of them nothing.
            var least = isShared ? 2 : 1;
            Bucket($"{where}, requests", limits.Requests, least);
            Bucket($"{where}, tokens", limits.Tokens, least);
            if (limits.Concurrency is { } slots && slots < least) { problems.Add($"{where}, concurrency: {slots} is too few; give at least {least}, or null for no limit."); }
        }

        void Bucket(string where, Rate? given, long least)
        {
            if (given is not { } rate) { return; }
            if (rate.Amount is < 1 or > MaxTokens) { problems.Add($"{where}: the amount must be between 1 and {MaxTokens}; use null for no limit."); }
            if (rate.Burst < least || rate.Burst > MaxTokens) { problems.Add($"{where}: the burst must be between {least} and {MaxTokens}."); }
            var isPeriod = rate.Per >= TimeSpan.FromMilliseconds(1) && rate.Per <= TimeSpan.FromDays(1);
            if (!isPeriod) { problems.Add($"{where}: the period must be between 1 ms and a day."); }
            if (isPeriod && rate.Amount >= 1 && !BucketTerms.Fits(rate)) { problems.Add($"{where}: a burst of {rate.Burst} over this period is too large to be counted exactly; round the amount, or give it for a shorter period."); }
        }

        void Adaptive(string where, RateLimits limits, AdaptiveConcurrency adaptive)
        {
            if (limits.Concurrency is not null) { problems.Add($"{where}: concurrency is either fixed or adaptive; remove one."); }
            Within($"{where}, least", adaptive.Least, 2, adaptive.Most);
            Within($"{where}, initial", adaptive.Initial, adaptive.Least, adaptive.Most);
            Within($"{where}, most", adaptive.Most, 2, 1_000_000);
            Within($"{where}, tolerance", adaptive.TolerancePercent, 100, 1_000);
            Within($"{where}, overload", adaptive.OverloadPercent, 10, 99);
            Within($"{where}, long windows", adaptive.LongWindows, 2, 10_000);
            Time($"{where}, window", adaptive.Window, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        }

        void Names(string where, IEnumerable<string> names)
        {
            var list = names.ToList();
            if (list.Count > ushort.MaxValue) { problems.Add($"{where}: {list.Count} are too many; a handle counts to {ushort.MaxValue}."); }
            problems.AddRange(list.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{where}: `{g.Key}` occurs {g.Count()} times; names are unique."));
        }

        void Within(string name, long value, long least, long most)
        {
            if (value < least || value > most) { problems.Add($"{name} must be between {least} and {most}."); }
        }

        void PowerOfTwo(string name, int value, int least, int most)
        {
            if (value < least || value > most || !int.IsPow2(value)) { problems.Add($"{name} must be a power of two between {least} and {most}."); }
        }

        void Time(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) { problems.Add($"{name} must be between {least} and {most}."); }
        }
    }
}
