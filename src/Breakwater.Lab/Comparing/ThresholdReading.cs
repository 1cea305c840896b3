using System.Diagnostics.CodeAnalysis;
using Breakwater.Fleet;

namespace Breakwater.Lab.Comparing;

/// <summary>A threshold, or why the text is none.</summary>
public sealed record ThresholdReading(Threshold? Threshold, Problem? Problem)
{
    /// <summary>Whether there is a threshold.</summary>
    [MemberNotNullWhen(true, nameof(Threshold))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsGood => Threshold is not null;
}
