using Breakwater.Lab.Results;

namespace Breakwater.Reports.Tests.Samples;

/// <summary>Findings of each judgement, with and without the parts that may be absent.</summary>
internal static class SampleFindings
{
    public static IReadOnlyList<Finding> All() =>
    [
        new()
        {
            Id = "A-01",
            Title = "Verifying every pair breaks before the fleet doubles",
            Deliverable = "A",
            Dimension = 2,
            Specification = "100 agents, each checking each of the others, credentials signed with P-256, one enforcement node with two cores in each region.",
            ControlMapping = [new("IA-2.1", "Zero-trust agent identity", "IA-1.1", "Tier 2", "cache off"), new("IA-2.3", "No transitive permissions", null, "Tier 2", "depth at most 4")],
            Subject = "baseline",
            Judgement = "break",
            Expected = "Checks grow with the square of the fleet.",
            Actual = "n(n − 1) exactly: 9,900 checks at 100 agents, 39,800 at 200. The p99 budget of 250 ms is passed at 71 agents.",
            Class = "quadratic",
            Breakpoint = "152 agents (measured)",
            Adaptation = "Hierarchy of authorities with a cache at each enforcement node.",
            Bought = "1.1 checks per agent instead of n − 1; the budget holds to 10,000 agents run and, extrapolated, to 20,700.",
            Recommendation = "Put the trust hierarchy with its cache into force before the fleet passes 70 agents.",
            Affected = new(["execution-order-management-1", "execution-order-management-2", "strategy-alpha-1"], ["execution", "strategy"], ["market-intelligence → strategy → execution"]),
            Evidence = ["trust-mesh/full-mesh/checks", "trust-mesh/full-mesh/verify-p99", "trust-mesh/hierarchy-cache/checks"],
        },
        new()
        {
            Id = "A-02",
            Title = "One vendor stands under the control plane",
            Deliverable = "A",
            Dimension = 5,
            Specification = "The roster as given.",
            ControlMapping = [new("PG-2.9", "Model diversity policy", null, "Tier 2", "no limit declared")],
            Subject = "fleet",
            Judgement = "bend",
            Expected = "Provider A serves 40 agents, among them all of execution and infrastructure.",
            Actual = "Provider A serves 38: 12 of 20 in execution, 8 of 10 in infrastructure.",
            Recommendation = "Give the control plane a second provider.",
            Affected = new([], ["infrastructure"], []),
            Evidence = ["roster"],
            Assumed = "On-premises copies of a vendor's model count as that vendor.",
        },
        new()
        {
            Id = "A-03",
            Title = "A cached refusal outlives nothing it should not",
            Deliverable = "A",
            Dimension = 2,
            Specification = "An agent is revoked while its verification is cached on four nodes.",
            ControlMapping = [],
            Subject = "adapted",
            Judgement = "hold",
            Expected = "Refused everywhere within 30 s.",
            Actual = "Refused everywhere within 104 ms at 1,000 agents.",
            Class = "constant",
            Recommendation = "Keep the trust epoch on.",
            Affected = new([], [], []),
            Evidence = ["revocation-reach/epoch/reach"],
        },
        new()
        {
            Id = "A-04",
            Title = "The roster names no orchestrators",
            Deliverable = "A",
            Dimension = 2,
            Specification = "The roster as given.",
            ControlMapping = [],
            Subject = "fleet",
            Judgement = "hold",
            Expected = "Six orchestrators.",
            Actual = "Six control-plane principals were added, one for each cluster, none granted a tool.",
            Recommendation = "Confirm who the orchestrators are.",
            Affected = new([], [], []),
            Evidence = ["roster"],
        },
    ];
}
