using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>What a stage says: go on, or stop with an effect and a reason.</summary>
internal readonly record struct StageResult(Effect Effect, Reason? Reason)
{
    public static StageResult Pass => new(Effect.Allow, null);
}

/// <summary>One control in the path of an action. Composed once, at load; a stage that is off is not composed.</summary>
internal abstract class GateStage(string control, ControlMode mode)
{
    public string Control { get; } = control;

    public ControlMode Mode { get; } = mode;

    /// <summary>Its bit in a decision.</summary>
    public ulong Bit { get; set; }

    public abstract StageResult Evaluate(Session session, in ActionRequest request, ref Work work);
}

/// <summary>Is the session's credential still to be trusted?</summary>
internal sealed class TrustStage(TrustControl trust, TypeKeyRing ring, ControlMode mode) : GateStage("trust", mode)
{
    public override StageResult Evaluate(Session session, in ActionRequest request, ref Work work)
    {
        var verdict = session.Instance is { } instance ? Check(session, instance, ref work) : Check(session, session.Chain!, ref work);
        return new(verdict.Effect, verdict.Reason);
    }

    private TrustVerdict Check(Session session, InstanceCredential instance, ref Work work) =>
        trust.IsRevoked(session.Tenant, session.AgentName) ? TrustVerdict.Refused(TrustReasons.Revoked) : ring.Check(instance, ref work);

    private TrustVerdict Check(Session session, CredentialChain chain, ref Work work)
    {
        var verdict = trust.Check(session.Tenant, chain, ref session.HeldTrust, ref work);
        return verdict.Effect == Effect.Pending ? trust.CheckUnknown(chain, ref work) : verdict;
    }
}

/// <summary>Was the agent's group granted the tool?</summary>
internal sealed class GrantStage(GrantTable grants, ControlMode mode) : GateStage("grants", mode)
{
    public override StageResult Evaluate(Session session, in ActionRequest request, ref Work work) =>
        grants.Refusal(session.Registered.Group, request.Tool, ref work) is { } refusal ? new(Effect.Deny, refusal) : StageResult.Pass;
}
