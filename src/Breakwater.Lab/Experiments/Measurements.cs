namespace Breakwater.Lab.Experiments;

/// <summary>What one run of one variant at one size measured. Names are those of the experiment's metrics.</summary>
public sealed class Measurements
{
    /// <summary>Counted work: exact and repeatable.</summary>
    public SortedDictionary<string, double> Work { get; } = new(StringComparer.Ordinal);

    /// <summary>Effects, in virtual time or shares.</summary>
    public SortedDictionary<string, double> Effect { get; } = new(StringComparer.Ordinal);

    /// <summary>Money per month, in the fleet's currency.</summary>
    public double Money { get; set; }

    /// <summary>The value of a metric, <c>money</c> included; null if this run does not have it.</summary>
    public double? Find(string metric) =>
        metric == "money" ? Money
        : Work.TryGetValue(metric, out var work) ? work
        : Effect.TryGetValue(metric, out var effect) ? effect
        : null;
}
