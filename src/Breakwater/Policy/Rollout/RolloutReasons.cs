using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

/// <summary>
/// Every reason that rollout, routing and freshness give. The framework has no control named after policy rollout; each reason cites the one whose
/// requirement it enforces.
/// </summary>
public static class RolloutReasons
{
    private static readonly ControlId Versions = ControlId.Parse("AT-1.3");
    private static readonly ControlId Classification = ControlId.Parse("EC-2.1");
    private static readonly ControlId Contracts = ControlId.Parse("EC-2.14");
    private static readonly ControlId Degraded = ControlId.Parse("EC-2.10");
    private static readonly ControlId Integrity = ControlId.Parse("SC-2.4");

    /// <summary>The agent states a version that it is not assigned.</summary>
    public static Reason NotRunning { get; } = new(Versions, "rollout.not-running", "the agent states a version of the policies that it does not run");

    /// <summary>The request was made for a version that the deciding one cannot take.</summary>
    public static Reason Incompatible { get; } = new(Contracts, "rollout.incompatible", "the version stated is outside the range that the policies in force accept");

    /// <summary>Requests of this kind are for agents that run another version.</summary>
    public static Reason OtherAgent { get; } = new(Versions, "rollout.other-agent", "the agent runs another version than the request needs; send it to one that runs it", retryable: true);

    /// <summary>The version could not judge the request.</summary>
    public static Reason EvaluationFailed { get; } = new(Classification, "rollout.evaluation-failed", "a version of the policies that applies could not judge the request");

    /// <summary>The node holds no working version.</summary>
    public static Reason NotLoaded { get; } = new(Integrity, "rollout.not-loaded", "the node holds no verified version of the policies that apply", retryable: true);

    /// <summary>The version to load is of another bundle.</summary>
    public static Reason OtherBundle { get; } = new(Integrity, "rollout.other-bundle", "the version is of another bundle");

    /// <summary>The policies are staler than the tier allows, and its posture is closed.</summary>
    public static Reason Stale { get; } = new(Degraded, "rollout.stale", "the policies have not been confirmed for longer than the tier allows", retryable: true);

    /// <summary>The policies are staler than the tier allows, and its posture leaves reads only.</summary>
    public static Reason StaleWrite { get; } = new(Degraded, "rollout.stale-write", "until the policies are confirmed again the agent may only read", retryable: true);

    /// <summary>The plan is not valid.</summary>
    public static Reason BadPlan { get; } = new(Versions, "rollout.bad-plan", "the plan of the rollout is not valid");

    /// <summary>The bundle is being rolled out already.</summary>
    public static Reason AlreadyActive { get; } = new(Versions, "rollout.already-active", "another rollout of the bundle is under way; finish or abort it first");

    /// <summary>The bundle is not being rolled out.</summary>
    public static Reason NotActive { get; } = new(Versions, "rollout.not-active", "no rollout of the bundle is under way");

    /// <summary>The rollout does not start from the version in force.</summary>
    public static Reason OtherCurrent { get; } = new(Versions, "rollout.other-current", "the rollout starts from another version than the one in force");

    /// <summary>The two versions are not two versions of one bundle.</summary>
    public static Reason NotAChange { get; } = new(Versions, "rollout.not-a-change", "a rollout leads from one version of a bundle to another");

    /// <summary>As many bundles are remembered as may be.</summary>
    public static Reason TooManyBundles { get; } = new(Versions, "rollout.too-many-bundles", "as many bundles have rollouts as the node may remember");

    /// <summary>A breaking change has not been long enough in shadow.</summary>
    public static Reason ShadowUnfinished { get; } = new(Versions, "rollout.shadow-unfinished", "a breaking change may not skip shadow", retryable: true);

    /// <summary>The rollout is paused.</summary>
    public static Reason Paused { get; } = new(Versions, "rollout.paused", "the rollout is paused; resume it first");

    /// <summary>The rollout is not paused.</summary>
    public static Reason NotPaused { get; } = new(Versions, "rollout.not-paused", "the rollout is not paused");

    /// <summary>The control log could not make the change durable.</summary>
    public static Reason NotRecorded { get; } = new(Versions, "rollout.not-recorded", "the change could not be recorded and was not made", retryable: true);

    /// <summary>The state changed while it was being recorded.</summary>
    public static Reason Overtaken { get; } = new(Versions, "rollout.overtaken", "the rollout was stopped while the change was being recorded");
}
