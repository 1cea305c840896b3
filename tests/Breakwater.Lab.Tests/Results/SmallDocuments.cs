using Breakwater.Lab.Results;
using Breakwater.Lab.Running;

namespace Breakwater.Lab.Tests.Results;

/// <summary>Small documents that use every kind of member.</summary>
internal static class SmallDocuments
{
    public static ResultsDocument Results(IReadOnlyDictionary<string, double>? work = null, double money = 12.5) => new()
    {
        Scenario = new()
        {
            Name = "bank",
            Description = "a \"small\" bank · n² & <b>",
            Digest = "sha256:ab",
            Agents = 100,
            Clusters = 6,
            Currency = "USD",
            Seed = ulong.MaxValue,
            Mode = "quick",
            Reproduce = "breakwater stress bank.yaml",
            Partial = false,
            Calibration = new("reference", "sha256:cd", "2 cores", "2026-02-01"),
            ControlsOff = [],
            Assumptions = ["one"],
        },
        Experiments =
        [
            new()
            {
                Id = "trust-mesh",
                Title = "Trust",
                Summary = "s",
                Dimension = 2,
                Controls = [new("IA-2.1", "Zero trust", "IA-2.3", "Tier 2", "cache 5 min")],
                Metrics = [new("checks", "Checks", "checks", "lower", "work")],
                Variants =
                [
                    new()
                    {
                        Id = "full-mesh",
                        Title = "Full mesh",
                        Summary = "s",
                        Kind = "baseline",
                        MaxAgents = 200,
                        Points =
                        [
                            new()
                            {
                                Axis = "agents",
                                At = 5,
                                N = 5,
                                Seed = 1,
                                Scaling = "complete",
                                Work = work ?? new Dictionary<string, double>(StringComparer.Ordinal) { ["checks"] = 20 },
                                Effect = new Dictionary<string, double>(StringComparer.Ordinal),
                                Money = money,
                            },
                        ],
                        Fits =
                        [
                            new()
                            {
                                Metric = "checks",
                                Scaling = "complete",
                                Law = "n²",
                                Formula = "n²",
                                Coefficients = [0.1, 1.0],
                                Class = "quadratic",
                                Exponent = 2,
                                R2 = 1,
                                Range = [5, 200],
                                Predictions = [new(10_000, 1e8, 9e7, 1.1e8, null)],
                            },
                        ],
                    },
                ],
                Tables = [new("t", ["a"], [["1"]], null)],
                Charts = [new("c", "t", "checks", "agents", null, ["full-mesh"], true, true, null, null)],
                Assumptions = [],
            },
        ],
        Breakpoints = [],
        Findings = [],
        Hypotheses = [new(1, "h", "undecided", "r", [])],
        Controls = [new("IA-2.1", "Zero trust", "IA", 2, "measured", null, "quadratic", [])],
        Questions = [new("1.1.1", "tabletop", 1, "q", "not yet measured", null, [])],
        Deliverables = [],
        Roster = new()
        {
            Agents = [],
            Orchestrators = [],
            Tools = [],
            Groups = [],
            Delegations = [],
            Authorities = [new("root", "root", null, 4)],
            Regions = [],
            Boundaries = [],
            Providers = [],
        },
        Comparison = new()
        {
            Baseline = new("bank", "sha256:ab", 90, 1, "quick", "sha256:cd", "breakwater stress bank.yaml"),
            Moved = true,
            Headline = "Moved",
            Notes = ["n"],
            Compared = 2,
            Series = [new("trust-mesh", "full-mesh", "checks", "complete", "work", "checks", 2, "worse", [new(5, 19, 20, null), new(10, 90, 91, [80, 90.5])])],
            Laws = [new("trust-mesh", "full-mesh", "checks", "complete", new("linear", "n", 1, null), new("quadratic", "n²", 2, [1.9, 2.1]))],
            Breakpoints = [new("trust-mesh", "full-mesh", "checks", "complete", "b", "checks", "agents", "worse", new(10, null, 100, "held", null), new(10, 90, 100, "extrapolated", [80, 95]))],
            Findings = [new("F", "f", null, "break")],
            Controls = [],
            Questions = [],
            OnlyHere = ["a/b"],
            OnlyInBaseline = [],
        },
        Thresholds = [new("moved", "failed", [new("what moved", "1 value", true)], []), new("finding/F==break", "not measured", [], ["finding/F"])],
    };

    public static TimingsDocument Timings() => new()
    {
        Machine = "2 cores",
        Threads = 2,
        Started = new DateTimeOffset(2026, 2, 1, 9, 0, 0, TimeSpan.Zero),
        Seconds = 12.25,
        Points = [new("trust-mesh", "full-mesh", 5, "complete", 0.125)],
    };

    public static byte[] Bytes(ResultsDocument document)
    {
        using var stream = new MemoryStream();
        ResultsSerializer.Write(document, stream);
        return stream.ToArray();
    }
}
