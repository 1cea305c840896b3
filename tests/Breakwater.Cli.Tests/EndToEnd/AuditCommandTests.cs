using System.Text.Json;
using Breakwater.Tests.Shared;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>The log that a stress run has written itself, and what the commands say of it.</summary>
public sealed class AuditCommandTests(AuditCommandTests.Run run) : IClassFixture<AuditCommandTests.Run>
{
    [Fact]
    public void The_log_of_a_run_verifies_with_its_keys_and_not_with_others()
    {
        var (exitCode, output, error) = RealCommand.Run("audit", "verify", run.Audit, "--keys", run.Audit, "--json");
        exitCode.ShouldBe(0, error);
        var logs = JsonDocument.Parse(output).RootElement.GetProperty("logs").EnumerateArray().ToList();
        logs.ShouldAllBe(l => l.GetProperty("intact").GetBoolean() && l.GetProperty("signatureChecked").GetBoolean());
        logs.Sum(l => l.GetProperty("durableSize").GetInt64()).ShouldBeGreaterThan(10);

        var log = run.Largest;
        using var folder = new TemporaryFolder();
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = new TransparencyLog.EcdsaNoteSigner(File.ReadAllText(log + ".vkey").Split('+')[0], other).Key;
        RealCommand.Run("audit", "verify", log, "--keys", folder.Write("other.vkey", key.ToString())).ExitCode.ShouldBe(1);
        RealCommand.Run("audit", "verify", log, "--keys", log + ".vkey", "--checkpoint", Path.Combine(log, "checkpoint")).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "verify", log, "--checkpoint", log + ".vkey").ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("This is no checkpoint"));
        var neighbour = Directory.GetDirectories(Path.GetDirectoryName(log)!).First(d => d != log);
        RealCommand.Run("audit", "verify", log, "--checkpoint", Path.Combine(neighbour, "checkpoint")).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("This is a checkpoint of the log"));
    }

    [Fact]
    public void A_flipped_byte_is_found_and_ends_with_1()
    {
        using var folder = new TemporaryFolder();
        var copy = folder["log"];
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(run.Largest)) { File.Copy(file, Path.Combine(copy, Path.GetFileName(file))); }
        File.Copy(run.Largest + ".vkey", copy + ".vkey");
        RealCommand.Run("audit", "verify", copy).ExitCode.ShouldBe(0);
        var entries = Path.Combine(copy, "entries-000000000000");
        var bytes = File.ReadAllBytes(entries);
        bytes[20] ^= 1;
        File.WriteAllBytes(entries, bytes);
        var (exitCode, output, _) = RealCommand.Run("audit", "verify", copy);
        exitCode.ShouldBe(1);
        output.ShouldContain("log: DAMAGED: ");
        output.ShouldContain("entry 0");

        // A damaged record leaves neither as a copy nor with a proof, and a proof never under a checkpoint that the key does not sign.
        RealCommand.Run("audit", "export", copy, "--out", folder["export"]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("entry 0: the record does not have the hash"));
        File.Exists(folder["export/checkpoint"]).ShouldBeFalse();
        RealCommand.Run("audit", "prove", copy, "0", "--out", folder["p"]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("Record 0 cannot be proved"));
        var note = File.ReadAllBytes(Path.Combine(copy, "checkpoint"));
        note[^10] = (byte)(note[^10] == 'B' ? 'C' : 'B');
        File.WriteAllBytes(Path.Combine(copy, "checkpoint"), note);
        RealCommand.Run("audit", "prove", copy, "1", "--out", folder["p"]).ExitCode.ShouldBe(1);
        File.Exists(folder["p"]).ShouldBeFalse();
    }

    [Fact]
    public void An_export_without_a_key_is_not_said_to_have_one()
    {
        using var folder = new TemporaryFolder();
        RealCommand.Run("audit", "export", run.Largest, "--out", folder["export"]).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "export", run.Largest, "--out", folder["export"]).ExitCode.ShouldBe(2, "it is not empty");
        RealCommand.Run("audit", "verify", folder["export"], "--keys", run.Largest + ".vkey").ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "verify", folder["export"]).Output.ShouldSatisfyAllConditions(o => o.ShouldContain("No key lies beside the logs, so no signature was checked"), o => o.ShouldNotContain("The keys were those"));
        File.Copy(run.Largest + ".vkey", folder["kept.vkey"]);
        RealCommand.Run("audit", "verify", folder["export"], "--keys", folder.Path).Error.ShouldContain("export.vkey: There is no key");
        RealCommand.Run("audit", "completeness", run.Audit).Output.ShouldSatisfyAllConditions(o => o.ShouldContain("nothing was sampled"), o => o.ShouldEndWith("no log says how many events there were.\n"));
    }

    [Fact]
    public void Queries_find_exactly_what_meets_every_condition()
    {
        var all = Query();
        all.Count.ShouldBe(run.Records);
        var places = RealCommand.Run("audit", "query", run.Audit, "--json").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)
            .GroupBy(l => l.GetProperty("log").GetString()).ToList();
        places.Count.ShouldBeGreaterThan(1);
        places.ShouldAllBe(log => log.Select(l => l.GetProperty("position").GetInt32()).SequenceEqual(Enumerable.Range(0, log.Count())), "each log in its own order");
        foreach (var name in new[] { "agent", "kind", "decision", "control", "tenant", "tool" })
        {
            foreach (var value in all.Where(r => r.TryGetProperty(name, out _)).Select(r => r.GetProperty(name).GetString()!).Distinct().Take(3))
            {
                Query("--" + name, value).Count.ShouldBe(all.Count(r => r.TryGetProperty(name, out var v) && v.GetString() == value), $"{name} {value}");
            }
        }
        all.ShouldContain(r => r.GetProperty("kind").GetString() == "control-changed");
        var chains = all.Where(r => r.TryGetProperty("chain", out _)).GroupBy(r => r.GetProperty("chain").GetString()!).ToList();
        chains.Count.ShouldBeGreaterThan(1, "each of the attacker's decisions begins one");
        foreach (var chain in chains.Take(3)) { Query("--chain", chain.Key).Count.ShouldBe(chain.Count()); }
        Query("--decision", "allow", "--limit", "1").Count.ShouldBe(1);
        var middle = all[all.Count / 2].GetProperty("time").GetString()!;
        (Query("--from", middle).Count + Query("--until", middle).Count).ShouldBe(all.Count);
        Query("--agent", "nobody").ShouldBeEmpty();
        RealCommand.Run("audit", "query", run.Audit, "--decision", "maybe", "--from", "soon", "--chain", "x").ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("3 problems."));
    }

    [Fact]
    public void Records_of_a_real_run_are_what_the_published_schema_says()
    {
        var schema = new JsonSchemaCheck(JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "audit-record.schema.json"))).RootElement);
        var lines = RealCommand.Run("audit", "query", run.Audit, "--json").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(run.Records);
        foreach (var line in lines) { schema.Problems(JsonDocument.Parse(line).RootElement).ShouldBeEmpty(line); }
    }

    [Fact]
    public void A_proof_convinces_with_the_key_alone()
    {
        using var folder = new TemporaryFolder();
        RealCommand.Run("audit", "prove", run.Largest, "1", "--out", folder["p"]).ExitCode.ShouldBe(0);
        var proof = TransparencyLog.ProofFile.TryParse(File.ReadAllBytes(folder["p"]), out _)!;
        var key = TransparencyLog.EcdsaNoteVerifier.TryParse(File.ReadAllText(run.Largest + ".vkey"), out _)!;
        var record = File.ReadAllBytes(folder["p.record"]);
        proof.ProblemWith(record, [key]).ShouldBeNull();
        record[5] ^= 1;
        proof.ProblemWith(record, [key]).ShouldNotBeNull();
        RealCommand.Run("audit", "prove", run.Largest, "99999999").ExitCode.ShouldBe(2);
        RealCommand.Run("audit", "prove", folder.Path, "0").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Nothing_else_is_taken_for_a_log_or_replaced_by_one()
    {
        using var folder = new TemporaryFolder();
        foreach (var command in new[] { "verify", "query" }) { RealCommand.Run("audit", command, folder.Path).ExitCode.ShouldBe(2); }
        Directory.CreateDirectory(folder["audit"]);
        File.WriteAllText(folder["audit/theirs"], "");
        RealCommand.Run("stress", BankRunFixture.Bank, "--quick", "--dimension", "2", "--scale", "5", "--out", folder.Path).ExitCode.ShouldBe(2);
        folder.Everything.Count.ShouldBe(2);
    }

    private List<JsonElement> Query(params string[] conditions)
    {
        var (exitCode, output, error) = RealCommand.Run(["audit", "query", run.Audit, "--json", .. conditions]);
        exitCode.ShouldBe(0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("record"))];
    }

    public sealed class Run : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Run()
        {
            // Twice, so that the second replaces the first's log.
            for (var i = 0; i < 2; i++) { RealCommand.Run("stress", BankRunFixture.Bank, "--quick", "--dimension", "2", "--scale", "5", "--out", Out).ExitCode.ShouldBe(0); }
            var logs = JsonDocument.Parse(RealCommand.Run("audit", "verify", Audit, "--json").Output).RootElement.GetProperty("logs").EnumerateArray()
                .Select(l => (Log: l.GetProperty("log").GetString()!, Size: l.GetProperty("durableSize").GetInt64())).ToList();
            Records = (int)logs.Sum(l => l.Size);
            Largest = Path.Combine(Audit, logs.MaxBy(l => l.Size).Log);
        }

        public string Out => _folder["out"];

        public string Audit => Path.Combine(Out, "audit");

        public string Largest { get; }

        public int Records { get; }

        public void Dispose() => _folder.Dispose();
    }
}
