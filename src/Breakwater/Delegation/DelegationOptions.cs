using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// How far work may be handed on and how much a node remembers. Depths default to the tier table of the framework; elsewhere it gives 0, 2, 3 and
/// 5, so they are options.
/// </summary>
public sealed class DelegationOptions
{
    /// <summary>Longest chain that a Tier 1 agent may be part of. Default 0: none.</summary>
    public int MaxDepthSupervised { get; set; }

    /// <summary>Longest chain that a Tier 2 agent may be part of. Default 2.</summary>
    public int MaxDepthManaged { get; set; } = 2;

    /// <summary>Longest chain that a Tier 3 agent may be part of. Default 3.</summary>
    public int MaxDepthAutonomous { get; set; } = 3;

    /// <summary>Hops beyond this one need a person's approval. Default 2.</summary>
    public int ApprovalBeyond { get; set; } = 2;

    /// <summary>Longest life of a contract or of a use of a path, whatever a declaration says. Default 24 h.</summary>
    public TimeSpan MaxLife { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Delegations a tenant's sessions hold at this node; beyond it the one nearest its expiry is forgotten and must be presented again. Default 65,536.</summary>
    public int MaxGrants { get; set; } = 65_536;

    /// <summary>Signatures remembered for a tenant, so that a longer chain costs its new contract only. Default 131,072.</summary>
    public int MaxSignatures { get; set; } = 131_072;

    /// <summary>Open hops remembered for a tenant to tell a fresh chain from an evasion; beyond it new chains are throttled. Default 131,072.</summary>
    public int MaxOpenHops { get; set; } = 131_072;

    /// <summary>Pre-approved paths of a tenant. Default 4,096.</summary>
    public int MaxTemplates { get; set; } = 4_096;

    /// <summary>How far clocks may differ when validity is judged. Default 5 s.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest chain that an agent of a tier may be part of.</summary>
    public int MaxDepth(AutonomyTier tier) => tier switch
    {
        AutonomyTier.Autonomous => MaxDepthAutonomous,
        AutonomyTier.Managed => MaxDepthManaged,
        _ => MaxDepthSupervised,
    };
}
