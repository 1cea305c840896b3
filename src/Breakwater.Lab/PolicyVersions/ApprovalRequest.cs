using Breakwater.Fleet;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>A request to approve an investment.</summary>
/// <param name="At">Virtual time, in ns.</param>
/// <param name="Requester">Index of the agent that passes it on, and whose version it states where requests state one.</param>
/// <param name="Agent">Index of the agent that is asked.</param>
/// <param name="Cents">Amount, in hundredths.</param>
internal readonly record struct ApprovalRequest(long At, int Requester, int Agent, long Cents)
{
    /// <summary>One message in so many asks for an approval.</summary>
    public const int MessagesForEach = 10_000;

    /// <summary>Hour of the day (UTC) at which time begins: a Friday afternoon.</summary>
    public const int StartHour = 16;

    /// <summary>Median and 99th percentile of the log-normal amounts: the median is between the two limits.</summary>
    public const double MedianAmount = 7_000, P99Amount = 50_000;

    /// <summary>Whether a limit allows the amount: plain arithmetic, without any policy.</summary>
    public bool IsWithin(int limit) => Cents <= limit * 100L;

    /// <summary>
    /// A Poisson stream whose rate follows the fleet's load, hour by hour, dealt to agents at random. In order of time. O(requests).
    /// </summary>
    /// <param name="fleet">The fleet, at the size in question.</param>
    /// <param name="agents">Its agents.</param>
    /// <param name="fromHour">First hour, counted from <see cref="StartHour"/>.</param>
    /// <param name="hours">How many hours.</param>
    /// <param name="random">Chance; another purpose gives another stream.</param>
    public static List<ApprovalRequest> Stream(FleetSpecification fleet, int agents, int fromHour, int hours, LabRandom random)
    {
        var (counts, times, parties, amounts) = (random.Fork("counts"), random.Fork("times"), random.Fork("parties"), random.Fork("amounts"));
        var stream = new List<ApprovalRequest>();
        var within = new List<double>();
        for (var hour = fromHour; hour < fromHour + hours; hour++)
        {
            within.Clear();
            var count = counts.Poisson(PerHour(fleet, hour));
            for (var i = 0L; i < count; i++) { within.Add(times.NextDouble()); }
            within.Sort();
            foreach (var share in within)
            {
                var cents = Math.Max(1, (long)Math.Round(100 * amounts.LogNormal(MedianAmount, P99Amount)));
                stream.Add(new((long)((hour + share) * SimTime.From(TimeSpan.FromHours(1))), parties.NextInt(agents), parties.NextInt(agents), cents));
            }
        }
        return stream;
    }

    /// <summary>Requests expected in an hour of the simulation.</summary>
    public static double PerHour(FleetSpecification fleet, int hour)
    {
        var load = fleet.Load;
        var perMinute = load.Curve.TryGetValue((StartHour + hour) % 24, out var share) ? load.PeakMessagesPerMinute * share : load.SteadyMessagesPerMinute;
        return perMinute * 60 / MessagesForEach;
    }
}
