using System.Globalization;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>What it takes to get the same bytes again.</summary>
internal static class ReproduceSection
{
    public static Section Build(BuildContext context)
    {
        var scenario = context.Scenario;
        return new(context.Section("reproduce"), "How to reproduce",
        [
            new Prose("The same fleet file, seed, mode and calibration profile give the same bytes of results.json, of this report, of its charts and of roster.csv, on any machine and with any number of threads. What the wall clock said is kept apart, in timings.json."),
            new Facts(
            [
                new("Command", [new(scenario.Reproduce, Tone.Code)]),
                new("Seed", [new(scenario.Seed.ToString(CultureInfo.InvariantCulture), Tone.Code)]),
                new("Mode", scenario.Mode),
                new("Fleet", [new(scenario.Name), new(scenario.Digest, Tone.Code)]),
                new("Calibration profile", [new(scenario.Calibration.Profile), new(scenario.Calibration.Digest, Tone.Code)]),
                new("Measured on", $"{scenario.Calibration.Machine}, {scenario.Calibration.Measured}"),
                new("Currency", scenario.Currency),
                new("Results schema", [new(context.Results.Schema, Tone.Code)]),
            ]),
            .. Assumptions("Assumptions of the fleet", scenario.Assumptions, context.Section("assumptions")),
        ]);
    }

    private static IEnumerable<Block> Assumptions(string title, IReadOnlyList<string> assumptions, string anchor) =>
        assumptions.Count == 0 ? [] : [new Section(anchor, title, [new Bullets([.. assumptions.Select(a => new Bullet(a))])])];
}
