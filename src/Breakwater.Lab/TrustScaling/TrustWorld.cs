using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.TrustScaling;

/// <summary>
/// What stands around the trust controls in one run: agents with real credentials, enforcement nodes with cores and queues, the network between
/// them, and who checks whom. Holds no control.
/// </summary>
internal sealed class TrustWorld
{
    private readonly RunContext _context;
    private readonly int[] _offsets;
    private readonly PublicKey[] _keys;
    private readonly Dictionary<string, int> _nodeOfRegion;

    public TrustWorld(RunContext context, Simulator simulator)
    {
        _context = context;
        Simulator = simulator;
        var fleet = context.Fleet;
        Nodes = [.. fleet.Nodes.Select(n => new ServiceNode(simulator, n.Cores))];
        _nodeOfRegion = fleet.Nodes.SelectMany((n, i) => n.Serves.Select(region => (region, i))).ToDictionary(s => s.region, s => s.i, StringComparer.Ordinal);
        NodeOf = [.. context.Roster.Agents.Select(a => _nodeOfRegion[a.Region.Id])];
        var setup = default(Work);
        try
        {
            Hierarchy = TrustHierarchy.Create(context.Roster, P256Signer.Create, simulator.Clock, ref setup);
        }
        catch (InvalidOperationException refusal)
        {
            throw new HardLimitException(refusal.Message, refusal);
        }
        _keys = context.Keys.PublicKeys(Agents, context.Cancellation);
        Chains = new CredentialChain[Agents];
        for (var i = 0; i < Agents; i++)
        {
            if (i % 256 == 0) { context.Cancellation.ThrowIfCancellationRequested(); }
            Issue(i, ref setup);
        }
        Zones = [.. context.Roster.Agents.GroupBy(a => a.Zone, StringComparer.Ordinal).Select(g => new Zone(g.Key, [.. g.Select(a => a.Index)], NodeOf[g.First().Index]))];
        ZoneOf = new int[Agents];
        for (var z = 0; z < Zones.Length; z++)
        {
            foreach (var agent in Zones[z].Members) { ZoneOf[agent] = z; }
        }
        _offsets = Offsets(context, Agents);
        // The profile has two prices; state of more than a few thousand entries no longer fits the processor's caches.
        MemorySized = Agents > 5_000;
    }

    public Simulator Simulator { get; }

    public FleetSpecification Fleet => _context.Fleet;

    public FleetRoster Roster => _context.Roster;

    public int Agents => _context.Agents;

    public ServiceNode[] Nodes { get; }

    /// <summary>Node that serves each agent.</summary>
    public int[] NodeOf { get; }

    public TrustHierarchy Hierarchy { get; }

    /// <summary>Credential chain of each agent.</summary>
    public CredentialChain[] Chains { get; }

    public Zone[] Zones { get; }

    /// <summary>Zone of each agent.</summary>
    public int[] ZoneOf { get; }

    public CancellationToken Cancellation => _context.Cancellation;

    private bool MemorySized { get; }

    /// <summary>How many partners each agent has.</summary>
    public int Degree => _offsets.Length;

    /// <summary>Whether everyone deals with everyone.</summary>
    public bool DealsWithAll => Degree == Agents - 1;

    /// <summary>How many checks a round asks for.</summary>
    public long Checks => (long)Agents * Degree;

    /// <summary>An agent's partner, by number from 0 to <see cref="Degree"/> - 1.</summary>
    public int Partner(int agent, int number)
    {
        var partner = agent + _offsets[number];
        return partner < Agents ? partner : partner - Agents;
    }

    /// <summary>One of those whose partner an agent is, by number from 0 to <see cref="Degree"/> - 1.</summary>
    public int Relying(int agent, int number)
    {
        var relying = agent - _offsets[number];
        return relying >= 0 ? relying : relying + Agents;
    }

    /// <summary>Gives an agent a credential of now, in place of the one it has.</summary>
    public void Issue(int agent, ref Work work) =>
        Chains[agent] = Hierarchy.Issue(Roster.Agents[agent], _keys[agent], ref work, out var refusal)
            ?? throw new InvalidOperationException($"Agent `{Roster.Agents[agent].Name}` got no credential: {refusal!.Text}.");

    /// <summary>A trust control for each node, empty, with room for everyone: it would measure evictions otherwise.</summary>
    public TrustControl[] Controls(HierarchyRules rules)
    {
        var options = TrustOptions.From(Fleet.Trust);
        options.CacheTtl = rules.Memory;
        options.ExpirySpread = rules.ExpirySpread ?? options.ExpirySpread;
        options.ReverifyOnPolicyChange = rules.ReverifyOnPolicyChange ?? options.ReverifyOnPolicyChange;
        if (options.RefusalTtl >= rules.Memory) { options.RefusalTtl = rules.Memory / 2; }
        options.CacheCapacity = Math.Max(options.CacheCapacity, 2 * Agents);
        options.MaxInFlight = Math.Max(options.MaxInFlight, Agents * Fleet.Tenants.Count);
        var tenants = Fleet.Tenants.Select(t => t.Id).ToList();
        return [.. Fleet.Nodes.Select(_ => new TrustControl(options, Hierarchy.Root.Key, tenants, Simulator.Clock))];
    }

    /// <summary>Puts idle nodes in place of those that have worked, so that their queues are counted from here on.</summary>
    public void RenewNodes()
    {
        for (var i = 0; i < Nodes.Length; i++) { Nodes[i] = new(Simulator, Nodes[i].Cores); }
    }

    /// <summary>One-way latency between two nodes, in ns.</summary>
    public long Latency(int from, int to) => SimTime.From(Fleet.Network.OneWay(Fleet.Nodes[from].Region, Fleet.Nodes[to].Region));

    /// <summary>Node of a region.</summary>
    public int NodeOfRegion(string region) => _nodeOfRegion[region];

    /// <summary>Time that counted work takes, in ns.</summary>
    public long Nanoseconds(in Work work) => _context.Calibration.Nanoseconds(work, MemorySized);

    // Every agent gets the same distances round the roster, so that each checks and is checked equally often.
    private static int[] Offsets(RunContext context, int agents)
    {
        var all = Enumerable.Range(1, Math.Max(0, agents - 1)).ToArray();
        var kept = Math.Max(1, context.Fleet.Scaling.PartnersPerAgent);
        if (context.Scaling == ScalingNames.Complete || all.Length <= kept) { return all; }
        context.Random("partners").Shuffle<int>(all);
        return [.. all.Take(kept)];
    }

    /// <summary>A zone: its name, its agents, the node beside its authority.</summary>
    internal sealed record Zone(string Name, int[] Members, int Home);
}
