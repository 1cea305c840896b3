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

    [Theory]
    [InlineData("compacted-")]
    [InlineData("cold-")]
    [InlineData("archive")]
    [InlineData("head")]
    public void Leaving_out_the_flush_of_one_kind_of_file_is_noticed(string kind) => SomeRunFails(disk => disk.PretendsToFlush = kind).ShouldBeTrue();

    [Fact]
    public void Leaving_out_the_flush_of_names_is_noticed() => SomeRunFails(disk => disk.PretendsToFlushNames = true).ShouldBeTrue();

    private static bool SomeRunFails(Action<SimulatedDisk> sabotage)
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            if (new TierCrashRun(seed, sabotage).Problem(Lives) is not null) { return true; }
        }
        return false;
    }
}
