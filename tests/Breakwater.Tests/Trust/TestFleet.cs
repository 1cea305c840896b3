using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>
/// Two tenants, two regions, three clusters, twelve agents: <c>trading</c> and <c>risk</c> of <c>acme</c>, <c>care</c> of <c>zeta</c>, with
/// the authorities, a credential for everybody, and the clock they were issued by.
/// </summary>
internal sealed class TestFleet
{
    private readonly Dictionary<string, CredentialChain> _chains = new(StringComparer.Ordinal);

    public TestFleet(FleetSpecification? specification = null, TestClock? clock = null)
    {
        Clock = clock ?? new TestClock();
        Specification = specification ?? Describe();
        Roster = FleetRoster.Expand(Specification);
        var work = default(Work);
        Hierarchy = TrustHierarchy.Create(Roster, TestKeys.Sequence(), Clock, ref work);
        Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var agent in Roster.Agents) { _chains[agent.Name] = Issue(agent.Name); }
    }

    public TestClock Clock { get; }

    public FleetSpecification Specification { get; }

    public FleetRoster Roster { get; }

    public TrustHierarchy Hierarchy { get; }

    public string[] Tenants => [.. Specification.Tenants.Select(t => t.Id)];

    public CredentialChain this[string agent] => _chains[agent];

    public IEnumerable<CredentialChain> Chains => Roster.Agents.Select(a => _chains[a.Name]);

    public CredentialChain Issue(string agent)
    {
        var work = default(Work);
        return Hierarchy.Issue(Roster.Agents.Single(a => a.Name == agent), TestKeys.Of(agent).PublicKey, ref work, out _)!;
    }

    public CredentialChain IssueOrchestrator(string cluster)
    {
        var work = default(Work);
        var found = Specification.Clusters.Single(c => c.Id == cluster);
        return Hierarchy.IssueOrchestrator(found, TestKeys.Of(found.Orchestrator.Id).PublicKey, ref work, out _)!;
    }

    public TrustControl Control(TrustOptions? options = null, CredentialChain? own = null) =>
        new(options ?? new(), Hierarchy.Root.Key, Tenants, Clock, own);

    public static FleetSpecification Describe(IReadOnlyDictionary<string, ControlMode>? controls = null, TrustSettings? trust = null, int agentsPerGroup = 4) => new()
    {
        Name = "test",
        Digest = "none",
        Regions = [new("north", "North", "UK", "FCA"), new("south", "South", "SG", "MAS")],
        Network = new(TimeSpan.FromMilliseconds(1), new Dictionary<(string, string), TimeSpan> { [("north", "south")] = TimeSpan.FromMilliseconds(80) }),
        Nodes = [new("node-north", "north", 2, ["north"]), new("node-south", "south", 2, ["south"])],
        ControlPlane = new("north", "south", Money.FromUnits(0.1m)),
        Providers =
        [
            new()
            {
                Id = "p", Name = "P", LatencyMedian = TimeSpan.FromMilliseconds(500), LatencyP99 = TimeSpan.FromSeconds(2), RequestsPerMinute = 1_000,
                TokensPerMinute = 1_000_000, InputPrice = Money.FromUnits(3), OutputPrice = Money.FromUnits(15),
            },
        ],
        Tools =
        [
            new("read-book", "reads", ToolAccess.Read, RiskClass.Low, RecordPolicy.After, null),
            new("place-order", "trades", ToolAccess.Write, RiskClass.High, RecordPolicy.Before, null),
            new("refund", "pays", ToolAccess.Write, RiskClass.High, RecordPolicy.Before, null),
        ],
        Labels = [],
        Tenants = [new("acme", "Acme"), new("zeta", "Zeta")],
        Clusters =
        [
            Cluster("trading", "acme", "trader", ["north", "south"], ["read-book", "place-order"], agentsPerGroup),
            Cluster("risk", "acme", "checker", ["north"], ["read-book"], agentsPerGroup),
            Cluster("care", "zeta", "clerk", ["south"], ["refund"], agentsPerGroup),
        ],
        Flows = [],
        Delegations = [],
        TrustBoundaries = [],
        Barriers = [],
        Dependencies = [],
        Budgets = new()
        {
            CriticalPathLatency = TimeSpan.FromSeconds(1), TrustCheckP99 = TimeSpan.FromMilliseconds(50), RevocationReach = TimeSpan.FromSeconds(30),
            GovernancePerMonth = Money.FromUnits(10_000), ReviewsPerHour = 20,
        },
        Load = new(10, 100, new Dictionary<int, double>()),
        Trust = trust ?? new(),
        Controls = controls ?? new Dictionary<string, ControlMode>(),
        Scaling = new(FlowScaling.ConstantDegree, 4),
        Assumptions = [],
    };

    private static Cluster Cluster(string id, string tenant, string group, string[] regions, string[] tools, int agents) => new()
    {
        Id = id,
        Name = id,
        Tenant = tenant,
        Orchestrator = new($"{id}-orchestrator", "p", regions[0]),
        Groups =
        [
            new()
            {
                Id = group, Name = group, Agents = agents, Role = group, Provider = "p", Regions = regions, Risk = RiskClass.Medium, Tier = AutonomyTier.Managed,
                Tools = tools, Labels = [],
            },
        ],
    };
}
