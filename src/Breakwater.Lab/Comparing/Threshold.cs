using System.Globalization;

namespace Breakwater.Lab.Comparing;

/// <summary>A condition under which a run fails. Its text is its plainest form, and reads back to an equal condition.</summary>
public abstract record Threshold
{
    /// <summary>Stands for every variant of an experiment.</summary>
    public const string AnyVariant = "*";

    private protected Threshold()
    {
    }

    private protected abstract string Text { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    private protected static string Under(string? scaling) => scaling is null ? "" : $":{scaling}";

    private protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Anything has moved against the baseline.</summary>
public sealed record MovedThreshold : Threshold
{
    private protected override string Text => "moved";
}

/// <summary>A finding's judgement; hold is less than bend, and bend less than break.</summary>
public sealed record FindingThreshold(string Id, ThresholdOperator Operator, string Judgement) : Threshold
{
    private protected override string Text => $"finding/{Id}{Operator.Sign()}{Judgement}";
}

/// <summary>A measured value.</summary>
/// <param name="Experiment">Experiment id.</param>
/// <param name="Variant">Variant id, or <see cref="Threshold.AnyVariant"/>.</param>
/// <param name="Metric">Metric name.</param>
/// <param name="At">Fleet size; null for the fleet's own.</param>
/// <param name="Scaling">Scaling rule; null for every rule the variant is run under.</param>
/// <param name="Operator">How the value is held against the limit.</param>
/// <param name="Limit">The limit, in the unit beside it.</param>
/// <param name="Unit">The unit as written; empty for the metric's own.</param>
public sealed record MetricThreshold(string Experiment, string Variant, string Metric, int? At, string? Scaling, ThresholdOperator Operator, double Limit, string Unit) : Threshold
{
    private protected override string Text =>
        $"{Experiment}/{Variant}/{Metric}{(At is { } n ? $"@{n.ToString(CultureInfo.InvariantCulture)}" : "")}{Under(Scaling)}{Operator.Sign()}{Number(Limit)}{Unit}";
}

/// <summary>The number of agents at which a budget breaks; one that held is without limit.</summary>
/// <param name="Experiment">Experiment id.</param>
/// <param name="Variant">Variant id, or <see cref="Threshold.AnyVariant"/>.</param>
/// <param name="Metric">The metric that breaks its budget; null for every one that has a budget.</param>
/// <param name="Scaling">Scaling rule; null for every one.</param>
/// <param name="Operator">How the number is held against the limit.</param>
/// <param name="Limit">The limit, in agents.</param>
public sealed record BreakpointThreshold(string Experiment, string Variant, string? Metric, string? Scaling, ThresholdOperator Operator, double Limit) : Threshold
{
    private protected override string Text => $"{Experiment}/{Variant}/breakpoint{Under(Metric)}{Under(Scaling)}{Operator.Sign()}{Number(Limit)}";
}

/// <summary>A class of growth, in the order of <see cref="GrowthClasses"/>.</summary>
/// <param name="Experiment">Experiment id.</param>
/// <param name="Variant">Variant id, or <see cref="Threshold.AnyVariant"/>.</param>
/// <param name="Metric">The metric whose law it is; null for every one that has a law.</param>
/// <param name="Scaling">Scaling rule; null for every one.</param>
/// <param name="Operator">How the class is held against the limit.</param>
/// <param name="Class">The limit.</param>
public sealed record ClassThreshold(string Experiment, string Variant, string? Metric, string? Scaling, ThresholdOperator Operator, string Class) : Threshold
{
    private protected override string Text => $"{Experiment}/{Variant}/{(Metric is null ? "" : $"{Metric}/")}class{Under(Scaling)}{Operator.Sign()}{Class}";
}
