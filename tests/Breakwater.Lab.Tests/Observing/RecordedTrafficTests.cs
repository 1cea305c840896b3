using System.Text;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Observing;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Experiments;

namespace Breakwater.Lab.Tests.Observing;

/// <summary>The window of real traffic that a run's log holds.</summary>
public sealed class RecordedTrafficTests
{
    private static readonly Lazy<(RecordedCounts Counts, Kept Log)> _bank = new(() => Run(LabBench.Bank, 1)!.Value);

    [Fact]
    public void The_log_has_everything_of_a_decision_chain()
    {
        var (counts, log) = _bank.Value;
        counts.Seen.ShouldBeInRange(8_000, 30_000);
        counts.Records.ShouldBeInRange(5_000, 20_000);
        log.Events.Count.ShouldBe((int)counts.Records);
        counts.OfKind.ShouldAllBe(k => k.Value > 0, string.Join(", ", counts.OfKind));
        foreach (var reason in new[] { "grants.not-granted", "policy.forbidden", "delegation.undeclared", "delegation.beyond-delegator-1", "trust.revoked", "rates.provider-requests", "policy.needs-person" })
        {
            log.Events.ShouldContain(e => e.Decision.Reason != null && e.Decision.Reason.Code == reason, reason);
        }
        log.Events.Max(e => e.Members?.Count ?? 0).ShouldBeGreaterThan(2, "agents that fail at once are one record");
        log.Events.Where(e => e.Kind == AuditEventKind.Decided && e.Members == null).Max(e => e.Count).ShouldBeGreaterThan(10, "an agent that repeats itself is one record");
        log.Events.Where(e => e.Kind == AuditEventKind.Reviewed).ShouldAllBe(e => e.Approver != null);
        log.Events.Where(e => e.Kind == AuditEventKind.Decided && e.Decision.IsAllowed).ShouldAllBe(e => e.ArgumentsDigest != 0 && e.Decision.Consulted != 0);
        log.Events.Where(e => e.Kind == AuditEventKind.Completed && e.Outcome == Contracts.Outcome.Succeeded).ShouldAllBe(e => e.OutputDigest != 0 && e.ContextUse != null);
        log.Events.ShouldContain(e => e.JudgeScore != null);
        log.Events.ShouldContain(e => e.Anomaly != null);
        log.Events.ShouldAllBe(e => e.Node == null || e.Node.StartsWith("run/"));
        log.Events.Where(e => e.Node != null).Select(e => e.Node).Distinct().Count().ShouldBe(LabBench.Bank.Nodes.Count);
    }

    [Fact]
    public void Chains_are_told_apart_and_go_from_agent_to_agent()
    {
        var chains = _bank.Value.Log.Events.Where(e => e.Chain != 0 && e.Members == null).GroupBy(e => e.Chain).ToList();
        chains.ShouldAllBe(c => c.Key > ulong.MaxValue, "128 bits");
        chains.Max(c => c.Count()).ShouldBeLessThan(60, "nothing is lumped together");
        chains.Count(c => c.Select(e => e.Agent).Distinct().Count() >= 3).ShouldBeGreaterThan(50);
        chains.Count(c => c.Select(e => e.Node).Distinct().Count() >= 2).ShouldBeGreaterThan(50);
        var known = _bank.Value.Log.Events.SelectMany(e => e.Members is { } members ? members.Select(m => (m.Chain, m.Request)) : [(e.Chain, e.Request)]).ToHashSet();
        foreach (var e in _bank.Value.Log.Events.Where(e => e.Kind == AuditEventKind.Decided && e.Members == null && e.Count <= 1))
        {
            e.Request.ShouldBeGreaterThan(e.Parent);
            if (e.Parent != 0 && !known.Contains((e.Chain, 0))) { known.ShouldContain((e.Chain, e.Parent), "what led to it is in the log too"); }
        }
        chains.ShouldAllBe(c => c.Where(e => e.Kind == AuditEventKind.Decided && e.Decision.IsAllowed).GroupBy(e => e.Request).All(r => r.Count() <= 2));
    }

    [Fact]
    public void A_cluster_is_held_to_reads_for_a_while_and_each_gate_refuses_its_writes_from_when_it_hears_of_it()
    {
        var (log, bank) = (_bank.Value.Log, LabBench.Bank);
        var changes = log.Events.Where(e => e.Kind == AuditEventKind.ControlChanged && e.Detail!.StartsWith("pace.change ", StringComparison.Ordinal)).GroupBy(e => e.Node!).ToDictionary(g => g.Key, g => g.ToList());
        changes.Count.ShouldBe(bank.Nodes.Count);
        changes.Values.ShouldAllBe(c => c.Count == 2);
        changes.Values.SelectMany(c => c).Select(e => e.Detail).Distinct().ShouldBe([
            "pace.change cluster trade-execution from primary to alternate by Head of Electronic Trading: writes time out, their outcome is unknown",
            "pace.change cluster trade-execution from alternate to primary by Head of Electronic Trading: cause found, outcomes reconciled",
        ]);
        var cluster = FleetRoster.Expand(bank).Agents.Where(a => a.Cluster.Id == "trade-execution").Select(a => a.Name).ToHashSet();
        var reads = bank.Tools.Where(t => t.Access == ToolAccess.Read).Select(t => t.Id).ToHashSet();
        var decided = log.Events.Where(e => e.Kind == AuditEventKind.Decided && e.Members == null && e.Count <= 1).ToList();
        foreach (var e in decided)
        {
            var isHeld = cluster.Contains(e.Agent!) && e.Time >= changes[e.Node!][0].Time && e.Time < changes[e.Node!][1].Time;
            e.Pace.ShouldBe(isHeld ? PaceState.Alternate : PaceState.Primary, $"{e.Agent} at {e.Time:O}");
            (e.Decision.Reason?.Code == "pace.reads-only").ShouldBe(isHeld && !reads.Contains(e.Tool!), $"{e.Agent} {e.Tool} at {e.Time:O}");
        }
        decided.Count(e => e.Decision.Reason?.Code == "pace.reads-only").ShouldBeGreaterThan(20);
        decided.ShouldContain(e => e.Pace == PaceState.Alternate && e.Decision.IsAllowed && reads.Contains(e.Tool!), "reads go on");
        log.Events.ShouldContain(e => e.Kind == AuditEventKind.Completed && e.Pace == PaceState.Alternate);
        _bank.Value.Counts.OfKind["logDegraded"].ShouldBe(log.Events.Where(e => e.Kind == AuditEventKind.Decided && e.Pace == PaceState.Alternate).Sum(e => Math.Max(1, e.Count)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_records_and_another_seed_others()
    {
        var again = Run(LabBench.Bank, 1)!.Value;
        Records(again.Log).ShouldBe(Records(_bank.Value.Log));
        again.Counts.OfKind.ShouldBe(_bank.Value.Counts.OfKind);
        Run(LabBench.Bank, 2)!.Value.Log.Events.Select(e => e.Chain).Intersect(_bank.Value.Log.Events.Select(e => e.Chain)).ShouldBe([(UInt128)0]);
    }

    [Fact]
    public void No_result_depends_on_whether_somebody_keeps_the_log()
    {
        var fleet = LabBench.Small(4, "tools: [{ id: t, access: write, risk: critical }]", group: ", tools: [t]");
        var options = new StressOptions { Mode = StressMode.Quick, Scale = [4], Threads = 1, Dimensions = [2, 4] };
        var log = new Kept();
        var without = LabBench.Stress(fleet, options).Results;
        var with = LabBench.Stress(fleet, options with { Audit = log, Threads = 2 }).Results;
        log.Events.ShouldContain(e => e.Decision.Reason != null && e.Decision.Reason.Code == "policy.forbidden");
        Bytes(with).ShouldBe(Bytes(without));

        static string Bytes(Lab.Results.ResultsDocument results)
        {
            using var stream = new MemoryStream();
            Lab.Results.ResultsSerializer.Write(results, stream);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Fact]
    public void A_fleet_without_tools_or_without_credentials_has_no_such_window()
    {
        Run(LabBench.Small(4), 1).ShouldBeNull();
        Run(LabBench.Small(4, "trust: { maxZonesPerRegion: 1 }\ntools: [{ id: t, access: read }]", group: ", tools: [t]"), 1).ShouldNotBeNull();
        Run(LabBench.Bank with { Trust = LabBench.Bank.Trust with { MaxZonesPerRegion = 1 } }, 1).ShouldBeNull();
    }

    /// <summary>The records' bytes but for what comes of keys, which are others each time.</summary>
    private static string Records(Kept log) => string.Join('\n', log.Events.Select(e => Encoding.UTF8.GetString(AuditRecordFormat.Encode(e with { Credential = 0 }))));

    private static (RecordedCounts Counts, Kept Log)? Run(FleetSpecification fleet, ulong seed)
    {
        var (log, of) = (new Kept(), LabBench.Context(fleet, fleet.AgentCount, ScalingNames.ConstantDegree, seed));
        var counts = RecordedTraffic.Run(new()
        {
            Roster = of.Roster, IsOwnSize = true, Scaling = of.Scaling, Seed = seed, Calibration = of.Calibration, Keys = of.Keys, Cancellation = TestContext.Current.CancellationToken, Records = new(log), Name = "run",
        });
        return counts is null ? null : (counts, log);
    }

    private sealed class Kept : AuditSink
    {
        public List<AuditEvent> Events { get; } = [];

        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
        {
            Events.Add(auditEvent);
            return RecordStatus.Taken;
        }
    }
}
