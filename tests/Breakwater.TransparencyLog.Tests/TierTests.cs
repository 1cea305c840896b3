using System.Collections.Concurrent;
using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>A log whose segments were compacted, moved to an object store, and expired, is read, proved, exported and verified as before.</summary>
public sealed class TierTests : IDisposable
{
    private const int Entries = 1_100;
    private readonly SimulatedDisk _disk = new(1);
    private readonly DirectoryInfo _export = Directory.CreateTempSubdirectory("export-");
    private readonly LogDirectory _directory;
    private readonly SegmentArchive _archive;
    private readonly MerkleLog _log;
    private readonly SegmentTiers _tiers;

    public TierTests()
    {
        _directory = _disk.Mount();
        _archive = ArchiveOf(_disk);
        _log = MerkleLog.Open(_directory, Options(_archive), TimeProvider.System).Log.ShouldNotBeNull();
        for (var i = 0; i < Entries; i++) { _log.Append(Record(i)); }
        _log.Commit(checkpoint: true).Problem.ShouldBeNull();
        _tiers = new(_log, _directory, _archive);
    }

    public void Dispose()
    {
        _log.Dispose();
        _export.Delete(recursive: true);
    }

    [Fact]
    public void An_export_has_the_same_bytes_whatever_tier_its_records_are_in()
    {
        var (before, after) = (Path.Combine(_export.FullName, "before"), Path.Combine(_export.FullName, "after"));
        _log.View.Export(before);
        Compact(3);
        _tiers.MoveToCold().ShouldBeNull();
        _disk.Names.Where(n => n.Contains("00000", StringComparison.Ordinal)).ShouldBe(["cold-compacted-000000000000", "compacted-000000000001", "compacted-000000000002", "entries-000000000003", "entries-000000000004"]);
        _log.View.Export(after);
        foreach (var file in Directory.GetFiles(before, "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(Path.Combine(after, Path.GetRelativePath(before, file))).ShouldBe(File.ReadAllBytes(file), file);
        }
        Directory.GetFiles(after, "*", SearchOption.AllDirectories).Length.ShouldBe(Directory.GetFiles(before, "*", SearchOption.AllDirectories).Length);
        for (var i = 0; i < Entries; i += 37) { _log.View.Prove(i).ProblemWith(_log.View.ReadRecord(i)!, [TestKeys.Signer.Verifier]).ShouldBeNull(); }
        Verify(_disk).ShouldBe((null, 0));
    }

    [Fact]
    public void Expiry_takes_whole_segments_from_the_beginning_in_any_tier_and_the_report_says_from_where_on_records_are_there()
    {
        Compact(3);
        _tiers.MoveToCold().ShouldBeNull();
        _tiers.WriteIndex(0, "an index"u8.ToArray()).ShouldBeNull();
        _tiers.Expire(512).ShouldBeNull();
        Verify(_disk).ShouldBe((null, 512));
        (_log.View.FirstReadable, _log.View.FirstEntry).ShouldBe((512, 768));
        _log.View.ReadRecord(511).ShouldBeNull();
        _log.View.ReadRecord(512).ShouldBe(Record(512));
        _log.View.Prove(3).ProblemWith(Record(3), [TestKeys.Signer.Verifier]).ShouldBeNull();
        _disk.Names.ShouldNotContain(n => n.EndsWith("000000000000", StringComparison.Ordinal) || n.EndsWith("000000000001", StringComparison.Ordinal));
        _tiers.Expire(256).ShouldBeNull();
        _log.View.FirstReadable.ShouldBe(512, "what is gone is gone");
        _tiers.Expire(long.MaxValue).ShouldBeNull();
        Verify(_disk).ShouldBe((null, Entries));
        _log.AppendDurable("goes on"u8).Position.ShouldBe(Entries);
    }

    /// <summary>Against a list: what expires is gone from the disk in every tier, what does not is as it was, and nobody's proof, checkpoint or bundle changes.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 4)]
    public void Expiry_up_to_any_entry_takes_that_prefix_and_nothing_else(int compacted, int moved)
    {
        Compact(compacted);
        for (var i = 0; i < moved; i++) { _tiers.MoveToCold().ShouldBeNull(); }
        using var older = LogView.TryOpen(_disk.MountBeside(), out _, ArchiveOf(_disk)).ShouldNotBeNull();
        older.ReadRecord(Entries - 1).ShouldBe(Record(Entries - 1));
        foreach (var before in (long[])[1, 2, 200, 256, 300, 511, 700, 768, 1_023, 1_050, Entries])
        {
            _tiers.Expire(before).ShouldBeNull();
            _tiers.Expire(before - 1).ShouldBeNull("what is gone is gone");
            var view = _log.View;
            view.FirstReadable.ShouldBe(before);
            foreach (var reader in (LogView[])[view, older])
            {
                var shown = new List<long>();
                reader.Read(0, Entries, (index, record) =>
                {
                    record.SequenceEqual(Record(index)).ShouldBeTrue();
                    shown.Add(index);
                }).ShouldBe(Entries - before);
                shown.ShouldBe(Enumerable.Range((int)before, (int)(Entries - before)).Select(i => (long)i));
                reader.ReadRecord(before - 1).ShouldBeNull();
            }
            OnDisk().ShouldBe(Enumerable.Range((int)before, (int)(Entries - before)));
            Verify(_disk).ShouldBe((null, before));
            LogVerifier.Verify(_disk.MountBeside(), new VerifyOptions { Keys = [TestKeys.Signer.Verifier], Threads = 1 }).Damage.ShouldBeNull("without the archive too");
            view.Prove(before - 1).ProblemWith(Record(before - 1), [TestKeys.Signer.Verifier]).ShouldBeNull("whoever has the record can prove it");
            var export = Path.Combine(_export.FullName, $"{before}");
            view.Export(export);
            LogVerifier.Verify(export, TestKeys.Against()).ShouldSatisfyAllConditions(r => r.Damage.ShouldBeNull(), r => r.FirstEntry.ShouldBeInRange(before, before + 255));
        }
        _log.AppendDurable("goes on"u8).Position.ShouldBe(Entries);
        _log.Close();
        using var again = MerkleLog.Open(_disk.Mount(), Options(ArchiveOf(_disk)), TimeProvider.System).Log.ShouldNotBeNull();
        again.View.ReadRecord(Entries).ShouldBe("goes on"u8.ToArray());
        (again.View.FirstReadable, again.Verify().Damage).ShouldBe((Entries, null));
    }

    [Fact]
    public void An_index_of_a_segment_of_which_entries_expired_since_is_none()
    {
        _tiers.WriteIndex(1, "of all"u8.ToArray()).ShouldBeNull();
        _tiers.Expire(300).ShouldBeNull();
        _log.View.ReadSegmentIndex(1).ShouldBeNull();
        _tiers.WriteIndex(1, "of the rest"u8.ToArray()).ShouldBeNull();
        _log.View.ReadSegmentIndex(1).ShouldBe("of the rest"u8.ToArray());
    }

    [Fact]
    public void An_object_that_is_missing_is_damage_and_one_that_expired_is_not()
    {
        Compact(2);
        _tiers.Expire(256).ShouldBeNull();
        Verify(_disk).Damage.ShouldBeNull();
        foreach (var name in (string[])["compacted-000000000001", "archive"])
        {
            var disk = _disk.Copy();
            disk.Remove(name);
            Verify(disk).Damage.ShouldNotBeNull(name).ToString().ShouldContain(name);
            using var view = LogView.TryOpen(disk.MountBeside(), out _, ArchiveOf(disk)).ShouldNotBeNull();
            Should.Throw<LogDamagedException>(() => view.ReadRecord(300));
        }
    }

    [Fact]
    public void A_flip_of_any_byte_of_a_compacted_segment_an_object_or_the_archives_head_is_found()
    {
        Compact(2);
        _tiers.MoveToCold().ShouldBeNull();
        _log.Close();
        var silent = new ConcurrentBag<string>();
        foreach (var name in (string[])["compacted-000000000001", "cold-compacted-000000000000", "archive"])
        {
            var original = _disk[name];
            Parallel.For(0, original.Length, at =>
            {
                var disk = _disk.Copy();
                var bytes = original.ToArray();
                bytes[at] ^= (byte)(1 << at % 8);
                disk[name] = bytes;
                if (Verify(disk).Damage is not { } damage || !damage.File.Contains(name, StringComparison.Ordinal)) { silent.Add($"{name} at {at}: {Verify(disk).Damage}"); }
            });
            for (var length = 0; length < original.Length; length += 1 + original.Length / 50)
            {
                var disk = _disk.Copy();
                disk[name] = original[..length];
                if (Verify(disk).Damage is null) { silent.Add($"{name} cut to {length}"); }
            }
        }
        silent.ShouldBeEmpty();
    }

    [Fact]
    public void Compacted_segments_of_two_logs_or_two_places_cannot_be_exchanged()
    {
        Compact(2);
        var disk = _disk.Copy();
        (disk["compacted-000000000000"], disk["compacted-000000000001"]) = (disk["compacted-000000000001"], disk["compacted-000000000000"]);
        Verify(disk).Damage.ShouldNotBeNull();
    }

    [Fact]
    public void A_flip_of_any_byte_of_an_index_or_the_index_of_another_segment_makes_it_no_index()
    {
        _tiers.WriteIndex(0, "what is in segment 0"u8.ToArray()).ShouldBeNull();
        _log.View.ReadSegmentIndex(0).ShouldBe("what is in segment 0"u8.ToArray());
        _log.View.ReadSegmentIndex(1).ShouldBeNull();
        var original = _disk["index-000000000000"];
        for (var at = 0; at < original.Length; at++)
        {
            var bytes = original.ToArray();
            bytes[at] ^= 8;
            _disk["index-000000000000"] = bytes;
            _log.View.ReadSegmentIndex(0).ShouldBeNull($"byte {at}");
        }
        _tiers.WriteIndex(1, "what is in segment 1"u8.ToArray()).ShouldBeNull();
        _disk["index-000000000000"] = _disk["index-000000000001"];
        _log.View.ReadSegmentIndex(0).ShouldBeNull();
        Verify(_disk).Damage.ShouldBeNull("an index is no part of what is verified");
    }

    [Fact]
    public void A_damaged_segment_is_not_compacted_and_stays()
    {
        var bytes = _disk["entries-000000000000"];
        bytes[10] ^= 1;
        _disk["entries-000000000000"] = bytes;
        _tiers.Compact().ShouldNotBeNull().ShouldContain("entry 0 does not have the hash");
        _disk.Names.ShouldContain("entries-000000000000");
        _disk.Names.ShouldNotContain("compacted-000000000000");
        bytes[10] ^= 1;
        _disk["entries-000000000000"] = bytes;
        _tiers.Compact().ShouldBeNull();
    }

    [Fact]
    public void A_log_that_is_open_is_not_taken_for_upkeep_and_one_that_is_closed_is()
    {
        ClosedLog.TryOpen(_disk.MountBeside(), out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("open in another process");
        _log.Close();
        var directory = _disk.Mount();
        var archive = ArchiveOf(_disk);
        using (var closed = ClosedLog.TryOpen(directory, out _, archive).ShouldNotBeNull())
        {
            var tiers = new SegmentTiers(closed, directory, archive);
            while (tiers.FirstHot < tiers.EndWhole) { tiers.Compact().ShouldBeNull(); }
            closed.View.FirstEntry.ShouldBe(1_024);
        }
        Verify(_disk).ShouldBe((null, 0));
        var again = _disk.Mount();
        using var log = MerkleLog.Open(again, Options(ArchiveOf(_disk)), TimeProvider.System).Log.ShouldNotBeNull();
        log.View.Read(0, Entries, (index, record) => record.SequenceEqual(Record(index)).ShouldBeTrue()).ShouldBe(Entries);
    }

    [Fact]
    public void Readers_go_on_while_segments_change_their_tier_under_them()
    {
        using var view = LogView.TryOpen(_disk.MountBeside(), out _, ArchiveOf(_disk)).ShouldNotBeNull();
        Compact(4);
        view.Read(0, Entries, (index, record) => record.SequenceEqual(Record(index)).ShouldBeTrue()).ShouldBe(Entries);
        while (_tiers.FirstWarm() < _tiers.FirstHot) { _tiers.MoveToCold().ShouldBeNull(); }
        view.Read(0, Entries, (index, record) => record.SequenceEqual(Record(index)).ShouldBeTrue()).ShouldBe(Entries);
    }

    [Fact]
    public void Segments_of_several_blocks_come_back_too()
    {
        var disk = new SimulatedDisk(2);
        var directory = disk.Mount();
        var archive = ArchiveOf(disk);
        using var log = MerkleLog.Open(directory, Options(archive, 9 * 1_024), TimeProvider.System).Log.ShouldNotBeNull();
        for (var i = 0; i < 20_000; i++) { log.Append(Record(i)); }
        log.Commit(checkpoint: true);
        var tiers = new SegmentTiers(log, directory, archive);
        for (var i = 0; i < 2; i++) { tiers.Compact().ShouldBeNull(); }
        log.View.FirstEntry.ShouldBe(18 * 1_024);
        log.View.Read(0, 20_000, (index, record) => record.SequenceEqual(Record(index)).ShouldBeTrue()).ShouldBe(20_000);
        Verify(disk).ShouldBe((null, 0));
    }

    private static MerkleLogOptions Options(IEntryStore archive, int segmentEntries = 256) => new()
    {
        Origin = TestKeys.Origin, Signers = [TestKeys.Signer], CheckpointInterval = TimeSpan.Zero, MinimumFreeBytes = 0, ReservedBytes = 0, SegmentEntries = segmentEntries, Archive = archive,
    };

    private static SegmentArchive ArchiveOf(SimulatedDisk disk) => new(disk.MountBeside(), new TestCodec(), new DirectoryObjectStore(disk.MountCold()));

    private static (LogDamage? Damage, long First) Verify(SimulatedDisk disk)
    {
        var report = LogVerifier.Verify(disk.MountBeside(), new VerifyOptions { Keys = [TestKeys.Signer.Verifier], Archive = ArchiveOf(disk), Threads = 1 });
        return (report.Damage, report.FirstEntry);
    }

    private static byte[] Record(long i) => Encoding.UTF8.GetBytes($"record {i} {new string('x', (int)(i % 50))}");

    /// <summary>Which records lie on the disk, in any file of entries, packed or not, whatever anything says of them.</summary>
    private List<int> OnDisk()
    {
        var found = new List<int>();
        foreach (var name in _disk.Names)
        {
            var bytes = _disk[name];
            if (name.Contains("compacted-", StringComparison.Ordinal)) { bytes = CompactedSegment.Read(long.Parse(name.AsSpan(name.IndexOf("compacted-", StringComparison.Ordinal) + 10, 12), System.Globalization.CultureInfo.InvariantCulture), name, 0, Get).ShouldNotBeNull().ReadBlock(0, new TestCodec(), name, 0, Get); }
            else if (!name.StartsWith("entries-", StringComparison.Ordinal)) { continue; }
            found.AddRange(System.Text.RegularExpressions.Regex.Matches(Encoding.Latin1.GetString(bytes), @"record (\d+) ").Select(m => int.Parse(m.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)));

            byte[]? Get(long offset, int length) => bytes[(int)Math.Min(bytes.Length, offset)..(int)Math.Min(bytes.Length, offset + length)];
        }
        return [.. found.Order()];
    }

    private void Compact(int segments)
    {
        for (var i = 0; i < segments; i++) { _tiers.Compact().ShouldBeNull(); }
    }
}
