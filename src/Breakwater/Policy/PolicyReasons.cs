using Breakwater.Contracts;

namespace Breakwater.Policy;

/// <summary>The reasons of the policy control. A denial by a <c>forbid</c> has a reason of its own for each policy, with the code <c>policy.forbidden</c>; a denial for an argument names it, with the code <c>policy.argument</c>.</summary>
public static class PolicyReasons
{
    private const string ArgumentUnmappedCode = "policy.argument-unmapped";
    internal static readonly ControlId Scoped = ControlId.Parse("IA-1.4");
    private static readonly ControlId Bounded = ControlId.Parse("EC-1.1");

    /// <summary>The tenant is not one of the fleet.</summary>
    public static Reason UnknownTenant { get; } = new(Scoped, "policy.unknown-tenant", "the tenant is not one of this fleet");

    /// <summary>No policies are in force for the tenant.</summary>
    public static Reason NoPolicies { get; } = new(Scoped, "policy.none", "no policies are in force for the tenant");

    /// <summary>The policies recorded for the tenant could not be loaded.</summary>
    public static Reason NotLoaded { get; } = new(Scoped, "policy.not-loaded", "the policies in the control log could not be loaded");

    /// <summary>No policy permits it.</summary>
    public static Reason NotPermitted { get; } = new(Scoped, "policy.not-permitted", "no policy permits it");

    /// <summary>A policy that forbids could not be evaluated.</summary>
    public static Reason ForbidErred { get; } = new(Bounded, "policy.forbid-erred", "a policy that may forbid it could not be evaluated");

    /// <summary>A tool that the fleet does not list.</summary>
    public static Reason UnknownTool { get; } = new(Scoped, "policy.unknown-tool", "the fleet lists no such tool");

    /// <summary>A principal that policies do not speak of: an orchestrator, or an agent of another tenant.</summary>
    public static Reason NoPrincipal { get; } = new(Scoped, "policy.no-principal", "policies permit nothing to this principal");

    /// <summary>A target that the fleet does not have.</summary>
    public static Reason UnknownTarget { get; } = new(Scoped, "policy.unknown-target", "the fleet has no such place");

    /// <summary>The tool's arguments are declared and the request has none.</summary>
    public static Reason NoArguments { get; } = new(Bounded, "policy.no-arguments", "the tool's arguments are declared, and none were bound");

    /// <summary>The request's digest is not that of the bytes its arguments were bound from.</summary>
    public static Reason OtherArguments { get; } = new(Bounded, "policy.arguments-differ", "the arguments were not bound from the bytes that the request's digest names");

    /// <summary>The arguments are not one JSON object.</summary>
    public static Reason NotAnObject { get; } = new(Bounded, "policy.arguments-malformed", "the arguments are not one JSON object");

    /// <summary>The tool's arguments are not declared.</summary>
    public static Reason NoManifest { get; } = new(Bounded, "policy.no-manifest", "no bundle in force declares arguments for the tool");

    /// <summary>The arguments were bound for a version that nothing adapts.</summary>
    public static Reason Unmapped { get; } = new(Scoped, "policy.unmapped", "the arguments were bound for another version, and no adapter maps them", retryable: true);

    /// <summary>The version is not live.</summary>
    public static Reason NotLive { get; } = new(Scoped, "policy.version-not-live", "the version of the bundle is not live");

    /// <summary>The agent states a version outside the compatibility range.</summary>
    public static Reason Incompatible { get; } = new(Scoped, "policy.version-incompatible", "the version that the agent states lies outside the compatibility range of the one in force");

    /// <summary>A judge must approve.</summary>
    public static Reason NeedsJudge { get; } = new(Bounded, "policy.needs-judge", "a judge must approve it first");

    /// <summary>A person must approve.</summary>
    public static Reason NeedsPerson { get; } = new(Bounded, "policy.needs-person", "a person must approve it first");

    /// <summary>Whether the policies themselves say no: none permits it, or one forbids it. The other reasons are those of versions, hosts and setting up.</summary>
    public static bool IsScope(Reason reason) => reason == NotPermitted || reason.Code == "policy.forbidden";

    /// <summary>
    /// Whether a version could not judge the request, rather than say no to it: a forbid erred, arguments bound for another version cannot be read by this one, or it is not
    /// loaded. What a rollout counts as an error of the version.
    /// </summary>
    public static bool IsFailure(Reason? reason) =>
        reason is not null
        && (reason == ForbidErred || reason == Unmapped || reason.Code == ArgumentUnmappedCode || reason == NotLive || reason == NotLoaded || reason == NoPolicies);

    /// <summary>An argument that an adapter cannot map exactly, or would hide from the version; each argument has a reason of its own.</summary>
    internal static Reason ArgumentUnmapped(string argument) => new(Scoped, ArgumentUnmappedCode, $"the argument `{argument}` cannot be read from the version that the request was made for");

    internal static Reason Argument(string text) => new(Bounded, "policy.argument", text);
}
