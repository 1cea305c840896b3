using Breakwater.Lab.Results;
using Breakwater.Lab.Tests.Results;

namespace Breakwater.Lab.Tests.Comparing;

/// <summary>Results of the toy, made up value by value.</summary>
internal static class ToyResults
{
    public static ResultsDocument Of(
        IEnumerable<(string Variant, string Scaling, int N, double Checks, double DelayMs, double Kept, double Money)> points,
        IEnumerable<(string Variant, string Scaling, string Metric, string Class)>? fits = null,
        IEnumerable<BreakpointResult>? breakpoints = null,
        IEnumerable<(string Id, string Judgement)>? findings = null)
    {
        var all = points.ToList();
        var small = SmallDocuments.Results();
        var toy = new ToyExperiment().Spec;
        return small with
        {
            Scenario = small.Scenario with { Agents = 10, Seed = 1 },
            Experiments =
            [
                new()
                {
                    Id = "toy",
                    Title = "Toy",
                    Summary = "",
                    Dimension = 2,
                    Controls = [],
                    Metrics = toy.Metrics,
                    Variants =
                    [
                        .. toy.Variants.Select(v => new VariantResult
                        {
                            Id = v.Id,
                            Title = v.Title,
                            Summary = "",
                            Kind = "baseline",
                            MaxAgents = 50,
                            Points = [.. all.Where(p => p.Variant == v.Id).Select(p => Point(p.Scaling, p.N, p.Checks, p.DelayMs, p.Kept, p.Money))],
                            Fits = [.. (fits ?? []).Where(f => f.Variant == v.Id).Select(f => Fit(f.Metric, f.Scaling, f.Class))],
                        }),
                    ],
                    Tables = [],
                    Charts = [],
                    Assumptions = [],
                },
            ],
            Breakpoints = [.. breakpoints ?? []],
            Findings = [.. (findings ?? []).Select(f => Finding(f.Id, f.Judgement))],
        };
    }

    public static BreakpointResult Breakpoint(string variant, string scaling, string metric, double? at, double testedTo, string how = "measured", IReadOnlyList<double>? interval = null) => new()
    {
        Experiment = "toy", Variant = variant, Metric = metric, Scaling = scaling, BudgetName = "b", Budget = 10, Unit = "ms", Axis = "agents", At = at, TestedTo = testedTo,
        How = at is null ? "held" : how, Interval = interval,
    };

    public static FitResult Fit(string metric, string scaling, string growth, string law = "n", double from = 5, double to = 50) => new()
    {
        Metric = metric, Scaling = scaling, Law = law, Formula = law, Coefficients = [1], Class = growth, Exponent = 1, R2 = 1, Range = [from, to], Predictions = [],
    };

    public static Finding Finding(string id, string judgement, string evidence = "toy/plain/checks") => new()
    {
        Id = id, Title = id, Deliverable = "B", Dimension = 2, Specification = "", ControlMapping = [], Subject = "baseline", Judgement = judgement, Expected = "", Actual = "",
        Recommendation = "", Affected = new([], [], []), Evidence = [evidence],
    };

    private static PointResult Point(string scaling, int n, double checks, double delayMs, double kept, double money) => new()
    {
        Axis = "agents",
        At = n,
        N = n,
        Seed = 1,
        Scaling = scaling,
        Work = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["checks"] = checks },
        Effect = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["delayMs"] = delayMs, ["kept"] = kept },
        Money = money,
    };
}
