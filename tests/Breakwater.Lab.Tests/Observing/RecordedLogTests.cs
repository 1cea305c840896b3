using System.Text;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Observing;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Calibration;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Tests.Shared;

namespace Breakwater.Lab.Tests.Observing;

/// <summary>The log of the recorded window as it lies on disk: what policy saw, under which credential, and who answers for it; and nothing that is to be masked.</summary>
public sealed class RecordedLogTests(RecordedLogTests.Log log) : IClassFixture<RecordedLogTests.Log>
{
    [Fact]
    public void Decisions_on_tools_with_declared_arguments_hold_them_as_policy_saw_them_masked_and_marked()
    {
        var declared = LabBench.Bank.Tools.Where(RecordedArguments.AreDeclared).Select(t => t.Id).ToHashSet();
        var decided = log.Records.Where(r => Is(r, "decided") && !r.TryGetProperty("members", out _) && r.TryGetProperty("session", out _)).ToList();
        decided.Count(r => declared.Contains(Text(r, "tool"))).ShouldBeGreaterThan(1_000);
        foreach (var record in decided) { record.TryGetProperty("arguments", out _).ShouldBe(declared.Contains(Text(record, "tool")), record.GetRawText()); }

        var with = log.Records.Where(r => r.TryGetProperty("arguments", out _)).ToList();
        foreach (var record in with)
        {
            var (arguments, masked) = (record.GetProperty("arguments"), record.GetProperty("masked").EnumerateArray().Select(m => m.GetString()).ToList());
            arguments.EnumerateObject().Select(a => a.Name).ShouldBe(["amount", "urgent", "client", "note"]);
            decimal.Parse(Text(arguments, "amount"), System.Globalization.CultureInfo.InvariantCulture).ShouldBePositive();
            Text(arguments, "client").ShouldBe("[masked]");
            masked.ShouldBe(Text(arguments, "note").Contains("[masked:account]", StringComparison.Ordinal) ? ["arguments.client", "arguments.note"] : ["arguments.client"]);
        }
        with.Count(r => Text(r.GetProperty("arguments"), "note").Contains("[masked:account]", StringComparison.Ordinal)).ShouldBeInRange(with.Count / 16, with.Count / 4);
        with.Select(r => Text(r, "decision")).Distinct().Order(StringComparer.Ordinal).ShouldBe(["allow", "deny", "pending", "throttle"]);
        // What waited for a person was decided again on the same bytes.
        foreach (var request in with.Where(r => r.TryGetProperty("request", out _)).GroupBy(r => (Text(r, "chain"), r.GetProperty("request").GetUInt64()))) { request.Select(r => (Text(r, "input"), r.GetProperty("arguments").GetRawText())).Distinct().Count().ShouldBe(1); }
    }

    [Fact]
    public void No_byte_below_the_folder_shows_a_sensitive_value()
    {
        var files = Directory.GetFiles(log.Folder, "*", SearchOption.AllDirectories);
        files.Sum(f => new FileInfo(f).Length).ShouldBeGreaterThan(1_000_000);
        var seen = false;
        var anyClient = RecordedArguments.ClientOf(0)[..^3];
        foreach (var bytes in files.Select(File.ReadAllBytes))
        {
            foreach (var sensitive in RecordedArguments.Accounts.Append(anyClient)) { bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(sensitive)).ShouldBe(-1); }
            seen |= bytes.AsSpan().IndexOf("\"note\":\"step 1, from "u8) >= 0;
        }
        seen.ShouldBeTrue("records lie there in clear but for what is masked");
        var made = new RecordedArguments(LabBench.Context(LabBench.Bank, 5, ScalingNames.ConstantDegree));
        string[] given = [.. Enumerable.Range(1, 200).Select(i => Encoding.UTF8.GetString(made.Next((ulong)i)))];
        given.ShouldAllBe(g => g.Contains(anyClient, StringComparison.Ordinal));
        RecordedArguments.Accounts.ShouldAllBe(a => given.Any(g => g.Contains(a, StringComparison.Ordinal)), "what is sought is what is given");
    }

    [Fact]
    public void Whatever_is_said_of_an_agent_names_who_answers_for_it_and_leads_to_its_credential()
    {
        var owners = FleetRoster.Expand(LabBench.Bank).Agents.ToDictionary(a => a.Name, a => a.Cluster.Accountable.ShouldNotBeNull());
        var changes = log.Records.Where(r => Is(r, "control-changed")).ToList();
        foreach (var record in log.Records.Except(changes).Where(r => r.TryGetProperty("agent", out _))) { Text(record, "accountable").ShouldBe(owners[Text(record, "agent")], record.GetRawText()); }
        foreach (var record in log.Records.Where(r => r.TryGetProperty("members", out _))) { record.TryGetProperty("accountable", out _).ShouldBeTrue(); }
        log.Records.ShouldContain(r => Is(r, "alert-shown"));
        log.Records.Where(r => Is(r, "reviewed")).ShouldAllBe(r => Text(r, "approver") == Text(r, "accountable"));
        var credentials = log.Records.Where(r => Is(r, "session-opened")).ToDictionary(r => (Text(r, "node"), r.GetProperty("session").GetUInt64()), r => Text(r, "credential"));
        foreach (var record in log.Records.Where(r => r.TryGetProperty("session", out _))) { credentials.ShouldContainKey((Text(record, "node"), record.GetProperty("session").GetUInt64())); }
    }

    [Fact]
    public void Every_record_is_as_the_published_schema_says_and_what_was_left_out_is_counted()
    {
        var schema = new JsonSchemaCheck(JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "audit-record.schema.json"))).RootElement);
        foreach (var record in log.Records)
        {
            using var line = JsonDocument.Parse($$"""{"log":"default/3y","position":0,"record":{{record.GetRawText()}}}""");
            schema.Problems(line.RootElement).ShouldBeEmpty();
        }
        var problems = new List<string>();
        var complete = CompletenessCheck.Of(log.Folder, problems, cancellation: TestContext.Current.CancellationToken);
        problems.ShouldBeEmpty();
        complete.ShouldAllBe(c => c.IsComplete);
        complete.Sum(c => c.Written).ShouldBeGreaterThan(8_000);
        complete.Sum(c => c.Omitted).ShouldBeGreaterThan(1_000);
    }

    private static bool Is(JsonElement record, string kind) => Text(record, "kind") == kind;

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    public sealed class Log : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakwater-window-");

        public Log()
        {
            var of = LabBench.Context(LabBench.Bank, LabBench.Bank.AgentCount, ScalingNames.ConstantDegree, 1);
            using (var run = RunLog.Open(LabBench.Bank, _folder.FullName, TimeProvider.System).Log.ShouldNotBeNull())
            {
                RecordedTraffic.Run(new()
                {
                    Roster = of.Roster, IsOwnSize = true, Scaling = of.Scaling, Seed = 1, Calibration = of.Calibration, Keys = of.Keys, Cancellation = TestContext.Current.CancellationToken, Records = new(run.Sink), Name = "run",
                }).ShouldNotBeNull();
                Folder = run.Folder;
                run.Keep();
            }
            var problems = new List<string>();
            Records = [.. AuditReader.Read(Folder, new(), problems).Select(r => r.Json.Clone())];
            problems.ShouldBeEmpty();
        }

        public string Folder { get; }

        public IReadOnlyList<JsonElement> Records { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
