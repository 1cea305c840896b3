using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Trust;

namespace Breakwater.Benchmarks;

/// <summary>A fleet of a given size in four regions, one cluster, with everybody's credential. All agents share one key: what is measured does not depend on it.</summary>
internal sealed class TrustFleet
{
    private static readonly string[] RegionIds = ["r1", "r2", "r3", "r4"];

    public TrustFleet(int agents, bool keyEach = false)
    {
        Specification = Describe(agents);
        Roster = FleetRoster.Expand(Specification);
        var work = default(Work);
        Hierarchy = TrustHierarchy.Create(Roster, P256Signer.Create, TimeProvider.System, ref work);
        AgentKeys = [.. Enumerable.Range(0, keyEach ? agents : 1).Select(_ => P256Signer.Create())];
        Chains = [.. Roster.Agents.Select((a, i) => Hierarchy.Issue(a, AgentKeys[i % AgentKeys.Length].PublicKey, ref work, out _)!)];
    }

    public FleetSpecification Specification { get; }

    public FleetRoster Roster { get; }

    public TrustHierarchy Hierarchy { get; }

    public P256Signer[] AgentKeys { get; }

    public CredentialChain[] Chains { get; }

    public TrustControl Control(CredentialChain? own = null) =>
        new(TrustOptions.From(Specification.Trust), Hierarchy.Root.Key, [.. Specification.Tenants.Select(t => t.Id)], TimeProvider.System, own);

    private static FleetSpecification Describe(int agents) => new()
    {
        Name = "bench",
        Digest = "none",
        Regions = [.. RegionIds.Select(r => new Region(r, r, "XX", ""))],
        Network = new(TimeSpan.FromMilliseconds(1), new Dictionary<(string, string), TimeSpan>()),
        Nodes = [.. RegionIds.Select(r => new EnforcementNode($"node-{r}", r, 1, [r]))],
        ControlPlane = new("r1", "r2", Money.Zero),
        Providers = [],
        Tools = [new("read", "reads", ToolAccess.Read, RiskClass.Low, RecordPolicy.After, null)],
        Labels = [],
        Tenants = [new("t", "T")],
        Clusters =
        [
            new()
            {
                Id = "c", Name = "c", Tenant = "t", Orchestrator = new("orchestrator", "p", "r1"),
                Groups =
                [
                    new()
                    {
                        Id = "g", Name = "g", Agents = agents, Role = "g", Provider = "p", Regions = RegionIds, Risk = RiskClass.Low, Tier = AutonomyTier.Managed,
                        Tools = ["read"], Labels = [],
                    },
                ],
            },
        ],
        Flows = [],
        Delegations = [],
        TrustBoundaries = [],
        Barriers = [],
        Dependencies = [],
        Budgets = new() { CriticalPathLatency = default, TrustCheckP99 = default, RevocationReach = default, GovernancePerMonth = default, ReviewsPerHour = 0 },
        Load = new(0, 0, new Dictionary<int, double>()),
        // An hour, so that nothing lapses while it is measured.
        Trust = new() { CacheTtl = TimeSpan.FromHours(1) },
        Controls = new Dictionary<string, ControlMode>(),
        Scaling = new(FlowScaling.ConstantDegree, 1),
        Assumptions = [],
    };
}
