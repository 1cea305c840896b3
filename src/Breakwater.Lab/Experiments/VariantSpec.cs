using Breakwater.Lab.Running;

namespace Breakwater.Lab.Experiments;

/// <summary>One way of running the control under test.</summary>
/// <param name="Id">Unique in the experiment; part of metric names.</param>
/// <param name="Title">For people.</param>
/// <param name="Summary">One or two sentences.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Reach">How far it climbs under each scaling rule.</param>
public sealed record VariantSpec(string Id, string Title, string Summary, VariantKind Kind, IReadOnlyList<Reach> Reach);

/// <summary>How far a variant climbs under a scaling rule, declared in agents so that it never depends on the clock.</summary>
/// <param name="Scaling">Scaling rule.</param>
/// <param name="Quick">Largest fleet with <c>--quick</c>.</param>
/// <param name="Default">Largest fleet by default.</param>
/// <param name="Full">Largest fleet with <c>--full</c>.</param>
public sealed record Reach(string Scaling, int Quick, int Default, int Full)
{
    /// <summary>The largest fleet in a mode.</summary>
    public int In(StressMode mode) => mode switch { StressMode.Quick => Quick, StressMode.Full => Full, _ => Default };
}

/// <summary>The scaling rules by the names that results use.</summary>
public static class ScalingNames
{
    public const string ConstantDegree = "constant-degree";
    public const string Proportional = "proportional";
    public const string Complete = "complete";
}
