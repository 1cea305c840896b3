using Breakwater.Contracts;

namespace Breakwater.Policy.Diffing;

/// <summary>How the answer to a request differs between two versions.</summary>
public enum PolicyChangeKind : byte
{
    /// <summary>Was permitted and is denied.</summary>
    AllowToDeny,

    /// <summary>Was denied and is permitted.</summary>
    DenyToAllow,

    /// <summary>Is permitted by both, with other obligations.</summary>
    ObligationsChanged,

    /// <summary>Hangs on a value that was masked when it was recorded.</summary>
    UndecidableMasked,
}

/// <summary>The requests whose answer one policy changes in one way.</summary>
/// <param name="Kind">How.</param>
/// <param name="Policy">
/// The policy that makes the difference: the one that decides now, or for a denial that no policy forbids, the one that permitted before. For an undecidable request the
/// one that hangs on the masked value.
/// </param>
/// <param name="Count">How many requests.</param>
/// <param name="Example">The first of them.</param>
/// <param name="Before">What was said to it before; <c>default</c> if undecidable.</param>
/// <param name="After">What is said now; <c>default</c> if undecidable.</param>
public sealed record PolicyChange(PolicyChangeKind Kind, string Policy, long Count, RecordedRequest Example, PolicyVerdict Before, PolicyVerdict After)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => Kind switch
    {
        PolicyChangeKind.AllowToDeny => $"{Count} allowed and now denied, by `{Policy}`: {Example}",
        PolicyChangeKind.DenyToAllow => $"{Count} denied and now allowed, by `{Policy}`: {Example}",
        PolicyChangeKind.ObligationsChanged => $"{Count} allowed with other obligations ({Before.Obligations} → {After.Obligations}), by `{Policy}`: {Example}",
        _ => $"{Count} undecidable: masked, by `{Policy}`: {Example}",
    };
}

/// <summary>What changes between two versions, over the requests that were tried.</summary>
/// <param name="Recorded">Recorded requests tried.</param>
/// <param name="Generated">Generated requests compared, those that are answered alike at once.</param>
/// <param name="OutOf">Requests that there are: at every place where a policy that differs can matter, all combinations of the values that policies compare with. Counted before anything is left out.</param>
/// <param name="Steps">How often policies were asked for it.</param>
/// <param name="StepsEnough">How often to ask them is certainly enough to leave nothing out; the largest number if none is.</param>
/// <param name="Uncertain">Why answers can change between the values that were tried, such as <c>`orders` calculates with what requests say</c>, in ordinal order; empty if they cannot.</param>
/// <param name="Changes">By kind, then by policy.</param>
public sealed record PolicyDiffReport(int Recorded, long Generated, long OutOf, int Steps, long StepsEnough, IReadOnlyList<string> Uncertain, IReadOnlyList<PolicyChange> Changes)
{
    /// <summary>Whether nothing was left out, and no answer can change between the values that were tried. If not, the requests that were compared say nothing of the others.</summary>
    public bool IsComplete => Generated >= OutOf && Uncertain.Count == 0;

    /// <summary>Requests that change in a way; stops at the largest number.</summary>
    public long Count(PolicyChangeKind kind) => Changes.Where(c => c.Kind == kind).Aggregate(0L, (sum, c) => RequestCount.Add(sum, c.Count));
}
