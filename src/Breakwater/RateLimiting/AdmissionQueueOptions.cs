namespace Breakwater.RateLimiting;

/// <summary>How much may wait, and in which proportion it is served.</summary>
public sealed class AdmissionQueueOptions
{
    /// <summary>Tenants of the fleet; handles beyond are refused. Default 1.</summary>
    public int Tenants { get; set; } = 1;

    /// <summary>Requests that may wait. From 1 to 1,000,000; default 10,000.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>Requests of one tenant that may wait, at most <see cref="Capacity"/>; lower it where tenants share the queue. Default 10,000.</summary>
    public int MaxPerTenant { get; set; } = 10_000;

    /// <summary>Share of high requests below critical. From 1 to 1,000; default 8.</summary>
    public int HighWeight { get; set; } = 8;

    /// <summary>Share of normal requests. Default 4.</summary>
    public int NormalWeight { get; set; } = 4;

    /// <summary>Share of low requests. Default 1.</summary>
    public int LowWeight { get; set; } = 1;

    /// <summary>Having waited this long, a request below critical is aged. From 1 ms to a day; default 10 s.</summary>
    public TimeSpan AgeAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Of so many requests served below critical, one is the oldest of those that are aged, whatever its class. From 1 to 100; default 4.</summary>
    public int AgedEvery { get; set; } = 4;

    /// <summary>Every problem, one sentence each; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Within(nameof(Tenants), Tenants, 1, ushort.MaxValue);
        Within(nameof(Capacity), Capacity, 1, 1_000_000);
        Within(nameof(MaxPerTenant), MaxPerTenant, 1, Math.Max(1, Capacity));
        Within(nameof(HighWeight), HighWeight, 1, 1_000);
        Within(nameof(NormalWeight), NormalWeight, 1, 1_000);
        Within(nameof(LowWeight), LowWeight, 1, 1_000);
        Within(nameof(AgedEvery), AgedEvery, 1, 100);
        if (AgeAfter < TimeSpan.FromMilliseconds(1) || AgeAfter > TimeSpan.FromDays(1)) { problems.Add($"{nameof(AgeAfter)} must be between 1 ms and a day."); }
        return problems;

        void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most) { problems.Add($"{name} must be between {least} and {most}."); }
        }
    }
}
