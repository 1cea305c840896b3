using System.Text;
using Breakwater.ControlLog;

namespace Breakwater.Tests.ControlLog;

public sealed class FileControlLogTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("control-log-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_log_on_a_real_disk_is_there_again_after_reopening()
    {
        var path = Path.Combine(_directory.FullName, "new", "log");
        using (var log = Open(path).Log!)
        {
            for (var i = 1; i <= 40; i++) { log.Append(default, "a", Encoding.UTF8.GetBytes($"{i}" + new string('x', 400)), "x").Durable.ShouldBeTrue(); }
            log.EnqueueRestriction(default, "r", "last"u8, "x");
            log.WriteSnapshot(35, "state"u8).Durable.ShouldBeTrue();
        }
        var opened = Open(path);
        opened.Problems.ShouldBeEmpty();
        opened.Repairs.ShouldBeEmpty();
        using (var again = opened.Log!)
        {
            (again.LastNumber, again.DurableNumber).ShouldBe((41, 41));
            again.TryReadSnapshot(out var upTo, out var state).ShouldBeTrue();
            (upTo, Encoding.UTF8.GetString(state)).ShouldBe((35, "state"));
            again.Read(36).Select(r => r.Number).ShouldBe([36, 37, 38, 39, 40, 41]);
            again.Read(1).First().Number.ShouldBeGreaterThan(1, "what the snapshot covers is removed by whole segments");
            again.Append(default, "a", [], "x").Number.ShouldBe(42);
        }
        Directory.GetFiles(path, "snapshot-*").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_second_writer_is_refused_until_the_first_has_gone()
    {
        var first = Open(_directory.FullName).Log!;
        var second = Open(_directory.FullName);
        second.Log.ShouldBeNull();
        second.Problems.ShouldHaveSingleItem().ShouldContain("Stop the other process");
        first.Append(default, "a", [], "x").Durable.ShouldBeTrue();
        first.Dispose();
        using var third = Open(_directory.FullName).Log!;
        third.DurableNumber.ShouldBe(1);
    }

    [Fact]
    public void A_refused_log_lets_the_directory_go()
    {
        Open(_directory.FullName).Log!.Dispose();
        var mark = Path.Combine(_directory.FullName, AcknowledgedMark.Name);
        var sound = File.ReadAllBytes(mark);
        File.WriteAllBytes(mark, new byte[sound.Length]);
        Open(_directory.FullName).Problems.ShouldHaveSingleItem().ShouldContain(mark);
        File.WriteAllBytes(mark, sound);
        Open(_directory.FullName).Log.ShouldNotBeNull().Dispose();
    }

    [Theory]
    [InlineData("", FileControlLog.DefaultSegmentBytes)]
    [InlineData("log", FileControlLog.LeastSegmentBytes - 1)]
    [InlineData("log", int.MaxValue)]
    public void Settings_out_of_range_are_refused(string name, int segmentBytes)
    {
        var path = name.Length == 0 ? "" : Path.Combine(_directory.FullName, name);
        FileControlLog.Open(path, TimeProvider.System, segmentBytes).Problems.ShouldHaveSingleItem();
        Directory.Exists(Path.Combine(_directory.FullName, "log")).ShouldBeFalse();
    }

    [Fact]
    public void A_path_that_cannot_be_a_directory_is_refused()
    {
        var file = Path.Combine(_directory.FullName, "file");
        File.WriteAllText(file, "");
        Open(file).Problems.ShouldHaveSingleItem().ShouldContain(file);
    }

    [Fact]
    public void A_full_disk_refuses_permits_takes_restrictions_from_the_reserve_and_recovers()
    {
        var disk = new SimulatedDisk(3);
        using var log = FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes).Log!;
        log.Append(default, "a", new byte[3_000], "x").Durable.ShouldBeTrue();
        disk.Free = 0;
        var refused = log.Append(default, "a", new byte[3_000], "x");
        refused.Durable.ShouldBeFalse();
        refused.Error.ShouldNotBeNull().ShouldContain("Free some space");
        for (var i = 0; i < 20; i++) { log.EnqueueRestriction(default, "r", new byte[16_000], "x").Kept.ShouldBeTrue(); }
        log.TryFlush().Done.ShouldBeTrue("the segment has room set aside for them");
        log.DurableNumber.ShouldBe(21);
        log.Append(default, "a", new byte[3_000], "x").Durable.ShouldBeFalse();
        disk.Free = null;
        log.Append(default, "a", new byte[3_000], "x").Number.ShouldBe(22);
        disk.Restart();
        using var again = FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes).Log!;
        again.Read(1).Select(r => r.Number).ShouldBe(Enumerable.Range(1, 22).Select(n => (long)n));
    }

    [Fact]
    public void Unrecorded_restrictions_are_remembered_across_reopening()
    {
        var disk = new SimulatedDisk(4);
        using (var log = FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes).Log!)
        {
            log.EnqueueRestriction(default, "not a kind", [], "x").Kept.ShouldBeFalse();
        }
        using (var again = FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes).Log!)
        {
            again.UnrecordedRestrictions.ShouldBe(1);
            again.Append(default, "a", [], "x").Durable.ShouldBeFalse();
            again.WriteSnapshot(1, "reviewed"u8).Durable.ShouldBeTrue();
            again.Append(default, "a", [], "x").Number.ShouldBe(2);
        }
        using var third = FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes).Log!;
        third.UnrecordedRestrictions.ShouldBe(0);
    }

    [Fact]
    public void A_failed_permit_overtaken_by_a_restriction_leaves_its_number_empty()
    {
        var disk = new SimulatedDisk(5);
        var files = new InterruptingFiles(disk);
        using var log = FileControlLog.Open(files, new FixedTime(), FileControlLog.DefaultSegmentBytes).Log!;
        log.Append(default, "a", "1"u8, "x");
        files.OnNextFlush = () =>
        {
            log.LastNumber.ShouldBe(1, "a permit in flight is not in force");
            log.EnqueueRestriction(default, "r", "3"u8, "x").Number.ShouldBe(3);
            throw new IOException("Fails.");
        };
        log.Append(default, "a", "2"u8, "x").Durable.ShouldBeFalse();
        log.LastNumber.ShouldBe(3);
        log.Append(default, "a", "4"u8, "x").Number.ShouldBe(4);
        log.Read(1).Select(r => r.Number).ShouldBe([1, 3, 4]);
        log.Dispose();
        using var again = FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.DefaultSegmentBytes).Log!;
        again.Read(1).Select(r => r.Number).ShouldBe([1, 3, 4]);
    }

    private static FileControlLogResult Open(string path) => FileControlLog.Open(path, TimeProvider.System, FileControlLog.LeastSegmentBytes);

    /// <summary>Runs something once in the middle of a write.</summary>
    private sealed class InterruptingFiles(SimulatedDisk disk) : LogFiles
    {
        private readonly LogFiles _inner = disk.Mount();

        public Action? OnNextFlush { get; set; }

        public override string PathOf(string name) => _inner.PathOf(name);

        public override void Acquire() => _inner.Acquire();

        public override IReadOnlyList<string> List() => _inner.List();

        public override LogFile Create(string name, long reservedBytes) => new InterruptingFile(this, _inner.Create(name, reservedBytes));

        public override LogFile Open(string name) => _inner.Open(name);

        public override void Rename(string from, string to) => _inner.Rename(from, to);

        public override void Delete(string name) => _inner.Delete(name);

        public override void Flush() => _inner.Flush();

        public override void Dispose() => _inner.Dispose();

        private sealed class InterruptingFile(InterruptingFiles files, LogFile inner) : LogFile
        {
            public override long Length => inner.Length;

            public override int Read(long offset, Span<byte> destination) => inner.Read(offset, destination);

            public override void Write(long offset, ReadOnlySpan<byte> bytes) => inner.Write(offset, bytes);

            public override void Truncate(long length) => inner.Truncate(length);

            public override void Flush()
            {
                var action = files.OnNextFlush;
                files.OnNextFlush = null;
                action?.Invoke();
                inner.Flush();
            }

            public override void Dispose() => inner.Dispose();
        }
    }
}
