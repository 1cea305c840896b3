using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Delegation;

/// <summary>
/// Two tenants. <c>acme</c> has an orchestrator <c>desk</c> and the groups <c>a</c> to <c>f</c> (Tier 3), <c>m</c> (Tier 2) and <c>s</c> (Tier 1), everyone
/// declared with everyone for <c>work</c> except <c>f</c>, which only <c>a</c> may hand work; <c>zeta</c> has <c>x</c> and <c>y</c>. Two agents in each group.
/// Tools are <c>t1</c> to <c>t70</c>, more than one word of bits; each group lacks the one with its own number (<c>a</c> lacks <c>t1</c>, <c>b</c> <c>t2</c> …).
/// </summary>
internal sealed class DelegationWorld
{
    public static readonly string[] Groups = ["a", "b", "c", "d", "e", "f", "m", "s"];
    public static readonly string[] ToolIds = [.. Enumerable.Range(1, 70).Select(i => $"t{i}")];

    public Work Work;

    public DelegationWorld(Action<DelegationOptions>? set = null, TestClock? clock = null, PathKeyRing? ring = null, FleetSpecification? fleet = null)
    {
        Clock = clock ?? new();
        var options = new DelegationOptions { ApprovalBeyond = 8, MaxDepthAutonomous = 8 };
        set?.Invoke(options);
        Fleet = fleet ?? Describe();
        var keys = new Dictionary<string, DelegationKeys>
        {
            ["acme"] = new(TestKeys.Of("users").PublicKey, TestKeys.Of("paths").PublicKey),
            ["zeta"] = new(TestKeys.Of("zeta-users").PublicKey, TestKeys.Of("zeta-paths").PublicKey),
        };
        Control = new(options, Fleet, keys, ring ?? new(), Clock);
        Acme = Control.Tenant("acme");
        Zeta = Control.Tenant("zeta");
        foreach (var (tenant, group) in Groups.Select(g => (Acme, g)).Concat([(Zeta, "x"), (Zeta, "y")]))
        {
            Know(tenant, $"{group}-1", group);
            Know(tenant, $"{group}-2", group);
        }
        Know(Acme, "desk", "desk");
        All = Control.Declarations.Set(ToolIds);
    }

    public TestClock Clock { get; }

    public FleetSpecification Fleet { get; }

    public DelegationControl Control { get; }

    public TenantHandle Acme { get; }

    public TenantHandle Zeta { get; }

    public Authority All { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static IEnumerable<string> Grants(string group) => ToolIds.Where(t => t != $"t{Array.IndexOf(Groups, group) + 1}");

    public ToolHandle Tool(string id) => Control.Declarations.Tool(id);

    public Authority Without(params string[] tools) => Control.Declarations.Set(ToolIds.Except(tools));

    public void Know(TenantHandle tenant, string name, string group, DateTimeOffset? since = null) =>
        Control.Parties.Set(tenant, new(name, group, TestKeys.Of(name).PublicKey, since ?? Now, ["zone", "region"]));

    public UserClaims Claims(string agent = "a-1", string tenant = "acme") => new()
    {
        Tenant = tenant, User = "ann", Session = 7, Task = "job", Agent = agent, Authority = All, NotBefore = Now, NotAfter = Now + TimeSpan.FromHours(1),
    };

    public UserAssertion User(UserClaims? claims = null) =>
        UserAssertion.Issue(claims ?? Claims(), Control.Declarations.ToolList, TestKeys.Of(claims?.Tenant == "zeta" ? "zeta-users" : "users"), ref Work);

    public ContractTerms Terms(string from, string to, Func<ContractTerms, ContractTerms>? change = null)
    {
        var terms = new ContractTerms
        {
            Delegator = from, Delegate = to, TaskType = "work", Scope = "job", Permissions = All, NotBefore = Now, NotAfter = Now + TimeSpan.FromMinutes(30), Output = "json",
        };
        return change?.Invoke(terms) ?? terms;
    }

    /// <summary>A chain along these agents, the first of which the user addressed.</summary>
    public DelegationChain Chain(params string[] agents) => Chain(User(Claims(agents[0])), 1, agents);

    public DelegationChain Chain(UserAssertion user, UInt128 id, params string[] agents)
    {
        var chain = DelegationChain.Begin(user, id, Terms(agents[0], agents[1]), TestKeys.Of(agents[0]), ref Work);
        for (var i = 2; i < agents.Length; i++) { chain = Extend(chain, agents[i]); }
        return chain;
    }

    public DelegationChain Extend(DelegationChain chain, string to, Func<ContractTerms, ContractTerms>? change = null)
    {
        var from = chain.Leaf.Terms.Delegate;
        var terms = Terms(from, to, t => t with { NotBefore = chain.Leaf.Terms.NotBefore, NotAfter = chain.Leaf.Terms.NotAfter, Permissions = chain.Leaf.Terms.Permissions, Scope = chain.Leaf.Terms.Scope });
        return chain.Extend(change?.Invoke(terms) ?? terms, TestKeys.Of(from), ref Work);
    }

    public DelegationResult Verify(DelegationChain chain, ulong session = 1, string? agent = null) =>
        Control.Verify(new(Acme, agent ?? chain.Leaf.Terms.Delegate, session), 7, chain, ref Work);

    public DelegationGrant Grant(DelegationChain chain, ulong session = 1)
    {
        var result = Verify(chain, session);
        result.Verdict.ShouldBe(DelegationVerdict.Allowed);
        return result.Grant!;
    }

    public void Refused(DelegationChain chain, Reason reason, Effect effect = Effect.Deny)
    {
        var result = Verify(chain);
        result.Verdict.Reason.ShouldBe(reason);
        result.Verdict.Effect.ShouldBe(effect);
        result.Grant.ShouldBeNull();
    }

    public Reason? Check(DelegationGrant grant, string tool = "t70", ulong session = 1) => Control.Check(Acme, grant.Handle, session, Tool(tool), ref Work).Reason;

    public static FleetSpecification Describe()
    {
        var all = TestFleet.Describe();
        var declared = from f in Groups.Append("desk") from t in Groups where f != t && (t != "f" || f == "a") select new DelegationRule($"{f}-{t}", f, t, ["work"], 8, TimeSpan.FromMinutes(45), ToolIds);
        return all with
        {
            Tools = [.. ToolIds.Select(t => new Tool(t, t, ToolAccess.Read, RiskClass.Low, RecordPolicy.After, null))],
            Clusters = [Cluster("desk", "acme", Groups), Cluster("bureau", "zeta", ["x", "y"])],
            Delegations = [.. declared, new DelegationRule("x-y", "x", "y", ["work"], 8, TimeSpan.FromMinutes(45), ToolIds)],
        };
    }

    private static Cluster Cluster(string id, string tenant, string[] groups) => new()
    {
        Id = id,
        Name = id,
        Tenant = tenant,
        Orchestrator = new(id, "p", "north"),
        Groups =
        [
            .. groups.Select(g => new AgentGroup
            {
                Id = g, Name = g, Agents = 2, Role = g, Provider = "p", Regions = ["north"], Risk = RiskClass.Low, Tools = [.. Grants(g)], Labels = [],
                Tier = g == "s" ? AutonomyTier.Supervised : g == "m" ? AutonomyTier.Managed : AutonomyTier.Autonomous,
            }),
        ],
    };
}
