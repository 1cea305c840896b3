using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>What the delegation control says: allow, deny, throttle or pending, with the reason. <c>default</c> denies.</summary>
/// <param name="Effect">Allow, deny, throttle or pending.</param>
/// <param name="Reason">Why; null for an allow.</param>
public readonly record struct DelegationVerdict(Effect Effect, Reason? Reason)
{
    /// <summary>It holds.</summary>
    public static DelegationVerdict Allowed => new(Effect.Allow, null);

    /// <summary>Refused.</summary>
    public static DelegationVerdict Refused(Reason reason) => new(Effect.Deny, reason);

    /// <summary>Whether it holds.</summary>
    public bool IsAllowed => Effect == Effect.Allow;
}

/// <summary>A delegation that was verified, or why it was not.</summary>
/// <param name="Grant">What the session may use it by; null unless allowed.</param>
/// <param name="Verdict">What the control said.</param>
public readonly record struct DelegationResult(DelegationGrant? Grant, DelegationVerdict Verdict);

/// <summary>Who presents a delegation, as established by its gate: never taken from a payload.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Agent">Agent.</param>
/// <param name="Session">Number of its session at the gate.</param>
public readonly record struct DelegationHolder(TenantHandle Tenant, string Agent, ulong Session);
