using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Herds;

/// <summary>
/// Arrivals as bursty as a recorded service's: some seconds are silent; the others have a rate that is partly steady and partly exponentially distributed, and arrivals within a second
/// are Poisson. Tokens are exponential up to a bound; the estimate reserves the longest answer.
/// </summary>
/// <param name="Title">For people.</param>
/// <param name="PerSecond">Mean calls a second.</param>
/// <param name="BusyShare">Share of seconds that are not silent.</param>
/// <param name="SteadyShare">Steady part of a busy second's rate.</param>
/// <param name="Context">Mean tokens read.</param>
/// <param name="MostContext">Most tokens read.</param>
/// <param name="Generated">Mean tokens written.</param>
/// <param name="MostGenerated">Most tokens written.</param>
internal sealed record ArrivalModel(string Title, double PerSecond, double BusyShare, double SteadyShare, double Context, long MostContext, double Generated, long MostGenerated)
{
    /// <summary>After the public record of a coding assistant of November 2023: silent for 73% of the seconds, 67 calls in the busiest.</summary>
    public static ArrivalModel Code { get; } = new("coding assistant", 2.57, 0.27, 0, 2_048, 7_800, 28, 99);

    /// <summary>After that of a conversation service of the same month: 19 calls in the busiest second.</summary>
    public static ArrivalModel Conversation { get; } = new("conversation", 5.53, 1, 0.85, 1_155, 14_000, 211, 1_000);

    /// <summary>Arrivals over some seconds, played faster.</summary>
    public IReadOnlyList<(long At, long Estimate, long Used)> Arrivals(LabRandom random, int seconds, int timesFaster)
    {
        var arrivals = new List<(long At, long Estimate, long Used)>();
        for (var second = 0; second < seconds; second++)
        {
            var rate = random.NextBool(BusyShare) ? PerSecond / BusyShare * (SteadyShare + (1 - SteadyShare) * random.Exponential(1)) : 0;
            for (var left = random.Poisson(rate); left > 0; left--)
            {
                var at = SimTime.FromSeconds((second + random.NextDouble()) / timesFaster);
                var context = Math.Min(MostContext, 1 + (long)random.Exponential(Context));
                arrivals.Add((at, context + MostGenerated, context + Math.Min(MostGenerated, 1 + (long)random.Exponential(Generated))));
            }
        }
        return [.. arrivals.OrderBy(a => a.At)];
    }
}
