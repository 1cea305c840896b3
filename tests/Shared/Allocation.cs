using System.Diagnostics;

namespace Breakwater.Tests;

/// <summary>Counts what a path allocates once everything it needs is loaded, compiled and grown.</summary>
internal static class Allocation
{
    private const int FewestRounds = 60;

    /// <summary>How long the runtime may take to compile a path in full while other tests keep it busy. Only a path that allocates takes that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The least of several rounds: code that the runtime has not compiled in full may allocate, and it puts that off for as long as there is new code to compile; a path that allocates does so in every round.
    /// </summary>
    public static long InSteadyState(Action round, Action? between = null)
    {
        var (least, started) = (long.MaxValue, Stopwatch.GetTimestamp());
        for (var i = 0; least != 0 && (i < FewestRounds || Stopwatch.GetElapsedTime(started) < Patience); i++)
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
