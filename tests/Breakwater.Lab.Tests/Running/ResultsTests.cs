using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Experiments;

namespace Breakwater.Lab.Tests.Running;

/// <summary>That the document is whole, says nothing it cannot show, and is the same however it came about.</summary>
public sealed partial class ResultsTests(BankRun run) : IClassFixture<BankRun>
{
    private readonly ResultsDocument _results = run.Results;

    [Fact]
    public void Every_control_question_hypothesis_and_deliverable_has_its_place()
    {
        _results.Controls.Count.ShouldBe(245);
        _results.Controls.Select(c => c.Id).Distinct().Count().ShouldBe(245);
        _results.Questions.Count.ShouldBe(42);
        _results.Hypotheses.Select(h => h.Id).ShouldBe([1, 2, 3, 4, 5, 6]);
        _results.Deliverables.Select(d => d.Id).ShouldBe(["A", "B", "C", "D", "E", "F"]);
        _results.Scenario.Partial.ShouldBeFalse();
    }

    [Fact]
    public void The_figures_to_watch_come_from_counts_that_add_up()
    {
        var telemetry = _results.Telemetry.ShouldNotBeNull();
        telemetry.Figures.Select(f => f.Name).ShouldBe(["policyEvaluationLatency", "verificationSuccessRate", "logVolume", "rateLimitHitRate", "cacheHitRate"]);
        telemetry.Figures.ShouldAllBe(f => f.Value > 0);
        double Sum(string instrument, params string[] words) => telemetry.Counts.Where(c => c.Instrument == instrument && words.All(c.Words.Contains)).Sum(c => c.Value);
        Sum("breakwater.decisions").ShouldBeGreaterThan(100_000);
        telemetry.Figures[1].Value!.Value.ShouldBe(Sum("breakwater.trust.verifications", "verified") / Sum("breakwater.trust.verifications"), 1e-9);
        telemetry.Figures[2].Value.ShouldBe(Sum("breakwater.audit.bytes"));
        telemetry.Figures[3].Value!.Value.ShouldBe(1 - Sum("breakwater.rate_limit.decisions", "allow") / Sum("breakwater.rate_limit.decisions"), 1e-9);
        telemetry.Figures[4].Value!.Value.ShouldBe(Sum("breakwater.cache.lookups", "hit") / Sum("breakwater.cache.lookups"), 1e-9);
    }

    [Fact]
    public void Whatever_is_claimed_has_evidence_and_all_evidence_exists()
    {
        var known = _results.Experiments
            .SelectMany(e => e.Variants.SelectMany(v => v.Points.SelectMany(p => p.Work.Keys.Concat(p.Effect.Keys).Append("money")).Distinct().Select(m => $"{e.Id}/{v.Id}/{m}")))
            .Append("roster").ToHashSet();
        _results.Questions.Where(q => q.Status == "answered").ShouldAllBe(q => q.Answer != null && q.Evidence.Count > 0);
        _results.Questions.Where(q => q.Status != "answered").ShouldAllBe(q => q.Status == "not yet measured" && q.Answer == null && q.Evidence.Count == 0);
        _results.Controls.Where(c => c.Status == "measured").ShouldAllBe(c => c.Evidence.Count > 0);
        _results.Controls.Where(c => c.Status != "measured").ShouldAllBe(c => c.Evidence.Count == 0 && c.Class == null);
        _results.Findings.ShouldAllBe(f => f.Evidence.Count > 0);
        _results.Hypotheses.Where(h => h.Verdict != "undecided").ShouldAllBe(h => h.Evidence.Count > 0);
        _results.Questions.SelectMany(q => q.Evidence)
            .Concat(_results.Controls.SelectMany(c => c.Evidence))
            .Concat(_results.Findings.SelectMany(f => f.Evidence))
            .Concat(_results.Hypotheses.SelectMany(h => h.Evidence))
            .Concat(_results.Deliverables.SelectMany(d => d.StressPoints).SelectMany(s => s.Evidence))
            .Where(e => !known.Contains(e)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_finding_has_an_id_of_its_own() => _results.Findings.Select(f => f.Id).ShouldBeUnique();

    [Fact]
    public void What_a_finding_affects_and_maps_to_exists()
    {
        var agents = _results.Roster.Agents.Select(a => a.Name).ToHashSet();
        var clusters = _results.Roster.Groups.Select(g => g.Cluster).ToHashSet();
        var controls = _results.Controls.ToDictionary(c => c.Id, c => c.Name);
        foreach (var finding in _results.Findings)
        {
            finding.Affected.Agents.Where(a => !agents.Contains(a)).ShouldBeEmpty(finding.Id);
            finding.Affected.Clusters.Where(c => !clusters.Contains(c)).ShouldBeEmpty(finding.Id);
            finding.ControlMapping.ShouldAllBe(c => controls[c.Id] == c.Name);
        }
        _results.Findings.Select(f => f.Id).Distinct().Count().ShouldBe(_results.Findings.Count);
        _results.Deliverables.SelectMany(d => d.Findings).ShouldBe(_results.Findings.Select(f => f.Id), ignoreOrder: true);
    }

    [Fact]
    public void Every_metric_that_is_measured_fitted_charted_or_budgeted_is_declared()
    {
        foreach (var experiment in _results.Experiments)
        {
            var declared = experiment.Metrics.Select(m => m.Name).Append("money").ToHashSet();
            var variants = experiment.Variants.Select(v => v.Id).ToHashSet();
            experiment.Variants.SelectMany(v => v.Points).SelectMany(p => p.Work.Keys.Concat(p.Effect.Keys)).Where(m => !declared.Contains(m)).ShouldBeEmpty();
            experiment.Variants.SelectMany(v => v.Fits).Select(f => f.Metric).Where(m => !declared.Contains(m)).ShouldBeEmpty();
            experiment.Charts.ShouldAllBe(c => declared.Contains(c.Metric) && c.Variants.All(variants.Contains));
            experiment.Tables.ShouldAllBe(t => t.Rows.All(r => r.Count == t.Columns.Count));
            _results.Breakpoints.Where(b => b.Experiment == experiment.Id).ShouldAllBe(b => declared.Contains(b.Metric) && variants.Contains(b.Variant));
        }
    }

    [Fact]
    public void A_breakpoint_that_is_called_measured_was_a_run_that_broke_the_budget()
    {
        foreach (var found in _results.Breakpoints.Where(b => b.How == "measured" && b.Axis == PointResult.Agents))
        {
            var point = _results.Experiments.First(e => e.Id == found.Experiment).Variants.First(v => v.Id == found.Variant).Points
                .Single(p => p.Axis == PointResult.Agents && p.N == (int)found.At!.Value && p.Scaling == found.Scaling);
            (found.Metric == "money" ? point.Money : point.Effect[found.Metric]).ShouldBeGreaterThan(found.Budget);
        }
        _results.Breakpoints.ShouldContain(b => b.How == "measured");
    }

    [Fact]
    public void No_text_holds_a_number_that_is_none() => Texts(_results).Where(t => NotANumber().IsMatch(t)).ShouldBeEmpty();

    [Fact]
    public void No_key_signature_or_hash_enters_but_the_two_digests()
    {
        var json = Json(_results);
        var digests = new[] { _results.Scenario.Digest, _results.Scenario.Calibration.Digest };
        Secretive().Matches(json).Select(m => m.Value).Where(v => !digests.Contains(v) && v.Any(char.IsDigit) && !v.Contains('/')).Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(new[] { 600 })]
    [InlineData(new[] { 5, 400 })]
    [InlineData(new[] { 5 })]
    public void A_scale_at_which_little_was_run_says_nothing_that_was_not_measured(int[] scale)
    {
        var results = LabBench.Stress(LabBench.Bank, new() { Mode = StressMode.Quick, Scale = scale, Threads = 2 }).Results;
        Texts(results).Where(t => NotANumber().IsMatch(t)).ShouldBeEmpty();
        foreach (var experiment in results.Experiments)
        {
            var drew = experiment.Tables.Count > 0;
            drew.ShouldBe(experiment.Variants.All(v => v.Points.Count > 0));
            experiment.Assumptions.Any(a => a.StartsWith("No findings were drawn, since not every variant was run: ")).ShouldBe(!drew);
            if (!drew) { results.Findings.Where(f => f.Evidence.Any(e => e.StartsWith($"{experiment.Id}/"))).ShouldBeEmpty(); }
        }
        Texts(results).Where(t => t.Contains(" 0 agents")).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_inputs_give_the_same_bytes_whatever_the_threads_and_another_seed_changes_no_count_that_is_law()
    {
        var fleet = LabBench.Bank;
        ResultsDocument Run(int threads, ulong seed = 1) => LabBench.Stress(fleet, new() { Scale = [5, 13, 24], Threads = threads, Seed = seed }).Results;
        var (one, other) = (Run(1), Run(2, seed: 99));
        var first = Json(one);
        Json(Run(1)).ShouldBe(first);
        Json(Run(2)).ShouldBe(first);
        Json(Run(4)).ShouldBe(first);

        other.Scenario.ShouldBe(one.Scenario with { Seed = 99, ControlsOff = other.Scenario.ControlsOff, Assumptions = other.Scenario.Assumptions });
        foreach (var (a, b) in one.Experiments.Zip(other.Experiments).SelectMany(e => e.First.Variants.Zip(e.Second.Variants)).SelectMany(v => v.First.Points.Zip(v.Second.Points)))
        {
            (b.N, b.Scaling, b.Seed).ShouldBe((a.N, a.Scaling, 99UL));
            if (a.Scaling == "complete") { (b with { Seed = 1, Work = a.Work, Effect = a.Effect }).ShouldBe(a); b.Work.ShouldBe(a.Work); b.Effect.ShouldBe(a.Effect); }
        }
        // What observing costs goes by records and messages of chance, and so do its answers.
        var questions = one.Questions.Zip(other.Questions, (a, b) => a.Dimension == 4 ? a : b).ToList();
        var hypotheses = one.Hypotheses.Zip(other.Hypotheses, (a, b) => a.Id == 2 ? a : b).ToList();
        Json(other with { Questions = questions, Hypotheses = hypotheses, Scenario = one.Scenario, Experiments = one.Experiments, Breakpoints = one.Breakpoints, Findings = one.Findings, Controls = one.Controls, Deliverables = one.Deliverables, Telemetry = one.Telemetry })
            .ShouldBe(first);
    }

    private static string Json(ResultsDocument results)
    {
        using var stream = new MemoryStream();
        ResultsSerializer.Write(results, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<string> Texts(ResultsDocument results) =>
        results.Findings.SelectMany(f => new[] { f.Title, f.Specification, f.Expected, f.Actual, f.Breakpoint, f.Adaptation, f.Bought, f.Recommendation })
            .Concat(results.Experiments.SelectMany(e => e.Tables).SelectMany(t => t.Rows.SelectMany(r => r).Append(t.Note)))
            .Concat(results.Experiments.SelectMany(e => e.Assumptions))
            .Concat(results.Deliverables.SelectMany(d => d.StressPoints.Select(s => s.Reasoning).Concat(d.Specification)))
            .Concat(results.Questions.Select(q => q.Answer)).Concat(results.Hypotheses.Select(h => h.Reasoning))
            .OfType<string>();

    [GeneratedRegex("NaN|∞|Infinity|null|E[+-]?[0-9]|--|\\{|\\}")]
    private static partial Regex NotANumber();

    [GeneratedRegex("[0-9a-fA-F]{32,}|[A-Za-z0-9+/=]{43,}")]
    private static partial Regex Secretive();
}
