using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.LogVolume;
using Breakwater.Lab.Observing;
using Breakwater.Lab.Running;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.Tests.LogVolume;

/// <summary>Volumes against the real log on disk and against arithmetic, and what every variant must not lose.</summary>
public sealed class LogVolumeTests
{
    private static readonly LogVolumeExperiment _experiment = new();

    public static TheoryData<string> Variants => [.. VolumeVariants.Specs.Select(v => v.Id)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Nothing_that_must_be_kept_is_lost_and_every_event_is_recorded_or_counted(string variant)
    {
        var measured = Run(variant, 50);
        measured.Work["mustKeepLost"].ShouldBe(0);
        measured.Work["unaccounted"].ShouldBe(0);
        measured.Work["eventsPerDay"].ShouldBe(50.0 * VolumeTraffic.EventsPerAgentDay, 0.05 * 50 * VolumeTraffic.EventsPerAgentDay);
        (measured.Work["recordsPerDay"] < measured.Work["eventsPerDay"]).ShouldBe(variant is not (VolumeVariants.AllHot or VolumeVariants.Tiered));
    }

    [Fact]
    public void The_same_inputs_measure_the_same()
    {
        var (once, again) = (Run(VolumeVariants.All, 100), Run(VolumeVariants.All, 100));
        again.Work.ShouldBe(once.Work);
        again.Effect.ShouldBe(once.Effect);
        again.Money.ShouldBe(once.Money);
    }

    [Fact]
    public void Each_measure_saves_and_all_of_them_save_most()
    {
        var money = VolumeVariants.Specs.ToDictionary(v => v.Id, v => Run(v.Id, 100));
        var hot = money[VolumeVariants.AllHot];
        foreach (var variant in VolumeVariants.Specs.Skip(1)) { money[variant.Id].Money.ShouldBeLessThan(hot.Money, variant.Id); }
        money.Values.Min(m => m.Money).ShouldBe(money[VolumeVariants.All].Money);
        money[VolumeVariants.All].Money.ShouldBeLessThan(0.1 * hot.Money);
        money[VolumeVariants.Tiered].Effect["compactedShare"].ShouldBeLessThan(0.15);
        money[VolumeVariants.Tiered].Work["recordsPerDay"].ShouldBe(hot.Work["recordsPerDay"], "tiers drop nothing");
        hot.Effect["repetitiveCut"].ShouldBe(0);
    }

    /// <summary>The article's 90%, of a thousand agents as they are run by default: entries that repeat come together more the more agents there are.</summary>
    [Fact]
    public void Repetitive_entries_of_a_thousand_agents_are_cut_by_nine_tenths()
    {
        var measured = Run(VolumeVariants.Aggregated, 1_000);
        measured.Effect["repetitiveCut"].ShouldBeGreaterThanOrEqualTo(0.9);
        measured.Work["mustKeepLost"].ShouldBe(0);
        measured.Work["unaccounted"].ShouldBe(0);
    }

    [Fact]
    public void What_is_counted_is_what_a_log_on_disk_takes()
    {
        var (folder, clock) = (Directory.CreateTempSubdirectory("breakwater-volume"), new Simulator(1).Clock);
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var counted = new VolumeLog(compacts: true, clock);
            using (var disk = MerkleLog.Open(folder.FullName, new() { Origin = "lab", Signers = [new EcdsaNoteSigner("lab", key)], MinimumFreeBytes = 0, ReservedBytes = 0 }, clock).Log!)
            {
                for (var i = 1UL; i <= 5_000; i++)
                {
                    var e = new AuditEvent { Kind = AuditEventKind.Completed, Risk = RiskClass.Low, Agent = i.ToString(CultureInfo.InvariantCulture), Chain = i * 7_919, Request = i };
                    counted.Append(e, RecordUrgency.After);
                    disk.Append(AuditRecordFormat.Encode(e));
                    if (i % 100 == 0)
                    {
                        counted.Advance();
                        disk.Commit();
                    }
                }
            }
            long OnDisk(string prefix) => folder.EnumerateFiles(prefix + "*").Sum(f => f.Length);
            var volume = counted.Close().Single(v => v.Entries > 0);
            (volume.Entries, volume.Hashes).ShouldBe((OnDisk("entries-"), OnDisk("hashes-")));
            volume.Compacted.ShouldBeInRange(1, volume.Entries / 4);
            (counted.Records, counted.Events).ShouldBe((5_000, 5_000));
        }
        finally { folder.Delete(recursive: true); }
    }

    [Theory]
    [InlineData(RetentionClass.Days90, 90, 7, 83, 0)]
    [InlineData(RetentionClass.Years7, 2_562, 7, 83, 2_472)]
    public void A_month_costs_what_its_days_in_each_tier_come_to(RetentionClass retention, double days, double hot, double warm, double cold)
    {
        var perDay = new ClassVolume(retention, Entries: 10_000_000_000, Hashes: 1_000_000_000, Compacted: 500_000_000);
        VolumePrices.Month(perDay, tiered: false).ShouldBe(days * 11 * 0.10, 1e-9);
        VolumePrices.Month(perDay, tiered: true).ShouldBe((hot * 10 * 0.10) + (warm * 0.5 * 0.023) + (cold * 0.5 * 0.004) + (days * 1 * 0.10), 1e-9);
        VolumePrices.Kept(perDay, tiered: true, 30).ShouldBe((7 * 10e9) + (23 * 0.5e9) + (30 * 1e9), 1);
        VolumePrices.Kept(perDay, tiered: false, 10_000).ShouldBe(days * 11e9, 1);
    }

    [Fact]
    public void The_articles_prices_are_its_own()
    {
        VolumePrices.ArticlePerGigabyte.ShouldBe(0.10, 1e-12);
        ObservabilityPrices.Storage[0].PerGigabyte.ShouldBe(VolumePrices.ArticlePerGigabyte, 1e-12);
        (50 * ObservabilityPrices.DaysPerMonth * VolumePrices.ArticlePerGigabyte).ShouldBe(150, 1e-9);
        Math.Round(50 * VolumePrices.SevenYearsDays / 1e3).ShouldBe(128);
    }

    [Theory]
    [InlineData(VolumeVariants.AllHot, 5, StressMode.Default, 86_400)]
    [InlineData(VolumeVariants.AllHot, 100, StressMode.Default, 4_320)]
    [InlineData(VolumeVariants.AllHot, 100, StressMode.Quick, 4_320)]
    [InlineData(VolumeVariants.Sampled, 100, StressMode.Full, 86_400)]
    [InlineData(VolumeVariants.Tiered, 1_000, StressMode.Full, 86_400)]
    [InlineData(VolumeVariants.Tiered, 2_000, StressMode.Full, 600)]
    [InlineData(VolumeVariants.Tiered, 10_000, StressMode.Full, 600)]
    [InlineData(VolumeVariants.AllHot, 10_000, StressMode.Full, 86_400)]
    [InlineData(VolumeVariants.All, 10_000, StressMode.Full, 86_400)]
    [InlineData(VolumeVariants.All, 10_000, StressMode.Default, 600)]
    public void A_run_is_as_long_as_the_assumptions_say_and_its_cost_follows(string variant, int agents, StressMode mode, double seconds)
    {
        LogVolumeExperiment.Seconds(variant, agents, mode).ShouldBe(seconds);
        var (spec, part) = (VolumeVariants.Specs.First(v => v.Id == variant), LogVolumeExperiment.Seconds(variant, agents, StressMode.Default));
        double Cost(StressMode m) => _experiment.Cost(spec, ScalingNames.ConstantDegree, agents, m) - _experiment.Cost(spec, ScalingNames.ConstantDegree, 0, m);
        (Cost(mode) / Cost(StressMode.Default)).ShouldBe(seconds / part, 0.01 * seconds / part);
    }

    [Fact]
    public void The_mode_reaches_a_run()
    {
        // Ten agents need the whole day with --full and half of it without.
        var context = LabBench.Context(LabBench.Bank, 10, ScalingNames.ConstantDegree);
        var variant = VolumeVariants.Specs[0];
        var replayed = new[] { false, true }.Select(full => Replay.Run(_experiment, LabBench.Bank, new() { Experiment = "log-volume", Variant = variant.Id, N = 10, IsFull = full }, context.Calibration, null, default)).ToList();
        ((double)replayed[1].Events / replayed[0].Events).ShouldBe(2, 0.1);
        var swept = LabBench.Stress(LabBench.Bank, new() { Scale = [10], Threads = 1, Mode = StressMode.Full }, experiment: _experiment).Results.Experiments.Single().Variants[0].Points.Single();
        swept.Work.ShouldBe(replayed[1].Measured!.Work);
    }

    [Fact]
    public void What_is_made_as_large_as_a_day_is_what_a_whole_day_takes()
    {
        // A quarter of the day, of which the last block of each log is asked; and the whole day, all of it asked.
        var context = LabBench.Context(LabBench.Bank, 10, ScalingNames.ConstantDegree);
        var derived = LogVolumeExperiment.Run(VolumeVariants.Tiered, context, LogVolumeExperiment.DaySeconds / 4, 1);
        var read = LogVolumeExperiment.Run(VolumeVariants.Tiered, context, LogVolumeExperiment.DaySeconds, RecentRecords.MostBlocks);
        foreach (var metric in new[] { "indexBlocks", "denialsBlocks", "denialsHotMs", "denialsWarmMs", "denialsColdMs" }) { (derived.Find(metric) / read.Find(metric))!.Value.ShouldBe(1, 0.1, metric); }
        foreach (var metric in new[] { "chainBlocks", "minuteBlocks" }) { derived.Find(metric)!.Value.ShouldBe(read.Find(metric)!.Value, 0.5, metric); }
        // A minute's time depends on how much of its block is the agent's.
        foreach (var metric in new[] { "chainHotMs", "chainWarmMs", "chainColdMs" }) { (derived.Find(metric) / read.Find(metric))!.Value.ShouldBe(1, 0.4, metric); }
    }

    [Theory]
    [InlineData(VolumeVariants.Tiered)]
    [InlineData(VolumeVariants.All)]
    public void What_a_query_takes_is_its_counts_at_their_prices_and_grows_from_tier_to_tier(string variant)
    {
        var measured = Run(variant, 100);
        foreach (var question in new[] { "chain", "minute", "denials" })
        {
            measured.Effect[$"{question}WarmMs"].ShouldBeGreaterThan(measured.Effect[$"{question}HotMs"]);
            measured.Effect[$"{question}ColdMs"].ShouldBeGreaterThan(measured.Effect[$"{question}WarmMs"]);
            measured.Work[$"{question}Blocks"].ShouldBeInRange(1, measured.Work["indexBlocks"]);
        }
        measured.Work["indexBlocks"].ShouldBe(measured.Work["recordsPerDay"] / SegmentArchive.BlockEntries, 0.001 * measured.Work["indexBlocks"]);
        measured.Work["chainBlocks"].ShouldBeLessThan(0.1 * measured.Work["denialsBlocks"]);
        // A request to the object store for the head of a segment, and one for each block.
        (measured.Effect["chainColdMs"] - measured.Effect["chainWarmMs"]).ShouldBeInRange(200 * measured.Work["chainBlocks"], 400 * (measured.Work["chainBlocks"] + 1));
        // Reading all of it costs at least what unpacking and parsing all of it does.
        measured.Effect["warmDayS"].ShouldBeGreaterThan(LabBench.Ms(WorkUnit.RecordParsed, measured.Work["recordsPerDay"]) / 1e3 * 0.9);
    }

    [Fact]
    public void An_answer_that_is_not_what_was_written_ends_the_run()
    {
        var clock = new Simulator(1).Clock;
        using var log = new VolumeLog(compacts: true, clock, keepsBlocks: 2);
        for (var i = 1UL; i <= 600; i++)
        {
            var time = clock.GetUtcNow().AddSeconds(i);
            log.Append(new AuditEvent { Kind = AuditEventKind.Completed, Time = time, Risk = RiskClass.Low, Agent = $"agent-{i % 7}", Chain = i / 4 * 7_919 + 1, Request = i }, RecordUrgency.After);
        }
        log.Advance();
        log.Close();
        var kept = log.Recent().Single();
        kept.Notes.Count.ShouldBe(512);
        new QueryTrial([kept]).Run(clock, default).Single().Effort(AuditQuestion.Chain, "cold").Blocks.ShouldBe(QueryTrial.Samples);
        // The trial asks for chains and agents that the notes name: a record more or less among them is noticed, and so is one of other bytes.
        foreach (var change in new Func<RecordNote, RecordNote>[] { n => n with { Chain = n.Chain + 1 }, n => n with { Agent = "someone" }, n => n with { DeniedBy = QueryTrial.Control } })
        {
            RecordNote[] wrong = [.. kept.Notes.Select((n, i) => i % 2 == 0 ? change(n) : n)];
            Should.Throw<InvalidOperationException>(() => new QueryTrial([kept with { Notes = wrong }]).Run(clock, default)).Message.ShouldContain("wrongly");
        }
    }

    [Fact]
    public void Conclusions_stand_beside_the_articles_figures_and_speak_of_what_was_measured()
    {
        var outcome = LabBench.Stress(LabBench.Bank, new() { Scale = [10, 20, 50, 100, 200], Threads = 2 }, experiment: _experiment);
        var experiment = outcome.Results.Experiments.Single();
        experiment.Tables[0].Rows.Select(r => r[0]).ShouldBe(["10", "100"]);
        experiment.Tables[1].Rows.Count.ShouldBe(VolumeVariants.Specs.Count);
        experiment.Tables.Skip(2).Select(t => string.Join('|', t.Columns)).ShouldBe(Enumerable.Repeat("Question|Tier|10 agents|100 agents", 2));
        experiment.Tables[2].Rows.Count.ShouldBe((3 * 3) + 3 + 3);
        outcome.Results.Findings.Single(f => f.Id == "G8").Judgement.ShouldBe("bend");
        _experiment.Spec.Findings.ShouldBeSubsetOf(outcome.Results.Findings.Select(f => f.Id));
        outcome.Results.Findings.Single(f => f.Id == "G4").Judgement.ShouldBe("hold");
        outcome.Results.Findings.Single(f => f.Id == "G6").Class.ShouldBe("linear");
        outcome.Results.Findings.ShouldAllBe(f => f.Actual.Length > 0 && f.Expected.Length > 0 && f.Recommendation.Length > 0);
    }

    private static Measurements Run(string variant, int agents) => _experiment.Run(VolumeVariants.Specs.First(v => v.Id == variant), LabBench.Context(LabBench.Bank, agents, ScalingNames.ConstantDegree));
}
