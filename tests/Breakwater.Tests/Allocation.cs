namespace Breakwater.Tests;

/// <summary>Counts what a path allocates once everything it needs is loaded, compiled and grown.</summary>
internal static class Allocation
{
    private const int MostRounds = 60;

    /// <summary>
    /// The least of several rounds: code that the runtime has not compiled in full may allocate, and on a busy machine that takes it a while; a path that allocates does so in every round.
    /// </summary>
    public static long InSteadyState(Action round, Action? between = null)
    {
        var least = long.MaxValue;
        for (var i = 0; i < MostRounds && least != 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (i > 0) { least = Math.Min(least, allocated); }
            between?.Invoke();
        }
        return least;
    }
}
