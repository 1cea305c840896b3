namespace Breakwater.Policy;

/// <summary>How the policy control works.</summary>
public sealed class PolicyOptions
{
    /// <summary>
    /// Verdicts kept for each choice of versions of a tenant; 0, the default, keeps none. A hit is several times as fast as the engine, a miss slower and not free of
    /// allocation, and requests with arguments seldom repeat (docs/policy.md has the figures). Decisions of policies that read the clock are never kept.
    /// </summary>
    public int CachedDecisions { get; set; }

    /// <summary>The highest <see cref="MaxGeneratedRequests"/>.</summary>
    public const int MostGeneratedRequests = 10_000_000;

    /// <summary>
    /// How many generated requests are put to the policies at most, to compare a version with the one before; each stands for all that are answered like it. Default 100,000. Where
    /// they do not cover everything, that is said, and the version is refused unless it is declared to be breaking.
    /// </summary>
    public int MaxGeneratedRequests { get; set; } = 100_000;
}
