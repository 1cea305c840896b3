using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>What a credential states about its subject (IA-2.1: role, permission scope and expiry).</summary>
public sealed record CredentialClaims
{
    /// <summary>Most bytes (UTF-8) of a tenant's, subject's or role's name.</summary>
    public const int MaxNameBytes = 200;

    /// <summary>Tenant the subject belongs to; empty for the root and for regional authorities, which serve the fleet.</summary>
    public required string Tenant { get; init; }

    /// <summary>Outside name of the subject, unique in its tenant.</summary>
    public required string Subject { get; init; }

    /// <summary>Group id of an agent, which fixes its permissions; <c>orchestrator</c> or <c>authority</c> otherwise.</summary>
    public required string Role { get; init; }

    /// <summary>Level of the subject.</summary>
    public required CredentialLevel Level { get; init; }

    /// <summary>Autonomy tier of an agent; that of the fleet's strictest use for an authority.</summary>
    public required AutonomyTier Tier { get; init; }

    /// <summary>Whether the shorter of the tier's two lifetimes applies.</summary>
    public bool HighPrivilege { get; init; }

    /// <summary>Number the issuer gave it; rises with every issue.</summary>
    public required ulong Serial { get; init; }

    /// <summary>Valid from, to the millisecond.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until (exclusive), to the millisecond.</summary>
    public required DateTimeOffset NotAfter { get; init; }
}
