using Breakwater.Contracts;

namespace Breakwater.Lab.Catalog;

/// <summary>A control of the framework as the catalogue states it.</summary>
public sealed record CatalogControl
{
    /// <summary>Its current number.</summary>
    public required ControlId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Id of its domain, such as <c>IA</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>The tier from which on it applies.</summary>
    public required AutonomyTier Tier { get; init; }

    /// <summary>What must hold.</summary>
    public required string Requirement { get; init; }

    /// <summary>The numbers a running system reports for it.</summary>
    public required string Measure { get; init; }

    /// <summary>The quantity that its running cost is proportional to, such as <c>agent_pairs</c>.</summary>
    public required string CostDriver { get; init; }

    /// <summary>How its cost is expected to grow: <c>linear</c>, <c>quadratic</c>, <c>superlinear</c>, <c>constant</c>, <c>hard_limit</c> or <c>unstated</c>.</summary>
    public required string ExpectedScaling { get; init; }

    /// <summary>Whether the framework says so (<c>stated</c>), it follows from the requirement (<c>implied</c>), or neither (<c>none</c>).</summary>
    public required string ScalingBasis { get; init; }

    /// <summary><c>runtime</c>, <c>periodic</c>, <c>design</c> or <c>governance</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The framework's own pass criterion; null if it gives none.</summary>
    public string? Test { get; init; }

    /// <summary>Stress dimensions that name it, such as <c>100:1</c>.</summary>
    public required IReadOnlyList<string> Stress { get; init; }

    /// <summary>What gives way under stress; null if no source says.</summary>
    public string? Breakpoint { get; init; }

    /// <summary>Where the framework's own texts disagree on the tier; null for most.</summary>
    public string? TierNote { get; init; }
}

/// <summary>A domain of controls, with the counts that the framework states.</summary>
public sealed record CatalogDomain(string Id, string Name, string Purpose, int Controls, int Tier1, int Tier2, int Tier3);

/// <summary>A control number as other documents cite it, what it meant there, and the controls that carry that meaning now.</summary>
public sealed record LegacyReference(ControlId Cited, string Meaning, IReadOnlyList<ControlId> Now);

/// <summary>A question of the stress tests.</summary>
/// <param name="Id"><c>1.dimension.n</c> or <c>2.dimension</c>.</param>
/// <param name="Source"><c>tabletop</c> or <c>100-agent</c>.</param>
/// <param name="Dimension">1 to 8.</param>
/// <param name="Text">The question, restated.</param>
public sealed record CatalogQuestion(string Id, string Source, int Dimension, string Text);

/// <summary>An initial hypothesis of the stress test.</summary>
/// <param name="Id">1 to 6.</param>
/// <param name="Dimension">The dimension that tests it, 1 to 8.</param>
/// <param name="Name">A few words.</param>
/// <param name="Text">The hypothesis, restated.</param>
public sealed record CatalogHypothesis(int Id, int Dimension, string Name, string Text);
