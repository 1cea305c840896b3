namespace Breakwater.Fleet.Scaling;

/// <summary>Shares a whole number out in proportion to weights.</summary>
internal static class LargestRemainder
{
    /// <summary>
    /// Each gets its exact share rounded down; what is left goes one each to the largest remainders, the first of equals first. So the shares add up to the
    /// seats, none is a whole one or more away from exact, and a heavier weight never gets less than a lighter one.
    /// </summary>
    /// <remarks>The method is not monotone in the seats: with one more seat to share, a weight can get one less (the Alabama paradox).</remarks>
    public static int[] Share(IReadOnlyList<int> weights, int seats)
    {
        var total = weights.Sum(w => (long)w);
        var shares = new int[weights.Count];
        var left = seats;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = (int)((long)weights[i] * seats / total);
            left -= shares[i];
        }
        var byRemainder = Enumerable.Range(0, shares.Length).OrderByDescending(i => (long)weights[i] * seats % total).Take(left);
        foreach (var i in byRemainder) { shares[i]++; }
        return shares;
    }
}
