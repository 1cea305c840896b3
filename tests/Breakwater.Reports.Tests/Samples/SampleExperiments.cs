using Breakwater.Lab.Results;

namespace Breakwater.Reports.Tests.Samples;

/// <summary>Two experiments whose points follow known laws, wobbling a little with the seed.</summary>
internal static class SampleExperiments
{
    private static readonly int[] s_ladder = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

    public static ExperimentResult TrustMesh() => new()
    {
        Id = "trust-mesh",
        Title = "Who verifies whom",
        Summary = "Every agent must be able to check every other before it acts on what it says. Six ways to do that, from a full mesh to a hierarchy of authorities with a cache at each enforcement node.",
        Dimension = 2,
        Controls = [new("IA-2.1", "Zero-trust agent identity", "IA-1.1", "Tier 2", "cache 5 min, deadline 2 s"), new("IA-2.2", "Ephemeral credentials", null, "Tier 2", "24 h, high privilege 1 h")],
        Metrics =
        [
            new("checks", "Credential checks", "checks", "lower", "work"),
            new("verify-p99", "Time to an answer, p99", "ms", "lower", "effect"),
            new("failed", "Checks past their deadline", "share", "lower", "effect"),
            new("money", "Governance cost", "USD/month", "lower", "money"),
        ],
        Variants =
        [
            Variant("full-mesh", "Full mesh", "Every agent checks every other, each time.", "baseline", 200, n => (double)n * (n - 1), n => 0.05 * n * n, ("n²", "checks = n² − 2.4", [-2.4, 1.0], "quadratic", 2.003), 250),
            Variant("registry", "Central registry", "One registry answers for all.", "failed-attempt", 1_000, n => n * 2.0, n => 4 + (0.02 * n * Math.Log(n)), ("n", "checks = 2n", [2.0], "linear", 1.0), 60),
            Variant("no-verification", "No verification", "Trusted agents are believed.", "failed-attempt", 1_000, _ => 0, _ => 0.001, null, 0),
            Variant("cached-mesh", "Cached mesh", "The mesh, remembering answers for five minutes.", "baseline", 1_000, n => 0.1 * n * (n - 1), n => 0.5 + (0.004 * n * n), ("power law", "checks = 0.094 · n^2.01", [0.094, 2.01], "quadratic", 2.01), 140),
            Variant("hierarchy", "Hierarchy without cache", "Chains to a common ancestor, checked each time.", "adapted", 10_000, n => 1.1 * n * Math.Log(n), n => 2 + (0.002 * n), ("n log n", "checks = 1.1 · n ln n", [1.1], "superlinear", 1.11), 40),
            Variant("hierarchy-cache", "Hierarchy with cache", "Chains to a common ancestor, one answer for each subject and node.", "adapted", 10_000, n => 1.1 * n, n => 1.5 + (0.3 * Math.Log(n)), ("n", "checks = 0.8 + 1.1 · n", [0.8, 1.1], "linear", 0.999), 12),
        ],
        Tables =
        [
            new("The article's figures beside ours", ["Agents", "Verification time, stated", "Measured", "Failure rate, stated", "Measured failures"],
                [["3", "< 1 ms", "0.6 ms", "0%", "0%"], ["10", "~5 ms", "5.1 ms", "0.1%", "0%"], ["100", "~500 ms", "498 ms", "2.3%", "1.9%"], ["1,000", "~50 s (simulated)", "50.2 s", "15.7%", "88%"]],
                "Failures come from a stated deadline of 2 s at a node with finite cores."),
        ],
        Charts =
        [
            new("trust-mesh-checks", "Credential checks for the whole fleet", "checks", "agents", "complete", ["full-mesh", "cached-mesh", "registry", "hierarchy", "hierarchy-cache", "no-verification"], true, true, 22_800, "checks a node can do in a deadline"),
            new("trust-mesh-p99", "Time to an answer", "verify-p99", "agents", "complete", ["full-mesh", "cached-mesh", "registry", "hierarchy-cache"], true, true, 250, "trust check p99"),
        ],
        Assumptions = ["Each enforcement node has two cores.", "Signature checks cost what the calibration profile says."],
    };

    public static ExperimentResult Revocation() => new()
    {
        Id = "revocation-reach",
        Title = "A compromised agent is revoked",
        Summary = "One agent, then a whole zone coordinator, is revoked: how long until the last descendant is refused on every node, and what was decided on its word before.",
        Dimension = 2,
        Controls = [new("IA-3.4", "Revocation within 30 s", null, "Tier 3", "epoch per subtree")],
        Metrics = [new("reach", "Time until the last refusal", "ms", "lower", "effect"), new("poisoned", "Decisions poisoned before", "decisions", "lower", "effect")],
        Variants =
        [
            Revoked("ttl-only", "Cache time to live only", "baseline", n => 270_000 + (n * 0.4), n => 40 + (0.05 * n)),
            Revoked("epoch", "Trust epoch", "adapted", n => 90 + (2 * Math.Log(n)), _ => 1),
        ],
        Tables = [],
        Charts = [new("revocation-poisoned", "Decisions poisoned before the last refusal", "poisoned", "agents", null, ["ttl-only", "epoch"], true, false, 47, "what the article lost")],
        Assumptions = [],
    };

    public static IReadOnlyList<BreakpointResult> Breakpoints() =>
    [
        Break("full-mesh", "checks", "checks per deadline", 22_800, "checks", 152, 200, "measured", null),
        Break("full-mesh", "verify-p99", "trust check p99", 250, "ms", 71, 200, "measured", null),
        Break("cached-mesh", "checks", "checks per deadline", 22_800, "checks", 478, 1_000, "measured", null),
        Break("cached-mesh", "verify-p99", "trust check p99", 250, "ms", 250, 1_000, "measured", null),
        Break("hierarchy", "checks", "checks per deadline", 22_800, "checks", 2_760, 10_000, "measured", null),
        Break("registry", "checks", "checks per deadline", 22_800, "checks", 11_400, 1_000, "extrapolated", [10_900, 12_100]),
        Break("no-verification", "verify-p99", "budgets.trustCheckP99", 250, "ms", null, 1_000, "held", null),
        Break("hierarchy-cache", "verify-p99", "trust check p99", 250, "ms", null, 10_000, "held", null),
        Break("hierarchy-cache", "checks", "checks per deadline", 22_800, "checks", 20_700, 10_000, "extrapolated", [19_800, 21_700]),
        new() { Experiment = "revocation-reach", Variant = "ttl-only", Metric = "poisoned", Scaling = "constant-degree", BudgetName = "poisoned decisions", Budget = 47, Unit = "decisions", Axis = "agents", At = 140, TestedTo = 1_000, How = "measured" },
        new() { Experiment = "revocation-reach", Variant = "epoch", Metric = "reach", Scaling = "constant-degree", BudgetName = "revocation reach", Budget = 30_000, Unit = "ms", Axis = "delegation depth", At = null, TestedTo = 12, How = "held" },
    ];

    private static BreakpointResult Break(string variant, string metric, string name, double budget, string unit, double? at, double tested, string how, IReadOnlyList<double>? interval) =>
        new() { Experiment = "trust-mesh", Variant = variant, Metric = metric, Scaling = "complete", BudgetName = name, Budget = budget, Unit = unit, Axis = "agents", At = at, TestedTo = tested, How = how, Interval = interval };

    private static VariantResult Variant(
        string id, string title, string summary, string kind, int max, Func<int, double> checks, Func<int, double> p99,
        (string Law, string Formula, double[] Coefficients, string Class, double Exponent)? law, double money) => new()
    {
        Id = id,
        Title = title,
        Summary = summary,
        Kind = kind,
        MaxAgents = max,
        Points = [.. from n in s_ladder
                     where n <= max
                     from seed in new ulong[] { 1, 2 }
                     select new PointResult
                     {
                         Axis = "agents",
                         At = n,
                         N = n,
                         Seed = seed,
                         Scaling = "complete",
                         Work = new Dictionary<string, double>(StringComparer.Ordinal) { ["checks"] = checks(n) },
                         Effect = new Dictionary<string, double>(StringComparer.Ordinal) { ["verify-p99"] = p99(n) * (seed == 1 ? 0.95 : 1.08), ["failed"] = Math.Min(1, p99(n) / 60_000) },
                         Money = money * n,
                     }],
        Fits = law is not { } l ? [] :
        [
            new()
            {
                Metric = "checks", Scaling = "complete", Law = l.Law, Formula = l.Formula, Coefficients = l.Coefficients, Class = l.Class, Exponent = l.Exponent,
                ExponentInterval = [l.Exponent - 0.01, l.Exponent + 0.02], R2 = 0.99996, Crossover = l.Law == "n²" ? 3 : null, Range = [5, Math.Min(max, 1_000)],
                Predictions = max < 10_000 ? [] : [new(10_000, checks(10_000) * 1.01, checks(10_000) * 0.96, checks(10_000) * 1.06, checks(10_000))],
            },
        ],
    };

    private static VariantResult Revoked(string id, string title, string kind, Func<int, double> reach, Func<int, double> poisoned) => new()
    {
        Id = id,
        Title = title,
        Summary = title + ".",
        Kind = kind,
        MaxAgents = 1_000,
        Points = [.. from scaling in new[] { "constant-degree", "complete" }
                     from n in s_ladder
                     where n <= 1_000
                     select new PointResult
                     {
                         Axis = "agents", At = n, N = n, Seed = 1, Scaling = scaling,
                         Work = new Dictionary<string, double>(StringComparer.Ordinal),
                         Effect = new Dictionary<string, double>(StringComparer.Ordinal) { ["reach"] = reach(n), ["poisoned"] = poisoned(n) * (scaling == "complete" ? 1.6 : 1) },
                         Money = 3 * n,
                     }],
        Fits = [new() { Metric = "reach", Scaling = "constant-degree", Law = "constant", Formula = "reach = " + (id == "epoch" ? "102" : "270,214"), Coefficients = [reach(500)], Class = "constant", Exponent = 0.001, R2 = 0.97, Range = [5, 1_000], Predictions = [] }],
    };
}
