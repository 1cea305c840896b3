using Breakwater.Lab.Results;
using Breakwater.Reports.Charts;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Makes the report out of the results. Nothing is computed here that the results do not state; it is arranged, compared with the fleet's size, and put into words.</summary>
public static class ReportBuilder
{
    public static Report Build(ResultsDocument results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var context = new BuildContext(results);
        var scenario = results.Scenario;
        IReadOnlyList<Section> sections =
        [
            OverviewSection.Build(context),
            .. ComparisonSections.Build(context),
            .. ExperimentSections.Build(context),
            FindingsSection.Build(context),
            HypothesesSection.Build(context),
            .. DeliverableSections.Build(context),
            QuestionsSection.Build(context),
            ControlsSection.Build(context),
            .. TelemetrySection.Build(context),
            ReproduceSection.Build(context),
            SignOffSection.Build(context),
        ];
        IReadOnlyList<Chart> charts = [.. context.Charts.SelectMany(list => list.Value)];
        return new($"Stress test of {scenario.Name}", scenario.Description, Masthead(scenario), [.. Banners.Build(scenario), VerdictBuilder.Build(context)], sections, charts);
    }

    private static IReadOnlyList<Fact> Masthead(ScenarioResult scenario) =>
    [
        new("Fleet", $"{Figures.Of(scenario.Agents, "agent")} in {Figures.Of(scenario.Clusters, "cluster")}"),
        new("Run", $"{scenario.Mode} mode, seed {scenario.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)}"),
        new("Calibration", $"{scenario.Calibration.Profile}, {scenario.Calibration.Machine}"),
        new("Fleet digest", [new(Labels.Shorten(scenario.Digest, 20), Tone.Code)]),
    ];
}
