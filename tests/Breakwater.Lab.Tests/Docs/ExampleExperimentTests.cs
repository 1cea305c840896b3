using System.Text.RegularExpressions;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.SignOn;
using Breakwater.Lab.Tests.Calibration;

namespace Breakwater.Lab.Tests.Docs;

/// <summary>The experiment that docs/adding-an-experiment.md shows compiles, runs and concludes as the page says.</summary>
public sealed class ExampleExperimentTests
{
    private static readonly FleetSpecification _fleet = FleetFile.Parse(StarterFleet.Text, "starter").Fleet!;
    private static readonly SignOnExperiment _experiment = new();

    [Fact]
    public void The_page_shows_the_file()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "adding-an-experiment.md"));
        var file = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Breakwater.Lab.Tests", "Docs", "SignOnExperiment.cs"));
        Regex.Match(page, "^<!-- SignOnExperiment.cs -->\n```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value.ShouldBe(file);
    }

    [Fact]
    public void With_keys_of_their_own_each_costs_a_proof_and_a_leaf_beside_the_authorities_of_each_node()
    {
        var fleet = _fleet;
        var roster = FleetRoster.Expand(fleet);
        var measured = Run(SignOnExperiment.OwnKey, roster.Fleet.AgentCount);
        var authorities = fleet.Nodes.Sum(node =>
        {
            var served = roster.Agents.Where(a => node.Serves.Contains(a.Region.Id)).ToList();
            return served.Select(a => a.Region.Id).Distinct().Count() + served.Select(a => a.Zone).Distinct().Count();
        });
        measured.Work["signatureChecks"].ShouldBe(2 * roster.Agents.Count + authorities);
        measured.Work["macs"].ShouldBe(0);
    }

    [Fact]
    public void Instances_cost_two_macs_and_no_signature_and_are_ready_sooner()
    {
        var measured = Run(SignOnExperiment.TypeKey, 50);
        measured.Work["signatureChecks"].ShouldBe(0);
        measured.Work["macs"].ShouldBe(2 * 50);
        measured.Effect["lastOpenMs"].ShouldBeLessThan(Run(SignOnExperiment.OwnKey, 50).Effect["lastOpenMs"]);
    }

    [Fact]
    public void The_lab_makes_of_it_fits_breakpoints_and_findings_and_the_same_bytes_for_any_number_of_threads()
    {
        var one = Results(threads: 1);
        Bytes(Results(threads: 3)).ShouldBe(Bytes(one));

        var experiment = one.Experiments.Single();
        experiment.Variants.Single(v => v.Id == SignOnExperiment.OwnKey).Fits.Single(f => f.Metric == "signatureChecks").Class.ShouldBe("linear");
        one.Findings.ShouldContain(f => f.Id == "S1");
        one.Controls.Single(c => c.Id == "IA-1.2").Status.ShouldBe("measured");
        one.Breakpoints.Count.ShouldBe(2);
    }

    private static Measurements Run(string variant, int agents) => _experiment.Run(
        _experiment.Spec.Variants.Single(v => v.Id == variant),
        new()
        {
            Roster = new FleetSizes(_fleet).At(agents),
            Scaling = ScalingNames.ConstantDegree,
            Seed = 1,
            Calibration = CalibrationProfile.Reference,
            Keys = new(),
            Cancellation = CancellationToken.None,
        });

    private static byte[] Bytes(ResultsDocument results)
    {
        using var stream = new MemoryStream();
        ResultsSerializer.Write(results, stream);
        return stream.ToArray();
    }

    private static ResultsDocument Results(int threads)
    {
        var options = new StressOptions { Mode = StressMode.Quick, Threads = threads };
        var sweep = new Sweep(_fleet, options, CalibrationProfile.Reference, null, CancellationToken.None);
        var plan = _experiment.Spec.Variants.SelectMany(v => v.Reach.SelectMany(r => Ladder.For(_fleet, _experiment.Spec, r, options).Select(n => new SweepPoint(_experiment, v, r.Scaling, n)))).ToList();
        var analyses = sweep.Run(plan).GroupBy(p => p.Plan.Variant).OrderBy(g => g.Key.Id, StringComparer.Ordinal)
            .Select(g => new VariantAnalysis(_experiment, g.Key, ScalingNames.ConstantDegree, g)).ToList();
        var breakpoints = analyses.SelectMany(a => _experiment.Budgets(_fleet)
            .Select(b => a.Breakpoint(b, n => sweep.RunOne(new(_experiment, a.Variant, a.Scaling, n)), CancellationToken.None))).ToList();
        return new ResultsBuilder(_fleet, options, CalibrationProfile.Reference, partial: false).Build([_experiment], analyses, breakpoints, sweep.Refused);
    }
}
