using System.Text;
using Breakwater.ControlLog;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;

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
            for (var i = 1; i <= 599; i++) { log.EnqueueRestriction(default, "a", Encoding.UTF8.GetBytes($"{i}"), "x").Kept.ShouldBeTrue(); }
            log.Append(default, "a", Encoding.UTF8.GetBytes("600"), "x").Durable.ShouldBeTrue();
            log.EnqueueRestriction(default, "r", "last"u8, "x");
            log.WriteSnapshot(520, "an older state"u8).Durable.ShouldBeTrue();
            log.WriteSnapshot(595, "state"u8).Durable.ShouldBeTrue();
        }
        var opened = Open(path);
        opened.Problems.ShouldBeEmpty();
        opened.Repairs.ShouldBeEmpty();
        using (var again = opened.Log!)
        {
            (again.LastNumber, again.DurableNumber).ShouldBe((601, 601));
            again.TryReadSnapshot(out var upTo, out var state).ShouldBeTrue();
            (upTo, Encoding.UTF8.GetString(state)).ShouldBe((595, "state"));
            again.Read(596).Select(r => r.Number).ShouldBe([596, 597, 598, 599, 600, 601]);
            again.Read(1).First().Number.ShouldBe(513, "what the snapshot covers is removed by whole segments");
            again.Append(default, "a", [], "x").Number.ShouldBe(602);
        }
        Directory.GetFiles(path, "snapshot-*").ShouldHaveSingleItem();
        LogVerifier.Verify(path, new() { Keys = [TestControlLog.Signer] }).IsIntact.ShouldBeTrue("it is a transparency log like any other");
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
        var head = Path.Combine(_directory.FullName, "head");
        var sound = File.ReadAllBytes(head);
        File.WriteAllBytes(head, new byte[sound.Length]);
        Open(_directory.FullName).Problems.ShouldHaveSingleItem().ShouldContain(head);
        File.WriteAllBytes(head, sound);
        Open(_directory.FullName).Log.ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Every_problem_with_the_settings_is_reported_and_nothing_is_made()
    {
        Open("").Problems.ShouldHaveSingleItem().ShouldContain("name one");
        var path = Path.Combine(_directory.FullName, "log");
        var opened = FileControlLog.Open(path, new() { Origin = "", Signers = [], MinimumFreeBytes = -1 }, TimeProvider.System);
        opened.Problems.Count.ShouldBe(3);
        FileControlLog.Open(path, new() { Origin = "x", Signers = [TestControlLog.Signer], MinimumFreeBytes = ControlLogOptions.LeastFreeBytes - 1 }, TimeProvider.System).Problems.ShouldHaveSingleItem();
        Directory.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("acknowledged")]
    [InlineData("control-00000000000000000001.log")]
    public void A_log_of_the_earlier_format_is_refused_with_a_remedy_and_left_alone(string file)
    {
        File.WriteAllText(Path.Combine(_directory.FullName, file), "as it was");
        Open(_directory.FullName).Problems.ShouldHaveSingleItem().ShouldContain("Name another directory for a new log");
        RecordedControlLog.Read(_directory.FullName).Problems.ShouldHaveSingleItem().ShouldContain("Name another directory for a new log");
        Directory.GetFiles(_directory.FullName).ShouldHaveSingleItem();
    }

    [Fact]
    public void Another_kind_of_log_under_the_same_key_is_refused()
    {
        using (var other = MerkleLog.Open(_directory.FullName, new() { Origin = TestKeys.Origin, Signers = [TestControlLog.Signer] }, TimeProvider.System).Log!) { other.AppendDurable("{\"v\":1}"u8); }
        Open(_directory.FullName).Problems.ShouldHaveSingleItem().ShouldContain("no entry of a control log");
        RecordedControlLog.IsOne(_directory.FullName).ShouldBeFalse();
    }

    [Fact]
    public void A_read_only_disk_is_refused_with_a_remedy_and_permits_nothing()
    {
        var disk = new SimulatedDisk(6);
        using var log = TestControlLog.Open(disk).Log!;
        disk.IsReadOnly = true;
        log.Append(default, "a", [], "x").Error.ShouldNotBeNull().ShouldContain("make the directory writable");
        log.EnqueueRestriction(default, "r", [], "x").Kept.ShouldBeTrue();
        log.TryFlush().Error.ShouldNotBeNull().ShouldContain("make the directory writable");
        FileControlLog.Open(disk.MountBeside(), TestControlLog.Options(), new FixedTime()).Problems.ShouldHaveSingleItem().ShouldContain("make the directory writable");
        disk.IsReadOnly = false;
        log.TryFlush().Done.ShouldBeTrue();
        log.Read(1).Select(r => r.Kind).ShouldBe(["r"]);
    }

    [Fact]
    public void A_key_out_of_reach_stops_no_record_and_is_reported_until_it_is_back()
    {
        var signer = new FailingSigner();
        using var log = FileControlLog.Open(new SimulatedDisk(7).Mount(), TestControlLog.Options(signer: signer), new FixedTime()).Log!;
        signer.Fails = true;
        log.Append(default, "a", [], "x").Durable.ShouldBeTrue();
        log.TryFlush().CheckpointError.ShouldNotBeNull().ShouldContain("out of reach");
        log.TryFlush().Done.ShouldBeTrue();
        signer.Fails = false;
        log.TryFlush().ShouldBe(new FlushResult(0, null));
        Encoding.UTF8.GetString(log.Checkpoint.Span).Split('\n')[1].ShouldBe("1");
    }

    [Fact]
    public void A_log_that_is_in_use_can_be_read_beside_its_writer()
    {
        using var log = Open(_directory.FullName).Log!;
        log.Append(default, "a", new byte[ControlLogLimits.PayloadBytes], "x").Durable.ShouldBeTrue();
        log.EnqueueRestriction(default, "r", "2"u8, "x");
        log.EnqueueRestriction(default, "not a kind", [], "x");
        log.WriteSnapshot(1, "state"u8).Durable.ShouldBeTrue();
        var read = RecordedControlLog.Read(_directory.FullName);
        read.Problems.ShouldBeEmpty();
        (read.LastNumber, read.SnapshotUpTo).ShouldBe((3, 1));
        read.Records.Select(r => (r.Number, r.Kind, r.Payload.Length)).ShouldBe([(1, "a", ControlLogLimits.PayloadBytes), (2, "r", 1), (3, ControlRecord.UnrecordedKind, 4)]);
        RecordedControlLog.IsOne(_directory.FullName).ShouldBeTrue();
        File.WriteAllText(Directory.GetFiles(_directory.FullName, "snapshot-*").Single(), "other");
        RecordedControlLog.Read(_directory.FullName).Problems.ShouldHaveSingleItem().ShouldContain("is not the one that the log names");
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
        using var log = TestControlLog.Open(disk).Log!;
        log.Append(default, "a", new byte[3_000], "x").Durable.ShouldBeTrue();
        disk.Free = 0;
        var refused = log.Append(default, "a", new byte[3_000], "x");
        refused.Durable.ShouldBeFalse();
        refused.Error.ShouldNotBeNull().ShouldContain("Free some space");
        for (var i = 0; i < 20; i++) { log.EnqueueRestriction(default, "r", new byte[16_000], "x").Kept.ShouldBeTrue(); }
        log.TryFlush().Done.ShouldBeTrue("room is set aside for them");
        log.DurableNumber.ShouldBe(21);
        log.Append(default, "a", new byte[3_000], "x").Durable.ShouldBeFalse();
        disk.Free = long.MaxValue / 2;
        log.Append(default, "a", new byte[3_000], "x").Number.ShouldBe(22);
        disk.Restart();
        using var again = TestControlLog.Open(disk).Log!;
        again.Read(1).Select(r => r.Number).ShouldBe(Enumerable.Range(1, 22).Select(n => (long)n));
    }

    [Fact]
    public void Unrecorded_restrictions_are_remembered_across_reopening()
    {
        var disk = new SimulatedDisk(4);
        using (var log = TestControlLog.Open(disk).Log!)
        {
            log.EnqueueRestriction(default, "not a kind", [], "x").Kept.ShouldBeFalse();
        }
        using (var again = TestControlLog.Open(disk).Log!)
        {
            again.UnrecordedRestrictions.ShouldBe(1);
            again.Append(default, "a", [], "x").Durable.ShouldBeFalse();
            again.WriteSnapshot(1, "reviewed"u8).Durable.ShouldBeTrue();
            again.Append(default, "a", [], "x").Number.ShouldBe(2);
        }
        using var third = TestControlLog.Open(disk).Log!;
        third.UnrecordedRestrictions.ShouldBe(0);
    }

    [Fact]
    public void A_refused_permit_never_comes_back_wherever_the_power_fails_while_the_log_recovers()
    {
        for (var (operations, recovered) = (1, false); !recovered; operations++)
        {
            operations.ShouldBeLessThan(200);
            var disk = new SimulatedDisk((ulong)operations);
            var hooked = new HookedDirectory(disk.Mount());
            var log = FileControlLog.Open(hooked, TestControlLog.Options(), new FixedTime()).Log!;
            log.Append(default, "a", "1"u8, "x").Durable.ShouldBeTrue();
            hooked.BeforeFlush = () => throw new IOException("Fails.");
            log.Append(default, "a", "2"u8, "x").Durable.ShouldBeFalse();
            hooked.BeforeFlush = null;
            disk.OperationsUntilPowerLoss = operations;
            try
            {
                recovered = log.Append(default, "a", "3"u8, "x").Durable;
            }
            catch (PowerLoss)
            {
            }
            disk.Restart();
            using var again = TestControlLog.Open(disk).Log!;
            string.Join(',', again.Read(1).Select(r => Encoding.UTF8.GetString(r.Payload.Span))).ShouldBeOneOf("1", "1,3");
        }
    }

    [Fact]
    public void A_failed_permit_overtaken_by_a_restriction_leaves_its_number_empty()
    {
        var disk = new SimulatedDisk(5);
        var hooked = new HookedDirectory(disk.Mount());
        using var log = FileControlLog.Open(hooked, TestControlLog.Options(), new FixedTime()).Log!;
        log.Append(default, "a", "1"u8, "x");
        hooked.BeforeFlush = () =>
        {
            hooked.BeforeFlush = null;
            log.LastNumber.ShouldBe(1, "a permit in flight is not in force");
            log.EnqueueRestriction(default, "r", "3"u8, "x").Number.ShouldBe(3);
            throw new IOException("Fails.");
        };
        log.Append(default, "a", "2"u8, "x").Durable.ShouldBeFalse();
        log.LastNumber.ShouldBe(3);
        log.Append(default, "a", "4"u8, "x").Number.ShouldBe(4);
        log.Read(1).Select(r => r.Number).ShouldBe([1, 3, 4]);
        log.Dispose();
        using var again = TestControlLog.Open(disk).Log!;
        again.Read(1).Select(r => r.Number).ShouldBe([1, 3, 4]);
    }

    private static FileControlLogResult Open(string path) => TestControlLog.Open(path);

    private sealed class FailingSigner : INoteSigner
    {
        public bool Fails { get; set; }

        public INoteVerifier Verifier => TestControlLog.Signer;

        public byte[] Sign(ReadOnlySpan<byte> text) => Fails ? throw new System.Security.Cryptography.CryptographicException("The device is out of reach.") : TestControlLog.Signer.Sign(text);
    }
}
