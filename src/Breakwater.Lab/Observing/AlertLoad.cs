using Breakwater.Lab.Experiments;
using static Breakwater.Lab.Observing.InspectionVariants;
using static Breakwater.Lab.Observing.ObservabilityExperiment;

namespace Breakwater.Lab.Observing;

/// <summary>Alerts of quiet days that were run, taken from the small fleet to the fleet's size, against what people can review.</summary>
internal sealed class AlertLoad(ObservingReading reading, int n)
{
    /// <summary>Reviews a day.</summary>
    public double Capacity => reading.All.Fleet.Budgets.ReviewsPerHour * 24;

    /// <summary>Quiet agent-days that were run.</summary>
    public double AgentDays => Of(reading, Everything, "quietAgentDays");

    /// <summary>Alerts shown in them, of whatever kind.</summary>
    public int Shown => (int)Math.Round(Of(reading, Everything, "falsePerHundred") * AgentDays / 100);

    /// <summary>The 95% upper bound of alerts in a quiet agent-day: what would have shown itself as no more than was counted in one case of twenty (Poisson).</summary>
    public double MostPerAgentDay => PoissonUpper(Shown) / AgentDays;

    /// <summary>Alerts shown in 100 quiet agent-days under a plan, with that bound beside it; null if that was not run.</summary>
    public static string? FalsePerHundred(ObservingReading reading, string variant) =>
        reading.Planted(variant, "falsePerHundred") is { } shown && reading.Planted(variant, "quietAgentDays") is { } days
            ? $"{Wording.Number(shown)}; at most {Wording.Number(100 * PoissonUpper((int)Math.Round(shown * days / 100)) / days)}" : null;

    /// <summary>Alerts a day at the fleet's size, by that bound.</summary>
    public double Most => MostPerAgentDay * n;

    /// <summary>Agents whose alerts would take up all reviews, by that bound.</summary>
    public double AgentsAtCapacity => Capacity / MostPerAgentDay;

    public string Words =>
        $"{Counted()} shown in {Wording.Number(AgentDays)} quiet agent-days at the default line, at most {Wording.Number(MostPerAgentDay)} for each agent and day with 95% confidence: at most {Wording.Number(Most)} a day at {Wording.Agents(n)}, "
        + $"of the {Wording.Number(Capacity)} that can be reviewed. At one for each agent and day, as the source supposes, reviews would last for {Wording.Agents(Math.Floor(Capacity))}.";

    private string Counted() => Shown switch { 0 => "No alert was", 1 => "One alert was", var count => $"{Wording.Number(count)} alerts were" };

    private static double Of(ObservingReading reading, string variant, string metric) => reading.Planted(variant, metric) ?? throw new InvalidOperationException($"{metric} was not run.");

    /// <summary>What lower lines would do.</summary>
    public string Lines
    {
        get
        {
            var lines = PlantedDays.Lines.Where(l => l < DefaultLine).Select(l => (Line: l, Alarms: reading.Beside(Everything, Line, l, "lineFalsePerHundred"))).Where(l => l.Alarms > 0).ToList();
            return lines.Count == 0 ? "" : $"Scores that reach lower lines, in {PlantedDays.Agents * PlantedDays.QuietDays} quiet agent-days and before folding: {string.Join(", ", lines.Select(l => $"{Wording.Number(l.Alarms!.Value / 100)} for each agent and day at {l.Line}"))}.";
        }
    }

    /// <summary>The mean whose chance of showing at most so many is 5%, by bisection.</summary>
    internal static double PoissonUpper(int seen)
    {
        var (low, high) = (0.0, 10.0 + (4 * seen));
        while (high - low > 1e-9)
        {
            var mean = (low + high) / 2;
            var (term, sum) = (Math.Exp(-mean), Math.Exp(-mean));
            for (var k = 1; k <= seen; k++)
            {
                term *= mean / k;
                sum += term;
            }
            if (sum > 0.05) { low = mean; } else { high = mean; }
        }
        return (low + high) / 2;
    }
}
