using System.Buffers;
using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>Pruning, archives, exports and proofs to give away.</summary>
public sealed class RetentionTests : IDisposable
{
    private const int Entries = 1_000;
    private readonly SimulatedDisk _disk = new(1);
    private readonly DirectoryInfo _export = Directory.CreateTempSubdirectory("export-");
    private readonly MerkleLog _log;

    public RetentionTests()
    {
        _log = MerkleLog.Open(_disk.Mount(), TestKeys.Options(), TimeProvider.System).Log.ShouldNotBeNull();
        for (var i = 0; i < Entries; i++) { _log.Append(Record(i)); }
        _log.Commit(checkpoint: true).Problem.ShouldBeNull();
    }

    public void Dispose()
    {
        _log.Dispose();
        _export.Delete(recursive: true);
    }

    [Fact]
    public void Pruning_deletes_whole_segments_and_every_proof_still_holds()
    {
        _log.Prune(700).ShouldBe(new(512, null));
        _disk.Names.Where(n => n.StartsWith("entries-", StringComparison.Ordinal)).ShouldBe(["entries-000000000002", "entries-000000000003"]);
        _log.View.ReadRecord(511).ShouldBeNull();
        _log.View.ReadRecord(512).ShouldBe(Record(512));
        _log.View.Prove(3).ProblemWith(Record(3), [TestKeys.Signer.Verifier]).ShouldBeNull();
        var report = LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against());
        report.IsIntact.ShouldBeTrue();
        report.FirstEntry.ShouldBe(512);
        _log.Prune(100).FirstEntry.ShouldBe(512, "what is gone is gone");
        _log.AppendDurable("goes on"u8).Position.ShouldBe(Entries);
    }

    [Fact]
    public void At_most_what_is_under_a_checkpoint_is_pruned_and_a_pruned_log_opens()
    {
        _log.Prune(long.MaxValue).FirstEntry.ShouldBe(768);
        _log.Close();
        using var again = MerkleLog.Open(_disk.Mount(), TestKeys.Options(), TimeProvider.System).Log.ShouldNotBeNull();
        (again.View.FirstEntry, again.Size).ShouldBe((768, Entries));
        again.View.Read(0, Entries, (_, _) => { }).ShouldBe(Entries - 768);
    }

    [Fact]
    public void An_archive_gives_back_what_was_pruned_and_is_believed_only_if_its_hashes_agree()
    {
        var archive = new MemoryArchive();
        for (var bundle = 0; bundle < 2; bundle++)
        {
            var bytes = new ArrayBufferWriter<byte>();
            _log.View.TryReadBundle(bundle, 256, bytes).ShouldBeTrue();
            archive.Bundles[bundle] = bytes.WrittenSpan.ToArray();
        }
        _log.Prune(512).FirstEntry.ShouldBe(512);
        _log.Close();
        using (var view = LogView.TryOpen(_disk.MountBeside(), out _, archive).ShouldNotBeNull())
        {
            view.ReadRecord(5).ShouldBe(Record(5));
            view.Read(0, Entries, (index, record) => record.SequenceEqual(Record(index)).ShouldBeTrue()).ShouldBe(Entries);
        }
        Verify().Damage.ShouldBeNull();
        Verify().FirstEntry.ShouldBe(0);
        archive.Bundles[1][400] ^= 1;
        Verify().Damage.ShouldNotBeNull().Entry.ShouldNotBeNull().ShouldBeInRange(256, 511);
        archive.Bundles.Remove(1);
        Verify().Damage.ShouldNotBeNull().Entry.ShouldBe(256);

        VerifyReport Verify() => LogVerifier.Verify(_disk.MountBeside(), new VerifyOptions { Keys = [TestKeys.Signer.Verifier], Archive = archive });
    }

    [Fact]
    public void An_export_has_the_files_of_tlog_tiles_and_verifies_by_its_layout_alone()
    {
        _log.View.Export(_export.FullName).ShouldBe(10);
        Directory.GetFiles(_export.FullName, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_export.FullName, f)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "checkpoint", "tile/0/000", "tile/0/001", "tile/0/002", "tile/0/003.p/232", "tile/1/000.p/3",
            "tile/entries/000", "tile/entries/001", "tile/entries/002", "tile/entries/003.p/232",
        ]);
        LogVerifier.Verify(_export.FullName, TestKeys.Against()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void An_export_is_read_by_the_specification_without_this_library()
    {
        _log.View.Export(_export.FullName);
        var leaves = new List<byte[]>();
        foreach (var path in (string[])["000", "001", "002", "003.p/232"])
        {
            var bytes = File.ReadAllBytes(Path.Combine(_export.FullName, "tile/entries", path));
            for (var at = 0; at < bytes.Length;)
            {
                var size = bytes[at] * 256 + bytes[at + 1];
                leaves.Add(System.Security.Cryptography.SHA256.HashData([0, .. bytes[(at + 2)..(at + 2 + size)]]));
                at += 2 + size;
            }
        }
        leaves.Count.ShouldBe(Entries);
        var lines = File.ReadAllLines(Path.Combine(_export.FullName, "checkpoint"));
        lines[..3].ShouldBe([TestKeys.Origin, "1000", Convert.ToBase64String(Root(leaves))]);
        File.ReadAllBytes(Path.Combine(_export.FullName, "tile/0/001")).ShouldBe(leaves[256..512].SelectMany(l => l));
        File.ReadAllBytes(Path.Combine(_export.FullName, "tile/1/000.p/3"))[32..64].ShouldBe(Root(leaves[256..512]));

        static byte[] Root(List<byte[]> hashes)
        {
            if (hashes.Count == 1) { return hashes[0]; }
            var split = 1;
            while (split * 2 < hashes.Count) { split *= 2; }
            return System.Security.Cryptography.SHA256.HashData([1, .. Root(hashes[..split]), .. Root(hashes[split..])]);
        }
    }

    [Fact]
    public void Damage_in_an_export_is_found_and_a_pruned_one_is_sound()
    {
        _log.Prune(600);
        _log.View.Export(_export.FullName);
        var report = LogVerifier.Verify(_export.FullName, TestKeys.Against());
        (report.Damage, report.FirstEntry, report.SignatureChecked).ShouldBe((null, 512, true));
        foreach (var file in Directory.GetFiles(_export.FullName, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            for (var at = 0; at < bytes.Length; at += 1 + bytes.Length / 40)
            {
                bytes[at] ^= 4;
                File.WriteAllBytes(file, bytes);
                LogVerifier.Verify(_export.FullName, TestKeys.Against()).IsIntact.ShouldBeFalse($"{file} at {at}");
                bytes[at] ^= 4;
            }
            File.WriteAllBytes(file, bytes);
        }
        LogVerifier.Verify(_export.FullName, TestKeys.Against()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void A_proof_needs_nothing_but_record_and_key()
    {
        var bytes = _log.View.Prove(123, "a word"u8.ToArray()).ToBytes();
        Encoding.UTF8.GetString(bytes).ShouldStartWith($"c2sp.org/tlog-proof@v1\nextra {Convert.ToBase64String("a word"u8)}\nindex 123\n");
        var key = EcdsaNoteVerifier.TryParse(TestKeys.Signer.Key.ToString(), out _).ShouldNotBeNull();
        var proof = ProofFile.TryParse(bytes, out _).ShouldNotBeNull();
        proof.ProblemWith(Record(123), [key]).ShouldBeNull();
        proof.Extra.ToArray().ShouldBe("a word"u8.ToArray());
        proof.ProblemWith(Record(124), [key]).ShouldNotBeNull().ShouldContain("not entry 123");
        proof.ProblemWith(Record(123), [key], "example.com/other").ShouldNotBeNull();
        proof.ProblemWith(Record(123), [new HashSigner(TestKeys.Origin, [1])]).ShouldNotBeNull().ShouldContain("signature");
        new ProofFile(124, proof.Proof, proof.CheckpointNote).ProblemWith(Record(123), [key]).ShouldNotBeNull();
    }

    [Fact]
    public void A_flip_of_any_byte_of_a_proof_is_noticed()
    {
        var bytes = _log.View.Prove(123).ToBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            var problem = "";
            var proof = ProofFile.TryParse(bytes, out problem);
            (proof is null ? problem : proof.ProblemWith(Record(123), [TestKeys.Signer.Verifier])).ShouldNotBeNull($"byte {at}");
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void Consistency_with_any_earlier_size_is_proved()
    {
        for (var size = 1; size <= Entries; size += 37)
        {
            MerkleProof.VerifyConsistency((ulong)size, Entries, _log.View.ConsistencyProof(size), _log.View.RootAt(size).ToArray(), _log.View.Checkpoint.Root.ToArray()).ShouldBeTrue();
        }
    }

    private static byte[] Record(long index) => Encoding.UTF8.GetBytes($"record {index}");

    private sealed class MemoryArchive : IEntryStore
    {
        public Dictionary<long, byte[]> Bundles { get; } = [];

        public long? FirstEntry => 0;

        public string PathOf(long bundle) => $"archive, bundle {bundle}";

        public bool TryReadBundle(long bundle, int width, IBufferWriter<byte> destination)
        {
            if (!Bundles.TryGetValue(bundle, out var bytes)) { return false; }
            width.ShouldBe(256);
            destination.Write(bytes);
            return true;
        }
    }
}
