using System.Text;
using Breakwater.ControlLog;

namespace Breakwater.Tests.ControlLog;

public sealed class TamperTests
{
    private readonly SimulatedDisk _disk = new(7);
    private readonly string[] _contents;

    public TamperTests()
    {
        using var log = Open(_disk).Log!;
        for (var i = 1; i <= 24; i++)
        {
            log.Append(default, "test.record", Encoding.UTF8.GetBytes($"{i}:{new string('x', 250)}"), "tester").Durable.ShouldBeTrue();
            if (i == 4) { log.WriteSnapshot(4, "state"u8).Durable.ShouldBeTrue(); }
        }
        _contents = Contents(log);
        _disk.Names.Count(n => n.StartsWith("control-", StringComparison.Ordinal)).ShouldBeGreaterThan(1, "several segments, none yet removed");
    }

    [Fact]
    public void A_flip_of_any_byte_is_refused_or_repaired_without_loss_and_never_passes_in_silence()
    {
        foreach (var name in _disk.Names)
        {
            var original = _disk[name];
            for (var at = 0; at < original.Length; at++)
            {
                var disk = _disk.Copy();
                disk[name] = [.. original[..at], (byte)(original[at] ^ 0x10), .. original[(at + 1)..]];
                var opened = Open(disk);
                if (name != AcknowledgedMark.Name)
                {
                    opened.Log.ShouldBeNull($"{name} at {at}");
                    opened.Problems.ShouldHaveSingleItem().ShouldContain(name);
                    disk[name][at].ShouldNotBe(original[at], "what is refused is left as it is");
                    continue;
                }
                Contents(opened.Log.ShouldNotBeNull($"{name} at {at}: {string.Join("; ", opened.Problems)}")).ShouldBe(_contents);
                opened.Repairs.Count.ShouldBe(IsInASlot(at) ? 1 : 0);
            }
        }
    }

    [Fact]
    public void Cutting_the_log_short_anywhere_is_refused()
    {
        var last = _disk.Names.Last(n => n.StartsWith("control-", StringComparison.Ordinal));
        var original = _disk[last];
        for (var length = 0; length < original.Length; length++)
        {
            var disk = _disk.Copy();
            disk[last] = original[..length];
            Open(disk).Log.ShouldBeNull($"length {length}");
        }
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        foreach (var name in _disk.Names.Where(n => !n.StartsWith("snapshot-", StringComparison.Ordinal)))
        {
            var disk = _disk.Copy();
            disk.Remove(name);
            Open(disk).Problems.ShouldNotBeEmpty(name);
        }
    }

    [Fact]
    public void Segments_of_two_logs_cannot_be_mixed()
    {
        var other = new SimulatedDisk(8);
        using (var log = Open(other).Log!)
        {
            for (var i = 1; i <= 24; i++) { log.Append(default, "test.record", Encoding.UTF8.GetBytes($"{i}:{new string('y', 250)}"), "tester"); }
        }
        foreach (var name in _disk.Names.Where(n => n.StartsWith("control-", StringComparison.Ordinal)))
        {
            var disk = _disk.Copy();
            disk[name] = other[name];
            Open(disk).Log.ShouldBeNull(name);
        }
    }

    [Fact]
    public void What_lies_beyond_the_acknowledged_mark_is_cut_off_and_reported()
    {
        var last = _disk.Names.Last(n => n.StartsWith("control-", StringComparison.Ordinal));
        _disk[last] = [.. _disk[last], 1, 2, 3];
        var opened = Open(_disk);
        Contents(opened.Log.ShouldNotBeNull()).ShouldBe(_contents);
        opened.Repairs.ShouldHaveSingleItem().ShouldContain("never acknowledged");
        opened.Log.Append(default, "test.record", "next"u8, "tester").Number.ShouldBe(25);
    }

    [Fact]
    public void Damage_after_opening_is_found_by_a_replay()
    {
        using var log = Open(_disk).Log!;
        var name = _disk.Names.First(n => n.StartsWith("control-", StringComparison.Ordinal));
        var bytes = _disk[name];
        bytes[200] ^= 1;
        _disk[name] = bytes;
        Should.Throw<InvalidDataException>(() => log.Read(1).Count()).Message.ShouldContain(name);
    }

    private static FileControlLogResult Open(SimulatedDisk disk) => FileControlLog.Open(disk.Mount(), new FixedTime(), FileControlLog.LeastSegmentBytes);

    private static string[] Contents(FleetControlLog log) => [.. log.Read(1).Select(r => $"{r.Number}:{Encoding.UTF8.GetString(r.Payload.Span)}")];

    private static bool IsInASlot(int at) => at is < 56 or (>= 512 and < 568);
}
