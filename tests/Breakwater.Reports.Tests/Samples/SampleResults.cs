using Breakwater.Lab.Results;
using Breakwater.Lab.Running;

namespace Breakwater.Reports.Tests.Samples;

/// <summary>An invented run over a bank-like fleet, with every kind of thing a report can hold. Its figures are made from laws, not measured.</summary>
public static class SampleResults
{
    public static ResultsDocument Bank() => new()
    {
        Scenario = new()
        {
            Name = "Global investment bank",
            Description = "Autonomous trading operations: one hundred agents in six clusters across London, New York, Singapore and Tokyo.",
            Digest = "sha256:5b1f0c5f3a6c4c0d9d1e8b7a2f4e6c8d0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            Agents = 100,
            Clusters = 6,
            Currency = "USD",
            Seed = 1,
            Mode = "default",
            Reproduce = "breakwater stress scenarios/investment-bank.yaml --seed 1",
            Partial = false,
            Calibration = new("reference-2026-02", "sha256:77aa11bb22cc33dd", "2 cores, x64, 2.4 GHz", "2026-02-11"),
            ControlsOff = [],
            Assumptions = ["Three trust boundaries: institution, venues and counterparties, clients.", "Six agents of Provider A run on premises and count as Provider A.", "Steady load 1,000 messages a minute, peak 10,000."],
        },
        Experiments = [SampleExperiments.TrustMesh(), SampleExperiments.Revocation()],
        Breakpoints = SampleExperiments.Breakpoints(),
        Findings = SampleFindings.All(),
        Hypotheses =
        [
            new(1, "Epistemic controls keep working through chains of eight to twelve agents.", "undecided", "Dimension 1 was not run.", []),
            new(2, "Delegation contracts become a bottleneck before one hundred agents.", "refuted", "Cached hierarchical checks stay at 1.1 per agent up to 10,000 agents; the full mesh passes its budget at 152.", ["trust-mesh/full-mesh/checks", "trust-mesh/hierarchy-cache/checks"]),
            new(3, "PACE needs a fourth axis across clusters.", "undecided", "Dimension 3 was not run.", []),
            new(4, "Provider concentration reaches the control plane.", "supported", "Provider A serves 8 of 10 infrastructure agents.", ["roster"]),
        ],
        Controls = SampleCatalogue.Controls(),
        Questions = SampleCatalogue.Questions(),
        Deliverables =
        [
            new()
            {
                Id = "A",
                Title = "Agent roster and trust architecture",
                Status = "complete",
                Specification = ["One hundred agents in 28 groups, six clusters and four regions. Each cluster has an orchestrator of its own, a control-plane principal that holds no tool.", "Every agent has one identity, signed by the authority of its zone; zones are signed by their region, regions by the root."],
                ControlMapping = [new("IA-2.1", "Zero-trust agent identity", "IA-1.1", "Tier 2", "credentials live 24 h, high privilege 1 h"), new("IA-2.3", "No transitive permissions", null, "Tier 2", "depth at most 4")],
                StressPoints =
                [
                    new("Identity of every agent", "hold", "All 100 agents hold exactly one credential; checks stay at 1.1 per agent.", ["trust-mesh/hierarchy-cache/checks"]),
                    new("Trust between every pair", "break", "The full mesh needs n(n − 1) checks and passes its budget at 152 agents.", ["trust-mesh/full-mesh/checks"]),
                    new("Provider concentration", "bend", "Provider A serves 38 agents, 8 of them in the control plane.", ["roster"]),
                ],
                Findings = ["A-01", "A-02", "A-03", "A-04"],
                Recommendations = ["Put the trust hierarchy with its cache into force before the fleet passes 150 agents.", "Give the control plane a second provider."],
            },
            .. new[] { ("B", "Epistemic cascade"), ("C", "PACE cascades"), ("D", "Observability cost"), ("E", "Data boundaries"), ("F", "Compound attacks") }
                .Select(d => new Deliverable { Id = d.Item1, Title = d.Item2, Status = "not yet measured", Specification = [], ControlMapping = [], StressPoints = [], Findings = [], Recommendations = [] }),
        ],
        Roster = SampleRoster.Bank(),
        Telemetry = new()
        {
            SemanticConventions = "1.41.0",
            Figures =
            [
                new("policyEvaluationLatency", "Policy evaluation latency", 171.25, "ns", "mean of all evaluations"),
                new("verificationSuccessRate", "Verification success rate", 0.9596, "share", "chains that were verified"),
                new("logVolume", "Log volume", 444_694_727, "B", "2,531,805 audit records"),
                new("rateLimitHitRate", "Rate limit hit rate", null, "share", "requests that a limit refused"),
            ],
            Counts = [new("breakwater.decisions", ["throttle"], 124_944), new("breakwater.audit.bytes", [], 444_694_727)],
        },
    };

    /// <summary>The same run with everything that can go wrong with a run: cut short, controls off.</summary>
    public static ResultsDocument Troubled()
    {
        var bank = Bank();
        return bank with { Scenario = bank.Scenario with { Partial = true, ControlsOff = ["trust: off", "rate-limiting: observe"] } };
    }

    /// <summary>A run that measured nothing.</summary>
    public static ResultsDocument Empty()
    {
        var bank = Bank();
        return bank with
        {
            Scenario = bank.Scenario with { Partial = true, Assumptions = [] },
            Experiments = [],
            Breakpoints = [],
            Findings = [],
            Hypotheses = [],
            Controls = [],
            Questions = [],
            Deliverables = [],
            Roster = new() { Agents = [], Orchestrators = [], Tools = [], Groups = [], Delegations = [], Authorities = [], Regions = [], Boundaries = [], Providers = [] },
        };
    }

    public static StressOutcome Outcome() => new(Bank(), new()
    {
        Machine = "2 cores",
        Threads = 2,
        Started = new DateTimeOffset(2026, 2, 11, 9, 0, 0, TimeSpan.Zero),
        Seconds = 41.5,
        Points = [new("trust-mesh", "full-mesh", 100, "complete", 0.25)],
    });
}
