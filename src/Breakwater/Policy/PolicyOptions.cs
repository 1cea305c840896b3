namespace Breakwater.Policy;

/// <summary>How the policy control works.</summary>
public sealed class PolicyOptions
{
    /// <summary>
    /// Verdicts kept for each choice of versions of a tenant; 0, the default, keeps none: the engine answers about as fast as a look-up finds (docs/policy.md has the
    /// figures). Decisions of policies that read the clock are never kept.
    /// </summary>
    public int CachedDecisions { get; set; }

    /// <summary>Most requests generated to compare a version with the one before. Default 100,000. What is left out is said.</summary>
    public int MaxGeneratedRequests { get; set; } = 100_000;
}
