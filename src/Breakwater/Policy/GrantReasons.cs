using Breakwater.Contracts;

namespace Breakwater.Policy;

/// <summary>Every reason the grants control gives.</summary>
public static class GrantReasons
{
    private static readonly ControlId Listed = ControlId.Parse("EC-1.2");
    private static readonly ControlId Scoped = ControlId.Parse("IA-1.4");
    private static readonly ControlId Orchestrators = ControlId.Parse("IA-2.5");

    /// <summary>The fleet lists no such tool.</summary>
    public static Reason UnlistedTool { get; } = new(Listed, "grants.unlisted-tool", "the fleet lists no such tool");

    /// <summary>The agent's group was not granted the tool.</summary>
    public static Reason NotGranted { get; } = new(Scoped, "grants.not-granted", "the agent's group was not granted the tool");

    /// <summary>An orchestrator asked for a tool.</summary>
    public static Reason OrchestratorTool { get; } = new(Orchestrators, "grants.orchestrator", "an orchestrator assigns work and uses no tool itself");
}
