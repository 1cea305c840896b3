using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Observing;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Observability;
using Breakwater.TransparencyLog;
using static Breakwater.Lab.Observing.InspectionVariants;

namespace Breakwater.Lab.Tests.Observing;

/// <summary>Windows of messages, prices and records against arithmetic and against the real log.</summary>
public sealed class ObservabilityTests
{
    private static readonly ObservabilityExperiment _experiment = new();
    private static readonly FleetSpecification _desk = LabBench.Small(20, "nodes: [{ id: gate, region: north, cores: 1, serves: [north] }]");

    [Theory]
    [InlineData(Everything)]
    [InlineData(Sampled)]
    [InlineData(ByRisk)]
    [InlineData(ByType)]
    public void Every_message_is_scored_or_looked_up_and_always_recorded_twice(string variant)
    {
        const int Messages = 1_000;
        var context = Context(_desk, 20);
        var window = MessageWindow.AtRate(context, variant, 100, Messages);

        (window.Work[WorkUnit.MessageScored] + window.Work[WorkUnit.CacheLookup]).ShouldBe(Messages);
        window.Work[WorkUnit.RecordAppended].ShouldBe(2 * Messages);
        window.Work[WorkUnit.ByteWritten].ShouldBe(RetentionClasses.All.Sum(window.Records.Bytes));
        var plan = Plan(variant);
        var share = plan.ShareOf(context.Roster.Agents[0].Group.Risk);
        ((double)window.Work[WorkUnit.MessageScored] / Messages).ShouldBe(share, 4 * Math.Sqrt(share * (1 - share) / Messages) + 1e-12);
        // Each message is rounded to a nanosecond by itself.
        ((double)window.ServiceNs).ShouldBe(context.Calibration.Nanoseconds(window.Work, memorySized: true), Messages / 2);
    }

    /// <summary>One core, everyone at once: the last is done when all the work is, and the busiest node needs exactly its own core time.</summary>
    [Fact]
    public void Messages_wait_for_the_one_core()
    {
        var once = MessageWindow.AtOnce(Context(_desk, 20), Everything);
        once.Latency.Count.ShouldBe(20);
        once.Latency.Max.ShouldBe(once.ServiceNs);
        var window = MessageWindow.AtRate(Context(_desk, 20), Everything, 2_000, 1_000);
        window.BusiestShare.ShouldBe(window.ServiceNs / 0.5e9, 1e-12);
    }

    [Fact]
    public void A_window_that_is_stopped_is_no_figure()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => MessageWindow.AtRate(Context(_desk, 20, stop.Token), Everything, 100, 1_000));
    }

    [Fact]
    public void What_is_counted_of_a_record_is_what_the_real_log_writes()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var folder = Directory.CreateTempSubdirectory("breakwater-observing");
        try
        {
            var window = MessageWindow.AtRate(Context(_desk, 20), Everything, 1_000, 2_000, keeps: true);
            var opened = MerkleLog.Open(new DiskLogDirectory(folder.FullName), new() { Origin = "lab", Signers = [new EcdsaNoteSigner("lab", key)], MinimumFreeBytes = 0, ReservedBytes = 0 }, TimeProvider.System);
            opened.Problems.ShouldBeEmpty();
            foreach (var record in window.Records.Kept) { opened.Log!.Append(record); }
            opened.Log!.Close().Problem.ShouldBeNull();
            opened.Log.Dispose();
            var written = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
            ((double)window.Work[WorkUnit.ByteWritten] / written).ShouldBeInRange(0.97, 1.03);
        }
        finally { folder.Delete(recursive: true); }
    }

    [Fact]
    public void Chains_are_rebuilt_from_records_alone_and_one_record_less_is_one_chain_less()
    {
        var kept = MessageWindow.AtRate(Context(_desk, 20), Sampled, 1_000, 500, keeps: true).Records.Kept;
        ChainRebuild.Lengths(kept).ShouldBe(Enumerable.Repeat(MessageRecords.ChainLength, 100));
        foreach (var missing in new[] { 0, 1, 57, 999 })
        {
            ChainRebuild.Lengths(kept.Where((_, i) => i != missing)).Count.ShouldBe(99);
        }
        // A request whose parent nobody recorded does not hang in the air unnoticed either.
        ChainRebuild.Lengths(kept.Skip(2).Take(8)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RetentionClass.Days90, (7 * 0.10) + (83 * 0.023))]
    [InlineData(RetentionClass.Year1, (7 * 0.10) + (83 * 0.023) + (276 * 0.004))]
    [InlineData(RetentionClass.Years7, (7 * 0.10) + (83 * 0.023) + (2_472 * 0.004))]
    public void A_gigabyte_a_day_costs_what_its_days_in_each_tier_come_to(RetentionClass retention, double expected) =>
        ObservabilityPrices.Kept(retention, 1e9).ShouldBe(expected, 1e-9);

    [Fact]
    public void Agents_pay_for_each_message_until_one_call_at_a_time_is_all_they_can_make()
    {
        var fleet = LabBench.Parse("""
            name: desk
            regions: [{ id: north }]
            providers: [{ id: vendor, latencyMedian: 500ms, latencyP99: 2s, inputPricePerMillion: 2.00 USD, outputPricePerMillion: 10.00 USD }]
            clusters:
              - { id: desk, groups: [{ id: chat, agents: 10, provider: vendor }] }
            """);
        var roster = FleetRoster.Expand(fleet);
        // 1,500 tokens at 2 and 300 at 10 per million: 0.006 a call.
        ObservabilityPrices.Agents(roster, 5).ShouldBe(5 * 0.006 * 86_400 * 30, 1e-6);
        ObservabilityPrices.Agents(roster, 20).ShouldBe(20 * 0.006 * 86_400 * 30, 1e-6);
        ObservabilityPrices.Agents(roster, 2_000).ShouldBe(20 * 0.006 * 86_400 * 30, 1e-6, "ten agents at two calls a second");
        ObservabilityPrices.Cores(fleet, 3_600).ShouldBe(30 * (double)fleet.ControlPlane.CoreHourPrice.Amount, 1e-9);
    }

    [Fact]
    public void A_point_is_its_windows_times_the_day()
    {
        var measured = _experiment.Run(All[1], Context(LabBench.Bank, 20));
        var load = Context(LabBench.Bank, 20).Fleet.Load;
        var perDay = Enumerable.Range(0, 24).Sum(h => load.Curve[h] * load.PeakMessagesPerMinute * 60);
        measured.Work["messagesPerDay"].ShouldBe(perDay, 1e-3);
        measured.Work["coreSecondsPerDay"].ShouldBe(perDay * measured.Effect["messageUs"] / 1e6, 1e-6);
        measured.Effect["costShare"].ShouldBe(measured.Money / measured.Effect["agentsMoney"], 1e-12);
        measured.Effect["chainsRebuilt"].ShouldBe(1);
        measured.Beside.ShouldBeEmpty("detection stands beside a hundred agents and two hundred, and is not run again for each size");
    }

    /// <summary>A quick run has no odd replica, no slow provider, no slow drift and no attack chain: nothing is said of them, and no zero stands for them.</summary>
    [Fact]
    public void What_was_not_run_is_neither_stated_nor_assumed()
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Scale = [20, 100], Threads = 2 }, experiment: _experiment).Results;
        var experiment = results.Experiments.Single();
        var found = experiment.Tables.Single(t => t.Title == "What each of them still finds");
        string[] words = [.. experiment.Assumptions, .. found.Rows.Select(r => r[0]), found.Note ?? "", .. results.Findings.SelectMany(f => new[] { f.Title, f.Specification, f.Actual }), .. results.Deliverables.SelectMany(d => d.StressPoints).Select(p => $"{p.Subject} {p.Reasoning}")];
        foreach (var notRun in new[] { "replica", "slow provider", "slow drift", "drifts by", "drift within", "chains of weak", "Attack chain", "last step" }) { words.ShouldAllBe(w => !w.Contains(notRun, StringComparison.OrdinalIgnoreCase), notRun); }
        // What was run says on how much it rests: 40 quiet agent-days in which nothing was shown, so that 7.49 in 100 would be missed once in twenty.
        experiment.Assumptions.ShouldContain(a => a.Contains("(40 agent-days)", StringComparison.Ordinal));
        found.Rows.Single(r => r[0].StartsWith("Alerts shown in 100", StringComparison.Ordinal))[1].ShouldBe("0; at most 7.49");
        experiment.Variants[0].Points.Single(p => p is { N: 100, Axis: PointResult.Agents }).Work["quietAgentDays"].ShouldBe(40);
    }

    [Fact]
    public void Same_inputs_same_figures()
    {
        var (once, again) = (_experiment.Run(All[3], Context(LabBench.Bank, 50)), _experiment.Run(All[3], Context(LabBench.Bank, 50)));
        again.Work.ShouldBe(once.Work);
        again.Effect.ShouldBe(once.Effect);
        again.Money.ShouldBe(once.Money);
    }

    [Theory]
    [InlineData(0, 2.9957)]
    [InlineData(1, 4.7439)]
    [InlineData(3, 7.7537)]
    public void The_bound_of_a_count_is_the_tables(int seen, double expected) => AlertLoad.PoissonUpper(seen).ShouldBe(expected, 1e-4);

    [Theory]
    [InlineData(0.1, "undecided")]
    [InlineData(1, "undecided")]
    [InlineData(1.01, "supported")]
    public void Hypothesis_2_stays_undecided_until_what_is_measured_is_dearer_than_the_agents(double share, string verdict)
    {
        var (decided, because) = CostHypothesis.Decide(new(100, share, AgentsMoney: 3_000, MessagesPerDay: 1_000, "USD"));
        decided.ShouldBe(verdict);
        because.ShouldContain("not built");
    }

    [Fact]
    public void Hypothesis_2_says_what_scanning_and_judge_would_have_to_cost_and_nothing_without_evidence()
    {
        // 3,000 a month less a tenth, over 30,000 messages.
        CostHypothesis.Decide(new(100, 0.1, 3_000, 1_000, "USD")).Because.ShouldContain("more than 0.09 USD for each message");
        CostHypothesis.Decide(null).Verdict.ShouldBe("undecided");
    }

    private static RunContext Context(FleetSpecification fleet, int agents, CancellationToken cancellation = default) =>
        LabBench.Context(fleet, agents, ScalingNames.ConstantDegree, cancellation: cancellation);
}
