using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Lab.Observing;

/// <summary>What observing costs and what the agents cost, per month of 30 days, in the fleet's currency. Prices of storage and tokens of a call are assumptions; the rest stands in the fleet file.</summary>
internal static class ObservabilityPrices
{
    public const double DaysPerMonth = 30;
    public const double SecondsPerDay = 86_400;
    public const int InputTokens = 1_500;
    public const int OutputTokens = 300;

    /// <summary>Days that a record stays in each tier, and a gigabyte's price there per month; what lies beyond is in the last.</summary>
    public static readonly (string Tier, double Days, double PerGigabyte)[] Storage = [("hot", 7, 0.10), ("warm", 83, 0.023), ("cold", double.PositiveInfinity, 0.004)];

    /// <summary>Price per month of core time.</summary>
    public static double Cores(FleetSpecification fleet, double coreSecondsPerDay) => DaysPerMonth * coreSecondsPerDay / 3_600 * (double)fleet.ControlPlane.CoreHourPrice.Amount;

    /// <summary>Price per month of what is kept, once records have been written for as long as they are kept: the most it comes to.</summary>
    public static double Kept(RetentionClass retention, double bytesPerDay)
    {
        var (left, money) = (RetentionClasses.PeriodOf(retention).TotalDays, 0.0);
        foreach (var (_, days, price) in Storage)
        {
            var here = Math.Min(days, left);
            money += here * bytesPerDay / 1e9 * price;
            left -= here;
        }
        return money;
    }

    /// <summary>
    /// What the agents' model calls cost per month, if each message takes one call as long as its sender can make it: an agent makes one at a time, so no more than its provider's median response time
    /// leaves it. Messages beyond that take none.
    /// </summary>
    public static double Agents(FleetRoster roster, double messagesPerSecond)
    {
        var each = messagesPerSecond / roster.Agents.Count;
        var providers = roster.Fleet.Providers.ToDictionary(p => p.Id, StringComparer.Ordinal);
        return DaysPerMonth * SecondsPerDay * roster.Agents.Sum(a => Math.Min(each, 1 / Math.Max(1e-3, providers[a.Group.Provider].LatencyMedian.TotalSeconds)) * Call(providers[a.Group.Provider]));
    }

    /// <summary>Messages a second that every hour of the day brings.</summary>
    public static IReadOnlyList<double> Hours(LoadProfile load) =>
        [.. Enumerable.Range(0, 24).Select(h => (load.Curve.Count == 0 ? load.SteadyMessagesPerMinute : load.PeakMessagesPerMinute * load.Curve.GetValueOrDefault(h)) / 60)];

    /// <summary>Price of one model call.</summary>
    public static double Call(Provider provider) => ((InputTokens * (double)provider.InputPrice.Amount) + (OutputTokens * (double)provider.OutputPrice.Amount)) / 1e6;
}
