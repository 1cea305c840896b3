namespace Breakwater.Lab.Scaling;

/// <summary>What a metric may be at most, or must be at least.</summary>
/// <param name="Name">Such as <c>p99 latency</c>.</param>
/// <param name="Limit">In the metric's unit; itself still within the budget.</param>
/// <param name="Unit">The unit.</param>
/// <param name="HigherIsBetter">Whether the metric must be at least the limit.</param>
public sealed record Budget(string Name, double Limit, string Unit, bool HigherIsBetter)
{
    /// <summary>Whether a value breaks it. A value that is not a number does.</summary>
    public bool IsBrokenBy(double value) => HigherIsBetter ? !(value >= Limit) : !(value <= Limit);
}
