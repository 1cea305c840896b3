using Breakwater.Contracts;
using NuGet.Versioning;

namespace Breakwater.Policy.Rollout;

/// <summary>Who asks, and by which version of the policies.</summary>
/// <param name="Agent">The agent's name, from its session.</param>
/// <param name="Tier">Its autonomy tier, which sets how stale its policies may be.</param>
/// <param name="Writes">Whether the action changes anything.</param>
/// <param name="Runs">The version that the agent says it runs; null if it says nothing. Another than it is assigned is refused.</param>
/// <param name="MadeFor">The version that the request was made for; null if it says nothing. One that the deciding versions do not accept is refused.</param>
public readonly record struct PolicyCaller(string Agent, AutonomyTier Tier, bool Writes, SemanticVersion? Runs = null, SemanticVersion? MadeFor = null);

/// <summary>What applies to a request.</summary>
/// <param name="Verdict">The verdict that applies.</param>
/// <param name="Drift">How the versions differ on it; none if one was evaluated only.</param>
/// <param name="RunsNext">Whether the agent is assigned the version that is being rolled out.</param>
/// <param name="IsStale">Whether the policies are staler than the agent's tier allows, so that its fail posture holds.</param>
public readonly record struct RoutedVerdict(PolicyVerdict Verdict, DriftKind Drift, bool RunsNext, bool IsStale);
