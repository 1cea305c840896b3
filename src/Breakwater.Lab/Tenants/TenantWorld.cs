using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Schemas;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Lab.Tenants;

/// <summary>
/// So many tenants behind one real gate: every other one a bank, whose policy says never crypto, the rest exchanges, whose policy allows everything. Agents are instances of
/// their tenant's type, each with an open session.
/// </summary>
internal sealed class TenantWorld
{
    public const string Role = "desk";
    private static readonly string[] _tools = ["trade-crypto", "trade-equity"];

    private readonly Governor _gate;
    private readonly SharedDecisionCache? _shared;
    private readonly Session[] _sessions;
    private readonly PolicyPrincipal[] _principals;
    private readonly ToolHandle[] _handles;

    public TenantWorld(FleetSpecification like, TenantCase setting, TimeProvider time, CountPerPeriod? quota)
    {
        var (work, types) = (default(Work), new TypeKeyRing(time));
        var fleet = Describe(like, setting, quota);
        _gate = Governor.Create(fleet, new() { Time = time, TypeKeys = types, Audit = new OpenSink(), RateLimits = FleetRateLimits.Unlimited(fleet) });
        _handles = [.. _tools.Select(_gate.Tool)];
        var part = setting.AgentsPerTenant;
        (_sessions, _principals) = (new Session[setting.Tenants * part], new PolicyPrincipal[setting.Tenants * part]);
        for (var t = 0; t < setting.Tenants; t++)
        {
            if (!_gate.Publish(Policy(t), "lab").Published) { throw new InvalidOperationException($"The policy of tenant {t} was not published."); }
            types.Rotate(Id(t), Group(t));
            for (var i = 0; i < part; i++)
            {
                var (instance, key) = types.Mint(Id(t), Group(t), (UInt128)i + 1, TimeSpan.FromHours(1), ref work)!.Value;
                var opened = _gate.OpenSession(instance, instance.Prove(_gate.Challenge(), key, ref work), ref work);
                _sessions[t * part + i] = opened.Session ?? throw new InvalidOperationException($"A genuine agent got no session: {opened.Verdict.Reason}.");
                _principals[t * part + i] = _gate.Policy.Principal(instance.Subject, Group(t), "")!;
            }
        }
        if (setting.SharesCache) { _shared = new(_gate.Policy); }
    }

    public static int Tools => _tools.Length;

    /// <summary>What the tenant's own policy says: the oracle, in one line.</summary>
    public static bool Says(int tenant, int tool) => tenant % 2 != 0 || tool != 0;

    /// <summary>One action of an agent, decided and completed for real. Null if it was refused for its tenant's quota.</summary>
    public bool? Decide(int agent, int tool, ref Work work)
    {
        if (_shared is not null) { return _shared.Permits(_sessions[agent], _principals[agent], Role, _handles[tool], ref work); }
        var admission = _gate.Admit(_sessions[agent], new() { Tool = _handles[tool], Chain = 1, Request = 1 }, ref work);
        if (admission.Decision.IsAllowed && _gate.Complete(admission, Outcome.Succeeded, default, new(), ref work) != Completion.Settled) { throw new InvalidOperationException("An admitted action was not settled."); }
        return admission.Decision.Effect switch
        {
            Effect.Allow => true,
            Effect.Deny => false,
            Effect.Throttle => null,
            var other => throw new InvalidOperationException($"The gate said {other}, {admission.Decision.Reason}, and nothing here waits."),
        };
    }

    private static PolicyBundle Policy(int tenant)
    {
        var never = tenant % 2 == 0 ? "@id(\"never-crypto\") forbid (principal, action == Action::\"trade-crypto\", resource);\n" : "";
        var read = BundleReader.Parse(new(new Dictionary<string, string>
        {
            ["bundle.yaml"] = $"name: desk\nversion: 1.0.0\nlayer: fleet\ntenant: {Id(tenant)}\n",
            ["policies.cedar"] = $"@id(\"all\") permit (principal, action, resource);\n{never}",
        }));
        return read.Bundle ?? throw new InvalidOperationException(string.Join(' ', read.Problems));
    }

    private static FleetSpecification Describe(FleetSpecification fleet, TenantCase setting, CountPerPeriod? quota)
    {
        var (cluster, region) = (fleet.Clusters[0], fleet.Regions[0].Id);
        var group = cluster.Groups[0];
        return fleet with
        {
            Tools = [.. _tools.Select(t => new Tool(t, t, ToolAccess.Write, RiskClass.Low, RecordPolicy.After, null))],
            Tenants = [.. Enumerable.Range(0, setting.Tenants).Select(t => new Tenant(Id(t), Id(t)) { Quotas = new() { Decisions = quota } })],
            Clusters =
            [
                .. Enumerable.Range(0, setting.Tenants).Select(t => cluster with
                {
                    Id = $"cluster-{t}", Name = Id(t), Tenant = Id(t), IsControlPlane = false, Orchestrator = new($"boss-{t}", group.Provider, region),
                    Groups = [group with { Id = Group(t), Name = Group(t), Role = Role, Agents = 1, Regions = [region], Tools = _tools, Labels = [] }],
                }),
            ],
            Flows = [],
            Delegations = [],
            Barriers = [],
            Dependencies = [],
            SourceClaims = [],
            Controls = new Dictionary<string, ControlMode>(),
        };
    }

    private static string Id(int tenant) => $"tenant-{tenant}";

    private static string Group(int tenant) => $"desk-{tenant}";

    /// <summary>Takes everything: what is measured here is who gets the gate's cores, not how large a log is.</summary>
    private sealed class OpenSink : AuditSink
    {
        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency) => RecordStatus.Kept;
    }
}

/// <summary>How many tenants, how many agents each, and what protects them.</summary>
internal sealed record TenantCase(int Tenants, int AgentsPerTenant, bool HasQuotas, bool SharesCache);
