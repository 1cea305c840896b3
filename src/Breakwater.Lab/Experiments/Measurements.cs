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

    /// <summary>What the same run measured along other axes than the fleet's size, such as the depth of a chain.</summary>
    public List<SidePoint> Beside { get; } = [];

    /// <summary>The value of a metric, <c>money</c> included; null if this run does not have it.</summary>
    public double? Find(string metric) =>
        metric == "money" ? Money
        : Work.TryGetValue(metric, out var work) ? work
        : Effect.TryGetValue(metric, out var effect) ? effect
        : null;
}

/// <summary>A value on another axis than the fleet's size, and what was measured there.</summary>
/// <param name="Axis">Axis, such as <c>depth</c>.</param>
/// <param name="At">Value on it.</param>
/// <param name="Measured">What was measured; its names are metrics of their own, not those of the fleet's size.</param>
public sealed record SidePoint(string Axis, double At, Measurements Measured);
