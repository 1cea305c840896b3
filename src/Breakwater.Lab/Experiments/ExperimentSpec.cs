using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Experiments;

/// <summary>What an experiment is about: everything that does not depend on a run.</summary>
public sealed record ExperimentSpec
{
    /// <summary>Unique; first part of metric names.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    /// <summary>Stress dimension, 1 to 8; 0 for what the sources ask beside them.</summary>
    public required int Dimension { get; init; }

    /// <summary>Controls by their current numbers, with the number a source cites where it differs, and how they are configured here.</summary>
    public required IReadOnlyList<ControlUse> Controls { get; init; }

    public required IReadOnlyList<MetricResult> Metrics { get; init; }

    /// <summary>Metrics whose laws are fitted.</summary>
    public required IReadOnlyList<string> Fitted { get; init; }

    public required IReadOnlyList<VariantSpec> Variants { get; init; }

    /// <summary>Ids of the findings it may draw, so that a threshold on a finding can be checked before the run.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Fleet sizes to run besides the ladder's.</summary>
    public IReadOnlyList<int> ExtraSizes { get; init; } = [];
}

/// <summary>A control that an experiment exercises.</summary>
/// <param name="Id">Current number.</param>
/// <param name="CitedAs">The number a source cites, where it differs.</param>
/// <param name="Configuration">How it is configured here.</param>
public sealed record ControlUse(string Id, string? CitedAs, string Configuration);

/// <summary>A budget of the fleet file that a metric may break.</summary>
/// <param name="Metric">Metric of the experiment.</param>
/// <param name="Budget">Limit, with name and unit.</param>
/// <param name="Scaling">Scaling rule under which the breakpoint is sought.</param>
/// <param name="Variants">Ids of the variants for which it is sought; null for all.</param>
public sealed record BudgetedMetric(string Metric, Budget Budget, string Scaling, IReadOnlyList<string>? Variants = null)
{
    /// <summary>Whether the breakpoint is sought for a variant under a rule.</summary>
    public bool IsSought(string variant, string scaling) => Scaling == scaling && Variants?.Contains(variant) != false;
}
