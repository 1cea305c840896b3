using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Pace;
using Breakwater.Policy;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>
/// What a stage says: go on, or stop with an effect and a reason. Obligations are what it waits for, or what going on still asks of the gate; the phase is what the PACE stage found, and no other says one.
/// </summary>
internal readonly record struct StageResult(Effect Effect, Reason? Reason, Obligations Obligations = Obligations.None, PaceState Pace = PaceState.Primary)
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

    /// <param name="session">Who asks.</param>
    /// <param name="request">What for.</param>
    /// <param name="satisfied">Obligations that were met for this very request.</param>
    /// <param name="work">Counts what it cost.</param>
    public abstract StageResult Evaluate(Session session, in ActionRequest request, Obligations satisfied, ref Work work);

    /// <summary>What a denial for this reason says of the agent to the watchers; null if nothing.</summary>
    public abstract SignalKind? Speaks(Reason reason);
}

/// <summary>Is the session's credential still to be trusted?</summary>
internal sealed class TrustStage(TrustControl trust, TypeKeyRing ring, ControlMode mode) : GateStage("trust", mode)
{
    public override StageResult Evaluate(Session session, in ActionRequest request, Obligations satisfied, ref Work work)
    {
        var verdict = session.Instance is { } instance ? Check(session, instance, ref work) : Check(session, session.Chain!, ref work);
        return new(verdict.Effect, verdict.Reason);
    }

    public override SignalKind? Speaks(Reason reason) => IsMisuse(reason) ? SignalKind.CredentialMisuse : null;

    /// <summary>Whether it is a sign of a credential in wrong hands. One that has expired, or waits, is not.</summary>
    public static bool IsMisuse(Reason reason) =>
        reason == TrustReasons.Revoked || reason == TrustReasons.ProofFailed || reason == TrustReasons.BadSignature || reason == TrustReasons.BrokenChain
        || reason == TrustReasons.UnknownAnchor || reason == TrustReasons.Malformed || reason == GovernanceReasons.WrongZone;

    private TrustVerdict Check(Session session, InstanceCredential instance, ref Work work) =>
        trust.IsRevoked(session.Tenant, session.AgentName) ? TrustVerdict.Refused(TrustReasons.Revoked) : ring.Check(instance, ref work);

    private TrustVerdict Check(Session session, CredentialChain chain, ref Work work)
    {
        var verdict = trust.Check(session.Tenant, chain, ref session.HeldTrust, ref work);
        return verdict.Effect == Effect.Pending ? trust.CheckUnknown(chain, ref work) : verdict;
    }
}

/// <summary>What does the phase of the agent allow?</summary>
internal sealed class PaceStage(PaceControl pace, GrantTable grants, ControlMode mode) : GateStage("pace", mode)
{
    public override StageResult Evaluate(Session session, in ActionRequest request, Obligations satisfied, ref Work work)
    {
        var phase = Of(session, ref work);
        if (phase == PaceState.Primary) { return StageResult.Pass; }
        var verdict = pace.Judge(phase, grants.Describe(request.Tool)?.Access != ToolAccess.Read, satisfied);
        return new(verdict.Effect, verdict.Reason, verdict.Effect == Effect.Pending ? Obligations.Person : Obligations.None, phase);
    }

    /// <summary>The phase of a session's agent now; Primary where the control is off.</summary>
    public PaceState Of(Session session, ref Work work) =>
        Mode == ControlMode.Off ? PaceState.Primary : pace.Of(session.Tenant, session.AgentName, session.Registered.Group, ref session.HeldPace, ref work);

    // A phase says what an operator decided, and nothing of the agent.
    public override SignalKind? Speaks(Reason reason) => null;
}

/// <summary>Does the delegation that the action is done on still hold, and cover the tool? An action on the agent's own authority passes.</summary>
internal sealed class DelegationStage(DelegationControl delegation, ControlMode mode) : GateStage("delegation", mode)
{
    public override StageResult Evaluate(Session session, in ActionRequest request, Obligations satisfied, ref Work work)
    {
        if (request.Delegation.IsNone) { return StageResult.Pass; }
        var verdict = delegation.Check(session.Tenant, request.Delegation, session.Number, request.Tool, ref work);
        return new(verdict.Effect, verdict.Reason);
    }

    public override SignalKind? Speaks(Reason reason) =>
        !IsUnusual(reason) ? null : reason == DelegationReasons.NoGrant ? SignalKind.UnusualDelegation : SignalKind.ScopeRefused;

    /// <summary>Whether it is a sign of an attempt. A delegation that has run out, was taken back, or that this node is not set up for or does not know yet, is none.</summary>
    public static bool IsUnusual(Reason reason) =>
        !reason.Retryable && reason != DelegationReasons.Expired && reason != DelegationReasons.Revoked && reason != DelegationReasons.NotConfigured
        && reason != DelegationReasons.TooManyTemplates && reason != GovernanceReasons.StateIncomplete && reason != PaceReasons.Emergency;
}

/// <summary>Was the agent's group granted the tool?</summary>
internal sealed class GrantStage(GrantTable grants, ControlMode mode) : GateStage("grants", mode)
{
    public override StageResult Evaluate(Session session, in ActionRequest request, Obligations satisfied, ref Work work) =>
        grants.Refusal(session.Registered.Group, request.Tool, ref work) is { } refusal ? new(Effect.Deny, refusal) : StageResult.Pass;

    public override SignalKind? Speaks(Reason reason) => SignalKind.ScopeRefused;
}

/// <summary>Do the policies permit it, and what must happen first? A judge is asked before a person: what a judge refuses need not take a person's time.</summary>
internal sealed class PolicyStage(PolicyRollouts policies, GrantTable grants, FleetSpecification fleet, ControlMode mode) : GateStage("policy", mode)
{
    // By row of the grant table; an orchestrator has none and is permitted no tool.
    private readonly AutonomyTier[] _tiers = [.. fleet.Clusters.SelectMany(c => c.Groups).Select(g => g.Tier)];

    public override StageResult Evaluate(Session session, in ActionRequest request, Obligations satisfied, ref Work work)
    {
        var query = new PolicyQuery
        {
            Principal = session.Registered.Principal,
            Tool = request.Tool,
            Target = request.Target,
            Arguments = request.Arguments,
            ArgumentsDigest = request.ArgumentsDigest,
            Delegated = !request.Delegation.IsNone,
        };
        var group = session.Registered.Group;
        var tier = group < 0 ? AutonomyTier.Autonomous : _tiers[group];
        var verdict = policies.Evaluate(session, query, tier, grants.Describe(request.Tool)?.Access != ToolAccess.Read, ref work);
        if (!verdict.IsPermitted) { return new(Effect.Deny, verdict.Reason); }
        var open = verdict.Obligations & ~satisfied;
        if ((open & Obligations.Judge) != 0) { return new(Effect.Pending, PolicyReasons.NeedsJudge, Obligations.Judge); }
        if ((open & Obligations.Person) != 0) { return new(Effect.Pending, PolicyReasons.NeedsPerson, Obligations.Person); }
        return new(Effect.Allow, null, open);
    }

    // What forbids by a rule has a reason of the rule's own; the control's other reasons are faults of setting up, of versions and of hosts.
    public override SignalKind? Speaks(Reason reason) => PolicyReasons.IsScope(reason) ? SignalKind.ScopeRefused : null;
}
