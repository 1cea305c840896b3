using System.Diagnostics.CodeAnalysis;
using Breakwater.Fleet;

namespace Breakwater.Policy.Bundles;

/// <summary>What reading a bundle came to: a bundle, or every problem found.</summary>
/// <param name="Bundle">The bundle; null if there is any problem.</param>
/// <param name="Problems">Every problem, by file, line and column; empty if the bundle is good.</param>
public sealed record BundleReadResult(PolicyBundle? Bundle, IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether the folder holds a bundle.</summary>
    [MemberNotNullWhen(true, nameof(Bundle))]
    public bool IsValid => Bundle is not null;
}
