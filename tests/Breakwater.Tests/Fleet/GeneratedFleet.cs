using Breakwater.Contracts;
using Breakwater.Fleet;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Fleet;

/// <summary>Valid fleets of every shape, made from a seed: the same seed gives the same fleet.</summary>
internal static class GeneratedFleet
{
    public static Arbitrary<FleetSpecification> Any { get; } = Arb.From(Gen.Choose(0, int.MaxValue).Select(Of));

    public static FleetSpecification Of(int seed)
    {
        var draw = new Draws(seed);
        var regions = List(1 + draw.Below(4), i => new Region($"r{i}", draw.Text(), draw.Text(), draw.Text()));
        var regionIds = regions.Select(r => r.Id).ToList();
        var providers = List(1 + draw.Below(4), i => Provider(draw, i));
        var labels = List(draw.Below(5), i => new DataLabel($"l{i}", draw.Text()));
        var boundaries = List(draw.Below(3), i => new TrustBoundary($"b{i}", draw.Text(), draw.Text()) { Assumed = draw.Coin() });
        var tools = List(draw.Below(6), i => new Tool(
            $"t{i}", draw.Text(), draw.Coin() ? ToolAccess.Read : ToolAccess.Write, (RiskClass)(1 + draw.Below(4)), draw.Coin() ? RecordPolicy.Before : RecordPolicy.After,
            boundaries.Count > 0 && draw.Coin() ? draw.Of(boundaries).Id : null));
        var tenants = List(1 + draw.Below(2), i => new Tenant($"tenant{i}", draw.Text()) { Quotas = Quotas(draw) });
        var clusters = List(1 + draw.Below(4), c => new Cluster
        {
            Id = $"c{c}",
            Name = draw.Text(),
            Description = draw.Text(),
            Tenant = draw.Of(tenants).Id,
            Accountable = draw.Coin() ? draw.Text() : null,
            IsControlPlane = draw.Coin(),
            Orchestrator = new($"boss{c}", draw.Of(providers).Id, draw.Of(regionIds)) { Assumed = draw.Coin() },
            Groups = List(1 + draw.Below(4), g => new AgentGroup
            {
                Id = $"c{c}g{g}",
                Name = draw.Text(),
                Role = draw.Text(),
                Agents = 1 + draw.Below(draw.Coin() ? 5 : 300),
                Provider = draw.Of(providers).Id,
                Regions = draw.Some(regionIds, 1),
                Risk = (RiskClass)(1 + draw.Below(4)),
                Tier = (AutonomyTier)(1 + draw.Below(3)),
                HighPrivilege = draw.Coin(),
                Tools = draw.Some([.. tools.Select(t => t.Id)], 0),
                Labels = draw.Some([.. labels.Select(l => l.Id)], 0),
                Replicates = draw.Below(5) > 0,
            }),
        });
        return WithLinks(draw, new()
        {
            Name = $"fleet-{draw.Below(100)}",
            Description = draw.Text(),
            Currency = draw.Coin() ? "USD" : "EUR",
            Digest = "",
            Regions = regions,
            Network = Network(draw, regionIds),
            Nodes = [.. regionIds.Select((r, i) => new EnforcementNode($"n{i}", draw.Of(regionIds), 1 + draw.Below(64), [r]))],
            ControlPlane = new(draw.Of(regionIds), draw.Of(regionIds), draw.Money()),
            Providers = providers,
            Tools = tools,
            Labels = labels,
            Tenants = tenants,
            Clusters = clusters,
            Flows = [],
            Delegations = [],
            TrustBoundaries = boundaries,
            Barriers = [],
            Dependencies = [],
            Budgets = new()
            {
                CriticalPathLatency = draw.Duration(),
                TrustCheckP99 = draw.Duration(),
                RevocationReach = draw.Duration(),
                GovernancePerMonth = new(1 + draw.Money().Micros),
                ReviewsPerHour = draw.Rate(),
                ControlPlaneLoss = draw.Below(101) / 100.0,
            },
            Load = Load(draw),
            Revenue = draw.Coin() ? new(draw.Money(), draw.Rate()) : null,
            Trust = new() { CacheTtl = TimeSpan.FromSeconds(10) + draw.Duration(), RefusalTtl = TimeSpan.FromTicks(1 + draw.Below(1_000)), CacheCapacity = 4 + draw.Below(9), ReverifyOnPolicyChange = draw.Coin(), VerificationDeadline = draw.Duration() },
            RateLimits = new() { Agent = Limits(draw), Tenant = Limits(draw), Fleet = Limits(draw), Global = Limits(draw) },
            Controls = KnownControls.Names.Where(_ => draw.Coin()).ToDictionary(n => n, _ => (ControlMode)draw.Below(3)),
            Scaling = new((FlowScaling)draw.Below(3), 1 + draw.Below(20)),
            Assumptions = [.. List(draw.Below(3), i => $"{i} {draw.Text()}")],
            SourceClaims = List(draw.Below(3), i => new SourceClaim($"claim{i}", draw.Text(), SourceClaimSubjects.Providers, null, null, draw.Below(9))),
        });
    }

    private static FleetSpecification WithLinks(Draws draw, FleetSpecification fleet)
    {
        var groups = fleet.Clusters.SelectMany(c => c.Groups.Select(g => (Group: g, Cluster: c))).ToList();
        List<Flow> flows = [];
        List<DelegationRule> delegations = [];
        foreach (var (from, to) in groups.SelectMany(f => groups.Select(t => (f, t))).Where(p => p.f.Cluster.Tenant == p.t.Cluster.Tenant && draw.Below(3) == 0))
        {
            var steady = draw.Rate();
            flows.Add(new($"f{flows.Count}", from.Group.Id, to.Group.Id, steady, steady * (1 + draw.Below(10)), draw.Below(12), [.. from.Group.Labels.Intersect(to.Group.Labels)]));
            delegations.Add(new(
                $"d{delegations.Count}", draw.Coin() ? from.Group.Id : from.Cluster.Orchestrator.Id, to.Group.Id, [draw.Text() + "1", "task 2"], 1 + draw.Below(9), draw.Duration(),
                draw.Some([.. to.Group.Tools], 0)));
        }
        var barriers = groups.Count < 2 || fleet.Labels.Count == 0 ? [] : List(draw.Below(3), i => new Breakwater.Fleet.Barrier($"w{i}", draw.Text(), [groups[0].Group.Id], [.. groups.Skip(1).Select(g => g.Group.Id)], [fleet.Labels[0].Id]));
        if (barriers.Count > 0) { flows = [.. flows.Select(f => f with { Labels = [.. f.Labels.Where(l => l != fleet.Labels[0].Id)] })]; }
        return fleet with
        {
            Flows = flows,
            Delegations = delegations,
            Barriers = barriers,
            Dependencies =
            [
                .. fleet.Clusters.Skip(1).Where(c => c.Tenant == fleet.Clusters[0].Tenant)
                    .Select(c => new ClusterDependency(c.Id, fleet.Clusters[0].Id, (CascadePolicy)draw.Below(4), (CascadePolicy)draw.Below(4), (CascadePolicy)draw.Below(4))),
            ],
        };
    }

    private static TenantQuotas Quotas(Draws draw) => new()
    {
        Decisions = draw.Coin() ? new(1 + draw.Below(9_999), TimeSpan.FromSeconds(1)) : null,
        Policies = draw.Coin() ? 1 + draw.Below(999) : null,
        Agents = draw.Coin() ? FleetLimits.MaxAgents - draw.Below(9) : null,
        Memory = draw.Coin() ? (1L + draw.Below(999)) << draw.Below(31) : null,
        Audit = draw.Coin() ? new((1L + draw.Below(99)) << draw.Below(21), TimeSpan.FromHours(1)) : null,
    };

    private static LevelLimits Limits(Draws draw) => new(
        draw.Coin() ? new(1 + draw.Below(1_000_000), TimeSpan.FromHours(1)) : null, draw.Coin() ? new(1 + draw.Below(9), TimeSpan.FromSeconds(1)) : null, draw.Coin() ? 1 + draw.Below(99) : null);

    private static Provider Provider(Draws draw, int i)
    {
        var fails = draw.Coin();
        var median = draw.Duration();
        return new()
        {
            Id = $"p{i}",
            Name = draw.Text(),
            OnPremises = draw.Coin(),
            Vendor = i > 0 && draw.Coin() ? "p0" : null,
            LatencyMedian = median,
            LatencyP99 = median + draw.Duration(),
            RequestsPerMinute = 1 + draw.Below(int.MaxValue),
            TokensPerMinute = 1 + draw.Below(int.MaxValue),
            InputPrice = draw.Money(),
            OutputPrice = draw.Money(),
            MeanTimeBetweenFailures = fails ? draw.Duration() : null,
            MeanTimeToRepair = fails ? draw.Duration() : null,
        };
    }

    private static NetworkLatency Network(Draws draw, List<string> regions)
    {
        var between = new Dictionary<(string, string), TimeSpan>();
        for (var i = 0; i < regions.Count; i++)
        {
            for (var j = 0; j < i; j++) { between.Add(draw.Coin() ? (regions[i], regions[j]) : (regions[j], regions[i]), draw.Duration()); }
        }
        return new(draw.Duration(), between);
    }

    private static LoadProfile Load(Draws draw)
    {
        var steady = draw.Rate();
        return new(steady, steady * 3, Enumerable.Range(0, 24).Where(_ => draw.Coin()).ToDictionary(h => h, _ => draw.Below(1_000) / 999d));
    }

    private static List<T> List<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>Draws made of the project's stable hash.</summary>
    private sealed class Draws(int seed)
    {
        private static readonly string[] _texts =
        [
            "plain", "", "two words", "null", "~", "true", "12", "a: b", "- item", "# not a comment", "quoted \" and \\", "line\nbreak", "tab\there", "ends with:", "é ü 日本", "😀",
            " leading", "trailing ", "{brace", "[bracket", "*alias", "&anchor", "!tag", "'single'", "a, b", "100%", "@at", "\u0001", "\u0085\u2028", "x #y", "|", ">",
        ];

        private long _drawn;

        public int Below(int limit) => (int)(StableHash.Fraction("fleet", "draw", seed * 1_000_003L + _drawn++) * limit);

        public bool Coin() => Below(2) == 0;

        public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

        public List<T> Some<T>(List<T> items, int least)
        {
            List<T> some = [.. items.Where(_ => Coin())];
            return some.Count >= least ? some : [items[0]];
        }

        public string Text() => Of(_texts);

        public TimeSpan Duration() => TimeSpan.FromTicks((1 + Below(1_000)) * Of([1L, 10L, 10_000L, 10_000_000L, 600_000_000L]));

        public Money Money() => new(Below(int.MaxValue));

        public double Rate() => Coin() ? 1 + Below(1_000) : (1 + Below(1_000_000)) / 997d;
    }
}
