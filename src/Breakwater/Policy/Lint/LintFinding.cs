using Breakwater.Policy.Diffing;

namespace Breakwater.Policy.Lint;

/// <summary>How much a finding matters.</summary>
public enum LintSeverity : byte
{
    /// <summary>A policy that cannot do what it was written for.</summary>
    Error,

    /// <summary>A policy that is not needed, or versions that quietly disagree.</summary>
    Warning,

    /// <summary>Often meant so, and worth knowing.</summary>
    Note,
}

/// <summary>What is odd.</summary>
public enum LintKind : byte
{
    /// <summary>No request that the schema allows can satisfy the policy.</summary>
    NeverApplies,

    /// <summary>A forbid without conditions takes away everything that a permit permits: everywhere (an error), or in some places (a note).</summary>
    Shadowed,

    /// <summary>It says what another policy says.</summary>
    Duplicate,

    /// <summary>A policy without conditions, of the same effect, matches all that it matches.</summary>
    Redundant,

    /// <summary>The heads of a permit and a forbid match some request alike.</summary>
    Overlap,

    /// <summary>One group's request is permitted at home in one jurisdiction and denied at home in another.</summary>
    PlacesDiffer,

    /// <summary>One version of a bundle permits what another denies: agents on the two disagree.</summary>
    VersionsDiffer,
}

/// <summary>Something that lint found.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Policy">The policy concerned; empty for a denial that no policy forbids.</param>
/// <param name="Other">The other policy; null if there is none.</param>
/// <param name="Bundle">The bundle of the policy.</param>
/// <param name="File">The policy's file, with the folder that its bundle was read from; empty if none is concerned.</param>
/// <param name="Line">Line from 1; 0 if none is concerned.</param>
/// <param name="Message">What is odd, as a sentence without its full stop.</param>
/// <param name="Remedy">What to do about it; empty if nothing may have to be done.</param>
/// <param name="Count">How many of the requests tried it concerns; 0 where policies and not requests were compared.</param>
/// <param name="Example">One of them; null where there is none.</param>
public sealed record LintFinding(
    LintSeverity Severity, LintKind Kind, string Policy, string? Other, BundleReference? Bundle, string File, int Line, string Message, string Remedy, long Count = 0, RecordedRequest? Example = null);

/// <summary>What lint found in one choice of bundles.</summary>
/// <param name="Findings">By severity, then kind, then bundle and policy.</param>
/// <param name="Tried">Requests generated to find places that differ.</param>
/// <param name="TriedAll">Whether these were all that the generator makes.</param>
/// <param name="IsComplete">Whether all pairs of policies were compared; false where there are too many findings to list.</param>
public sealed record LintReport(IReadOnlyList<LintFinding> Findings, int Tried, bool TriedAll, bool IsComplete)
{
    /// <summary>Findings of a severity.</summary>
    public int Count(LintSeverity severity) => Findings.Count(f => f.Severity == severity);
}
