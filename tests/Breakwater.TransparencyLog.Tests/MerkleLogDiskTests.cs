using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>A disk that is full, read-only or somebody else's: nothing taken is lost, and the log says what helps.</summary>
public sealed class MerkleLogDiskTests : LogBench
{
    [Fact]
    public void Of_two_writers_the_second_is_told_and_the_first_goes_on()
    {
        using var log = Open();
        var second = MerkleLog.Open(_disk.MountBeside(), TestKeys.Options(), _time);
        second.Log.ShouldBeNull();
        second.Problems.ShouldHaveSingleItem().ShouldContain("Stop the other process");
        log.AppendDurable("x"u8).Status.ShouldBe(AppendStatus.Durable);
    }

    [Fact]
    public void Two_writers_on_a_real_disk_and_a_path_that_is_no_directory_are_told_too()
    {
        var directory = Directory.CreateTempSubdirectory("log-");
        try
        {
            using (var log = MerkleLog.Open(directory.FullName, TestKeys.Options(), TimeProvider.System).Log.ShouldNotBeNull())
            {
                log.AppendDurable("x"u8).Status.ShouldBe(AppendStatus.Durable);
                MerkleLog.Open(directory.FullName, TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("Stop the other process");
                LogVerifier.Verify(directory.FullName, TestKeys.Against()).IsIntact.ShouldBeTrue("reading needs no lock");
            }
            MerkleLog.Open(Path.Combine(directory.FullName, "head"), TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("cannot be taken");
            MerkleLog.Open(" ", TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("name one");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_segment_that_cannot_be_read_is_reported_also_by_the_threads_that_verify_together()
    {
        var directory = Directory.CreateTempSubdirectory("log-");
        try
        {
            var options = new MerkleLogOptions { Origin = TestKeys.Origin, Signers = [TestKeys.Signer], ReservedBytes = 0, SegmentEntries = 256 };
            using (var log = MerkleLog.Open(directory.FullName, options, TimeProvider.System).Log.ShouldNotBeNull())
            {
                for (var i = 0; i < 17 * 256; i++) { log.Append("x"u8).Status.ShouldBe(AppendStatus.Buffered); }
            }
            // Nobody can read a folder as a file, root neither.
            var segment = Path.Combine(directory.FullName, "entries-000000000011");
            File.Delete(segment);
            Directory.CreateDirectory(segment);
            LogVerifier.Verify(directory.FullName, TestKeys.Against()).Damage.ShouldNotBeNull().ToString().ShouldSatisfyAllConditions(d => d.ShouldContain("cannot be read"), d => d.ShouldContain(segment));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void In_a_read_only_directory_it_says_so_and_goes_on_once_that_is_over()
    {
        var log = Open();
        _disk.IsReadOnly = true;
        log.Commit().Problem.ShouldBeNull("there is nothing to write");
        var result = log.AppendDurable("x"u8);
        (result.Status, result.Position).ShouldBe((AppendStatus.NotDurable, 0));
        result.Problem.ShouldNotBeNull().ShouldContain("writable");
        _disk.IsReadOnly = false;
        log.WaitUntilDurable(0).Status.ShouldBe(AppendStatus.Durable);
        log.Dispose();
        _disk.IsReadOnly = true;
        MerkleLog.Open(_disk.Mount(), TestKeys.Options(), _time).Problems.ShouldHaveSingleItem().ShouldContain("writable");
    }

    [Fact]
    public void On_a_full_disk_nothing_taken_is_lost_and_it_recovers_by_itself()
    {
        using var log = Open();
        log.AppendDurable("before"u8).Status.ShouldBe(AppendStatus.Durable);
        _disk.Free = 10;
        log.AppendDurable("while it is full"u8).Status.ShouldBe(AppendStatus.NotDurable);
        log.Append("more"u8).Status.ShouldBe(AppendStatus.Buffered);
        log.Commit().Problem.ShouldNotBeNull().ShouldContain("Free some space");
        log.DurableSize.ShouldBe(1);
        _disk.Free = 1_000_000;
        log.Commit().Problem.ShouldBeNull();
        log.DurableSize.ShouldBe(3);
        Records(log).ShouldBe(["before", "while it is full", "more"]);
        log.Commit(checkpoint: true);
        LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void Below_the_watermark_only_reserved_records_are_taken_until_there_is_space_again()
    {
        _disk.Free = 100_000;
        using var log = Open(minimumFree: 60_000);
        log.Append("ordinary"u8).Status.ShouldBe(AppendStatus.Buffered);
        _disk.Free = 50_000;
        log.Commit().Problem.ShouldBeNull();
        var refused = log.Append("ordinary"u8);
        refused.Status.ShouldBe(AppendStatus.StorageFull);
        refused.Problem.ShouldNotBeNull().ShouldContain("free some");
        log.AppendDurable("control"u8, reserved: true).Status.ShouldBe(AppendStatus.Durable);
        _disk.Free = 100_000;
        log.Append("ordinary"u8).Status.ShouldBe(AppendStatus.StorageFull, "it asked a moment ago");
        _time.Move(TimeSpan.FromSeconds(2));
        log.AppendDurable("ordinary"u8).Status.ShouldBe(AppendStatus.Durable, "nobody had to do anything");
        Records(log).ShouldBe(["ordinary", "control", "ordinary"]);
    }

    [Fact]
    public void On_a_full_disk_the_reserve_is_given_up_for_reserved_records_and_set_aside_again_later()
    {
        _disk.Free = 500_000;
        using var log = Open(reserved: 100_000);
        _disk.Names.ShouldContain("reserve");
        _disk.Free = 0;
        log.AppendDurable("ordinary"u8).Status.ShouldBe(AppendStatus.NotDurable);
        _disk.Names.ShouldContain("reserve", "ordinary records do not get it");
        log.AppendDurable("control"u8, reserved: true).Status.ShouldBe(AppendStatus.Durable);
        _disk.Names.ShouldNotContain("reserve");
        Records(log).ShouldBe(["ordinary", "control"]);
        _disk.Free = 500_000;
        log.Commit().Problem.ShouldBeNull();
        _disk.Names.ShouldContain("reserve");
    }
}
