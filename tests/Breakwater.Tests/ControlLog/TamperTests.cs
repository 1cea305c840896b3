using System.Text;
using Breakwater.ControlLog;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.ControlLog;

public sealed class TamperTests
{
    private const int Records = 300;
    private readonly SimulatedDisk _disk = new(7);
    private readonly string[] _contents;

    public TamperTests()
    {
        using var log = TestControlLog.Open(_disk).Log!;
        for (var i = 1; i <= Records; i++)
        {
            if (i % 10 == 0) { log.Append(default, "test.record", Content(i, 'x'), "tester").Durable.ShouldBeTrue(); }
            else { log.EnqueueRestriction(default, "test.record", Content(i, 'x'), "tester"); }
            if (i == 40) { log.WriteSnapshot(40, "state"u8).Durable.ShouldBeTrue(); }
        }
        _contents = Contents(log);
        _contents.Length.ShouldBe(Records);
        _disk.Names.Count(n => n.StartsWith("entries-", StringComparison.Ordinal)).ShouldBe(2, "several segments, none yet removed");
    }

    private IEnumerable<string> Files => _disk.Names.Where(n => n != "reserve");

    [Fact]
    public void A_flip_of_any_byte_is_refused_or_repaired_without_loss_and_never_passes_in_silence()
    {
        foreach (var name in Files)
        {
            var original = _disk[name];
            Parallel.For(0, original.Length, at =>
            {
                var disk = _disk.Copy();
                disk[name] = [.. original[..at], (byte)(original[at] ^ 0x10), .. original[(at + 1)..]];
                var opened = TestControlLog.Open(disk);
                if (name != "head")
                {
                    opened.Log.ShouldBeNull($"{name} at {at}");
                    opened.Problems.ShouldHaveSingleItem().ShouldContain(Culprit(name));
                    disk[name][at].ShouldNotBe(original[at], "what is refused is left as it is");
                    return;
                }
                Contents(opened.Log.ShouldNotBeNull($"{name} at {at}: {string.Join("; ", opened.Problems)}")).ShouldBe(_contents);
                opened.Repairs.Count.ShouldBe(1);
            });
        }

        // A record and its hash that differ accuse each other.
        static string Culprit(string name) => name.StartsWith("hashes-", StringComparison.Ordinal) ? "hashes-" : name;
    }

    [Fact]
    public void Cutting_a_file_short_is_refused()
    {
        foreach (var name in Files.Where(n => n != "head"))
        {
            var original = _disk[name];
            for (var length = 0; length < original.Length; length += 1 + original.Length / 97)
            {
                var disk = _disk.Copy();
                disk[name] = original[..length];
                TestControlLog.Open(disk).Log.ShouldBeNull($"{name}, length {length}");
            }
        }
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        foreach (var name in Files)
        {
            var disk = _disk.Copy();
            disk.Remove(name);
            TestControlLog.Open(disk).Problems.ShouldNotBeEmpty(name);
        }
    }

    [Fact]
    public void Files_of_two_logs_under_the_same_key_cannot_be_mixed()
    {
        var other = new SimulatedDisk(8);
        using (var log = TestControlLog.Open(other).Log!)
        {
            for (var i = 1; i <= Records; i++) { log.EnqueueRestriction(default, "test.record", Content(i, 'y'), "tester"); }
            log.TryFlush().Done.ShouldBeTrue();
            log.WriteSnapshot(40, "state of another"u8).Durable.ShouldBeTrue();
        }
        foreach (var name in Files.Where(n => other.Names.Contains(n)))
        {
            var disk = _disk.Copy();
            disk[name] = other[name];
            TestControlLog.Open(disk).Log.ShouldBeNull(name);
        }
    }

    [Fact]
    public void A_snapshot_of_another_state_is_refused_though_the_rest_is_sound()
    {
        var name = _disk.Names.Single(n => n.StartsWith("snapshot-", StringComparison.Ordinal));
        _disk[name] = "stale"u8.ToArray();
        TestControlLog.Open(_disk).Problems.ShouldHaveSingleItem().ShouldContain("is not the one that the log names");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void A_log_of_which_more_was_removed_than_its_snapshot_covers_is_refused_though_every_hash_is_sound(int snapshotUpTo)
    {
        var disk = new SimulatedDisk(11);
        using (var log = TestControlLog.Open(disk).Log!)
        {
            for (var i = 1; i <= 256; i++) { log.EnqueueRestriction(default, "test.record", Content(i, 'x'), "tester"); }
            log.TryFlush().Done.ShouldBeTrue();
            log.WriteSnapshot(snapshotUpTo, "state"u8).Durable.ShouldBeTrue();
        }
        using (var log = MerkleLog.Open(disk.Mount(), new() { Origin = TestKeys.Origin, Signers = [TestControlLog.Signer] }, TimeProvider.System).Log!) { log.Prune(256).FirstEntry.ShouldBe(256); }
        LogVerifier.Verify(disk.MountBeside(), new() { Keys = [TestControlLog.Signer] }).IsIntact.ShouldBeTrue();
        TestControlLog.Open(disk).Problems.ShouldHaveSingleItem().ShouldContain("entries before 256 were removed");
    }

    [Fact]
    public void A_log_set_back_to_an_earlier_state_of_itself_is_refused_by_a_checkpoint_kept_elsewhere()
    {
        var earlier = _disk.Copy();
        ReadOnlyMemory<byte> kept;
        using (var log = TestControlLog.Open(_disk).Log!)
        {
            log.EnqueueRestriction(default, "test.revoke", "mallory"u8, "tester");
            log.TryFlush().Done.ShouldBeTrue();
            kept = log.Checkpoint.ToArray();
        }
        TestControlLog.Open(earlier.Copy()).Log.ShouldNotBeNull("in itself it is sound");
        TestControlLog.Open(earlier, known: kept).Problems.ShouldHaveSingleItem().ShouldContain("set back");
        TestControlLog.Open(_disk, known: kept).Log.ShouldNotBeNull();
    }

    [Fact]
    public void A_log_rewritten_whole_without_the_key_is_refused()
    {
        var forged = new SimulatedDisk(9);
        using (var log = FileControlLog.Open(forged.Mount(), TestControlLog.Options(signer: new HashSigner(TestKeys.Origin, "another key"u8.ToArray())), new FixedTime()).Log!)
        {
            log.Append(default, "test.record", "1"u8, "mallory").Durable.ShouldBeTrue();
        }
        TestControlLog.Open(forged).Problems.ShouldHaveSingleItem().ShouldContain("no valid signature");
    }

    [Fact]
    public void What_lies_beyond_the_head_is_cut_off_and_reported()
    {
        var last = _disk.Names.Last(n => n.StartsWith("entries-", StringComparison.Ordinal));
        _disk[last] = [.. _disk[last], 1, 2, 3];
        var opened = TestControlLog.Open(_disk);
        Contents(opened.Log.ShouldNotBeNull()).ShouldBe(_contents);
        opened.Repairs.ShouldHaveSingleItem().ShouldContain("never called durable");
        opened.Log.Append(default, "test.record", "next"u8, "tester").Number.ShouldBe(Records + 1);
    }

    [Fact]
    public void Damage_after_opening_is_found_by_a_replay()
    {
        using var log = TestControlLog.Open(_disk).Log!;
        var name = _disk.Names.First(n => n.StartsWith("entries-", StringComparison.Ordinal));
        var bytes = _disk[name];
        bytes[200] ^= 1;
        _disk[name] = bytes;
        Should.Throw<InvalidDataException>(() => log.Read(1).Count()).Message.ShouldContain("was damaged since the log was opened");
    }

    private static byte[] Content(int number, char fill) => Encoding.UTF8.GetBytes($"{number}:{new string(fill, 20)}");

    private static string[] Contents(FleetControlLog log) => [.. log.Read(1).Select(r => $"{r.Number}:{Encoding.UTF8.GetString(r.Payload.Span)}")];
}
