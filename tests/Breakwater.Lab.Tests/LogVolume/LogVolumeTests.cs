using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.LogVolume;
using Breakwater.Lab.Observing;
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
    [InlineData(VolumeVariants.AllHot, 5, 86_400)]
    [InlineData(VolumeVariants.AllHot, 100, 4_320)]
    [InlineData(VolumeVariants.AllHot, 10_000, 600)]
    [InlineData(VolumeVariants.All, 10_000, 86_400)]
    public void A_run_is_as_long_as_the_assumptions_say(string variant, int agents, double seconds) => LogVolumeExperiment.Seconds(variant, agents).ShouldBe(seconds);

    [Fact]
    public void Conclusions_stand_beside_the_articles_figures_and_speak_of_what_was_measured()
    {
        var outcome = LabBench.Stress(LabBench.Bank, new() { Scale = [10, 20, 50, 100, 200], Threads = 2 }, experiment: _experiment);
        var experiment = outcome.Results.Experiments.Single();
        experiment.Tables[0].Rows.Select(r => r[0]).ShouldBe(["10", "100"]);
        experiment.Tables[1].Rows.Count.ShouldBe(VolumeVariants.Specs.Count);
        _experiment.Spec.Findings.ShouldBeSubsetOf(outcome.Results.Findings.Select(f => f.Id));
        outcome.Results.Findings.Single(f => f.Id == "G4").Judgement.ShouldBe("hold");
        outcome.Results.Findings.Single(f => f.Id == "G6").Class.ShouldBe("linear");
        outcome.Results.Findings.ShouldAllBe(f => f.Actual.Length > 0 && f.Expected.Length > 0 && f.Recommendation.Length > 0);
    }

    private static Measurements Run(string variant, int agents) => _experiment.Run(VolumeVariants.Specs.First(v => v.Id == variant), LabBench.Context(LabBench.Bank, agents, ScalingNames.ConstantDegree));
}
