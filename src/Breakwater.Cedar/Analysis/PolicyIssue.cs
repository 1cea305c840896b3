using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Analysis;

/// <summary>What can be odd about a policy that is valid.</summary>
public enum PolicyIssueKind
{
    /// <summary>No request that the schema allows can satisfy it. Certain; some such policies are not found, because conditions are judged by their types alone.</summary>
    NeverApplies,

    /// <summary>A permit that has no effect, because a forbid without conditions matches every request that it matches. Certain.</summary>
    Shadowed,

    /// <summary>It says what an earlier policy says. Certain; policies that say the same in other words are not found.</summary>
    Duplicate,

    /// <summary>A policy without conditions, of the same effect, matches every request that it matches. Certain.</summary>
    Redundant,

    /// <summary>
    /// A permit and a forbid whose heads match some request alike. Certain if neither has conditions; otherwise whether the conditions can hold together is not
    /// decided. Often meant so.
    /// </summary>
    Overlap,
}

/// <summary>Something odd about a policy, or about two.</summary>
/// <param name="Kind">What.</param>
/// <param name="Policy">The policy: of an overlap the permit, of duplicates the later.</param>
/// <param name="Other">The other; null if there is none.</param>
/// <param name="Example">A request concerned; of overlaps only.</param>
/// <param name="Diagnostic">The place, in words, with a remedy.</param>
public sealed record PolicyIssue(PolicyIssueKind Kind, Policy Policy, Policy? Other, HeadOverlap? Example, CedarDiagnostic Diagnostic);

/// <summary>What an analysis found.</summary>
/// <param name="Issues">In the order of the policies, and for each in the order of the kinds.</param>
/// <param name="IsComplete">False if there are more issues than were asked for, and the rest left out.</param>
public sealed record PolicyAnalysis(IReadOnlyList<PolicyIssue> Issues, bool IsComplete);
