namespace Breakwater.TransparencyLog.Tests;

public sealed class TierCrashTests
{
    private const int Lives = 4;

    [Fact]
    public void Over_1200_seeded_crashes_of_tiering_nothing_is_lost_that_did_not_expire()
    {
        var problems = new System.Collections.Concurrent.ConcurrentBag<string>();
        var done = new int[3];
        Parallel.For(1, 301, seed =>
        {
            var run = new TierCrashRun((ulong)seed);
            if (run.Problem(Lives) is { } problem) { problems.Add(problem); }
            for (var i = 0; i < 3; i++) { Interlocked.Add(ref done[i], run.Done[i]); }
        });
        problems.ShouldBeEmpty();
        done.ShouldAllBe(d => d > 60, "the runs must get as far as compacting, moving and expiring");
    }
}
