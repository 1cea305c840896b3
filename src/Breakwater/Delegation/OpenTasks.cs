using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// Who of a tenant holds delegated work now, by user and task: what tells a fresh chain from one that starts at nothing (DEL-03). An agent that
/// was handed a task and starts a new chain for it goes on from the depth, the path and the limit that it had. Bounded; thread-safe; a hop is
/// forgotten when its contract expires and ignored once it is revoked.
/// </summary>
internal sealed class OpenTasks(int capacity)
{
    private readonly Dictionary<(string User, string Task, string Agent), List<OpenHop>> _open = [];
    private readonly HashSet<Fingerprint> _known = [];
    private readonly PriorityQueue<((string User, string Task, string Agent) Key, OpenHop Hop), long> _byExpiry = new();
    private readonly Lock _lock = new();

    /// <summary>The deepest work of that user and task that the agent holds; null if it holds none.</summary>
    public OpenHop? Deepest(UserClaims user, string agent, long now, RevokedDelegations revoked, ref Work work)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue((user.User, user.Task, agent), out var hops)) { return null; }
            OpenHop? deepest = null;
            foreach (var hop in hops)
            {
                if (hop.Expires > now && hop.Depth > (deepest?.Depth ?? 0) && !revoked.Covers(hop.Basis, ref work)) { deepest = hop; }
            }
            return deepest;
        }
    }

    /// <summary>Remembers the hops of a verified chain; false, remembering none, if there is no room for them.</summary>
    public bool TryAdd(UserClaims user, IReadOnlyList<OpenHop> hops, long now)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out _, out var expires) && expires <= now) { Forget_NeedsLock(_byExpiry.Dequeue()); }
            var fresh = hops.Where(h => !_known.Contains(h.Contract)).ToList();
            if (_byExpiry.Count + fresh.Count > capacity) { return false; }
            foreach (var hop in fresh)
            {
                var key = (user.User, user.Task, hop.Agent);
                _known.Add(hop.Contract);
                if (!_open.TryGetValue(key, out var held)) { _open[key] = held = []; }
                held.Add(hop);
                _byExpiry.Enqueue((key, hop), hop.Expires);
            }
            return true;
        }
    }

    private void Forget_NeedsLock(((string User, string Task, string Agent) Key, OpenHop Hop) lapsed)
    {
        _known.Remove(lapsed.Hop.Contract);
        if (!_open.TryGetValue(lapsed.Key, out var held)) { return; }
        held.Remove(lapsed.Hop);
        if (held.Count == 0) { _open.Remove(lapsed.Key); }
    }
}

/// <summary>A hop of an open chain.</summary>
/// <param name="Contract">Fingerprint of its contract.</param>
/// <param name="Agent">Its delegate.</param>
/// <param name="Depth">How often the task had been handed on when it got there, earlier chains included.</param>
/// <param name="Limit">How often it may be, for everyone on the path.</param>
/// <param name="Path">Everyone on the path, the delegate last.</param>
/// <param name="Basis">What the chain rests on.</param>
/// <param name="Expires">Timestamp from which it no longer counts.</param>
internal sealed record OpenHop(Fingerprint Contract, string Agent, int Depth, int Limit, IReadOnlyList<string> Path, DelegationBasis Basis, long Expires);
