using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>A delegation path that is approved once and used many times.</summary>
public sealed record PathClaims
{
    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Name of the path.</summary>
    public required string Name { get; init; }

    /// <summary>Groups along the path, the first delegator's (or an orchestrator) first: 2 to <see cref="DelegationContract.MaxHops"/> + 1.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Task type of each hop, one fewer than groups; each pair must be declared for it (DEL-04).</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>What the last of the path may use at most.</summary>
    public required Authority Permissions { get; init; }

    /// <summary>Valid from.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until (exclusive).</summary>
    public required DateTimeOffset NotAfter { get; init; }
}
