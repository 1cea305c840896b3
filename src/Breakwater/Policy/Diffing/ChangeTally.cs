namespace Breakwater.Policy.Diffing;

/// <summary>Counts changes by kind and policy, requests that are answered alike at once, and keeps the first example of each. Not thread-safe.</summary>
internal sealed class ChangeTally
{
    private readonly Dictionary<(PolicyChangeKind Kind, string Policy), PolicyChange> _changes = [];

    public void Add(PolicyChangeKind kind, string policy, RecordedRequest request, long alike, PolicyVerdict before, PolicyVerdict after) =>
        _changes[(kind, policy)] = _changes.TryGetValue((kind, policy), out var known)
            ? known with { Count = RequestCount.Add(known.Count, alike) }
            : new(kind, policy, alike, request, before, after);

    public IReadOnlyList<PolicyChange> InOrder() => [.. _changes.Values.OrderBy(c => c.Kind).ThenBy(c => c.Policy, StringComparer.Ordinal)];
}
