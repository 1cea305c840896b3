using System.Runtime.CompilerServices;

namespace Breakwater.Contracts;

/// <summary>
/// Exact, repeatable counts of what controls did, one per <see cref="WorkUnit"/>. A mutable value passed by reference along the decision
/// path; it allocates nothing. Not safe for use by two threads at once.
/// </summary>
public struct Work
{
    /// <summary>How many units there are.</summary>
    public const int Units = 19;

    private Counts _counts;

    /// <summary>The count of one unit.</summary>
    public readonly long this[WorkUnit unit] => _counts[(int)unit];

    /// <summary>Adds to one unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(WorkUnit unit, long count = 1) => _counts[(int)unit] += count;

    /// <summary>Adds all of another's counts.</summary>
    public void Add(in Work other)
    {
        for (var i = 0; i < Units; i++) { _counts[i] += other._counts[i]; }
    }

    /// <summary>What was done since an earlier copy of this value.</summary>
    public readonly Work Since(in Work earlier)
    {
        var difference = this;
        for (var i = 0; i < Units; i++) { difference._counts[i] -= earlier._counts[i]; }
        return difference;
    }

    [InlineArray(Units)]
    private struct Counts
    {
        private long _first;
    }
}
