using System.Numerics;
using System.Text.Json.Serialization;

namespace Breakwater.Lab.Structure;

/// <summary>Delegation paths: possible, declared and observed; and how far rules carry.</summary>
public sealed record DelegationStructure
{
    /// <summary>Ordered pairs of different agents.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger Possible { get; init; }

    /// <summary>Those of one tenant: nothing is delegated across tenants.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger PossibleWithinTenants { get; init; }

    /// <summary>Ordered pairs of different agents of which a rule lets the first delegate to the second.</summary>
    [JsonConverter(typeof(BigIntegerConverter))]
    public required BigInteger Declared { get; init; }

    /// <summary>Pairs of an orchestrator and an agent it may delegate to; not among <see cref="Declared"/>.</summary>
    public required long DeclaredFromOrchestrators { get; init; }

    /// <summary>What a run saw.</summary>
    public required ObservedDelegations Observed { get; init; }

    /// <summary>The longest chain: hop n uses a rule whose greatest depth is at least n, and no agent takes part twice.</summary>
    public required DelegationChain LongestChain { get; init; }

    /// <summary>Cycles of the rules, whatever their depths.</summary>
    public required IReadOnlyList<Loop> Cycles { get; init; }
}

/// <summary>Delegation paths that a run saw in use.</summary>
/// <param name="Paths">Distinct ordered pairs; null if not observed.</param>
/// <param name="Source">Where the number comes from, or why there is none.</param>
public sealed record ObservedDelegations(long? Paths, string Source);

/// <summary>The longest delegation chain.</summary>
/// <param name="Hops">Hops of the chain found.</param>
/// <param name="UpperBound">Hops that no chain can exceed; equal to <paramref name="Hops"/> when that is proven to be the longest.</param>
/// <param name="Exact">Whether it is.</param>
/// <param name="Path">The chain; null if nothing may be delegated.</param>
public sealed record DelegationChain(int Hops, int UpperBound, bool Exact, Witness? Path);

/// <summary>What principals could get done through delegates without being granted it (IA-2.4).</summary>
public sealed record ReachStructure
{
    /// <summary>Pairs of an agent and a tool in <see cref="Groups"/>.</summary>
    public required long AgentTools { get; init; }

    /// <summary>Those among them that only a permission travelling along the chain would give.</summary>
    public required long Laundered { get; init; }

    /// <summary>By group and tool, in file order.</summary>
    public required IReadOnlyList<ReachableTool> Groups { get; init; }

    /// <summary>The same for orchestrators, which are granted nothing.</summary>
    public required IReadOnlyList<ReachableTool> Orchestrators { get; init; }
}

/// <summary>A tool that a principal is not granted and could have used by a delegate, directly or through others.</summary>
/// <param name="Principal">Group or orchestrator.</param>
/// <param name="Cluster">Its cluster.</param>
/// <param name="Agents">Agents of the group; 0 for an orchestrator.</param>
/// <param name="Tool">Tool id.</param>
/// <param name="Access"><c>read</c> or <c>write</c>.</param>
/// <param name="Risk">Risk class of the tool.</param>
/// <param name="Boundary">Trust boundary that its use crosses; null for none.</param>
/// <param name="Authority">
/// <c>permitted</c>: every rule of the chain permits the tool, so contracts carry it. <c>laundered</c>: only the last rule does, so the delegate's permission
/// would have to travel back, which IA-2.4 forbids; a control has to refuse it.
/// </param>
/// <param name="Path">A shortest chain of that kind.</param>
public sealed record ReachableTool(
    string Principal, string Cluster, int Agents, string Tool, string Access, string Risk, string? Boundary, string Authority, Witness Path);

/// <summary>Grants and rules that give more than the file shows a need for.</summary>
/// <param name="GroupsNotJudged">Groups with tools to which nothing is delegated: the file does not say what their work needs.</param>
/// <param name="Findings">By criterion, then in file order.</param>
public sealed record RuleReview(int GroupsNotJudged, IReadOnlyList<RuleFinding> Findings);

/// <summary>One grant or rule that gives too much.</summary>
/// <param name="Criterion">Which of the criteria, such as <c>hands-over-everything</c>.</param>
/// <param name="Subject">Rule or group.</param>
/// <param name="Tool">The tool in question; null where it is the rule or group as a whole.</param>
/// <param name="Agents">Agents of the delegate or the group.</param>
/// <param name="Text">What is too much, and what to do.</param>
public sealed record RuleFinding(string Criterion, string Subject, string? Tool, int Agents, string Text);
