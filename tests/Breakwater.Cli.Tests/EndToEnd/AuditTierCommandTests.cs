using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Tests.Shared;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>Tiers by command, over logs whose records are as old as they need to be.</summary>
public sealed class AuditTierCommandTests : IDisposable
{
    private const int Days = 120;
    private readonly TemporaryFolder _folder = new();

    public AuditTierCommandTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var clock = new PastTime(TimeProvider.System.GetUtcNow().AddDays(-Days));
        using var sink = TransparencyAuditSink.Open(new() { Directory = Root, Origin = "example.com/audit", Key = key, Tenants = ["acme"], SegmentRecords = 256, ReservedBytes = 0, ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0 }, clock).Sink!;
        for (var day = 0; day < Days; day++, clock.Now = clock.Now.AddDays(1))
        {
            foreach (var risk in (RiskClass[])[RiskClass.Low, RiskClass.Critical])
            {
                for (var i = 0; i < 32; i++)
                {
                    sink.Append(
                        new()
                        {
                            Kind = i % 2 == 0 ? AuditEventKind.Decided : AuditEventKind.Completed, Time = clock.Now.AddMilliseconds(i), Node = "gate", Tenant = "acme", Agent = $"agent-{day}", Risk = risk, Chain = (UInt128)day + 1, Request = (ulong)i,
                            Decision = new() { Effect = Effect.Allow }, Charged = new(i),
                        }, RecordUrgency.After);
                }
            }
            sink.Advance();
        }
    }

    private string Root => _folder["audit"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_works_over_all_tiers_as_before()
    {
        var (before, log) = (Query("--agent", "agent-3"), Path.Combine(Root, "acme", "7y"));
        before.Count.ShouldBe(64);
        RealCommand.Run("audit", "export", log, "--out", _folder["before"]).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "prove", log, "40", "--out", _folder["proof-before"]).ExitCode.ShouldBe(0);

        var dry = JsonDocument.Parse(RealCommand.Run("audit", "tier", Root, "--dry-run", "--json").Output).RootElement;
        dry.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(10);
        Directory.GetFiles(log, "compacted-*").ShouldBeEmpty();
        var (exitCode, output, error) = RealCommand.Run("audit", "tier", Root, "--retain", "90d=100d");
        exitCode.ShouldBe(0, error);
        // 20 days, or 21 if midnight came meanwhile.
        output.ShouldMatch("acme/90d: 6(40|72) records expired");
        output.ShouldContain("acme/7y: 14 segments compacted");
        output.ShouldContain("acme/7y: 3 segments moved to the object store");
        RealCommand.Run("audit", "tier", Root).Output.ShouldStartWith("Nothing is due.\n", customMessage: "and the settings are kept");

        Query("--agent", "agent-3").Count.ShouldBe(32, "those of 90 days are gone");
        Query("--agent", "agent-3").ShouldBe(before.Where(l => l.Contains("\"log\":\"acme/7y\"", StringComparison.Ordinal)));
        RealCommand.Run("audit", "query", Root, "--agent", "agent-3").Error.ShouldContain("1 of ");
        RealCommand.Run("audit", "verify", Root).Output.ShouldMatch("acme/90d: intact, 3840 entries, records from 6(40|72) on");
        RealCommand.Run("audit", "export", Path.Combine(Root, "acme", "90d"), "--out", _folder["rest"]).ShouldSatisfyAllConditions(r => r.Output.ShouldContain("records from 768 on"), r => r.Error.ShouldContain(" to 767"));
        RealCommand.Run("audit", "export", log, "--out", _folder["after"]).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "prove", log, "40", "--out", _folder["proof-after"]).ExitCode.ShouldBe(0);
        File.ReadAllBytes(_folder["proof-after.record"]).ShouldBe(File.ReadAllBytes(_folder["proof-before.record"]));
        foreach (var file in Directory.GetFiles(_folder["before"], "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(Path.Combine(_folder["after"], Path.GetRelativePath(_folder["before"], file))).ShouldBe(File.ReadAllBytes(file), file);
        }
        RealCommand.Run("audit", "prove", Path.Combine(Root, "acme", "90d"), "3").Error.ShouldContain("has expired");

        // So is an index, which no signature covers.
        var index = Path.Combine(log, "index-000000000002");
        var sound = File.ReadAllBytes(index);
        File.WriteAllBytes(index, [.. sound[..^1], (byte)(sound[^1] ^ 1)]);
        RealCommand.Run("audit", "verify", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain($"acme/7y: DAMAGED: {index}: The index is not that of segment 2"));
        File.WriteAllBytes(index, sound);
        RealCommand.Run("audit", "verify", Root).ExitCode.ShouldBe(0);

        // An object that is damaged or gone is found by all of them, and named.
        var cold = Directory.GetFiles(Path.Combine(Root, "_cold", "7y", "acme"), "compacted-*").Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(cold);
        bytes[^5] ^= 1;
        File.WriteAllBytes(cold, bytes);
        RealCommand.Run("audit", "verify", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain(cold));
        RealCommand.Run("audit", "query", Root, "--agent", "agent-3").ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain(cold));
        File.Delete(cold);
        RealCommand.Run("audit", "verify", Root).ExitCode.ShouldBe(1);
        RealCommand.Run("audit", "prove", log, "40").ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Holds_are_placed_listed_and_lifted_and_keep_records()
    {
        RealCommand.Run("audit", "hold", "list", Root).Output.ShouldBe("There are no holds.\n");
        RealCommand.Run("audit", "hold", "add", Root, "--tenant", "acme", "--class", "90d", "--reason", "case 17", "--by", "counsel").Output.ShouldStartWith("Hold 1 is in force: acme, 90d, by counsel on ");
        RealCommand.Run("audit", "tier", Root).Output.ShouldContain("held by 1");
        Query("--agent", "agent-3").Count.ShouldBe(64);
        RealCommand.Run("audit", "hold", "remove", Root, "2", "--by", "judge", "--reason", "over").ExitCode.ShouldBe(2);
        RealCommand.Run("audit", "hold", "remove", Root, "1", "--by", "judge", "--reason", "over").Output.ShouldBe("Hold 1 is lifted.\n");
        RealCommand.Run("audit", "tier", Root).Output.ShouldContain("expired");
        Query("--agent", "agent-3").Count.ShouldBe(32);
        var holds = JsonDocument.Parse(RealCommand.Run("audit", "hold", "list", Root, "--json").Output).RootElement.GetProperty("holds");
        holds[0].GetProperty("removedBy").GetString().ShouldBe("judge");
        RealCommand.Run("audit", "hold", "add", Root, "--class", "8y", "--from", "soon", "--reason", "x", "--by", "y").Error.ShouldContain("2 problems.");
        RealCommand.Run("audit", "hold", "add", _folder.Path + "/none", "--reason", "x", "--by", "y").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_file_of_holds_that_was_deleted_is_found_and_put_right_by_the_command_that_is_named()
    {
        RealCommand.Run("audit", "hold", "add", Root, "--tenant", "acme", "--class", "90d", "--reason", "case 17", "--by", "counsel").ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "verify", Root).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "query", Root, "--kind", "hold-placed").Output.ShouldContain("hold-placed  hold 1 acme 90d by counsel  case 17");
        File.Delete(Path.Combine(Root, "holds.json"));
        RealCommand.Run("audit", "tier", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("hold 1 is in the log and not in the file"), r => r.Error.ShouldContain("audit hold restore"));
        RealCommand.Run("audit", "verify", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain("holds.json: DAMAGED: "));
        RealCommand.Run("audit", "hold", "list", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldContain("case 17"));
        Query("--agent", "agent-3").Count.ShouldBe(64);
        RealCommand.Run("audit", "hold", "restore", Root).Output.ShouldBe("1 hold in force, in the log and in holds.json.\n");
        RealCommand.Run("audit", "tier", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(0), r => r.Output.ShouldContain("held by 1"));
        Query("--agent", "agent-3").Count.ShouldBe(64);
    }

    [Fact]
    public void What_would_hold_find_or_do_nothing_is_refused_or_said()
    {
        string[] who = ["--reason", "case 17", "--by", "counsel"];
        RealCommand.Run(["audit", "hold", "add", Root, "--from", "2026-10-01", "--until", "2026-09-01", .. who]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("--until: `2026-09-01` is not after `2026-10-01`."));
        RealCommand.Run("audit", "hold", "add", Root, "--reason", " ", "--by", "").Error.ShouldContain("2 problems.");
        RealCommand.Run("audit", "hold", "list", Root).Output.ShouldBe("There are no holds.\n");
        RealCommand.Run(["audit", "hold", "add", Root, "--tenant", "acmee", .. who]).Output.ShouldContain("No log here is `acmee`'s own");
        RealCommand.Run(["audit", "hold", "add", Root, "--tenant", "acme", .. who]).Output.ShouldNotContain("No log here");
        RealCommand.Run("audit", "hold", "remove", Root, "1", "--by", " ", "--reason", "over").ExitCode.ShouldBe(2);
        RealCommand.Run("audit", "hold", "list", _folder["none"]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("There is no audit log here."));
        RealCommand.Run("audit", "query", Root, "--from", "2026-10-01", "--until", "2026-10-01").ExitCode.ShouldBe(2);
        RealCommand.Run("audit", "tier", Root, "--container", "box").Error.ShouldContain("Add --emit-lifecycle azure");

        var locks = Directory.GetFiles(Root, "lock", SearchOption.AllDirectories).Select(l => File.Open(l, FileMode.Open, FileAccess.ReadWrite, FileShare.None)).ToList();
        RealCommand.Run("audit", "tier", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Output.ShouldBe("Nothing was done; not every log could be looked at.\n"));
        locks.ForEach(l => l.Dispose());
    }

    [Fact]
    public void The_rules_for_an_object_store_have_the_form_it_asks_for_and_delete_nothing_too_early_or_held()
    {
        var s3 = JsonDocument.Parse(RealCommand.Run("audit", "tier", Root, "--emit-lifecycle", "s3").Output).RootElement.GetProperty("Rules").EnumerateArray().ToList();
        // Classes that are over before they are cold have no objects: 90d.
        s3.Select(r => (r.GetProperty("Filter").GetProperty("Prefix").GetString(), r.GetProperty("Status").GetString(), r.GetProperty("Expiration").GetProperty("Days").GetInt32(), r.GetProperty("Transitions")[0].GetProperty("StorageClass").GetString()))
            .ShouldBe([("1y/", "Enabled", 366, "GLACIER_IR"), ("3y/", "Enabled", 3 * 366, "GLACIER_IR"), ("7y/", "Enabled", 7 * 366, "GLACIER_IR")]);
        RealCommand.Run("audit", "hold", "add", Root, "--class", "3y", "--reason", "case", "--by", "counsel");
        var (_, output, error) = RealCommand.Run("audit", "tier", Root, "--emit-lifecycle", "azure", "--container", "box");
        error.ShouldContain("not deleted by these rules: 3y");
        var azure = JsonDocument.Parse(output).RootElement.GetProperty("rules").EnumerateArray().ToList();
        azure.Count.ShouldBe(3);
        azure.ShouldAllBe(r => r.GetProperty("type").GetString() == "Lifecycle" && r.GetProperty("name").GetString()!.All(char.IsAsciiLetterOrDigit) && r.GetProperty("definition").GetProperty("filters").GetProperty("blobTypes")[0].GetString() == "blockBlob");
        azure.Select(r => r.GetProperty("definition").GetProperty("filters").GetProperty("prefixMatch")[0].GetString()).ShouldBe(["box/1y/", "box/3y/", "box/7y/"]);
        azure.Select(r => r.GetProperty("definition").GetProperty("actions").GetProperty("baseBlob").TryGetProperty("delete", out _)).ShouldBe([true, false, true]);
        RealCommand.Run("audit", "tier", Root, "--emit-lifecycle", "gcs").ExitCode.ShouldBe(2);
        File.Exists(Path.Combine(Root, "tiers.json")).ShouldBeFalse("printing rules changes nothing");
    }

    [Fact]
    public void Bad_settings_are_all_named_and_nothing_is_done()
    {
        var (exitCode, _, error) = RealCommand.Run("audit", "tier", Root, "--hot", "week", "--warm", "3d", "--retain", "90d=10d,8y=5d,x");
        exitCode.ShouldBe(2);
        error.ShouldContain("5 problems.");
        Directory.GetFiles(Root).ShouldBeEmpty();
        RealCommand.Run("audit", "tier", Root).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "tier", Root, "--cold", "elsewhere").Error.ShouldContain("Cold segments lie here");
        File.WriteAllText(Path.Combine(Root, "tiers.json"), "{");
        foreach (var command in (string[][])[["tier", Root], ["verify", Root]]) { RealCommand.Run(["audit", .. command]).ExitCode.ShouldBe(2); }
        RealCommand.Run("audit", "query", Root).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void What_a_query_prints_is_what_the_published_schema_says()
    {
        var schema = new JsonSchemaCheck(JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "audit-record.schema.json"))).RootElement);
        foreach (var line in Query()) { schema.Problems(JsonDocument.Parse(line).RootElement).ShouldBeEmpty(line); }
        foreach (var line in OfSeveral())
        {
            line.ShouldContain("\"members\":");
            schema.Problems(JsonDocument.Parse(line).RootElement).ShouldBeEmpty(line);
        }
        // The check sees what it should.
        schema.Problems(JsonDocument.Parse("""{"log":"a","position":-1,"record":{"v":1,"kind":"x","time":"now","more":1,"session":"1"}}""").RootElement).Count().ShouldBe(6);
        var kinds = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "audit-record.schema.json"))).RootElement.GetProperty("$defs").GetProperty("record").GetProperty("properties").GetProperty("kind").GetProperty("enum");
        kinds.EnumerateArray().Select(k => k.GetString()).ShouldBe(AuditNames.Kinds);
    }

    /// <summary>What a query prints of a log with records that stand for several.</summary>
    private List<string> OfSeveral()
    {
        // A clock that stands still: they come within one window, however slow the machine.
        var clock = new PastTime(TimeProvider.System.GetUtcNow());
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        using (var sink = TransparencyAuditSink.Open(new() { Directory = _folder["several"], Origin = "example.com/audit", Key = key, Tenants = ["acme"], ReservedBytes = 0, ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0 }, clock).Sink!)
        using (var together = new AggregatingAuditSink(sink, new() { Tenants = ["acme"] }, clock))
        {
            var now = clock.Now;
            for (var i = 0; i < 20; i++)
            {
                var e = new AuditEvent { Kind = AuditEventKind.AdmissionExpired, Time = now.AddTicks(i), Tenant = "acme", Agent = i == 19 ? null : $"agent-{i % 7}", Chain = (UInt128)(i % 5), Request = (ulong)(i % 3), Admission = (ulong)i, Charged = new(-i) };
                together.Append(e, RecordUrgency.After);
            }
        }
        return Query(_folder["several"], []);
    }

    private List<string> Query(params string[] conditions) => Query(Root, conditions);

    private static List<string> Query(string root, string[] conditions)
    {
        var (exitCode, output, error) = RealCommand.Run(["audit", "query", root, "--json", .. conditions]);
        exitCode.ShouldBe(0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private sealed class PastTime(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
