using Breakwater.Cedar.Evaluation;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Composition;

/// <summary>What policies of every tenant are compiled against: the fleet, its entities, and for each tenant a store of its own agents and nobody else's. Immutable, thread-safe.</summary>
internal sealed class PolicyWorld
{
    private readonly Dictionary<string, EntityStore> _stores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PolicyPrincipal> _roster = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PolicyBundle> _generated = new(StringComparer.Ordinal);

    public PolicyWorld(FleetSpecification fleet)
    {
        Fleet = fleet;
        Entities = new(fleet);
        var agents = FleetRoster.Expand(fleet).Agents.ToLookup(a => a.Tenant, StringComparer.Ordinal);
        foreach (var tenant in fleet.Tenants)
        {
            List<PolicyPrincipal> principals =
            [
                .. agents[tenant.Id].Select(a => _roster[a.Name] = Entities.Principal(a.Name, a.Group.Id, a.Region.Id)!), .. Entities.Instances.Where(i => i.Tenant == tenant.Id),
            ];
            if (!EntityStore.TryCreate([.. Entities.Actions, .. Entities.Targets, .. principals.Select(p => p.Entity)], null, out var store, out var problems))
            {
                throw new ArgumentException($"The fleet's entities cannot be kept: {problems[0]}", nameof(fleet));
            }
            foreach (var principal in principals) { principal.Stored = store.Find(principal.Entity.Uid); }
            _stores.Add(tenant.Id, store);
            _generated.Add(tenant.Id, GeneratedBase.For(fleet, tenant.Id));
        }
    }

    public FleetSpecification Fleet { get; }

    public FleetEntities Entities { get; }

    /// <summary>
    /// An agent as policies see it; of one that the roster lists, the very object whose name the store holds, so that finding its data compares no text.
    /// </summary>
    public PolicyPrincipal? Principal(string name, string group, string region) =>
        Entities.Principal(name, group, region) is not { } asked ? null
        : _roster.TryGetValue(name, out var listed) && listed.Cluster == asked.Cluster && listed.Region == asked.Region && ReferenceEquals(listed.Entity.Attributes, asked.Entity.Attributes) ? listed
        : asked;

    public EntityStore Store(string tenant) => _stores[tenant];

    /// <summary>The permission matrix of the fleet file as a bundle.</summary>
    public PolicyBundle Generated(string tenant) => _generated[tenant];
}
