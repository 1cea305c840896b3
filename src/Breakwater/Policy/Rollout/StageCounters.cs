namespace Breakwater.Policy.Rollout;

/// <summary>
/// Counts of one stage, added to by every reader of the decision path without a lock. Stripes keep threads from one another's cache lines.
/// Whoever still evaluates under an earlier stage adds to that stage's counters, so nothing is carried over.
/// </summary>
internal sealed class StageCounters
{
    private const int Stripes = 8;
    private const int Stride = 16;
    private const int Evaluated = 0, Errors = 1, Slow = 2, AllowToDeny = 3, DenyToAllow = 4, Obligations = 5, BothDenied = 6;
    private readonly long[] _cells = new long[Stripes * Stride];

    public void Failed(bool slow) => Add(Errors, slow);

    public void Compared(DriftKind drift, bool bothDenied, bool slow) => Add(
        drift switch
        {
            DriftKind.AllowToDeny => AllowToDeny,
            DriftKind.DenyToAllow => DenyToAllow,
            DriftKind.Obligations => Obligations,
            _ => bothDenied ? BothDenied : -1,
        },
        slow);

    public void Add(in RolloutCounts counts)
    {
        Interlocked.Add(ref _cells[Evaluated], counts.Evaluated);
        Interlocked.Add(ref _cells[Errors], counts.Errors);
        Interlocked.Add(ref _cells[Slow], counts.Slow);
        Interlocked.Add(ref _cells[AllowToDeny], counts.AllowToDeny);
        Interlocked.Add(ref _cells[DenyToAllow], counts.DenyToAllow);
        Interlocked.Add(ref _cells[Obligations], counts.ObligationsChanged);
        Interlocked.Add(ref _cells[BothDenied], counts.BothDenied);
    }

    /// <summary>The counts as they stand; never more parts than the whole, even while others add.</summary>
    public RolloutCounts Read()
    {
        // The whole is added first and read last.
        var counts = new RolloutCounts
        {
            Slow = Sum(Slow), AllowToDeny = Sum(AllowToDeny), DenyToAllow = Sum(DenyToAllow), ObligationsChanged = Sum(Obligations), BothDenied = Sum(BothDenied),
            Errors = Sum(Errors),
        };
        return counts with { Evaluated = Sum(Evaluated) };
    }

    private void Add(int cell, bool slow)
    {
        var stripe = (Environment.CurrentManagedThreadId & (Stripes - 1)) * Stride;
        Interlocked.Increment(ref _cells[stripe + Evaluated]);
        if (cell >= 0) { Interlocked.Increment(ref _cells[stripe + cell]); }
        if (slow) { Interlocked.Increment(ref _cells[stripe + Slow]); }
    }

    private long Sum(int cell)
    {
        long sum = 0;
        for (var stripe = 0; stripe < Stripes; stripe++) { sum += Volatile.Read(ref _cells[stripe * Stride + cell]); }
        return sum;
    }
}
