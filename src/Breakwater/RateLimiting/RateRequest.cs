using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>One request of work to be admitted. Safety traffic has a type of its own, <see cref="SafetyRequest"/>, and never stands in line with it.</summary>
/// <param name="Tenant">The session's tenant.</param>
/// <param name="Agent">The session's agent.</param>
/// <param name="Provider">The provider it will call; <c>default</c> for none.</param>
/// <param name="Tokens">Estimate of the tokens it will use, read and written together; 0 or more.</param>
public readonly record struct RateRequest(TenantHandle Tenant, AgentHandle Agent, ProviderHandle Provider, long Tokens);

/// <summary>What safety traffic is for.</summary>
public enum SafetyPurpose : byte
{
    /// <summary>Stopping agents.</summary>
    Halt,
    /// <summary>Recording what happened.</summary>
    Audit,
    /// <summary>Moving between primary, alternate, contingency and emergency.</summary>
    Pace,
}

/// <summary>
/// A request of the safety machinery: halt, audit or PACE. It passes by every agent's limit, is never queued, and may use the part of every shared level that
/// is kept for it. Work cannot be given this type by a value: only code that builds it can.
/// </summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Tenant">The tenant it concerns.</param>
/// <param name="Provider">The provider it will call; <c>default</c> for none.</param>
/// <param name="Tokens">Estimate of the tokens it will use; 0 or more.</param>
public readonly record struct SafetyRequest(SafetyPurpose Purpose, TenantHandle Tenant, ProviderHandle Provider, long Tokens);
