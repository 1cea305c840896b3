using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Simulation;
using Barrier = Breakwater.Fleet.Barrier;

namespace Breakwater.Lab.Tests.Structure;

/// <summary>Fleets made for these tests: nothing but what structure looks at.</summary>
internal static class SmallFleets
{
    /// <summary>A fleet of its clusters; everything else is as little as there can be.</summary>
    public static FleetSpecification Of(IReadOnlyList<Cluster> clusters, IReadOnlyList<Tool> tools, IReadOnlyList<Flow> flows, IReadOnlyList<DelegationRule> rules) => new()
    {
        Name = "small",
        Digest = "d",
        Regions = [new("here", "Here", "X", ""), new("there", "There", "Y", "")],
        Network = new(TimeSpan.FromMilliseconds(1), new Dictionary<(string, string), TimeSpan> { [("here", "there")] = TimeSpan.FromMilliseconds(9) }),
        Nodes = [new("n", "here", 2, ["here"]), new("m", "there", 2, ["there"])],
        ControlPlane = new("here", "there", default),
        Providers = [Provider("v", null), Provider("w", null), Provider("v-onprem", "v")],
        Tools = tools,
        Labels = [new("secret", "s")],
        Tenants = [new("t", "T")],
        Clusters = clusters,
        Flows = flows,
        Delegations = rules,
        TrustBoundaries = [new("outside", "Outside", ""), new("clients", "Clients", "")],
        Barriers = [],
        Dependencies = [],
        Budgets = new()
        {
            CriticalPathLatency = TimeSpan.FromSeconds(1), TrustCheckP99 = TimeSpan.FromSeconds(1), RevocationReach = TimeSpan.FromSeconds(30), GovernancePerMonth = default, ReviewsPerHour = 1,
        },
        Load = new(10, 100, new Dictionary<int, double>()),
        Trust = new(),
        Controls = new Dictionary<string, ControlMode>(),
        Scaling = new(FlowScaling.ConstantDegree, 8),
        Assumptions = [],
    };

    public static AgentGroup Group(string id, int agents, IReadOnlyList<string> tools, string provider = "v", AutonomyTier tier = AutonomyTier.Managed) => new()
    {
        Id = id, Name = id, Agents = agents, Role = id, Provider = provider, Regions = ["here", "there"], Risk = RiskClass.Medium, Tier = tier, Tools = tools, Labels = ["secret"],
    };

    public static Cluster Cluster(string id, bool controlPlane, params IReadOnlyList<AgentGroup> groups) => new()
    {
        Id = id, Name = id, Tenant = "t", IsControlPlane = controlPlane, Orchestrator = new($"{id}-o", "v", "here"), Groups = groups,
    };

    public static Tool Tool(string id, ToolAccess access = ToolAccess.Read, RiskClass risk = RiskClass.Low, string? boundary = null) =>
        new(id, id, access, risk, RecordPolicy.After, boundary);

    public static Flow Flow(string from, string to, int number = 0) => new($"{from}>{to}#{number}", from, to, 1, 1, 0, []);

    public static DelegationRule Rule(string from, string to, int maxDepth, params IReadOnlyList<string> permissions) =>
        new($"{from}>{to}:{string.Join("+", permissions)}:{maxDepth}", from, to, ["task"], maxDepth, TimeSpan.FromMinutes(1), permissions);

    /// <summary>Any small fleet: up to 11 agents, links at will, links of a group to itself and double links among them.</summary>
    public static FleetSpecification Random(ulong seed)
    {
        var draw = new LabRandom(seed);
        Tool[] tools =
        [
            Tool("r0"), Tool("r1", boundary: "outside"), Tool("w0", ToolAccess.Write), Tool("w1", ToolAccess.Write, RiskClass.Critical, "outside"), Tool("w2", ToolAccess.Write, RiskClass.High, "clients"),
        ];
        var groups = 0;
        var agents = 0;
        var clusters = new List<Cluster>();
        for (var c = 0; c < 3; c++)
        {
            var members = new List<AgentGroup>();
            for (var g = 1 + draw.NextInt(3); g > 0; g--)
            {
                var count = Math.Min(1 + draw.NextInt(2) + (draw.NextBool(0.2) ? 1 : 0), 11 - agents - g);
                if (count < 1) { continue; }
                agents += count;
                members.Add(Group($"g{groups++}", count, [.. tools.Where(_ => draw.NextBool(0.4)).Select(t => t.Id)], draw.NextBool(0.5) ? "v" : "w"));
            }
            if (members.Count > 0) { clusters.Add(Cluster($"c{c}", controlPlane: c == 2, [.. members])); }
        }
        string Any() => $"g{draw.NextInt(groups)}";
        var flows = Enumerable.Range(0, 2 + draw.NextInt(9)).Select(i => Flow(Any(), Any(), i)).ToList();
        var rules = new List<DelegationRule>();
        for (var i = 2 + draw.NextInt(8); i > 0; i--)
        {
            var to = Any();
            var from = draw.NextBool(0.25) ? clusters[draw.NextInt(clusters.Count)].Orchestrator.Id : Any();
            var held = clusters.SelectMany(c => c.Groups).First(g => g.Id == to).Tools;
            rules.Add(Rule(from, to, 1 + draw.NextInt(4), [.. held.Where(_ => draw.NextBool(0.7))]) with { Id = $"rule{i}" });
        }
        var sides = Enumerable.Range(0, groups).GroupBy(_ => draw.NextInt(3)).ToDictionary(g => g.Key, g => g.Select(i => $"g{i}").ToList());
        var fleet = Of(clusters, tools, flows, rules);
        return sides.ContainsKey(0) && sides.ContainsKey(1) ? fleet with { Barriers = [new Barrier("wall", "Wall", sides[0], sides[1], ["secret"])] } : fleet;
    }

    private static Provider Provider(string id, string? vendor) => new()
    {
        Id = id, Name = id, Vendor = vendor, OnPremises = vendor is not null, LatencyMedian = TimeSpan.FromSeconds(1), LatencyP99 = TimeSpan.FromSeconds(5), RequestsPerMinute = 1, TokensPerMinute = 1,
        InputPrice = default, OutputPrice = default,
    };
}
