using Breakwater.Contracts;
using Breakwater.Lab.Baselines;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.Revocation;

/// <summary>Nobody checks anybody: an order reaches nobody who could follow it.</summary>
internal sealed class NoRevocation(TrustWorld world) : RevocationScheme(world)
{
    public override IReadOnlyList<int> PlacesOf(int subject) => Partners(subject);

    public override int PlaceOf(int relying) => relying;

    public override bool Believes(int place, int subject, ref Work work) => true;

    public override bool BelievesForged(int place, CredentialChain forged, ref Work work) => true;

    public override void Order(IReadOnlyList<int> subjects, string? zone) { }
}

/// <summary>
/// The mesh, with or without the pair cache: the order goes to every agent as a list of subjects, and an agent looks at its list when it verifies,
/// not when its cache still knows. A list names the credentials that are known, so one forged with a stolen issuer key is on no list.
/// </summary>
internal sealed class PeerRevocation : RevocationScheme
{
    private readonly HashSet<Fingerprint>[] _lists;
    private readonly PeerCache? _cache;

    public PeerRevocation(TrustWorld world, bool cached) : base(world)
    {
        _lists = [.. Enumerable.Range(0, world.Agents).Select(_ => new HashSet<Fingerprint>())];
        _cache = cached ? new(world.Simulator.Clock, world.Fleet.Trust.CacheTtl) : null;
    }

    public override IReadOnlyList<int> PlacesOf(int subject) => Partners(subject);

    public override int PlaceOf(int relying) => relying;

    public override bool Believes(int place, int subject, ref Work work)
    {
        if (_cache?.Find(place, subject, ref work) is { } known) { return known; }
        var trusted = WouldVerify(place, subject, ref work);
        _cache?.Keep(place, subject, trusted, ref work);
        return trusted;
    }

    // A probe that filled the cache would make a place believe that nobody had ever asked.
    public override bool WouldBelieve(int place, int subject, ref Work work) => _cache?.Find(place, subject, ref work) ?? WouldVerify(place, subject, ref work);

    public override bool BelievesForged(int place, CredentialChain forged, ref Work work) =>
        !_lists[place].Contains(forged.Leaf.Id) && forged.Leaf.IsSignedBy(forged.Issuer!.Leaf.Key, ref work);

    private bool WouldVerify(int place, int subject, ref Work work) =>
        !_lists[place].Contains(World.Chains[subject].Leaf.Id) && FullMesh.IsGenuine(World, subject, ref work);

    public override void Order(IReadOnlyList<int> subjects, string? zone)
    {
        for (var agent = 0; agent < World.Agents; agent++)
        {
            var here = agent;
            RecordsDelivered += subjects.Count;
            Sim.Schedule(World.Latency(ControlPlane, World.NodeOf[agent]), _ =>
            {
                foreach (var subject in subjects) { _lists[here].Add(World.Chains[subject].Leaf.Id); }
            });
        }
    }
}

/// <summary>The central registry: one table, asked every time, so that striking a line is enough; what it has never registered it never vouched for.</summary>
internal sealed class RegistryRevocation : RevocationScheme
{
    private readonly HashSet<Fingerprint> _registered;

    public RegistryRevocation(TrustWorld world) : base(world) => _registered = [.. world.Chains.Select(c => c.Leaf.Id)];

    public override IReadOnlyList<int> PlacesOf(int subject) => [ControlPlane];

    public override int PlaceOf(int relying) => ControlPlane;

    public override bool Believes(int place, int subject, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        return _registered.Contains(World.Chains[subject].Leaf.Id);
    }

    public override bool BelievesForged(int place, CredentialChain forged, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        return _registered.Contains(forged.Leaf.Id);
    }

    public override void Order(IReadOnlyList<int> subjects, string? zone)
    {
        RecordsDelivered += subjects.Count;
        foreach (var subject in subjects) { _registered.Remove(World.Chains[subject].Leaf.Id); }
    }
}
