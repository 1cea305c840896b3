namespace Breakwater.Tests.ControlLog;

public sealed class CrashTests
{
    [Fact]
    public void No_acknowledged_record_is_lost_or_half_there_over_2500_seeded_lives()
    {
        var acknowledged = 0;
        for (var seed = 1UL; seed <= 2_500; seed++)
        {
            var run = new CrashRun(seed);
            run.Problem().ShouldBeNull();
            acknowledged += run.Acknowledged;
        }
        acknowledged.ShouldBeGreaterThan(20_000, "the runs must get as far as acknowledging");
    }

    [Theory]
    [InlineData("control-")]
    [InlineData("acknowledged")]
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
