namespace Breakwater.TransparencyLog.Tests;

public sealed class CrashTests
{
    private const int Runs = 2_500;
    private const int Lives = 4;

    [Fact]
    public void Over_10000_seeded_crashes_no_acknowledged_record_is_lost_or_half_there_and_the_log_verifies_and_goes_on()
    {
        var (acknowledged, crashes, pruned) = (0, 0, 0);
        var problems = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(1, Runs + 1, seed =>
        {
            var run = new CrashRun((ulong)seed);
            if (run.Problem(Lives) is { } problem) { problems.Add(problem); }
            Interlocked.Add(ref acknowledged, run.Acknowledged);
            Interlocked.Add(ref crashes, run.Crashes);
            if (run.Pruned) { Interlocked.Increment(ref pruned); }
        });
        problems.ShouldBeEmpty();
        crashes.ShouldBe(Runs * Lives);
        acknowledged.ShouldBeGreaterThan(Runs * 300, "the runs must get as far as acknowledging, beyond one segment and one tile");
        pruned.ShouldBeGreaterThan(100, "some must get as far as pruning");
    }
}
