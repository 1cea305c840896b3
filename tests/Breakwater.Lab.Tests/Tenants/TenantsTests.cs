using Breakwater.Contracts;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tenants;
using Breakwater.Lab.Tests.Experiments;

namespace Breakwater.Lab.Tests.Tenants;

public sealed class TenantsTests
{
    private static readonly TenantsExperiment _experiment = new();

    [Fact]
    public void With_quotas_a_noisy_tenant_costs_the_others_at_most_five_percent_whether_they_are_two_ten_or_fifty()
    {
        var measured = Run(TenantsExperiment.Quotas, TenantsExperiment.AxisAgents);
        Affordable(measured.Effect["lostShare"], measured.Effect["latencyAdded"]);
        measured.Beside.Select(p => (int)p.At).ShouldBe(TenantsExperiment.Counts);
        foreach (var point in measured.Beside) { Affordable(point.Measured.Effect["axisLost"], point.Measured.Effect["axisLatency"]); }
        measured.Work["bleeds"].ShouldBe(0);
        // It is decided for at its quota: its own tenth of 80%, of the 205% it asks for with its ordinary load; its bucket was empty.
        measured.Effect["noisyShare"].ShouldBeInRange(0.035, 0.042);

        static void Affordable(double lost, double added)
        {
            lost.ShouldBeInRange(0, 0.05);
            added.ShouldBeInRange(0, 0.05);
        }
    }

    [Fact]
    public void Without_quotas_it_takes_what_the_others_need()
    {
        var measured = Run(TenantsExperiment.NoQuotas, 50);
        // One core serves 100 of the 250 that are asked for, whoever comes first: the others lose about 60%.
        measured.Effect["lostShare"].ShouldBeInRange(0.5, 0.7);
        measured.Effect["noisyShare"].ShouldBe(1);
        measured.Work["bleeds"].ShouldBe(0);
    }

    [Fact]
    public void A_cache_without_tenants_bleeds_from_the_first_decisions_on()
    {
        var measured = Run(TenantsExperiment.SharedCache, 50);
        // Half of all requests are for crypto, and one of the two kinds of tenant is always given the other's answer: a twelfth of all if those are the exchanges, since the
        // noisy tenant, which asks most, is a bank.
        (measured.Work["bleeds"] / measured.Work["decided"]).ShouldBeInRange(0.06, 0.5);
        measured.Work["bleeds"].ShouldBe(measured.Work["wronglyPermitted"] + measured.Work["wronglyRefused"]);
    }

    [Fact]
    public void A_refusal_takes_the_core_the_time_it_is_priced_at()
    {
        const int More = 200;
        var dearer = new CalibrationProfile("dearer", "a machine", new(2026, 1, 2), CalibrationProfile.Reference.Costs.Select(c =>
            c.Unit == WorkUnit.QuotaAsked ? c with { CacheSizedPicoseconds = c.CacheSizedPicoseconds + (1_000 * More) } : c));
        Run(TenantsExperiment.NoQuotas, 20, dearer).Money.ShouldBe(Run(TenantsExperiment.NoQuotas, 20).Money, "no quota is asked");
        // The noisy tenant asks for twice what the core can do, at some 3.5 µs each, and nearly all of it is refused: 200 ns more are a tenth of the core.
        var shareMore = (Run(TenantsExperiment.Quotas, 20, dearer).Money - Run(TenantsExperiment.Quotas, 20).Money) / (30 * 24 * (double)LabBench.Bank.ControlPlane.CoreHourPrice.Amount);
        shareMore.ShouldBeInRange(0.08, 0.16);
    }

    [Fact]
    public void Two_runs_measure_the_same()
    {
        var (first, second) = (Run(TenantsExperiment.Quotas, 20), Run(TenantsExperiment.Quotas, 20));
        second.Work.ShouldBe(first.Work);
        second.Effect.ShouldBe(first.Effect);
        second.Money.ShouldBe(first.Money);
    }

    [Fact]
    public void The_report_says_what_was_measured_beside_the_article()
    {
        var options = new StressOptions { Scale = [20, 100], Mode = StressMode.Quick };
        var experiment = LabBench.Stress(LabBench.Bank, options, experiment: _experiment, cancellation: TestContext.Current.CancellationToken).Results.Experiments.Single();
        experiment.Tables.ShouldHaveSingleItem().Rows.Count.ShouldBe(6);
        experiment.Tables[0].Rows[0][3].ShouldBe("0 · 0 · 0", "with quotas and a context for each tenant nothing bleeds");
        experiment.Tables[0].Rows[0][4].Split(" · ").ShouldAllBe(count => count != "0");
        foreach (var row in experiment.Tables[0].Rows) { TestContext.Current.TestOutputHelper?.WriteLine(string.Join(" | ", row)); }
    }

    private static Measurements Run(string variant, int agents, CalibrationProfile? calibration = null) =>
        _experiment.Run(_experiment.Spec.Variants.Single(v => v.Id == variant), LabBench.Context(LabBench.Bank, agents, ScalingNames.ConstantDegree, calibration: calibration));
}
