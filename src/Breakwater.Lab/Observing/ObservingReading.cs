using Breakwater.Lab.Experiments;
using Breakwater.Lab.Scaling;
using static Breakwater.Lab.Observing.ObservabilityExperiment;

namespace Breakwater.Lab.Observing;

/// <summary>The experiment's measurements by what they are about. Null where something was not run.</summary>
internal sealed class ObservingReading(Reading reading)
{
    public Reading All => reading;

    /// <summary>The fleet's own size, or the largest that every variant was run at if that was not; 0 if there is none.</summary>
    public int Size
    {
        get
        {
            var own = reading.Fleet.AgentCount;
            return InspectionVariants.All.All(v => reading.Value(v.Id, Rule, own, "messageUs") is not null) ? own : reading.LargestCommon(Rule, [.. InspectionVariants.All.Select(v => v.Id)]);
        }
    }

    public double? At(string variant, int n, string metric) => reading.Value(variant, Rule, n, metric);

    /// <summary>Whether the planted changes were run on more agents and days, under every plan.</summary>
    public bool IsDeep => InspectionVariants.All.All(v => At(v.Id, DeepAt, "plantedFound") is not null);

    /// <summary>Whether odd replicas, slow providers, slow drift and attack chains were run: a quick run leaves them out.</summary>
    public bool HasSlow => IsDeep || InspectionVariants.All.All(v => At(v.Id, SlowAt, "slowAlerts") is not null);

    /// <summary>A figure of the planted changes on the small fleets: of the deep runs or of the others, never of both.</summary>
    public double? Planted(string variant, string metric) => IsDeep ? At(variant, DeepAt, metric) : At(variant, PlantedAt, metric) ?? At(variant, SlowAt, metric);

    /// <summary>The median time until a hijacked agent is found, in words.</summary>
    public string Median(string variant) => Planted(variant, "plantedMedianMin") is { } minutes ? $"median {Wording.Number(minutes)} min" : "most not at all";

    public double? Beside(string variant, string axis, double at, string metric)
    {
        foreach (var (where, value) in reading.Along(variant, Rule, axis, axis != DriftDays ? PlantedAt : IsDeep ? DeepAt : SlowAt, metric))
        {
            if (where.Equals(at)) { return value; }
        }
        return null;
    }

    /// <summary>Where a budget breaks along the rate, to a twentieth; null if that was not run.</summary>
    public Breakpoint? AlongRate(string variant, string metric, Budget budget)
    {
        var rates = reading.Along(variant, Rule, Rate, PlantedAt, metric);
        return rates.Count == 0 ? null : Breakpoint.Find([.. rates.Select(r => ((int)r.At, r.Value))], budget, null, null);
    }

    /// <summary>The same in words.</summary>
    public string RateWords(string variant, string metric, Budget budget) => AlongRate(variant, metric, budget) switch
    {
        null => "not run",
        { At: { } at } => $"about {PerSecond(TwoDigits(at / 60) * 60)}",
        var held => $"nowhere up to {PerSecond(held.TestedTo)}",
    };

    private static double TwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(value / unit) * unit;
    }

    public static string PerSecond(double perMinute) => $"{Wording.Number(perMinute / 60)} messages a second";
}
