using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.TrustStorms;

/// <summary>A moment at which everyone needs trust at once.</summary>
/// <param name="Id">First part of the names of its metrics.</param>
/// <param name="Title">For people.</param>
internal sealed record Storm(string Id, string Title)
{
    public static readonly Storm Open = new("open", "Market open");
    public static readonly Storm Cliff = new("cliff", "Everything lapses together");
    public static readonly Storm Rotation = new("rotation", "Every credential rotated");
    public static readonly Storm Policy = new("policy", "Policy change");

    public static IReadOnlyList<Storm> All { get; } = [Open, Cliff, Rotation, Policy];

    public string P99Ms => $"{Id}P99Ms";

    public string CalmMs => $"{Id}CalmMs";

    public string LateShare => $"{Id}LateShare";

    public string PeakQueue => $"{Id}PeakQueue";

    public string Checks => $"{Id}Checks";

    public string BusiestSecond => $"{Id}BusiestSecond";

    public IEnumerable<MetricResult> Metrics =>
    [
        new(Checks, $"{Title}: signature checks", "checks", "lower", "work"),
        new(BusiestSecond, $"{Title}: signature checks in the busiest second", "checks", "lower", "work"),
        new(PeakQueue, $"{Title}: jobs waiting at the busiest node", "jobs", "lower", "work"),
        new(P99Ms, $"{Title}: 99th percentile of a check", "ms", "lower", "effect"),
        new(LateShare, $"{Title}: checks refused or later than the deadline", "share", "lower", "effect"),
        new(CalmMs, $"{Title}: until calm, the longest wait for an answer", "ms", "lower", "effect"),
    ];

    /// <summary>Writes down what the storm did.</summary>
    public void Read(RoundTally tally, int peakQueue, Measurements into)
    {
        into.Work[Checks] = tally.Work[WorkUnit.SignatureCheck];
        into.Work[BusiestSecond] = tally.BusiestSecond;
        into.Work[PeakQueue] = peakQueue;
        into.Effect[P99Ms] = tally.Checks.Quantile(0.99) / 1e6;
        into.Effect[LateShare] = (double)tally.LateOrRefused / tally.Checks.Count;
        into.Effect[CalmMs] = tally.Checks.Max / 1e6;
    }
}
