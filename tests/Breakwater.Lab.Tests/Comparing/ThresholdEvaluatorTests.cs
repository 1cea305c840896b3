using System.Globalization;
using System.Text.RegularExpressions;
using Breakwater.Lab.Comparing;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Comparing;

public sealed class ThresholdEvaluatorTests
{
    private static readonly string[] s_classes = ["constant", "sublinear", "linear", "superlinear", "quadratic", "worse", "hard-limit"];

    private static readonly (string Variant, string Scaling)[] s_series =
        [("plain", ScalingNames.Complete), ("plain", ScalingNames.ConstantDegree), ("clever", ScalingNames.ConstantDegree)];

    private static readonly Gen<ResultsDocument> s_results =
        from points in Some(from s in Gen.Elements(s_series)
                            from n in Gen.Elements(5, 10, 50)
                            from values in Gen.Choose(0, 12).ArrayOf(4)
                            select (s.Variant, s.Scaling, N: n, Checks: (double)values[0], DelayMs: values[1] / 2.0, Kept: values[2] / 12.0, Money: (double)values[3]))
        from fits in Some(from s in Gen.Elements(s_series)
                          from metric in Gen.Elements("checks", "delayMs")
                          from growth in Gen.Elements(s_classes)
                          select (s.Variant, s.Scaling, Metric: metric, Class: growth.Replace('-', ' ')))
        from breakpoints in Some(from s in Gen.Elements(s_series)
                                 from metric in s.Scaling == ScalingNames.Complete ? Gen.Constant("delayMs") : Gen.Elements("delayMs", "money")
                                 from at in Gen.Elements<double?>(null, 3, 7, 12)
                                 select ToyResults.Breakpoint(s.Variant, s.Scaling, metric, at, 8))
        from findings in Some(from id in Gen.Elements("Y1", "Y2") from judgement in Gen.Elements("hold", "bend", "break") select (Id: id, Judgement: judgement))
        select ToyResults.Of(
            points.DistinctBy(p => (p.Variant, p.Scaling, p.N)), fits.DistinctBy(f => (f.Variant, f.Scaling, f.Metric)),
            breakpoints.DistinctBy(b => (b.Variant, b.Scaling, b.Metric)), findings.DistinctBy(f => f.Id));

    [Fact]
    public void It_agrees_with_a_slow_reading_of_the_same_text()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Prop.ForAll((from results in s_results from threshold in Thresholds.Any select (results, threshold)).ToArbitrary(), both =>
            {
                var status = new ThresholdEvaluator(both.results, Thresholds.Names).Evaluate(both.threshold).Status;
                seen[status] = seen.GetValueOrDefault(status) + 1;
                status.ShouldBe(Oracle(both.threshold.ToString(), both.results), both.threshold.ToString());
            })
            .Check(Trials.Of(3_000));
        seen.Count.ShouldBe(3);
        seen.Values.ShouldAllBe(n => n > 100);
    }

    [Fact]
    public void The_value_that_made_it_true_is_named_first()
    {
        var results = ToyResults.Of([("plain", "complete", 10, 3, 0.5, 1, 0), ("plain", "constant-degree", 10, 8, 0.5, 1, 0)]);

        var result = Evaluate("toy/plain/checks>5", results);

        (result.Expression, result.Status).ShouldBe(("toy/plain/checks>5", "failed"));
        result.Values.ShouldBe([new("toy/plain/checks@10:constant-degree", "8 checks", true), new("toy/plain/checks@10:complete", "3 checks", false)]);
        result.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_not_measured_fails_closed_and_is_named()
    {
        var results = ToyResults.Of([("plain", "complete", 10, 3, 0.5, 1, 0)]);

        var open = Evaluate("toy/plain/checks>5", results);
        open.Status.ShouldBe("not measured");
        open.Values.ShouldBe([new("toy/plain/checks@10:complete", "3 checks", false)]);
        open.Missing.ShouldBe(["toy/plain/checks@10:constant-degree"]);
        Evaluate("toy/plain/checks:complete>5", results).Status.ShouldBe("passed");
        Evaluate("toy/plain/checks>2", results).Status.ShouldBe("failed");
        Evaluate("toy/*/checks>5", results).Status.ShouldBe("passed");
        Evaluate("toy/*/checks@50>5", results).Status.ShouldBe("not measured");
        Evaluate("finding/Y1==break", results).Missing.ShouldBe(["finding/Y1"]);
        Evaluate("moved", results with { Comparison = null }).Status.ShouldBe("not measured");
        Evaluate("toy/plain/checks>5", results with { Experiments = [] }).Status.ShouldBe("not measured");
    }

    [Fact]
    public void A_budget_that_held_is_beyond_every_number_the_run_can_speak_of()
    {
        ResultsDocument Held(params (string, string, string, string)[] fits) =>
            ToyResults.Of([], fits, [ToyResults.Breakpoint("clever", "constant-degree", "delayMs", null, 50)]);

        Evaluate("toy/clever/breakpoint:delayMs<50", Held()).Status.ShouldBe("passed");
        Evaluate("toy/clever/breakpoint:delayMs>50", Held()).Status.ShouldBe("failed");
        Evaluate("toy/clever/breakpoint:delayMs<51", Held()).Status.ShouldBe("not measured");
        Evaluate("toy/clever/breakpoint:delayMs<5000", Held(("clever", "constant-degree", "delayMs", "linear"))).Status.ShouldBe("passed");
        Evaluate("toy/clever/breakpoint:delayMs<5001", Held(("clever", "constant-degree", "delayMs", "linear"))).Status.ShouldBe("not measured");
    }

    [Theory]
    [InlineData("toy/clever/delayMs>1999us", "failed")]
    [InlineData("toy/clever/delayMs>2000us", "passed")]
    [InlineData("toy/clever/delayMs>=0.002s", "failed")]
    [InlineData("toy/clever/kept<50%", "passed")]
    [InlineData("toy/clever/kept<=50%", "failed")]
    public void Units_are_turned_into_the_metric_s(string text, string status) =>
        Evaluate(text, ToyResults.Of([("clever", "constant-degree", 10, 1, 2, 0.5, 0)])).Status.ShouldBe(status);

    private static ThresholdResult Evaluate(string text, ResultsDocument results) =>
        new ThresholdEvaluator(results, Thresholds.Names).Evaluate(ThresholdParser.Parse(text, Thresholds.Names).Threshold!);

    private static Gen<List<T>> Some<T>(Gen<T> gen) => gen.ListOf().Resize(8).Select(l => l.ToList());

    /// <summary>Spells out every place the text could mean, looks each up, and counts.</summary>
    private static string Oracle(string text, ResultsDocument results)
    {
        var match = Regex.Match(text, "^(?<name>.*?)(?<op><=|>=|==|!=|<|>)(?<limit>.*)$");
        var (name, op, limit) = (match.Groups["name"].Value, match.Groups["op"].Value, match.Groups["limit"].Value);
        var parts = name.Split('/');
        var answers = new List<bool?>();
        if (parts[0] == "finding")
        {
            var judgements = new[] { "hold", "bend", "break" };
            var finding = results.Findings.FirstOrDefault(f => f.Id == parts[1]);
            answers.Add(finding is null ? null : True(Array.IndexOf(judgements, finding.Judgement), op, Array.IndexOf(judgements, limit)));
            return Verdict(answers, wildcard: false);
        }
        var last = parts[^1].Split(':');
        foreach (var (variant, scaling) in s_series)
        {
            if ((parts[1] != "*" && parts[1] != variant) || (last.Contains("complete") && scaling != "complete") || (last.Contains("constant-degree") && scaling != "constant-degree")) { continue; }
            var measured = results.Experiments.Single().Variants.Single(v => v.Id == variant);
            if (last[0] == "class")
            {
                foreach (var metric in parts.Length == 4 ? [parts[2]] : new[] { "checks", "delayMs" })
                {
                    var fit = measured.Fits.SingleOrDefault(f => f.Metric == metric && f.Scaling == scaling);
                    answers.Add(fit is null ? null : True(Array.IndexOf(s_classes, fit.Class.Replace(' ', '-')), op, Array.IndexOf(s_classes, limit)));
                }
            }
            else if (last[0] == "breakpoint")
            {
                foreach (var metric in scaling == "complete" ? ["delayMs"] : new[] { "delayMs", "money" })
                {
                    if (last.Contains("delayMs") && metric != "delayMs") { continue; }
                    if (last.Contains("money") && metric != "money") { continue; }
                    var found = results.Breakpoints.SingleOrDefault(b => b.Variant == variant && b.Scaling == scaling && b.Metric == metric);
                    var number = double.Parse(limit, CultureInfo.InvariantCulture);
                    var seen = measured.Fits.Any(f => f.Metric == metric && f.Scaling == scaling) ? 800 : 8;
                    answers.Add(found is null || (found.At is null && number > seen) ? null : True(found.At ?? double.MaxValue, op, number));
                }
            }
            else
            {
                var place = last[0].Split('@');
                var n = place.Length == 2 ? int.Parse(place[1], CultureInfo.InvariantCulture) : 10;
                var point = measured.Points.SingleOrDefault(p => p.N == n && p.Scaling == scaling);
                var number = Regex.Match(limit, @"^([0-9.]+(?:E[+-]?[0-9]+)?)(.*)$");
                var unit = number.Groups[2].Value switch { "%" => 0.01, "ns" => 1e-6, "us" => 1e-3, "s" => 1e3, _ => 1 };
                double? value = point is null ? null : place[0] switch { "checks" => point.Work["checks"], "money" => point.Money, var effect => point.Effect[effect] };
                answers.Add(value is null ? null : True(value.Value, op, double.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture) * unit));
            }
        }
        return Verdict(answers, parts[1] == "*");
    }

    private static string Verdict(List<bool?> answers, bool wildcard) =>
        answers.Contains(true) ? "failed"
        : wildcard && answers.Contains(false) ? "passed"
        : answers.Contains(null) ? "not measured"
        : "passed";

    // Two numbers that differ by rounding alone are the same, however small they are: a limit of 1E-07 ns is not 0 ms.
    private static bool True(double value, string op, double limit)
    {
        var same = Math.Abs(value - limit) <= 1e-12 * Math.Abs(limit);
        return op switch
        {
            "<" => value < limit && !same,
            "<=" => value < limit || same,
            ">" => value > limit && !same,
            ">=" => value > limit || same,
            "==" => same,
            _ => !same,
        };
    }
}
