using Breakwater.Fleet;
using Breakwater.Policy.Diffing;

namespace Breakwater.Policy;

/// <summary>How a version is published.</summary>
public sealed class PublishOptions
{
    /// <summary>Whether it is loaded beside the version in force and decides nothing until it is promoted.</summary>
    public bool AsCandidate { get; set; }

    /// <summary>
    /// Why a breaking version may take the place of the one in force at once, without shadow; null, as it is by default, if it may not. A version that breaks nothing, the first of a bundle, and a candidate need none.
    /// </summary>
    public RolloutWaiver? WithoutRollout { get; set; }

    /// <summary>Recorded requests to compare with the version in force, beside the generated ones.</summary>
    public IReadOnlyList<RecordedRequest> Recorded { get; set; } = [];

    /// <summary>For this publication in place of <see cref="PolicyOptions.MaxGeneratedRequests"/>: 1 to 10,000,000, null for the control's own. To be raised by a person where a comparison was cut.</summary>
    public int? MaxGeneratedRequests { get; set; }
}

/// <summary>Why a breaking version skips shadow, and who answers for that. Kept in the control log and in the audit log.</summary>
/// <param name="Reason">Why; 1 to 512 characters without control characters.</param>
/// <param name="ApprovedBy">Who answers for it; 1 to 128 characters without control characters.</param>
public sealed record RolloutWaiver(string Reason, string ApprovedBy)
{
    internal const int MaxReason = 512, MaxApprover = 128;

    internal bool IsStated => IsText(Reason, MaxReason) && IsText(ApprovedBy, MaxApprover);

    /// <inheritdoc/>
    public override string ToString() => $"without a rollout because \"{Reason}\", approved by {ApprovedBy}";

    private static bool IsText(string text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));
}

/// <summary>What came of a publication.</summary>
/// <param name="Published">Whether it is durable and in force, or live as a candidate.</param>
/// <param name="Number">Number of its record; 0 if it is not published.</param>
/// <param name="Problems">Why the bundle is refused; empty if it is not.</param>
/// <param name="Diff">How it differs from the version in force, for the first tenant where that says most; null if there was none, or it was refused before.</param>
/// <param name="LogError">Why the control log did not take it; null if it did or was not asked.</param>
public sealed record PublishResult(bool Published, long Number, IReadOnlyList<Problem> Problems, PolicyDiffReport? Diff, string? LogError);
