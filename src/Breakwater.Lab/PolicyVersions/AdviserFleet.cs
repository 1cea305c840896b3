using System.Buffers.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using Breakwater.Policy.Schemas;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>Everyone of a fleet as an adviser, under the real policy control with several versions of the limit live. Holds no control of its own.</summary>
internal sealed class AdviserFleet
{
    private readonly PolicyPrincipal?[] _principals;
    private readonly TenantHandle[] _tenantOf;
    private readonly int[] _routerOf;
    private readonly BoundArguments _arguments = new();
    private readonly byte[] _json = new byte[64];
    private readonly ToolHandle _tool;

    /// <summary>Publishes the first version; the others become candidates beside it. No policy reads the clock, so one fleet serves several simulations, one after another.</summary>
    /// <exception cref="InvalidOperationException">A version is refused.</exception>
    public AdviserFleet(RunContext context, SimulationClock clock, params PolicyBundle[] versions)
    {
        Context = context;
        Fleet = AdviserLimits.Advisers(context.Fleet);
        Control = new(Fleet, time: clock);
        Log = new(clock);
        Publish(versions[0], asCandidate: false);
        foreach (var version in versions.Skip(1)) { AddCandidate(version); }
        First = versions[0].Reference;
        _tool = Control.Tool(AdviserLimits.Tool);
        var nodes = Fleet.Nodes.SelectMany((n, i) => n.Serves.Select(region => (region, i))).ToDictionary(s => s.region, s => s.i, StringComparer.Ordinal);
        var tenants = Fleet.Tenants.Select((t, i) => (t.Id, i)).ToDictionary(t => t.Id, t => t.i, StringComparer.Ordinal);
        Agents = context.Roster.Agents;
        _principals = [.. Agents.Select(a => Control.Principal(a.Name, a.Group.Id, a.Region.Id))];
        _tenantOf = [.. Agents.Select(a => Control.Tenant(a.Tenant))];
        _routerOf = [.. Agents.Select(a => nodes[a.Region.Id] * Fleet.Tenants.Count + tenants[a.Tenant])];
    }

    public RunContext Context { get; }

    public FleetSpecification Fleet { get; }

    public PolicyControl Control { get; }

    public MemoryControlLog Log { get; }

    public IReadOnlyList<AgentSpecification> Agents { get; }

    /// <summary>The version in force before anything is rolled out.</summary>
    public BundleReference First { get; }

    /// <summary>Place of an agent's router among those of <see cref="Routers"/>.</summary>
    public int RouterOf(int agent) => _routerOf[agent];

    /// <summary>Publishes one more version beside the one in force.</summary>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public void AddCandidate(PolicyBundle version) => Publish(version, asCandidate: true);

    /// <summary>A router for each node and tenant, node by node, holding every version.</summary>
    /// <param name="mode">What protects requests in a mixed fleet.</param>
    /// <param name="clock">The simulation's.</param>
    /// <param name="versions">The versions to load, the one in force first.</param>
    /// <param name="plant">Puts another evaluator in a version's place, for faults that tests plant; null for none.</param>
    public PolicyRouter<PolicyQuery>[] Routers(RolloutMode mode, SimulationClock clock, IEnumerable<PolicyBundle> versions, Func<BundleReference, IPolicyEvaluator<PolicyQuery>, IPolicyEvaluator<PolicyQuery>>? plant = null)
    {
        var routers = new List<PolicyRouter<PolicyQuery>>();
        foreach (var _ in Fleet.Nodes)
        {
            foreach (var tenant in Fleet.Tenants)
            {
                var router = new PolicyRouter<PolicyQuery>(AdviserLimits.Bundle, mode, clock);
                foreach (var version in versions) { Load(router, tenant.Id, version, plant); }
                routers.Add(router);
            }
        }
        return [.. routers];
    }

    /// <summary>Gives a router a version of the tenant's, as the policy control holds it.</summary>
    public void Load(
        PolicyRouter<PolicyQuery> router, string tenant, PolicyBundle version, Func<BundleReference, IPolicyEvaluator<PolicyQuery>, IPolicyEvaluator<PolicyQuery>>? plant = null)
    {
        IPolicyEvaluator<PolicyQuery> evaluator = new LiveVersion(Control, Control.Tenant(tenant), version.Reference);
        if (plant is not null) { evaluator = plant(version.Reference, evaluator); }
        if (!PolicyVersion<PolicyQuery>.TryVerify(version.Reference, version.Compatibility, evaluator, [], out var verified) || router.Load(verified) is not null)
        {
            throw new InvalidOperationException($"{version.Reference} was not loaded.");
        }
    }

    /// <summary>The request as policies see it; valid until the next is asked for.</summary>
    public PolicyQuery Query(int agent, long cents)
    {
        var json = _json.AsSpan();
        "{\"amount\":"u8.CopyTo(json);
        Utf8Formatter.TryFormat(cents / 100m, json[10..], out var written, new('F', 2));
        json[10 + written] = (byte)'}';
        if (Control.Bind(_tenantOf[agent], First, _tool, json[..(11 + written)], _arguments) is { } refusal) { throw new InvalidOperationException($"A request could not be bound: {refusal}."); }
        return new() { Principal = _principals[agent], Tool = _tool, Arguments = _arguments, ArgumentsDigest = _arguments.Digest };
    }

    private void Publish(PolicyBundle version, bool asCandidate)
    {
        var result = Control.Publish(version, Log, "release", new() { AsCandidate = asCandidate });
        if (!result.Published) { throw new InvalidOperationException($"{version.Reference} is refused: {result.Problems[0]}"); }
    }
}
