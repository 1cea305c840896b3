using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.ControlLog;

public sealed class CrashTests
{
    [Fact]
    public void No_acknowledged_record_is_lost_or_half_there_over_2500_seeded_lives()
    {
        var (acknowledged, takenBack) = (0, 0);
        var problems = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(1, 2_501, seed =>
        {
            var run = new CrashRun((ulong)seed);
            if (run.Problem() is { } problem) { problems.Add(problem); }
            Interlocked.Add(ref acknowledged, run.Acknowledged);
            Interlocked.Add(ref takenBack, run.TakenBack);
        });
        problems.ShouldBeEmpty();
        acknowledged.ShouldBeGreaterThan(20_000, "the runs must get as far as acknowledging");
        takenBack.ShouldBeGreaterThan(1_000, "and as far as taking back what was refused");
    }

    [Theory]
    [InlineData("entries-")]
    [InlineData("head")]
    [InlineData("hashes-")]
    [InlineData("checkpoint")]
    [InlineData("snapshot")]
    public void Leaving_out_the_flush_of_one_kind_of_file_is_noticed(string kind) =>
        SomeRunFails(disk => disk.PretendsToFlush = kind).ShouldBeTrue();

    [Fact]
    public void Leaving_out_the_flush_of_names_is_noticed() => SomeRunFails(disk => disk.PretendsToFlushNames = true).ShouldBeTrue();

    private static bool SomeRunFails(Action<SimulatedDisk> sabotage)
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            if (new CrashRun(seed, sabotage).Problem() is not null) { return true; }
        }
        return false;
    }
}
