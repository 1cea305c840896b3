using System.Collections.Concurrent;
using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>Whatever is changed in a log, its verification finds.</summary>
public sealed class TamperTests
{
    private const int Entries = 300;
    private readonly SimulatedDisk _disk = Write(Entries, 'x', TestKeys.Signer);

    [Fact]
    public void A_flip_of_any_byte_is_found_and_named()
    {
        var silent = new ConcurrentBag<string>();
        foreach (var name in _disk.Names)
        {
            var original = _disk[name];
            Parallel.For(0, original.Length, at =>
            {
                var disk = _disk.Copy();
                var bytes = original.ToArray();
                bytes[at] ^= (byte)(1 << at % 8);
                disk[name] = bytes;
                var damage = Verify(disk).Damage;
                // A changed record shows in its own file; a changed hash in that of the hashes or of what was compared with it.
                if (damage is null || (name != "hashes-0" && name != "hashes-1" && !damage.File.Contains(name))) { silent.Add($"{name} at {at}: {damage}"); }
            });
        }
        silent.ShouldBeEmpty();
        Verify(_disk).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void The_first_damaged_record_is_named_exactly()
    {
        var bytes = _disk["entries-000000000000"];
        foreach (var entry in (int[])[3, 77, 200])
        {
            var disk = _disk.Copy();
            var changed = bytes.ToArray();
            for (var later = entry; later < 256; later += 7) { changed[OffsetOf(bytes, later) + 2] ^= 1; }
            disk["entries-000000000000"] = changed;
            var damage = Verify(disk).Damage.ShouldNotBeNull();
            damage.Entry.ShouldBe(entry);
            damage.File.ShouldBe("/simulated/entries-000000000000");
        }
    }

    [Fact]
    public void Two_records_that_changed_places_are_found()
    {
        var disk = _disk.Copy();
        var bytes = disk["entries-000000000000"];
        var (a, b) = (OffsetOf(bytes, 10), OffsetOf(bytes, 20));
        var size = 2 + bytes[a + 1];
        bytes[b + 1].ShouldBe(bytes[a + 1]);
        var first = bytes[a..(a + size)];
        Array.Copy(bytes, b, bytes, a, size);
        first.CopyTo(bytes, b);
        disk["entries-000000000000"] = bytes;
        Verify(disk).Damage.ShouldNotBeNull().Entry.ShouldBe(10);
    }

    [Fact]
    public void Any_file_cut_short_or_missing_is_found()
    {
        foreach (var name in _disk.Names)
        {
            var gone = _disk.Copy();
            gone.Remove(name);
            Verify(gone).IsIntact.ShouldBeFalse(name);
            for (var length = 0; length < _disk[name].Length; length += 1 + _disk[name].Length / 97)
            {
                var disk = _disk.Copy();
                disk[name] = _disk[name][..length];
                Verify(disk).IsIntact.ShouldBeFalse($"{name} cut to {length}");
            }
        }
    }

    [Fact]
    public void A_log_set_back_or_forked_is_found_by_who_kept_a_checkpoint()
    {
        var known = _disk["checkpoint"];
        Verify(Write(200, 'x', TestKeys.Signer)).IsIntact.ShouldBeTrue("by itself an older log is sound");
        Verify(Write(200, 'x', TestKeys.Signer), known).Damage.ShouldNotBeNull().What.ShouldContain("set back");
        Verify(Write(400, 'y', TestKeys.Signer), known).Damage.ShouldNotBeNull().What.ShouldContain("forked");
        Verify(Write(400, 'x', TestKeys.Signer), known).IsIntact.ShouldBeTrue("it goes on from there");
    }

    [Fact]
    public void A_log_rewritten_whole_without_the_key_is_found()
    {
        var thief = new EcdsaNoteSigner(TestKeys.Origin, System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256));
        var rewritten = Write(Entries, 'y', thief);
        Verify(rewritten).Damage.ShouldNotBeNull().What.ShouldContain("signature");
        MerkleLog.Open(rewritten.Copy().Mount(), TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("signature");
        rewritten["checkpoint"] = _disk["checkpoint"];
        Verify(rewritten).Damage.ShouldNotBeNull().What.ShouldContain("root");
        MerkleLog.Open(rewritten.Mount(), TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("signed");
    }

    [Fact]
    public void Files_of_two_logs_cannot_be_mixed()
    {
        var other = Write(Entries, 'y', TestKeys.Signer);
        foreach (var name in _disk.Names)
        {
            if (name == "lock") { continue; }
            var disk = _disk.Copy();
            disk[name] = other[name];
            Verify(disk).IsIntact.ShouldBeFalse(name);
        }
    }

    [Fact]
    public void A_log_of_another_origin_is_found()
    {
        var options = new VerifyOptions { Keys = [TestKeys.Signer.Verifier], Origin = "example.com/other" };
        LogVerifier.Verify(_disk.MountBeside(), options).Damage.ShouldNotBeNull().What.ShouldContain("example.com/other");
    }

    [Fact]
    public void What_is_damaged_near_the_end_is_refused_on_opening_and_left_as_it_is()
    {
        foreach (var name in (string[])["hashes-0", "hashes-1", "checkpoint"])
        {
            var disk = _disk.Copy();
            var bytes = disk[name];
            bytes[^1] ^= 1;
            disk[name] = bytes;
            var opened = MerkleLog.Open(disk.Mount(), TestKeys.Options(), TimeProvider.System);
            opened.Log.ShouldBeNull(name);
            opened.Problems.ShouldHaveSingleItem().ShouldContain("Restore");
            disk[name].ShouldBe(bytes);
        }
    }

    [Fact]
    public void Without_keys_the_report_says_that_no_signature_was_checked()
    {
        LogVerifier.Verify(_disk.MountBeside(), new VerifyOptions()).SignatureChecked.ShouldBeFalse();
        Verify(_disk).SignatureChecked.ShouldBeTrue();
    }

    private static VerifyReport Verify(SimulatedDisk disk, byte[]? known = null) => LogVerifier.Verify(disk.MountBeside(), TestKeys.Against(known: known));

    private static int OffsetOf(byte[] bytes, int entry)
    {
        var at = 0;
        for (var i = 0; i < entry; i++) { at += 2 + (bytes[at] << 8) + bytes[at + 1]; }
        return at;
    }

    private static SimulatedDisk Write(int entries, char content, INoteSigner signer)
    {
        var disk = new SimulatedDisk(1);
        using var log = MerkleLog.Open(disk.Mount(), TestKeys.Options(signer: signer), TimeProvider.System).Log.ShouldNotBeNull();
        for (var i = 0; i < entries; i++) { log.Append(Encoding.UTF8.GetBytes($"{i:D4}{new string(content, 4)}")).Status.ShouldBe(AppendStatus.Buffered); }
        log.Close().Problem.ShouldBeNull();
        return disk;
    }
}
