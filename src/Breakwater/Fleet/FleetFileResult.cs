using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Fleet;

/// <summary>What reading a fleet file came to: a fleet, or every problem found.</summary>
/// <param name="Fleet">The fleet; null if there is any problem.</param>
/// <param name="Problems">Every problem, by line and column; empty if the fleet is good.</param>
public sealed record FleetFileResult(FleetSpecification? Fleet, IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether the file describes a fleet.</summary>
    [MemberNotNullWhen(true, nameof(Fleet))]
    public bool IsValid => Fleet is not null;
}
