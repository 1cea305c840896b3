using Breakwater.Fleet;

namespace Breakwater.Lab.Delegating;

/// <summary>What the fleet declares for each ordered pair of groups: tasks, each with the tools it may carry. O(1) look-ups.</summary>
internal sealed class PairRules
{
    private readonly Dictionary<(string From, string To), Dictionary<string, DelegationRule>> _pairs = [];
    private readonly Dictionary<string, IReadOnlySet<string>> _tools;

    public PairRules(FleetSpecification fleet)
    {
        _tools = fleet.Delegations.ToDictionary(r => r.Id, r => (IReadOnlySet<string>)r.Permissions.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var rule in fleet.Delegations)
        {
            if (!_pairs.TryGetValue((rule.From, rule.To), out var tasks)) { _pairs[(rule.From, rule.To)] = tasks = new(StringComparer.Ordinal); }
            // Of two rules for the same pair and task the first in the file counts, as in the control.
            foreach (var task in rule.Tasks) { tasks.TryAdd(task, rule); }
        }
    }

    /// <summary>Ordered pairs of groups with a rule.</summary>
    public IEnumerable<(string From, string To)> Pairs => _pairs.Keys;

    /// <summary>Whether a pair has a rule at all.</summary>
    public bool Has(string from, string to) => _pairs.ContainsKey((from, to));

    /// <summary>The rule for a task; null if none is declared.</summary>
    public DelegationRule? Find(string from, string to, string task) => _pairs.TryGetValue((from, to), out var tasks) ? tasks.GetValueOrDefault(task) : null;

    /// <summary>The tasks declared for a pair.</summary>
    public IEnumerable<(string Task, DelegationRule Rule)> Tasks(string from, string to) => _pairs.TryGetValue((from, to), out var tasks) ? tasks.Select(t => (t.Key, t.Value)) : [];

    /// <summary>The tools that a rule may carry.</summary>
    public IReadOnlySet<string> Tools(DelegationRule rule) => _tools[rule.Id];

    /// <summary>Whether any task of the pair may carry the tool.</summary>
    public bool Carries(string from, string to, string tool) => _pairs.TryGetValue((from, to), out var tasks) && tasks.Values.Any(r => _tools[r.Id].Contains(tool));
}
