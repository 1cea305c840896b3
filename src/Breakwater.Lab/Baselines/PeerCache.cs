using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// The cache of "Scaling AI Agents from 10 to 10,000": keyed by the pair, valid for a fixed time, blind to revocation. One for the whole fleet,
/// as there; the pair in the key makes it as large as one for each agent.
/// </summary>
internal sealed class PeerCache(SimulationClock clock, TimeSpan ttl)
{
    private readonly Dictionary<(int Relying, int Subject), (long Until, bool Trusted)> _results = [];
    private readonly long _ttlNs = SimTime.From(ttl);

    public int Count => _results.Count;

    /// <summary>What the cache knows of a pair; null if nothing, or nothing that still counts.</summary>
    public bool? Find(int relying, int subject, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        return _results.TryGetValue((relying, subject), out var result) && clock.GetTimestamp() < result.Until ? result.Trusted : null;
    }

    public void Keep(int relying, int subject, bool trusted, ref Work work)
    {
        work.Add(WorkUnit.CacheInsert);
        _results[(relying, subject)] = (clock.GetTimestamp() + _ttlNs, trusted);
    }
}
