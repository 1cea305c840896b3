using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;

namespace Breakwater.Tests.Audit.Tiering;

/// <summary>Audit logs on a disk, through all tiers.</summary>
public sealed class TieringTests : IDisposable
{
    private const int Days = 100;
    private readonly LogFolder _logs = new();
    private TransparencyAuditSink? _sink;

    public void Dispose()
    {
        _sink?.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void A_query_finds_the_same_records_in_whatever_tier_they_are_and_opens_only_what_can_hold_them()
    {
        Fill(RiskClass.Critical, Days, 64);
        AuditQuery[] queries =
        [
            new(), new() { Agent = "agent-3" }, new() { Agent = "on-day-17" }, new() { Chain = 1_701 }, new() { Tenant = "acme", Decision = "deny" }, new() { Control = "IA-1.4" }, new() { Control = "IA-9.9" }, new() { Tool = "tool-2", Kind = "decided" },
            new() { From = _logs.Clock.GetUtcNow() - TimeSpan.FromDays(60), Until = _logs.Clock.GetUtcNow() - TimeSpan.FromDays(59) }, new() { Agent = "agent-1", Until = _logs.Clock.GetUtcNow() - TimeSpan.FromDays(95) }, new() { Agent = "nobody" },
        ];
        var before = queries.Select(q => Find(q).Found).ToList();
        before[0].Count.ShouldBe(Days * 64);
        before[2].Count.ShouldBe(64);
        TierAll();
        var state = State("acme/7y");
        // 64 records a day, 256 in a segment: the youngest of a segment decides.
        (state.Expired, state.Cold, state.Warm, state.Hot).ShouldBe((0, 2 * LogFolder.Segment, 21 * LogFolder.Segment, 2 * LogFolder.Segment));
        var after = queries.Select(q => Find(q)).ToList();
        for (var i = 0; i < queries.Length; i++) { after[i].Found.ShouldBe(before[i], $"{queries[i]}"); }
        (after[2].Effort.SegmentsOpened, after[2].Effort.SegmentsSkipped).ShouldBe((1, 24));
        after[10].Effort.SegmentsOpened.ShouldBe(0);
        after[8].Effort.SegmentsOpened.ShouldBeLessThanOrEqualTo(2);
        after[0].Effort.SegmentsOpened.ShouldBe(25);
        Verify().ShouldAllBe(r => r.IsIntact && r.FirstEntry == 0);
    }

    [Theory]
    [InlineData("hot, without index", 0)]
    [InlineData("hot", 0)]
    [InlineData("in all tiers", 23 * LogFolder.Segment)]
    public void What_a_query_did_is_counted_as_a_slow_count_has_it(string tiers, int archived)
    {
        Fill(RiskClass.Critical, Days, 64);
        _sink!.Dispose();
        var settings = tiers == "hot" ? new TierSettings { HotDays = 10_000, WarmDays = 10_000 } : new();
        if (tiers != "hot, without index") { AuditTiering.Run(_logs.Root, settings, _logs.Clock.GetUtcNow()).Problems.ShouldBeEmpty(); }
        var log = AuditFolder.PathOf(_logs.Root, "acme", RetentionClass.Years7);
        using var view = AuditArchives.TryOpenView(log, out _).ShouldNotBeNull();
        view.FirstEntry.ShouldBe(archived);
        AuditQuery[] queries = [new() { Agent = "agent-3" }, new() { Agent = "on-day-17", Decision = "deny" }, new() { Chain = 1_701 }, new() { From = _logs.Clock.GetUtcNow() - TimeSpan.FromDays(60) }, new() { Agent = "nobody" }];
        foreach (var query in queries)
        {
            var (opened, expected) = (0, default(Work));
            for (var segment = 0; segment < view.DurableSize / LogFolder.Segment; segment++)
            {
                var index = SegmentIndex.TryRead(view.ReadSegmentIndex(segment), LogFolder.Segment);
                if (index is not null) { expected.Add(WorkUnit.IndexBlockProbed); }
                if (index?.MayHold(0, query.Probe()) == false) { continue; }
                opened++;
                view.Read(segment * LogFolder.Segment, LogFolder.Segment, (position, record) =>
                {
                    if (position < archived) { expected.Add(WorkUnit.ByteUnpacked, record.Length); }
                    var text = System.Text.Encoding.UTF8.GetString(record);
                    foreach (var needle in query.Needles())
                    {
                        expected.Add(WorkUnit.ByteScanned, record.Length);
                        if (text.Contains(System.Text.Encoding.UTF8.GetString(needle.Text), StringComparison.Ordinal)) { continue; }
                        if (!needle.OrAmongMembers) { return; }
                        expected.Add(WorkUnit.ByteScanned, record.Length);
                        if (!text.Contains("members", StringComparison.Ordinal)) { return; }
                    }
                    expected.Add(WorkUnit.RecordParsed);
                });
            }
            var effort = new AuditReadEffort();
            var found = AuditReader.Read([("a name", view)], query, [], effort: effort).Select(r => $"{r.Log} {r.Position} {r.Json.GetRawText()}").ToList();
            found.ShouldBe(Find(query).Found.Select(f => f.Replace("acme/7y", "a name", StringComparison.Ordinal)), "logs that are open, and a folder of them");
            effort.BlocksRead.ShouldBe(opened, $"{query}");
            foreach (var unit in Enum.GetValues<WorkUnit>()) { effort.Work[unit].ShouldBe(expected[unit], $"{unit} of {query}"); }
        }
        view.DurableSize.ShouldBe(Days * 64, "all in whole segments");
    }

    [Fact]
    public void A_missing_or_damaged_index_hides_nothing_and_is_made_again()
    {
        Fill(RiskClass.Critical, Days, 64);
        TierAll();
        var query = new AuditQuery { Agent = "on-day-17" };
        var found = Find(query).Found;
        var log = AuditFolder.PathOf(_logs.Root, "acme", RetentionClass.Years7);
        var indexes = Directory.GetFiles(log, "index-*");
        indexes.Length.ShouldBe(25);
        var original = File.ReadAllBytes(indexes[4]);
        for (var at = 0; at < original.Length; at += 7)
        {
            var bytes = original.ToArray();
            bytes[at] ^= 0x20;
            File.WriteAllBytes(indexes[4], bytes);
            Find(query).Found.ShouldBe(found, $"byte {at}");
        }
        Find(query).Effort.SegmentsWithoutIndex.ShouldBe(1);
        foreach (var index in indexes) { File.Delete(index); }
        var (without, effort) = Find(query);
        without.ShouldBe(found);
        (effort.SegmentsWithoutIndex, effort.SegmentsOpened).ShouldBe((25, 25));
        _sink!.Dispose();
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Steps.Count(s => s.Action == TierAction.Index).ShouldBe(25);
        File.ReadAllBytes(indexes[4]).ShouldBe(original, "the same bytes whenever it is made");
    }

    [Fact]
    public void Records_expire_with_their_class_and_never_before()
    {
        foreach (var risk in (RiskClass[])[RiskClass.Low, RiskClass.Medium]) { Fill(risk, Days, 64); }
        TierAll();
        // The second class was filled after the first: its records are younger by as much.
        State("acme/90d").Expired.ShouldBe(Days * 64);
        State("acme/1y").Expired.ShouldBe(0);
        Verify().ShouldAllBe(r => r.IsIntact);
        var expiries = Find(new() { Kind = "records-expired" }).Found;
        expiries.Count.ShouldBe(1, "expiry is recorded before it happens");
        _logs.Clock.Advance(TimeSpan.FromDays(366));
        TierAll();
        State("acme/1y").Expired.ShouldBe(Days * 64);
        Directory.GetFiles(Path.Combine(_logs.Root, "_cold"), "compacted-*", SearchOption.AllDirectories).ShouldBeEmpty();
        Find(new() { Tenant = "acme" }).Found.ShouldBeEmpty();
    }

    [Fact]
    public void A_hold_keeps_what_it_is_on_and_what_comes_after_until_it_is_lifted()
    {
        Fill(RiskClass.Low, 60, 64);
        Expired().ShouldBe(0, "nothing is old enough yet");
        _logs.Clock.Advance(TimeSpan.FromDays(70));
        var start = _logs.Clock.GetUtcNow() - TimeSpan.FromDays(130);
        Hold("zeta", null, null, null);
        Hold(null, "7y", null, null);
        Hold("acme", "90d", start.AddDays(20), start.AddDays(21));
        Expired().ShouldBe(20 * 64, "up to the first record that is held");
        Hold(null, null, null, null);
        Lift(3);
        Expired().ShouldBe(20 * 64);
        Lift(4);
        Expired().ShouldBeGreaterThan(30 * 64);

        long Expired(bool mayFail = false)
        {
            TierAll(mayFail);
            return State("acme/90d").Expired;
        }

        void Hold(string? tenant, string? retention, DateTimeOffset? from, DateTimeOffset? until) => _sink!.PlaceHold(new(0, tenant, retention, from, until, "case", "counsel", default)).Problems.ShouldBeEmpty();

        void Lift(int id) => _sink!.ReleaseHold(id, "counsel", "closed").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Records_of_a_tenant_that_has_no_log_are_held_where_they_lie()
    {
        Fill(RiskClass.Low, 8, LogFolder.Segment / 4, tenant: "unlisted");
        _logs.Clock.Advance(TimeSpan.FromDays(200));
        _sink!.PlaceHold(new(0, "unlisted", null, null, null, "case", "counsel", default)).Problems.ShouldBeEmpty();
        TierAll();
        State("_fleet/90d").Expired.ShouldBe(0);
        _sink.PlaceHold(new(0, "somebody", null, null, null, "case", "counsel", default)).Problems.ShouldBeEmpty();
        _sink.ReleaseHold(1, "counsel", "closed").Problems.ShouldBeEmpty();
        TierAll();
        State("_fleet/90d").Expired.ShouldBe(2 * LogFolder.Segment);
    }

    [Fact]
    public void Appends_go_on_while_segments_are_tiered_and_a_second_process_is_refused()
    {
        Fill(RiskClass.High, Days, 64);
        using var stop = new CancellationTokenSource();
        var appended = 0L;
        var appender = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (_sink!.Append(Event(RiskClass.High, 1, Days), RecordUrgency.Before) == RecordStatus.Kept) { Interlocked.Increment(ref appended); }
            }
        });
        appender.Start();
        SpinWait.SpinUntil(() => Interlocked.Read(ref appended) > 0);
        TierAll();
        stop.Cancel();
        appender.Join();
        var refused = AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow());
        refused.Problems.Count.ShouldBe(8);
        refused.Problems.ShouldAllBe(p => p.Remedy.Contains("TransparencyAuditSink.Tier", StringComparison.Ordinal));
        _sink!.Dispose();
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Problems.ShouldBeEmpty();
        Find(new() { Tenant = "acme" }).Found.Count.ShouldBe(Days * 64 + (int)appended);
        Verify().ShouldAllBe(r => r.IsIntact);
    }

    [Fact]
    public void A_dry_run_says_what_a_run_then_does_and_changes_nothing()
    {
        Fill(RiskClass.Low, Days + 60, 64);
        _sink!.Dispose();
        var files = Files();
        var due = AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow(), isDryRun: true);
        Files().ShouldBe(files);
        var done = AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow());
        done.Steps.Select(s => (s.Log, s.Action, s.Segment, s.Segments)).ShouldBe(due.Steps.Select(s => (s.Log, s.Action, s.Segment, s.Segments)));
        done.Steps.Select(s => s.Action).Distinct().Count().ShouldBe(3, "what is cold after 90 days has expired then");
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Steps.ShouldBeEmpty();

        List<string> Files() => [.. Directory.GetFiles(_logs.Root, "*", SearchOption.AllDirectories).Select(f => $"{f} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Settings_decide_when_and_where_and_how_long()
    {
        Fill(RiskClass.Low, Days, 64);
        _sink!.Dispose();
        new TierSettings { HotDays = 1, WarmDays = 10, Cold = "elsewhere", RetentionDays = new Dictionary<string, int> { ["90d"] = 3_000 } }.Save(_logs.Root);
        var problems = new List<Problem>();
        var settings = TierSettings.Load(_logs.Root, problems).ShouldNotBeNull();
        AuditTiering.Run(_logs.Root, settings, _logs.Clock.GetUtcNow()).Problems.ShouldBeEmpty();
        State("acme/90d").ShouldSatisfyAllConditions(s => s.Cold.ShouldBe(22 * LogFolder.Segment), s => s.Expired.ShouldBe(0), s => s.Hot.ShouldBe(LogFolder.Segment));
        Directory.GetFiles(Path.Combine(_logs.Root, "elsewhere", "90d", "acme"), "compacted-*").Length.ShouldBe(22);
        Verify().ShouldAllBe(r => r.IsIntact && r.FirstEntry == 0);
        new TierSettings { HotDays = 9, WarmDays = 8, Cold = " ", RetentionDays = new Dictionary<string, int> { ["7y"] = 10, ["8y"] = 10 } }.Problems().Count.ShouldBe(4);
        File.WriteAllText(Path.Combine(_logs.Root, TierSettings.FileName), "{\"hotDays\": 7, \"hottDays\": 7}");
        TierSettings.Load(_logs.Root, problems).ShouldBeNull();
        problems.ShouldHaveSingleItem().Line.ShouldBe(1);
        TransparencyAuditSink.Open(_logs.Options(), _logs.Clock).Problems.ShouldHaveSingleItem();
        AuditArchives.TryOpenView(AuditFolder.PathOf(_logs.Root, "acme", RetentionClass.Days90), out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(TierSettings.FileName);
    }

    /// <summary>Moves the clock on by days, with so many records on each.</summary>
    private void Fill(RiskClass risk, int days, int each, string tenant = "acme")
    {
        _sink ??= _logs.Open();
        for (var day = 0; day < days; day++)
        {
            for (var i = 0; i < each; i++) { _sink.Append(Event(risk, i, day) with { Tenant = tenant }, RecordUrgency.After); }
            _logs.Clock.Advance(TimeSpan.FromDays(1));
            _sink.Advance();
        }
        _sink.Problems.ShouldBeEmpty();
    }

    private AuditEvent Event(RiskClass risk, int i, int day) => new()
    {
        Kind = i % 2 == 0 ? AuditEventKind.Decided : AuditEventKind.Completed, Time = _logs.Clock.GetUtcNow(), Node = "n", Tenant = "acme", Agent = day == 17 ? "on-day-17" : $"agent-{i % 5}", Request = (ulong)i, Risk = risk, Tool = $"tool-{i % 3}",
        Chain = (UInt128)(day * 100 + i / 4), Decision = i % 10 == 0 ? new() { Reason = new(ControlId.Parse("IA-1.4"), "grants.not-granted", "") } : new() { Effect = Effect.Allow },
    };

    private void TierAll(bool mayFail = false)
    {
        while (_sink!.Tier() is { } step)
        {
            if (step.Problem is null) { continue; }
            mayFail.ShouldBeTrue(step.Problem);
            break;
        }
        _sink.Advance();
    }

    private TierState State(string log)
    {
        using var view = AuditArchives.TryOpenView(Path.Combine(_logs.Root, log), out _).ShouldNotBeNull();
        var warm = Directory.GetFiles(Path.Combine(_logs.Root, log), "compacted-*").Length * LogFolder.Segment;
        return new(log, view.FirstReadable, view.FirstEntry - view.FirstReadable - warm, warm, view.DurableSize - view.FirstEntry, []);
    }

    private (List<string> Found, AuditReadEffort Effort) Find(AuditQuery query)
    {
        var (problems, effort) = (new List<string>(), new AuditReadEffort());
        var found = AuditReader.Read(_logs.Root, query, problems, effort: effort).Select(r => $"{r.Log} {r.Position} {r.Json.GetRawText()}").ToList();
        problems.ShouldBeEmpty();
        return (found, effort);
    }

    private List<VerifyReport> Verify() => [.. AuditFolder.Logs(_logs.Root).Select(log => LogVerifier.Verify(log, new() { Archive = AuditArchives.TryOpen(log, out _) }))];
}
