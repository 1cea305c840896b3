using System.Collections.Concurrent;
using Breakwater.Contracts;
using Breakwater.Policy.Schemas;

namespace Breakwater.Governance;

/// <summary>
/// The agents of one tenant by name. Slots are reused with a new generation, so a handle of an agent that left never resolves to the one that
/// took its place. Bounded; names in requests are looked up, never added. Thread-safe.
/// </summary>
internal sealed class AgentRegistry(int capacity)
{
    private readonly ConcurrentDictionary<string, RegisteredAgent> _byName = new(StringComparer.Ordinal);
    private readonly Stack<uint> _free = new();
    private readonly List<uint> _generations = [];
    private readonly List<RegisteredAgent?> _bySlot = [];
    private readonly Lock _lock = new();

    /// <summary>Adds an agent; null if the registry is full or the name is taken.</summary>
    public RegisteredAgent? Add(string name, string role, int group, PolicyPrincipal? principal, string zone = "", string region = "", string? accountable = null)
    {
        lock (_lock)
        {
            if (_byName.Count >= capacity || _byName.ContainsKey(name)) { return null; }
            if (!_free.TryPop(out var index))
            {
                index = (uint)_generations.Count;
                _generations.Add(0);
                _bySlot.Add(null);
            }
            var agent = new RegisteredAgent(new(index, ++_generations[(int)index]), name, role, group, zone, region, principal, accountable);
            _byName[name] = agent;
            _bySlot[(int)index] = agent;
            return agent;
        }
    }

    /// <summary>Takes an agent out.</summary>
    public void Remove(RegisteredAgent agent)
    {
        lock (_lock)
        {
            if (_byName.TryRemove(new KeyValuePair<string, RegisteredAgent>(agent.Name, agent)))
            {
                _free.Push(agent.Handle.Index);
                _bySlot[(int)agent.Handle.Index] = null;
            }
        }
    }

    public int Count => _byName.Count;

    /// <summary>The agent of a handle, if it is there now; null if it has left.</summary>
    public RegisteredAgent? Find(AgentHandle handle)
    {
        lock (_lock) { return handle.Index < (uint)_bySlot.Count && _bySlot[(int)handle.Index] is { } agent && agent.Handle == handle ? agent : null; }
    }

    public RegisteredAgent? Find(string name) => _byName.TryGetValue(name, out var agent) ? agent : null;
}

/// <summary>An agent or orchestrator that the fleet knows, where it stands, and what policies see of it; an instance stands nowhere, and policies do not know orchestrators.</summary>
internal sealed record RegisteredAgent(AgentHandle Handle, string Name, string Role, int Group, string Zone, string Region, PolicyPrincipal? Principal, string? Accountable)
{
    /// <summary>What the gate keeps of it for the watchers.</summary>
    public WatchedState Watched { get; } = new();
}
