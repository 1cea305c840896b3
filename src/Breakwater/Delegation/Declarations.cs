using System.Collections.Frozen;
using System.Text;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Delegation;

/// <summary>
/// What the fleet file says about delegation: which pairs may hand on which task types (a rule names both sides, DEL-04), and what each group
/// may use itself. Immutable, thread-safe, O(1).
/// </summary>
public sealed class Declarations
{
    private readonly FrozenDictionary<string, ToolHandle> _tools;
    private readonly FrozenDictionary<string, DeclaredGroup> _groups;
    private readonly FrozenDictionary<(string From, string To, string Task), DeclaredPair> _pairs;

    /// <summary>Reads the declarations of a fleet.</summary>
    public Declarations(FleetSpecification fleet)
    {
        var work = default(Work);
        ToolList = Fingerprint.Of(Encoding.UTF8.GetBytes(string.Join('\n', fleet.Tools.Select(t => t.Id))), ref work);
        _tools = fleet.Tools.Select((tool, i) => (tool.Id, Handle: new ToolHandle((ushort)(i + 1)))).ToFrozenDictionary(t => t.Id, t => t.Handle, StringComparer.Ordinal);
        var groups = fleet.Clusters.SelectMany(c => c.Groups.Select(g => (g.Id, Group: new DeclaredGroup(c.Tenant, g.Tier, Set(g.Tools)))));
        var orchestrators = fleet.Clusters.Select(c => (c.Orchestrator.Id, Group: new DeclaredGroup(c.Tenant, null, null)));
        _groups = groups.Concat(orchestrators).ToFrozenDictionary(g => g.Id, g => g.Group, StringComparer.Ordinal);
        // Of two rules for the same pair and task the first in the file counts.
        _pairs = fleet.Delegations
            .SelectMany(rule => rule.Tasks.Select(task => (Key: (rule.From, rule.To, task), Pair: new DeclaredPair(Set(rule.Permissions), rule.MaxDepth, rule.TimeLimit))))
            .DistinctBy(p => p.Key)
            .ToFrozenDictionary(p => p.Key, p => p.Pair);
    }

    /// <summary>Fingerprint of the fleet's tool ids in order. What is signed quotes it, because a set of tools is a set of positions in that list.</summary>
    public Fingerprint ToolList { get; }

    /// <summary>How many (pair, task type) combinations are declared.</summary>
    public int Count => _pairs.Count;

    /// <summary>The set of these tools; names that the fleet does not list are left out.</summary>
    public Authority Set(IEnumerable<string> tools) => Authority.Of(tools.Select(Tool));

    /// <summary>Handle of a tool; <c>default</c> if the fleet lists none of that name.</summary>
    public ToolHandle Tool(string id) => _tools.TryGetValue(id, out var handle) ? handle : default;

    internal DeclaredGroup? Group(string id) => _groups.GetValueOrDefault(id);

    internal DeclaredPair? Pair(string from, string to, string task) => _pairs.GetValueOrDefault((from, to, task));
}

/// <summary>
/// A group, or an orchestrator: that has no tier and no tools (IA-2.5). It assigns work without holding what the work needs, so an intersection
/// leaves it out and the declaration of its pair bounds what it can hand on.
/// </summary>
internal sealed record DeclaredGroup(string Tenant, AutonomyTier? Tier, Authority? Grants);

/// <summary>What a pair may hand on for one task type.</summary>
internal sealed record DeclaredPair(Authority Permissions, int MaxDepth, TimeSpan TimeLimit);
