using Breakwater.Audit;
using Breakwater.Lab.Observing;

namespace Breakwater.Lab.LogVolume;

/// <summary>What keeping the records costs a month, once records of every age are kept, and how long it takes to read a day of them. Prices are those of the observability experiment; rates of reading are assumptions.</summary>
internal static class VolumePrices
{
    public const double SevenYearsDays = 7 * 365;

    /// <summary>Megabytes a second that each tier reads, and seconds until its first byte.</summary>
    public static readonly (string Tier, double MegabytesPerSecond, double FirstByte)[] Reading = [("hot", 500, 0), ("warm", 150, 0.01), ("cold", 50, 0.2)];

    /// <summary>The article's price of a gigabyte a month: it asks 1.50 for 500 MB a day, of which it keeps 30 days.</summary>
    public const double ArticlePerGigabyte = 1.50 / (0.5 * ObservabilityPrices.DaysPerMonth);

    private static double Hot => ObservabilityPrices.Storage[0].PerGigabyte;

    /// <summary>Price per month. The hashes stay beside the log in every tier: whoever checks a proof needs them.</summary>
    /// <param name="perDay">Bytes that a day adds.</param>
    /// <param name="tiered">Whether entries are compacted and moved as they age.</param>
    public static double Month(ClassVolume perDay, bool tiered)
    {
        var days = RetentionClasses.PeriodOf(perDay.Retention).TotalDays;
        if (!tiered) { return (perDay.Entries + perDay.Hashes) * days / 1e9 * Hot; }
        var (left, money) = (days, perDay.Hashes * days / 1e9 * Hot);
        foreach (var (tier, stays, price) in ObservabilityPrices.Storage)
        {
            var here = Math.Min(stays, left);
            money += here * (tier == "hot" ? perDay.Entries : perDay.Compacted) / 1e9 * price;
            left -= here;
        }
        return money;
    }

    /// <summary>Bytes that are kept after so many days.</summary>
    public static double Kept(ClassVolume perDay, bool tiered, double days)
    {
        var kept = Math.Min(days, RetentionClasses.PeriodOf(perDay.Retention).TotalDays);
        var hot = tiered ? Math.Min(kept, ObservabilityPrices.Storage[0].Days) : kept;
        return (hot * perDay.Entries) + ((kept - hot) * perDay.Compacted) + (kept * perDay.Hashes);
    }

    /// <summary>Seconds that a tier's device takes for so many bytes: the warm tier's disk seeks for each stretch, the cold tier's object store is asked for each part.</summary>
    public static double Seconds(string tier, double bytes, double requests, double seeks)
    {
        var (_, rate, first) = Reading.First(r => r.Tier == tier);
        return ((tier == "cold" ? requests : seeks) * first) + (bytes / (rate * 1e6));
    }
}
