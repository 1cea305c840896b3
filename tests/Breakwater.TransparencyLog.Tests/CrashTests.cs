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

    [Theory]
    [InlineData("entries-")]
    [InlineData("head")]
    [InlineData("hashes-")]
    [InlineData("checkpoint")]
    public void Leaving_out_the_flush_of_one_kind_of_file_is_noticed(string kind) =>
        SomeRunFails(disk => disk.PretendsToFlush = kind).ShouldBeTrue();

    [Fact]
    public void Leaving_out_the_flush_of_names_is_noticed() => SomeRunFails(disk => disk.PretendsToFlushNames = true).ShouldBeTrue();

    private static bool SomeRunFails(Action<SimulatedDisk> sabotage)
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            if (new CrashRun(seed, sabotage).Problem(Lives) is not null) { return true; }
        }
        return false;
    }
}
