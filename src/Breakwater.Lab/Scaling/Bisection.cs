namespace Breakwater.Lab.Scaling;

/// <summary>Where a budget breaks, between two sizes that were tried.</summary>
/// <param name="SmallestBroken">Smallest size known to be broken.</param>
/// <param name="LargestHeld">Largest size below it known to hold.</param>
/// <param name="Probes">How many sizes were tried.</param>
public readonly record struct BisectionResult(int SmallestBroken, int LargestHeld, int Probes)
{
    /// <summary>Whether nothing lies between the two.</summary>
    public bool IsExact => SmallestBroken - LargestHeld == 1;
}

/// <summary>Finds where something that holds at a small size and is broken at a large one breaks, by trying.</summary>
public static class Bisection
{
    /// <summary>Relative resolution at which bisection ends by default.</summary>
    public const double DefaultResolution = 0.02;

    /// <summary>
    /// Halves the gap until it is within the resolution, or until the tries are used up. Where breaking is monotone in the size, the result
    /// is the smallest broken size to the resolution; where it is not, it is one of the places where it breaks.
    /// </summary>
    /// <param name="held">A size known to hold.</param>
    /// <param name="broken">A larger size known to be broken.</param>
    /// <param name="isBroken">Tries a size; called at most once for each.</param>
    /// <param name="resolution">Ends when the gap is at most this share of the broken size; 0 for the exact size.</param>
    /// <param name="maxProbes">Most tries; zero or more.</param>
    /// <param name="cancellationToken">Passed on, and looked at before each try.</param>
    public static BisectionResult SmallestBroken(
        int held, int broken, Func<int, CancellationToken, bool> isBroken, double resolution = DefaultResolution, int maxProbes = 30, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(broken, held);
        ArgumentOutOfRangeException.ThrowIfNegative(held);
        ArgumentOutOfRangeException.ThrowIfNegative(resolution);
        ArgumentOutOfRangeException.ThrowIfNegative(maxProbes);
        var probes = 0;
        while (probes < maxProbes && broken - held > Math.Max(1, resolution * broken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var middle = held + (broken - held) / 2;
            probes++;
            if (isBroken(middle, cancellationToken)) { broken = middle; } else { held = middle; }
        }
        return new(broken, held, probes);
    }
}
