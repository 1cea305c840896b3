using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Comparing;

/// <summary>Compares values at the sizes that both runs measured. Counts what it compares, so it serves one comparison.</summary>
internal sealed class ValueComparison(ScenarioResult before, ScenarioResult after)
{
    // Results hold ten significant digits of times and money; the last of them may be rounded either way.
    private const double Rounding = 2e-9;

    private readonly bool _sameCalibration = before.Calibration.Digest == after.Calibration.Digest;
    private readonly bool _sameCurrency = before.Currency == after.Currency;

    /// <summary>Whether chance fell the same way in both runs.</summary>
    public bool SameSeed { get; } = before.Seed == after.Seed;

    /// <summary>Values compared so far.</summary>
    public int Compared { get; private set; }

    /// <summary>Whether figures of a kind mean the same in both runs.</summary>
    public bool Comparable(string? kind) => kind == "work" || (_sameCalibration && (kind != "money" || _sameCurrency));

    /// <summary>The series of a variant that moved.</summary>
    public IEnumerable<SeriesMove> Series(VariantPair pair)
    {
        foreach (var metric in pair.Experiment.Metrics.Where(m => Comparable(m.Kind)))
        {
            foreach (var scaling in pair.After.Points.Select(p => p.Scaling).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var common = Common(pair, metric.Name, scaling);
                Compared += common.Count;
                var law = metric.Kind == "work" || SameSeed ? null : LawComparison.Again(pair.Before, metric.Name, scaling);
                List<ValueMove> moved = [.. common.Select(v => Move(v, metric.Kind, law)).OfType<ValueMove>()];
                if (moved.Count == 0) { continue; }
                var better = moved.Count(v => v.After > v.Before == (metric.Better == "higher"));
                var direction = better == moved.Count ? "better" : better == 0 ? "worse" : "mixed";
                yield return new(pair.Experiment.Id, pair.After.Id, metric.Name, scaling, metric.Kind, metric.Unit, common.Count, direction, moved);
            }
        }
    }

    private static List<(double At, double Before, double After)> Common(VariantPair pair, string metric, string scaling) =>
    [
        .. from now in pair.After.Points
           where now.Scaling == scaling
           let then = pair.Before.Points.FirstOrDefault(p => p.Scaling == scaling && p.Axis == now.Axis && p.At.Equals(now.At) && p.N == now.N)
           where then is not null
           let was = Reading.Of(then, metric)
           let value = Reading.Of(now, metric)
           where was is not null && value is not null
           orderby now.At
           select (now.At, was.Value, value.Value),
    ];

    private static ValueMove? Move((double At, double Before, double After) value, string kind, Fit? law)
    {
        var (at, was, now) = value;
        if (law is not null)
        {
            // The law of one run knows how far another seed may carry a value; the baseline's own value is no farther off than that.
            var (_, low, high) = law.Predict(at);
            var (least, most) = (Math.Min(low, was), Math.Max(high, was));
            return now >= least && now <= most ? null : new(at, was, now, [low, high]);
        }
        var same = kind == "work" ? was.Equals(now) : Math.Abs(was - now) <= Rounding * Math.Max(Math.Abs(was), Math.Abs(now));
        return same ? null : new(at, was, now, null);
    }
}
