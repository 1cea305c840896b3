namespace Breakwater.Fleet.Reading;

/// <summary>Reads what connects groups and clusters: flows, delegations, barriers and dependencies, and checks that they can hold together.</summary>
internal sealed class LinkReader(YamlMap root, FleetNames names, IReadOnlyList<Cluster> clusters)
{
    private static readonly TimeSpan _contractLife = TimeSpan.FromMinutes(15);

    // Duplicate ids have been reported; the first of each is what links are held against.
    private readonly Dictionary<string, (AgentGroup Group, Cluster Cluster)> _groups = clusters
        .SelectMany(c => c.Groups.Select(g => (Group: g, Cluster: c))).DistinctBy(g => g.Group.Id).ToDictionary(g => g.Group.Id, StringComparer.Ordinal);

    private readonly Dictionary<string, Cluster> _clusters = clusters.DistinctBy(c => c.Id).ToDictionary(c => c.Id, StringComparer.Ordinal);

    private readonly Dictionary<string, Cluster> _orchestrators = clusters
        .DistinctBy(c => c.Orchestrator.Id).ToDictionary(c => c.Orchestrator.Id, StringComparer.Ordinal);

    public IReadOnlyList<Barrier> Barriers()
    {
        var barriers = new List<Barrier>();
        foreach (var item in root.Items("barriers", "barrier"))
        {
            var id = item.Text("id", "research-and-advisory");
            var barrier = new Barrier(
                id, item.Text("name", "Research and advisory", id), item.References("left", names.Groups), item.References("right", names.Groups),
                item.References("labels", names.Labels));
            foreach (var both in barrier.Left.Intersect(barrier.Right, StringComparer.Ordinal))
            {
                item.Problem("right", $"has group {Problems.Quote(both)} on both sides", "a group stands on one side: remove it from the other");
            }
            barriers.Add(barrier);
            item.Close();
        }
        return barriers;
    }

    public IReadOnlyList<Flow> Flows(IReadOnlyList<Barrier> barriers)
    {
        var flows = new List<Flow>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.Items("flows", "flow"))
        {
            var from = item.Reference("from", names.Groups);
            var to = item.Reference("to", names.Groups);
            var id = IdOf(item, "flow", from, to, ids);
            var steady = item.PerMinute("steady", "40/min");
            var peak = item.PerMinute("peak", steady);
            if (peak < steady) { item.Problem("peak", "is slower at its peak than at steady state", "`peak` is at least `steady`"); }
            var flow = new Flow(id, from, to, steady, peak, item.Count("claimDepth", 0, 1_000, 0), item.References("labels", names.Labels, []));
            flows.Add(flow);
            SameTenant(item, TenantOf(from), TenantOf(to));
            CheckLabels(item, flow, barriers);
            item.Close();
        }
        return flows;
    }

    public IReadOnlyList<DelegationRule> Delegations()
    {
        var rules = new List<DelegationRule>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.Items("delegations", "delegation"))
        {
            var from = item.Reference("from", names.Principals);
            var to = item.Reference("to", names.Groups);
            var id = IdOf(item, "delegation", from, to, ids);
            var rule = new DelegationRule(
                id, from, to, item.Texts("tasks"), item.Count("maxDepth", 1, 1_000, 1), item.Duration("timeLimit", _contractLife),
                item.References("permissions", names.Tools, []));
            if (rule.Tasks.Count == 0) { item.Empty("tasks", "one task type"); }
            SameTenant(item, TenantOf(from), TenantOf(to));
            if (_groups.TryGetValue(to, out var delegatee))
            {
                foreach (var tool in rule.Permissions.Except(delegatee.Group.Tools, StringComparer.Ordinal).Where(names.Tools.Contains))
                {
                    item.Problem(
                        "permissions", $"permits tool {Problems.Quote(tool)}, which group {Problems.Quote(to)} is not granted",
                        "a delegation cannot add a tool (IA-2.3): remove it, or grant the tool to the group");
                }
            }
            rules.Add(rule);
            item.Close();
        }
        return rules;
    }

    public IReadOnlyList<ClusterDependency> Dependencies()
    {
        var dependencies = new List<ClusterDependency>();
        var pairs = new HashSet<(string, string)>();
        foreach (var item in root.Items("dependencies", "dependency"))
        {
            var consumer = item.Reference("consumer", names.Clusters);
            var producer = item.Reference("producer", names.Clusters);
            item.What = $"the dependency of {Problems.Quote(consumer)} on {Problems.Quote(producer)}";
            if (consumer == producer && names.Clusters.Contains(consumer))
            {
                item.Problem("producer", "is of a cluster on itself", "name two different clusters");
            }
            else if (!pairs.Add((consumer, producer))) { item.Problem(null, "is given twice", "keep one of the two"); }
            dependencies.Add(new(
                consumer, producer, item.Choice("onAlternate", Vocabulary.Cascade, CascadePolicy.Cascade),
                item.Choice("onContingency", Vocabulary.Cascade, CascadePolicy.Cascade),
                item.Choice("onEmergency", Vocabulary.Cascade, CascadePolicy.Cascade)));
            SameTenant(item, _clusters.GetValueOrDefault(consumer)?.Tenant, _clusters.GetValueOrDefault(producer)?.Tenant);
            item.Close();
        }
        return dependencies;
    }

    private static string IdOf(YamlMap item, string kind, string from, string to, HashSet<string> taken)
    {
        var id = item.Text("id", "quotes-to-strategy", $"{from}-to-{to}");
        item.What = $"{kind} {Problems.Quote(id)}";
        if (!taken.Add(id)) { item.Problem(item.Has("id") ? "id" : null, "is declared twice", "merge the two, or give each its own `id`"); }
        return id;
    }

    private static void SameTenant(YamlMap item, string? from, string? to)
    {
        if (from is null || to is null || from == to) { return; }
        item.Problem(
            null, $"leads from tenant {Problems.Quote(from)} to tenant {Problems.Quote(to)}",
            "nothing is shared across tenants: remove it, or put both ends in one tenant");
    }

    private string? TenantOf(string principal) =>
        _groups.TryGetValue(principal, out var group) ? group.Cluster.Tenant : _orchestrators.GetValueOrDefault(principal)?.Tenant;

    private void CheckLabels(YamlMap item, Flow flow, IReadOnlyList<Barrier> barriers)
    {
        foreach (var end in new[] { flow.From, flow.To }.Distinct(StringComparer.Ordinal))
        {
            if (!_groups.TryGetValue(end, out var group)) { continue; }
            foreach (var label in flow.Labels.Except(group.Group.Labels, StringComparer.Ordinal).Where(names.Labels.Contains))
            {
                item.Problem(
                    "labels", $"carries label {Problems.Quote(label)}, which group {Problems.Quote(end)} may not hold",
                    "remove it from the flow, or add it to the group's `labels`");
            }
        }
        foreach (var barrier in barriers)
        {
            var crosses = (barrier.Left.Contains(flow.From, StringComparer.Ordinal) && barrier.Right.Contains(flow.To, StringComparer.Ordinal))
                || (barrier.Right.Contains(flow.From, StringComparer.Ordinal) && barrier.Left.Contains(flow.To, StringComparer.Ordinal));
            if (!crosses) { continue; }
            foreach (var label in flow.Labels.Intersect(barrier.Labels, StringComparer.Ordinal))
            {
                item.Problem(
                    "labels", $"carries label {Problems.Quote(label)} across barrier {Problems.Quote(barrier.Id)}",
                    "what a barrier keeps apart cannot be declared to flow: remove the label or the flow");
            }
        }
    }
}
