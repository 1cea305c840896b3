using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.TransparencyLog.Tests;

public sealed class NoteTests
{
    private static readonly HashSigner Second = new(TestKeys.Origin, "another key"u8.ToArray());
    private readonly Checkpoint _checkpoint = new(TestKeys.Origin, 12, MerkleHashing.Leaf("root"u8));

    [Fact]
    public void The_key_id_is_the_beginning_of_the_hash_of_the_public_key_alone()
    {
        var publicKey = TestKeys.Key.ExportSubjectPublicKeyInfo();
        TestKeys.Signer.Key.KeyId.ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(publicKey)));
        TestKeys.Signer.Key.ToString().ShouldBe($"{TestKeys.Origin}+{TestKeys.Signer.Key.KeyId:x8}+{Convert.ToBase64String([2, .. publicKey])}");
    }

    [Fact]
    public void A_note_of_the_log_verifies_with_nothing_but_the_text_of_its_key()
    {
        var note = SignedNote.Sign(_checkpoint.Text, [TestKeys.Signer]);
        var key = EcdsaNoteVerifier.TryParse(TestKeys.Signer.Key.ToString(), out _).ShouldNotBeNull();
        Checkpoint.TryOpen(note.Bytes.Span, [key], out _).ShouldBe(_checkpoint);
        var line = Encoding.UTF8.GetString(note.Bytes.Span).Split('\n')[4].Split(' ');
        line[0].ShouldBe("—");
        var signature = Convert.FromBase64String(line[2]);
        BinaryPrimitives.ReadUInt32BigEndian(signature).ShouldBe(key.KeyId);
        TestKeys.Key.VerifyData(Encoding.UTF8.GetBytes(_checkpoint.Text), signature.AsSpan(4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
    }

    [Fact]
    public void The_documented_steps_check_a_checkpoint_with_OpenSSL_alone()
    {
        const string Steps = """
            set -e
            sed '/^$/,$d' checkpoint > text
            tail -n 1 checkpoint | cut -d' ' -f3 | base64 -d | tail -c +5 > signature
            echo "$VKEY" | cut -d+ -f3- | base64 -d | tail -c +2 | openssl pkey -pubin -inform DER -out key.pem
            openssl dgst -sha256 -verify key.pem -signature signature text
            """;
        if (!OpenSslEd25519.IsInstalled) { Assert.Skip("OpenSSL is not installed."); }
        var folder = Directory.CreateTempSubdirectory("note-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "checkpoint"), SignedNote.Sign(_checkpoint.Text, [TestKeys.Signer]).Bytes.Span);
            Run().ShouldBe(("Verified OK", 0));
            File.WriteAllBytes(Path.Combine(folder.FullName, "checkpoint"), SignedNote.Sign(_checkpoint.Text, [Second]).Bytes.Span);
            Run().ExitCode.ShouldNotBe(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        (string Output, int ExitCode) Run()
        {
            var start = new System.Diagnostics.ProcessStartInfo("bash", ["-c", Steps]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["VKEY"] = TestKeys.Signer.Key.ToString();
            using var process = System.Diagnostics.Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return (output, process.ExitCode);
        }
    }

    [Fact]
    public void A_second_line_of_type_Ed25519_is_a_matter_of_the_port_alone()
    {
        if (!OpenSslEd25519.IsInstalled) { Assert.Skip("OpenSSL is not installed."); }
        using var second = new OpenSslEd25519("witness.example");
        var note = SignedNote.Sign(_checkpoint.Text, [TestKeys.Signer, second]);
        var parsed = SignedNote.TryParse(note.Bytes.Span, out _)!;
        parsed.Verify([second]).ShouldBeTrue();
        parsed.Verify([TestKeys.Signer.Verifier]).ShouldBeTrue();
        SignedNote.TryParse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(note.Bytes.Span).Replace(_checkpoint.Text, new Checkpoint(TestKeys.Origin, 1, _checkpoint.Root).Text, StringComparison.Ordinal)), out _)!
            .Verify([second]).ShouldBeFalse();
    }

    [Fact]
    public void A_line_of_an_unknown_key_is_ignored_and_a_false_line_of_a_known_key_refuses_the_note()
    {
        var note = SignedNote.Sign(_checkpoint.Text, [TestKeys.Signer, Second]);
        note.Verify([TestKeys.Signer.Verifier]).ShouldBeTrue("the second key is unknown");
        note.Verify([Second.Verifier]).ShouldBeTrue("the first key is unknown");
        note.Verify([TestKeys.Signer.Verifier, Second.Verifier]).ShouldBeTrue();
        note.Verify([]).ShouldBeFalse("nobody known signed it");
        note.Verify([new HashSigner("example.com/other", "another key"u8.ToArray()).Verifier]).ShouldBeFalse("name and id count together");
        var lines = Encoding.UTF8.GetString(note.Bytes.Span).Split('\n');
        var falseLine = lines[5].Split(' ');
        var signature = Convert.FromBase64String(falseLine[2]);
        signature[10] ^= 1;
        lines[5] = $"{falseLine[0]} {falseLine[1]} {Convert.ToBase64String(signature)}";
        var tampered = SignedNote.TryParse(Encoding.UTF8.GetBytes(string.Join('\n', lines)), out _).ShouldNotBeNull();
        tampered.Verify([TestKeys.Signer.Verifier]).ShouldBeTrue("of the second key it knows nothing");
        tampered.Verify([TestKeys.Signer.Verifier, Second.Verifier]).ShouldBeFalse();
    }

    [Fact]
    public void No_change_of_any_byte_leaves_a_note_that_still_verifies()
    {
        var bytes = SignedNote.Sign(_checkpoint.Text, [TestKeys.Signer]).Bytes.ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                Checkpoint.TryOpen(bytes, [TestKeys.Signer.Verifier], out var problem).ShouldBeNull($"byte {at}, bit {bit}");
                problem.ShouldNotBeNullOrEmpty();
                bytes[at] ^= (byte)(1 << bit);
            }
        }
        Checkpoint.TryOpen(bytes, [TestKeys.Signer.Verifier], out _).ShouldBe(_checkpoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a+00000000+AAAA")]
    [InlineData("a b+00000000+AgAA")]
    [InlineData("a+zzzzzzzz+AgAA")]
    [InlineData("a+00000000+Ag==")]
    [InlineData("a+00000000+!!!!")]
    public void What_is_no_verifier_key_is_refused_with_a_reason(string text)
    {
        EcdsaNoteVerifier.TryParse(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_verifier_key_with_another_id_or_curve_is_refused()
    {
        var text = TestKeys.Signer.Key.ToString();
        var parts = text.Split('+', 3);
        EcdsaNoteVerifier.TryParse($"{parts[0]}+00000000+{parts[2]}", out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("changed");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        EcdsaNoteVerifier.TryCreate("a", other.ExportSubjectPublicKeyInfo(), out problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("P-256");
        Should.Throw<ArgumentException>(() => new EcdsaNoteSigner("a", other));
        Should.Throw<ArgumentException>(() => new EcdsaNoteSigner("a b", TestKeys.Key));
    }

    [Theory]
    [InlineData("o\n1\n")]
    [InlineData("o\n01\nAAAA\n")]
    [InlineData("o\n-1\nAAAA\n")]
    [InlineData("\n1\nAAAA\n")]
    [InlineData("o\n1\nAAAA\n")]
    [InlineData("o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void What_is_no_checkpoint_is_refused_with_a_reason(string text)
    {
        Checkpoint.TryParse(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Extension_lines_are_allowed() => Checkpoint.TryParse(_checkpoint.Text + "extension\n", out _).ShouldBe(_checkpoint);

    [Fact]
    public void Whatever_bytes_come_notes_and_proofs_answer()
    {
        var note = SignedNote.Sign(_checkpoint.Text, [TestKeys.Signer]);
        var proof = new ProofFile(3, [MerkleHashing.Leaf("a"u8)], note, "extra"u8.ToArray()).ToBytes();
        Check.One(Trials.Of(500), Prop.ForAll<(ushort At, byte Value, byte Cut)[]>(edits =>
        {
            var bytes = proof.ToList();
            foreach (var (at, value, cut) in edits)
            {
                if (bytes.Count == 0) { break; }
                bytes[at % bytes.Count] = value;
                if (cut % 5 == 0) { bytes.RemoveAt(at % bytes.Count); }
            }
            var changed = bytes.ToArray();
            _ = SignedNote.TryParse(changed, out _);
            return ProofFile.TryParse(changed, out var problem) is { } read ? read.ToBytes().AsSpan().SequenceEqual(changed) : problem is not null;
        }));
    }
}
