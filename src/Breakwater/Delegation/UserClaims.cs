using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>What a tenant's user authority states about a user's errand.</summary>
public sealed record UserClaims
{
    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>The user's session: the assertion is of no use in another.</summary>
    public required UInt128 Session { get; init; }

    /// <summary>The errand. Scopes narrow from here, and depth is counted for it, whoever starts chains.</summary>
    public required string Task { get; init; }

    /// <summary>The agent or orchestrator that the user addressed: the first delegator, and nobody else, starts chains with it.</summary>
    public required string Agent { get; init; }

    /// <summary>What the user may use: the outermost limit.</summary>
    public required Authority Authority { get; init; }

    /// <summary>Valid from.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until (exclusive).</summary>
    public required DateTimeOffset NotAfter { get; init; }
}
