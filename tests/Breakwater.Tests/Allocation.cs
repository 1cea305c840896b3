namespace Breakwater.Tests;

/// <summary>Counts what a path allocates once everything it needs is loaded, compiled and grown.</summary>
internal static class Allocation
{
    /// <summary>The least of several rounds: the runtime itself allocates now and then while it compiles a path again, a path that allocates does so in every round.</summary>
    public static long InSteadyState(Action round, Action? between = null)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 6; i++)
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
