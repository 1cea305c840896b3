using Breakwater.Contracts;

namespace Breakwater.Governance;

/// <summary>Reasons the gate itself gives.</summary>
public static class GovernanceReasons
{
    private static readonly ControlId Identity = ControlId.Parse("IA-1.1");
    private static readonly ControlId Recording = ControlId.Parse("OB-1.1");
    private static readonly ControlId Bounded = ControlId.Parse("EC-1.5");

    /// <summary>The fleet has no such agent, or not in that role.</summary>
    public static Reason UnknownAgent { get; } = new(Identity, "gate.unknown-agent", "the fleet has no such agent in that role");

    /// <summary>The credential was issued by an authority other than that of the agent's own zone and region.</summary>
    public static Reason WrongZone { get; } = new(Identity, "gate.wrong-zone", "the credential was not issued by the authority of the agent's own zone");

    /// <summary>The session was closed, or belongs to another gate.</summary>
    public static Reason NoSession { get; } = new(Identity, "gate.no-session", "the session is closed or belongs to another gate");

    /// <summary>The registry of the tenant is full.</summary>
    public static Reason RegistryFull { get; } = new(Identity, "gate.registry-full", "the tenant has as many agents as it may", retryable: true);

    /// <summary>The record that must come before the action was not taken.</summary>
    public static Reason NotRecorded { get; } = new(Recording, "gate.not-recorded", "the action must be recorded before it happens, and the record was not taken", retryable: true);

    /// <summary>As many actions are in flight as the gate may hold.</summary>
    public static Reason TooManyInFlight { get; } = new(Bounded, "gate.too-many-in-flight", "as many actions of the tenant are in flight as the gate may hold", retryable: true);

    /// <summary>As many requests of the tenant are pending as the gate may hold.</summary>
    public static Reason TooManyPending { get; } = new(Bounded, "gate.too-many-pending", "as many requests of the tenant are pending as the gate may hold", retryable: true);

    /// <summary>There is no such pending request, it has lapsed, or the answer was for another request.</summary>
    public static Reason NoSuchPending { get; } = new(Bounded, "gate.no-such-pending", "there is no such pending request, or the answer was for another");

    /// <summary>Whoever was asked refused.</summary>
    public static Reason RefusedOnReview { get; } = new(Bounded, "gate.refused-on-review", "whoever was asked refused");

    /// <summary>The replayed control state lacks restrictions that were in force.</summary>
    public static Reason StateIncomplete { get; } = new(Recording, "gate.state-incomplete", "restrictions were in force whose records are lost; an operator must confirm the state");
}
