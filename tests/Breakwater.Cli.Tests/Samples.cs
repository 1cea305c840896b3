using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Tests;

/// <summary>The smallest documents that commands can show.</summary>
internal static class Samples
{
    public static FleetSpecification Fleet(int agents = 12) => new()
    {
        Name = "harbour",
        Digest = "ab",
        Regions = [new("ldn", "London", "UK", "FCA")],
        Network = new(TimeSpan.FromMilliseconds(1), new Dictionary<(string, string), TimeSpan>()),
        Nodes = [new("n", "ldn", 2, ["ldn"])],
        ControlPlane = new("ldn", "ldn", default),
        Providers = [],
        Tools = [],
        Labels = [],
        Tenants = [new("t", "Tenant")],
        Clusters =
        [
            new()
            {
                Id = "c",
                Name = "Cluster",
                Tenant = "t",
                Orchestrator = new("o", "p", "ldn"),
                Groups =
                [
                    new()
                    {
                        Id = "g", Name = "Group", Agents = agents, Role = "r", Provider = "p", Regions = ["ldn"], Risk = RiskClass.Low, Tier = default, Tools = [], Labels = [],
                    },
                ],
            },
        ],
        Flows = [],
        Delegations = [],
        TrustBoundaries = [],
        Barriers = [],
        Dependencies = [],
        Budgets = new()
        {
            CriticalPathLatency = TimeSpan.FromSeconds(1),
            TrustCheckP99 = TimeSpan.FromSeconds(1),
            RevocationReach = TimeSpan.FromSeconds(30),
            GovernancePerMonth = default,
            ReviewsPerHour = 10,
        },
        Load = new(10, 100, new Dictionary<int, double>()),
        Trust = new(),
        Controls = new Dictionary<string, ControlMode> { ["trust"] = ControlMode.Observe },
        Scaling = new(FlowScaling.ConstantDegree, 3),
        Assumptions = ["one"],
    };

    public static StressOutcome Outcome(bool partial = false) => new(
        Results(partial),
        new() { Machine = "m", Threads = 1, Started = DateTimeOffset.UnixEpoch, Seconds = 1, Points = [] });

    public static ResultsDocument Results(bool partial = false) => new()
    {
        Scenario = new()
        {
            Name = "harbour", Description = "", Digest = "ab", Agents = 12, Clusters = 1, Currency = "USD", Seed = 7, Mode = "quick", Reproduce = "", Partial = partial,
            Calibration = new("reference", "cd", "m", "2026-01-01"), ControlsOff = ["trust: observe"], Assumptions = [],
        },
        Experiments =
        [
            new()
            {
                Id = "trust-scaling", Title = "Trust", Summary = "", Dimension = 2, Controls = [], Metrics = [], Tables = [], Charts = [], Assumptions = [],
                Variants = [Variant("full-mesh", "Full mesh", "baseline"), Variant("hierarchy-cached", "Hierarchy with cache", "adapted")],
            },
        ],
        Breakpoints =
        [
            Breakpoint("full-mesh", at: 152, how: "measured"),
            Breakpoint("hierarchy-cached", at: null, how: "held"),
        ],
        Findings = [Finding("hold"), Finding("break"), Finding("break")],
        Hypotheses = [],
        Controls = [],
        Questions = [],
        Deliverables = [],
        Roster = new() { Agents = [], Orchestrators = [], Tools = [], Groups = [], Delegations = [], Authorities = [], Regions = [], Boundaries = [], Providers = [] },
    };

    public static ReplayEvent Event(long step) => new(step, 1, 1_000_000_001 * step, "Node-2", 3, 4, -5);

    public static ReplayOutcome Replay(ReplayEnd end) => new(
        "complete", end, 1_234, [Event(1_233), Event(1_234)],
        end == ReplayEnd.Finished
            ? new()
            {
                Axis = "agents", At = 20, N = 20, Seed = 1, Scaling = "complete", Work = new Dictionary<string, double> { ["checks"] = 380 },
                Effect = new Dictionary<string, double> { ["p99Ms"] = 0.125 }, Money = 2,
            }
            : null,
        end == ReplayEnd.Failed ? "it broke – at step 1234" : null);

    public static ResultsDocument Judged(params ThresholdResult[] thresholds) => Results() with
    {
        Comparison = new()
        {
            Baseline = new("harbour", "ab", 12, 7, "quick", "cd", ""), Moved = true, Headline = "Moved: 2 values; 1,000 values compared", Notes = ["The seeds differ."], Compared = 1_000,
            Series = [], Laws = [], Breakpoints = [], Findings = [], Controls = [], Questions = [], OnlyHere = [], OnlyInBaseline = [],
        },
        Thresholds = thresholds,
    };

    public static CalibrationProfile Calibration() => new("test", "a machine", new(2026, 1, 2), WorkUnitVersions.Units.Select(u => new UnitCost(u, WorkUnitVersions.Of(u), 1_500, 2_500, 0.1)));

    private static VariantResult Variant(string id, string title, string kind) => new() { Id = id, Title = title, Summary = "", Kind = kind, MaxAgents = 1_000, Points = [], Fits = [] };

    private static BreakpointResult Breakpoint(string variant, double? at, string how) => new()
    {
        Experiment = "trust-scaling", Variant = variant, Metric = "p99", Scaling = "complete", BudgetName = "trust check", Budget = 150, Unit = "ms", Axis = "agents",
        At = at, TestedTo = 1_000, How = how,
    };

    private static Finding Finding(string judgement) => new()
    {
        Id = "F", Title = "", Deliverable = "A", Dimension = 2, Specification = "", ControlMapping = [], Subject = "baseline", Judgement = judgement, Expected = "", Actual = "", Recommendation = "",
        Affected = new([], [], []), Evidence = [],
    };
}
