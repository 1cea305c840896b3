using System.Collections.Frozen;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;

namespace Breakwater.Policy.Schemas;

/// <summary>
/// The entities that policies of a fleet speak of: agents, actions and targets. Agents of one group in one region share their data, so that 100,000 agents cost little
/// more than their names. Immutable, thread-safe.
/// </summary>
internal sealed class FleetEntities
{
    private readonly FleetSpecification _fleet;
    private readonly FrozenDictionary<string, int> _regions;
    private readonly FrozenDictionary<string, TargetHandle> _targetsByName;
    private readonly Dictionary<(string Group, int Region), (CedarRecord Attributes, IReadOnlyList<EntityUid> Parents)> _shared = [];
    private readonly Dictionary<string, (int Cluster, AgentGroup Group)> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PolicyPrincipal> _instances = new(StringComparer.Ordinal);
    private readonly int[] _jurisdictionOfRegion;
    private readonly int[] _boundaryOfTool;

    public FleetEntities(FleetSpecification fleet)
    {
        _fleet = fleet;
        _regions = fleet.Regions.Select((r, i) => (r.Id, i)).ToFrozenDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
        Jurisdictions = [.. fleet.Regions.Select(r => r.Jurisdiction).Distinct(StringComparer.Ordinal)];
        _jurisdictionOfRegion = [.. fleet.Regions.Select(r => Array.IndexOf(Jurisdictions, r.Jurisdiction))];
        string[] boundaries = [PolicyNames.Inside, .. fleet.TrustBoundaries.Select(b => b.Id).Where(b => b != PolicyNames.Inside)];
        Targets = [.. boundaries.SelectMany(b => fleet.Regions.Select(r => Target(b, r)))];
        if (Targets.Length > ushort.MaxValue) { throw new ArgumentException($"The fleet has {Targets.Length} places, more than the {ushort.MaxValue} that can be told apart.", nameof(fleet)); }
        _targetsByName = Targets.Select((t, i) => (t.Uid.Id, Handle: new TargetHandle((ushort)(i + 1)))).ToFrozenDictionary(t => t.Id, t => t.Handle, StringComparer.Ordinal);
        _boundaryOfTool = [.. fleet.Tools.Select(t => Array.IndexOf(boundaries, PolicyNames.BoundaryOf(t)))];
        Actions = [.. fleet.Tools.Select(t => new CedarEntity(
            PolicyNames.ActionOf(t), CedarRecord.Empty, CedarRecord.Empty, [PolicyNames.AccessGroup(t.Access), PolicyNames.RiskGroup(t.Risk)]))];
        for (var c = 0; c < fleet.Clusters.Count; c++)
        {
            foreach (var group in fleet.Clusters[c].Groups) { _groups[group.Id] = (c, group); }
        }
        foreach (var (id, (cluster, group)) in _groups) { _instances.Add(id, Instance(cluster, group)); }
    }

    /// <summary>Jurisdictions by ordinal; the empty one is that of regions without.</summary>
    public string[] Jurisdictions { get; }

    /// <summary>Targets by ordinal: boundary by boundary, region by region.</summary>
    public CedarEntity[] Targets { get; }

    /// <summary>Actions by ordinal of their tool.</summary>
    public CedarEntity[] Actions { get; }

    /// <summary>The principal that an agent of a group is in a region; null if the fleet has no such group or region. An empty region stands for an instance.</summary>
    public PolicyPrincipal? Principal(string name, string groupId, string region)
    {
        if (!_groups.TryGetValue(groupId, out var found)) { return null; }
        if (region.Length == 0) { return _instances[groupId]; }
        if (!_regions.TryGetValue(region, out var at)) { return null; }
        var (attributes, parents) = Shared(found.Cluster, found.Group, at);
        return new(
            new(new(PolicyNames.Agent, name), attributes, CedarRecord.Empty, parents), _fleet.Clusters[found.Cluster].Tenant, found.Cluster, at, [_jurisdictionOfRegion[at]]);
    }

    public IEnumerable<PolicyPrincipal> Instances => _instances.Values;

    /// <summary>A target by name, such as <c>venues@tokyo</c>; <c>default</c> if there is none.</summary>
    public TargetHandle TargetOf(string name) => _targetsByName.GetValueOrDefault(name);

    /// <summary>Ordinal of a target; that of the tool's boundary in the region for <c>default</c>; -1 if there is none.</summary>
    public int TargetIndex(TargetHandle target, int tool, int region) =>
        target.IsDefault ? _boundaryOfTool[tool] * _regions.Count + region : target.Value <= Targets.Length ? target.Value - 1 : -1;

    /// <summary>Ordinal of the jurisdiction that a target lies in.</summary>
    public int JurisdictionOfTarget(int target) => _jurisdictionOfRegion[target % _regions.Count];

    private (CedarRecord Attributes, IReadOnlyList<EntityUid> Parents) Shared(int cluster, AgentGroup group, int region)
    {
        lock (_shared)
        {
            if (_shared.TryGetValue((group.Id, region), out var found)) { return found; }
            var place = _fleet.Regions[region];
            return _shared[(group.Id, region)] = (Attributes(cluster, group, place.Id, place.Jurisdiction), Parents(cluster, group, place));
        }
    }

    private PolicyPrincipal Instance(int cluster, AgentGroup group)
    {
        var regions = group.Regions.Select(r => _regions[r]).ToArray();
        // In one region there is no doubt where an instance stands; in several it is said of none, and judged under the laws of all.
        var only = regions.Length == 1 ? _fleet.Regions[regions[0]] : null;
        return new(
            new(new(PolicyNames.Agent, PolicyNames.InstanceId(group.Id)), Attributes(cluster, group, only?.Id ?? "", only?.Jurisdiction ?? ""), CedarRecord.Empty, Parents(cluster, group, only)),
            _fleet.Clusters[cluster].Tenant, cluster, regions[0], [.. regions.Select(r => _jurisdictionOfRegion[r]).Distinct()]);
    }

    private CedarRecord Attributes(int cluster, AgentGroup group, string region, string jurisdiction) => new(new Dictionary<string, CedarValue>
    {
        ["cluster"] = CedarValue.Of(_fleet.Clusters[cluster].Id),
        ["group"] = CedarValue.Of(group.Id),
        ["highPrivilege"] = CedarValue.Of(group.HighPrivilege),
        ["jurisdiction"] = CedarValue.Of(jurisdiction),
        ["region"] = CedarValue.Of(region),
        ["risk"] = CedarValue.Of(Vocabulary.Risk.Word(group.Risk)),
        ["role"] = CedarValue.Of(group.Role),
        ["tenant"] = CedarValue.Of(_fleet.Clusters[cluster].Tenant),
        ["tier"] = CedarValue.Of(Vocabulary.Tier.Word(group.Tier)),
    });

    private List<EntityUid> Parents(int cluster, AgentGroup group, Region? region)
    {
        List<EntityUid> parents = [new(PolicyNames.Group, group.Id), new(PolicyNames.Cluster, _fleet.Clusters[cluster].Id), new(PolicyNames.Tenant, _fleet.Clusters[cluster].Tenant)];
        if (region is not null) { parents.AddRange(Place(region)); }
        return parents;
    }

    private static IEnumerable<EntityUid> Place(Region region)
    {
        yield return new(PolicyNames.Region, region.Id);
        if (region.Jurisdiction.Length > 0) { yield return new(PolicyNames.Jurisdiction, region.Jurisdiction); }
    }

    private static CedarEntity Target(string boundary, Region region) => new(
        new(PolicyNames.Target, PolicyNames.TargetId(boundary, region.Id)),
        new(new Dictionary<string, CedarValue>
        {
            ["boundary"] = CedarValue.Of(boundary), ["jurisdiction"] = CedarValue.Of(region.Jurisdiction), ["region"] = CedarValue.Of(region.Id),
        }),
        CedarRecord.Empty, [new(PolicyNames.Boundary, boundary), .. Place(region)]);
}
