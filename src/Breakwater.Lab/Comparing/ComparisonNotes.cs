using System.Globalization;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Comparing;

/// <summary>What two runs do not have in common, and what follows from it for the comparison.</summary>
internal static class ComparisonNotes
{
    public static IEnumerable<string> Of(ResultsDocument baseline, ResultsDocument current)
    {
        var (was, now) = (baseline.Scenario, current.Scenario);
        if (was.Digest != now.Digest)
        {
            yield return was.Name == now.Name
                ? "The fleet file has changed since the baseline; what moved may come from that."
                : $"The baseline is of another fleet, {was.Name} with {Agents(was.Agents)}; this one is {now.Name} with {Agents(now.Agents)}. What moved may come from that.";
        }
        if (was.Calibration.Digest != now.Calibration.Digest)
        {
            yield return $"The calibration profiles differ ({was.Calibration.Profile} then, {now.Calibration.Profile} now): times and money mean different things, and only counted work is compared. Judgements may differ for that reason alone.";
        }
        if (was.Currency != now.Currency) { yield return $"The currencies differ ({was.Currency} then, {now.Currency} now): money is not compared."; }
        if (was.Seed != now.Seed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The seeds differ ({was.Seed} then, {now.Seed} now): times and money that have a law moved if they left its 95% prediction interval.");
        }
        if (was.Mode != now.Mode) { yield return $"The modes differ ({was.Mode} then, {now.Mode} now): only sizes that both runs measured are compared."; }
        if (was.Partial) { yield return "The baseline was cut short."; }
        if (now.Partial) { yield return "This run was cut short."; }
        if (baseline.Schema != current.Schema) { yield return $"The baseline was written as {baseline.Schema}, this run as {current.Schema}."; }
    }

    private static string Agents(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} agents");
}
