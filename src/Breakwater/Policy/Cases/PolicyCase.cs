using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy.Inspection;

namespace Breakwater.Policy.Cases;

/// <summary>A request and the answer that policies must give. Immutable.</summary>
public sealed record PolicyCase
{
    /// <summary>What it shows.</summary>
    public required string Name { get; init; }

    /// <summary>Line in its file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The request.</summary>
    public required StatedRequest Request { get; init; }

    /// <summary>Whether it must be permitted.</summary>
    public required bool Allow { get; init; }

    /// <summary>The obligations that must come with it; of a denial none.</summary>
    public required Obligations Obligations { get; init; }

    /// <summary>Ids of the policies that must determine the answer, no more and no fewer; null if any may.</summary>
    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>Code of the reason of a denial, such as <c>policy.not-permitted</c>; null if any will do.</summary>
    public string? Reason { get; init; }
}

/// <summary>A file of cases. Immutable.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Fleet">Path of the fleet file, from the file's own folder.</param>
/// <param name="Tenant">Tenant id; null for the only one.</param>
/// <param name="Bundles">Folders of the bundles, from the file's own folder.</param>
/// <param name="Cases">The cases in order.</param>
public sealed record PolicyCaseFile(string File, string Fleet, string? Tenant, IReadOnlyList<string> Bundles, IReadOnlyList<PolicyCase> Cases);

/// <summary>What reading a file of cases came to.</summary>
/// <param name="File">The cases; null if there is any problem.</param>
/// <param name="Problems">Every problem, by line and column.</param>
public sealed record PolicyCaseFileResult(PolicyCaseFile? File, IReadOnlyList<Problem> Problems);

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Answer">What the policies say.</param>
/// <param name="Differences">How that differs from what is expected, one sentence each; empty if it does not.</param>
public sealed record PolicyCaseResult(PolicyCase Case, RequestAnswer Answer, IReadOnlyList<string> Differences)
{
    /// <summary>Whether the answer is as expected.</summary>
    public bool Passed => Differences.Count == 0;
}
