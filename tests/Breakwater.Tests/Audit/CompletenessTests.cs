using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;
using Draws = Breakwater.TransparencyLog.Tests.Draws;

namespace Breakwater.Tests.Audit;

/// <summary>Sampling and aggregation over real logs on disk, and what can be proved from them.</summary>
public sealed class CompletenessTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("breakwater-completeness-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestClock _clock = new();

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Everything_that_was_seen_is_recorded_or_counted_over_several_intervals_and_runs()
    {
        Run(1, 3_000);
        Run(3_001, 2_000);
        var logs = Check();
        logs.ShouldAllBe(l => l.IsComplete);
        logs.Sum(l => l.Seen).ShouldBe(Expected(1, 3_000) + Expected(3_001, 2_000));
        logs.Sum(l => l.Written + l.Omitted).ShouldBe(logs.Sum(l => l.Seen));
        logs.Sum(l => l.Intervals).ShouldBeGreaterThan(8);
        var low = logs.Single(l => l.Log == "acme/90d");
        low.MustKeep.Omitted.ShouldBe(0);
        foreach (var (counts, rate) in new[] { (low.Elevated, 0.5), (low.Routine, 0.1) })
        {
            var (lower, upper) = AuditEstimate.OfShare(counts.ChainsKept, counts.Chains);
            rate.ShouldBeInRange(lower - 0.02, upper + 0.02);
            counts.Omitted.ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public void Estimates_reach_what_was_counted_and_their_intervals_hold_as_often_as_they_say()
    {
        var inside = 0;
        const int rounds = 40;
        for (var round = 0; round < rounds; round++)
        {
            var records = new RecordingSink();
            using (var volume = new AuditVolume(records, new() { Tenants = ["acme"], Key = RandomKey(round) }, new() { Tenants = ["acme"] }, _clock)) { Feed(volume, 1, 600); }
            var estimate = Forged(records.Records, path => AuditEstimate.Of(path, new() { Kind = "completed" }, []));
            var truth = 600 + Enumerable.Range(1, 600).Count(i => i % 5 == 0);
            if (estimate.Lower <= truth && truth <= estimate.Upper) { inside++; }
            estimate.Found.ShouldBeLessThan(truth);
        }
        // Of 40 at 95%: fewer than 33 would come about once in 4,000 times, and the keys are always the same.
        inside.ShouldBeGreaterThanOrEqualTo(33);
    }

    [Fact]
    public void Where_nothing_was_found_the_interval_says_how_much_may_have_been_left_out()
    {
        Run(1, 400);
        AuditEstimate Asked(AuditQuery query) => AuditEstimate.Of(_root, query, []);
        // Routine chains are kept at 10%: (1 − 0.1)^m is 2.5% at 35 chains. Elevated ones at 50%: at 5.3.
        var routine = Asked(new() { Tool = "no-such-tool" });
        (routine.Found, routine.Estimated, routine.Lower).ShouldBe((0L, 0.0, 0.0));
        routine.Upper.ShouldBeInRange(33, 37);
        Asked(new() { Decision = "throttle" }).Upper.ShouldBeInRange(4.3, 6.5);
        Asked(new() { Control = "ZZ-9.9" }).Upper.ShouldBeInRange(4.3, 6.5);
        Asked(new() { Decision = "pending" }).ShouldBe(new AuditEstimate(0, 0, 0, 0, 0), "always kept");
        Asked(new() { Kind = "alert-shown" }).Upper.ShouldBe(0);
        Asked(new() { Kind = "completed", Decision = "deny" }).Upper.ShouldBe(0);
    }

    /// <summary>Rare events above all: how often does the interval hold the truth?</summary>
    [Theory]
    [InlineData(100, 1, 0)]
    [InlineData(500, 1, 0)]
    [InlineData(900, 1, 0)]
    [InlineData(100, 4, 80)]
    public void Intervals_of_rare_events_hold_as_often_as_they_say(short perMille, int mostEvents, int from)
    {
        var draws = new Draws(7);
        foreach (var chains in new[] { 0, 1, 2, 3, 5, 8, 12, 20, 30, 36, 50, 80, 150, 400 }.Where(c => c >= from))
        {
            const int rounds = 2_000;
            var inside = 0;
            for (var round = 0; round < rounds; round++)
            {
                var events = Enumerable.Range(0, chains).Select(_ => 1L + draws.Below(mostEvents)).ToList();
                var estimate = AuditEstimate.Of(events.Where(_ => draws.Below(1_000) < perMille), perMille);
                if (estimate.Lower <= events.Sum() && events.Sum() <= estimate.Upper) { inside++; }
            }
            ((double)inside / rounds).ShouldBeGreaterThanOrEqualTo(0.93, $"{chains} chains");
        }
    }

    [Fact]
    public void An_alert_into_which_others_were_folded_is_one_event()
    {
        var (log, volume) = Open(_root);
        volume.Sink.Append(new() { Kind = AuditEventKind.AlertShown, Tenant = "acme", Time = _clock.GetUtcNow(), Since = _clock.GetUtcNow(), Chain = 9, Count = 3, Detail = "three folded" }, RecordUrgency.After);
        volume.Dispose();
        log.Dispose();
        Check().ShouldAllBe(l => l.IsComplete);
        AuditReader.Read(_root, new() { Kind = "alert-shown" }, []).Single().Events.ShouldBe(1);
    }

    [Fact]
    public void A_writer_that_dies_leaves_a_time_that_is_not_accounted_for()
    {
        var (log, volume) = Open(_root);
        Feed(volume, 1, 500);
        Beat(volume, TimeSpan.FromSeconds(61));
        Feed(volume, 501, 100);
        log.Advance();
        log.Dispose();
        Run(1_001, 200);
        var low = Check().Single(l => l.Log == "acme/90d");
        low.Problems.ShouldBeEmpty();
        low.IsComplete.ShouldBeFalse();
        var gap = low.Unaccounted.ShouldHaveSingleItem();
        gap.Until.ShouldNotBeNull();
        gap.Written.ShouldBeGreaterThan(0);
        gap.Waited.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_log_that_is_still_written_ends_with_a_time_that_is_not_yet_accounted_for()
    {
        var (log, volume) = Open(_root);
        Feed(volume, 1, 100);
        log.Advance();
        Check().Single(l => l.Log == "acme/90d").Unaccounted.ShouldHaveSingleItem().Until.ShouldBeNull();
        volume.Dispose();
        log.Dispose();
        Check().ShouldAllBe(l => l.IsComplete);
    }

    [Fact]
    public void A_commitment_that_is_missing_changed_or_repeated_is_found()
    {
        // The log is written anew as one who has its key could: every hash and signature is right, and the counts still say what is wrong.
        Run(1, 400);
        var records = Records("acme/90d");
        var commitments = records.Select((r, i) => (Text: System.Text.Encoding.UTF8.GetString(r), i)).Where(r => r.Text.Contains("\"records-omitted\"", StringComparison.Ordinal)).Select(r => r.i).ToList();
        commitments.Count.ShouldBeGreaterThan(3);
        Forged(records).IsComplete.ShouldBeTrue("unchanged it passes");
        foreach (var at in commitments) { Forged([.. records.Where((_, i) => i != at)]).IsComplete.ShouldBeFalse($"without {at}"); }
        foreach (var at in commitments.Skip(1)) { Forged([.. records.Take(at + 1), records[at], .. records.Skip(at + 1)]).IsComplete.ShouldBeFalse($"twice {at}"); }
        foreach (var name in new[] { "seen", "written", "waiting", "open", "interval" })
        {
            var text = System.Text.Encoding.UTF8.GetString(records[commitments[2]]);
            var start = text.IndexOf($"\"{name}\":", StringComparison.Ordinal) + name.Length + 3;
            var changed = text[..start] + "9" + text[start..];
            Forged([.. records.Select((r, i) => i == commitments[2] ? System.Text.Encoding.UTF8.GetBytes(changed) : r)]).IsComplete.ShouldBeFalse(name);
        }
        for (var i = 1; i < records.Count; i += 7)
        {
            if (!commitments.Contains(i)) { Forged([.. records.Where((_, at) => at != i)]).IsComplete.ShouldBeFalse($"without the record {i}"); }
        }
    }

    [Fact]
    public void Queries_find_the_members_of_aggregated_records()
    {
        var (log, volume) = Open(_root, sampling: false);
        for (var i = 1UL; i <= 1_000; i++) { volume.Sink.Append(SampleEvents.TimedOut(i, i, _clock.GetUtcNow()) with { Agent = $"agent-{i}" }, RecordUrgency.After); }
        volume.Dispose();
        log.Dispose();
        AuditReader.Read(_root, new(), []).Count().ShouldBe(1);
        Members(new() { Agent = "agent-700" }).ShouldBe([700]);
        Members(new() { Chain = 12 }).ShouldBe([12]);
        Members(new() { Agent = "agent-700", Chain = 12 }).ShouldBeEmpty("no one of them is both");
        Members(new() { Agent = "agent-7000" }).ShouldBeEmpty();
        AuditEstimate.Of(_root, new() { Agent = "agent-700" }, []).ShouldBe(new AuditEstimate(1, 1, 0, 1, 1));
        AuditEstimate.Of(_root, new(), []).Found.ShouldBe(1_000);

        List<ulong> Members(AuditQuery query) => [.. AuditReader.Read(_root, query, []).SelectMany(r => r.Members).Where(m => (query.Agent is null || m.Agent == query.Agent) && (query.Chain is null || m.Chain == query.Chain)).Select(m => m.Request)];
    }

    [Fact]
    public void A_gate_samples_by_chain_and_closes_one_when_its_host_says_so()
    {
        var inner = new ListSink();
        var fleet = new TestGate();
        using var volume = new AuditVolume(inner, new() { Tenants = [fleet.Open("trader-1").TenantName], Key = SampleEvents.Key }, null, fleet.Fleet.Clock);
        var gate = new TestGate(sink: volume.Sink);
        var session = gate.Open("trader-1");
        for (var chain = 1UL; chain <= 300; chain++)
        {
            var admission = gate.Governor.Admit(session, gate.Read with { Chain = chain }, ref gate.Work);
            gate.Governor.Complete(admission, Outcome.Succeeded, default);
            gate.Governor.CloseChain(session, chain);
        }
        volume.Totals!.Value.Waiting.ShouldBe(0);
        volume.Totals.Value.Omitted.ShouldBeInRange(450, 590);
        var refused = gate.Governor.Admit(session, gate.Read with { Chain = 1_000, Tool = default }, ref gate.Work);
        refused.Decision.IsAllowed.ShouldBeFalse();
        inner.Events.Last().Chain.ShouldBe((UInt128)1_000);
    }

    [Fact]
    public void The_beat_of_a_gate_reaches_the_sink_of_a_tenant_of_its_own()
    {
        var fleet = new TestFleet(TestFleet.Describe(null, null));
        var own = new ListSink();
        var governor = Breakwater.Governance.Governor.Create(fleet.Specification, new()
        {
            Root = fleet.Hierarchy.Root.Key, Time = fleet.Clock, TenantAudit = new Dictionary<string, AuditSink> { ["acme"] = new AggregatingAuditSink(own, new() { Tenants = ["acme"] }, fleet.Clock) },
        });
        var work = default(Work);
        var challenge = governor.Challenge();
        var session = governor.OpenSession(fleet["trader-1"], Breakwater.Trust.PossessionProof.Make(challenge, fleet["trader-1"].Leaf, TestKeys.Of("trader-1"), ref work), ref work).Session!;
        governor.Admit(session, new() { Chain = 3, Request = 1 }, ref work).Decision.Effect.ShouldBe(Effect.Deny);
        own.Events.ShouldNotContain(e => e.Kind == AuditEventKind.Decided);
        fleet.Clock.Advance(TimeSpan.FromSeconds(1));
        governor.Advance(ref work);
        own.Events.Last().Chain.ShouldBe((UInt128)3);
    }

    private static byte[] RandomKey(int round) => SHA256.HashData(BitConverter.GetBytes(round));

    private static long Expected(int first, int count) => Enumerable.Range(first, count).Sum(i => 2L + (i % 5 == 0 ? 1 : 0) + (i % 50 == 0 ? 1 : 0));

    private IReadOnlyList<LogCompleteness> Check()
    {
        var problems = new List<string>();
        var found = CompletenessCheck.Of(_root, problems);
        problems.ShouldBeEmpty();
        return found;
    }

    private void Run(int first, int count)
    {
        var (log, volume) = Open(_root);
        for (var done = 0; done < count; done += 250)
        {
            Feed(volume, first + done, Math.Min(250, count - done));
            Beat(volume, TimeSpan.FromSeconds(61));
        }
        volume.Dispose();
        log.Dispose();
        log.Problems.ShouldBeEmpty();
    }

    private (TransparencyAuditSink Log, AuditVolume Volume) Open(string root, bool sampling = true)
    {
        var opened = TransparencyAuditSink.Open(
            new() { Directory = root, Origin = "example.com/audit", Key = _key, Tenants = ["acme"], ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0, ReservedBytes = 0 }, _clock);
        opened.Problems.ShouldBeEmpty();
        return (opened.Sink!, new(opened.Sink!, sampling ? new() { Tenants = ["acme"], Key = SampleEvents.Key } : null, new() { Tenants = ["acme"] }, _clock));
    }

    private void Feed(AuditVolume volume, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var (chain, now) = ((UInt128)i, _clock.GetUtcNow());
            volume.Sink.Append(SampleEvents.Allowed(chain, 1, now), RecordUrgency.After);
            volume.Sink.Append(SampleEvents.Succeeded(chain, 1, now), RecordUrgency.After);
            if (i % 5 == 0) { volume.Sink.Append(SampleEvents.Failed(chain, 2, now), RecordUrgency.After); }
            if (i % 50 == 0) { volume.Sink.Append(SampleEvents.Denied(chain, 3, now) with { Risk = RiskClass.High }, RecordUrgency.After); }
            if (i % 3 == 0) { volume.Sink.CloseChain("acme", chain); }
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private void Beat(AuditVolume volume, TimeSpan after)
    {
        _clock.Advance(after);
        volume.Sink.Advance();
    }

    private List<byte[]> Records(string log)
    {
        using var view = LogView.TryOpen(Path.Combine(_root, log), out var problem);
        view.ShouldNotBeNull(problem);
        var records = new List<byte[]>();
        view.Read(0, view.DurableSize, (_, record) => records.Add(record.ToArray()));
        return records;
    }

    private LogCompleteness Forged(IReadOnlyList<byte[]> records) => Forged(records, path => CompletenessCheck.Of(path, []).ShouldHaveSingleItem());

    private T Forged<T>(IReadOnlyList<byte[]> records, Func<string, T> read)
    {
        var path = Path.Combine(_root, "..", Path.GetFileName(_root) + "-forged");
        try
        {
            using (var log = MerkleLog.Open(path, new() { Origin = "forged", Signers = [new EcdsaNoteSigner("forged", _key)], MinimumFreeBytes = 0, ReservedBytes = 0 }, _clock).Log!)
            {
                foreach (var record in records) { log.Append(record); }
                log.Commit(checkpoint: true);
            }
            LogVerifier.Verify(path, new()).IsIntact.ShouldBeTrue();
            return read(path);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
