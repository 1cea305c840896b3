using System.Text.Json;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>What <c>audit verify</c> must not take for intact: a log that is gone, and a proof that proves nothing.</summary>
public sealed class AuditVerifyTests(AuditCommandTests.Run run) : IClassFixture<AuditCommandTests.Run>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_log_that_is_removed_is_found_by_its_key_and_by_a_checkpoint_that_was_kept()
    {
        var (audit, kept, notes) = (Copy("audit"), _folder["kept"], _folder["notes"]);
        var logs = Logs(audit);
        logs.Count.ShouldBeGreaterThan(4);
        foreach (var log in logs)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(kept, log))!);
            File.Copy(Path.Combine(audit, log) + ".vkey", Path.Combine(kept, log) + ".vkey");
            Directory.CreateDirectory(notes);
            File.Copy(Path.Combine(audit, log, "checkpoint"), Path.Combine(notes, log.Replace('/', '-')));
        }
        Verify(audit, "--keys", kept, "--checkpoint", notes).ExitCode.ShouldBe(0);
        foreach (var log in logs)
        {
            var (place, aside) = (Path.Combine(audit, log), _folder["aside"]);
            Directory.Move(place, aside);
            // With the key beside it; with the key kept elsewhere alone; with a kept checkpoint alone; and by its own name.
            Missing(log, audit);
            Missing(log, audit, "--keys", kept);
            Missing(Path.GetFileName(log), place);
            File.Move(place + ".vkey", aside + ".vkey");
            Missing(log, audit, "--keys", kept);
            Missing("/" + log, audit, "--checkpoint", notes);
            Missing(Path.GetFileName(log), place, "--keys", Path.GetDirectoryName(Path.Combine(kept, log))!);
            File.Move(aside + ".vkey", place + ".vkey");
            Directory.Move(aside, place);
        }
        foreach (var log in logs) { Directory.Delete(Path.Combine(audit, log), recursive: true); }
        JsonDocument.Parse(Missing(logs[0], audit, "--json")).RootElement.GetProperty("logs").GetArrayLength().ShouldBe(logs.Count, "all of them are missing");
        Directory.Delete(audit, recursive: true);
        Verify(audit, "--keys", kept).ExitCode.ShouldBe(2, "a folder that is not there is more likely misspelt");

        string Missing(string log, params string[] arguments)
        {
            var (exitCode, output, error) = Verify(arguments);
            exitCode.ShouldBe(1, log + error);
            output.ShouldContain("it was removed");
            output.ShouldContain(arguments[^1] == "--json" ? log : $"{log}: DAMAGED: there is no log");
            return output;
        }
    }

    [Fact]
    public void Every_checkpoint_of_a_folder_must_be_continued()
    {
        var (audit, notes) = (Copy("audit"), _folder["notes"]);
        Directory.CreateDirectory(notes);
        foreach (var log in Logs(audit)) { File.Copy(Path.Combine(audit, log, "checkpoint"), Path.Combine(notes, log.Replace('/', '-'))); }
        // Another run's log has the same origin and key nowhere: its checkpoint is continued by none.
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var text = TransparencyLog.SignedNote.TryParse(File.ReadAllBytes(Path.Combine(run.Largest, "checkpoint")), out _)!.Text;
        var forged = TransparencyLog.SignedNote.Sign(text, [new TransparencyLog.EcdsaNoteSigner(text.Split('\n')[0], other)]);
        var path = Path.Combine(notes, "another");
        File.WriteAllBytes(path, forged.Bytes.ToArray());
        Verify(audit, "--checkpoint", notes).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain("known checkpoint: The checkpoint bears no valid signature"));
        File.Delete(path);
        Verify(audit, "--checkpoint", notes).ExitCode.ShouldBe(0);
        File.WriteAllText(path, "no checkpoint");
        Verify(audit, "--checkpoint", notes).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("another: This is no checkpoint"));
        Directory.CreateDirectory(_folder["empty"]);
        Verify(audit, "--checkpoint", _folder["empty"]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("There is no checkpoint here"));
    }

    [Fact]
    public void A_proof_is_checked_with_its_record_and_the_key_and_no_log()
    {
        var (proof, record, key) = (_folder["p"], _folder["p.record"], run.Largest + ".vkey");
        RealCommand.Run("audit", "prove", run.Largest, "5", "--out", proof).ExitCode.ShouldBe(0);
        Verify(proof, "--keys", key).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(0), r => r.Output.ShouldContain($"{proof}: proves that {record} is entry 5 of "));
        Verify(proof, "--keys", run.Audit, "--record", record).ExitCode.ShouldBe(0, "the key of the proof's log among many");
        var json = JsonDocument.Parse(Verify(proof, "--keys", key, "--json").Output).RootElement;
        (json.GetProperty("proved").GetBoolean(), json.GetProperty("position").GetInt64(), json.GetProperty("exitCode").GetInt32()).ShouldBe((true, 5, 0));

        var neighbour = Directory.GetFiles(Path.GetDirectoryName(run.Largest)!, "*.vkey").First(f => f != key);
        Verify(proof, "--keys", neighbour).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain("NO PROOF"));
        var wrong = JsonDocument.Parse(Verify(proof, "--keys", neighbour, "--json").Output).RootElement;
        (wrong.GetProperty("proved").GetBoolean(), wrong.GetProperty("why").GetString()).ShouldSatisfyAllConditions(w => w.Item1.ShouldBeFalse(), w => w.Item2.ShouldNotBeNullOrEmpty());
        Verify(proof).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("checked with the log's verifier key"));
        Verify(proof, "--record", _folder["none"], "--keys", _folder["none"], "--checkpoint", key).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("3 problems."));
        Verify(record, "--record", record, "--keys", key).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("This is no proof"));
        Verify(run.Audit, "--record", record).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("no proof is named"));
        Verify(proof, "--keys", _folder.Path).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("There is no key for the log"));
    }

    [Fact]
    public void A_flip_of_any_byte_of_a_proof_or_its_record_is_never_accepted()
    {
        var proof = _folder["p"];
        RealCommand.Run("audit", "prove", run.Largest, "5", "--out", proof).ExitCode.ShouldBe(0);
        foreach (var file in new[] { proof, proof + ".record" })
        {
            var original = File.ReadAllBytes(file);
            for (var at = 0; at < original.Length; at++)
            {
                var bytes = original.ToArray();
                bytes[at] ^= (byte)(1 << at % 8);
                File.WriteAllBytes(file, bytes);
                Verify(proof, "--keys", run.Largest + ".vkey").ExitCode.ShouldBeOneOf([1, 2], $"{file}, byte {at}");
            }
            File.WriteAllBytes(file, original[..^1]);
            Verify(proof, "--keys", run.Largest + ".vkey").ExitCode.ShouldBeOneOf([1, 2], $"{file}, cut");
            File.WriteAllBytes(file, original);
        }
        Verify(proof, "--keys", run.Largest + ".vkey").ExitCode.ShouldBe(0);
    }

    private static (int ExitCode, string Output, string Error) Verify(params string[] arguments) => RealCommand.Run(["audit", "verify", .. arguments]);

    private static List<string> Logs(string audit) =>
        [.. JsonDocument.Parse(Verify(audit, "--json").Output).RootElement.GetProperty("logs").EnumerateArray().Select(l => l.GetProperty("log").GetString()!)];

    private string Copy(string name)
    {
        foreach (var file in Directory.GetFiles(run.Audit, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder[name], Path.GetRelativePath(run.Audit, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return _folder[name];
    }
}
