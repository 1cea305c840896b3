using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// What stands around the delegation controls in one run: principals with real keys, users whose authority signs their errands, enforcement nodes
/// with cores and queues. Holds no control.
/// </summary>
internal sealed class DelegationWorld
{
    private static readonly TimeSpan Shift = TimeSpan.FromHours(8);

    private readonly RunContext _context;
    private readonly P256Signer _users = P256Signer.Create();
    private readonly PublicKey[] _keys;
    private readonly Dictionary<int, UserAssertion> _assertions = [];
    private readonly Authority _everything;
    private readonly Dictionary<string, Authority> _sets = new(StringComparer.Ordinal);
    private readonly Fingerprint _toolList;
    private readonly Declarations _declarations;

    public DelegationWorld(RunContext context, Workload workload, Simulator simulator)
    {
        _context = context;
        Workload = workload;
        Simulator = simulator;
        var fleet = workload.Fleet;
        Nodes = [.. fleet.Nodes.Select(n => new ServiceNode(simulator, n.Cores))];
        var byRegion = fleet.Nodes.SelectMany((n, i) => n.Serves.Select(region => (region, i))).ToDictionary(s => s.region, s => s.i, StringComparer.Ordinal);
        NodeOf = [.. workload.Principals.Select(p => byRegion[p.Region])];
        _keys = context.Keys.PublicKeys(Math.Min(workload.Principals.Length, KeyPool.Signers), context.Cancellation);
        _declarations = new(fleet);
        _toolList = _declarations.ToolList;
        _everything = _declarations.Set(fleet.Tools.Select(t => t.Id));
        // The profile has two prices; state of more than a few thousand entries no longer fits the processor's caches.
        MemorySized = context.Agents > 5_000;
    }

    public Workload Workload { get; }

    public Simulator Simulator { get; }

    public ServiceNode[] Nodes { get; }

    /// <summary>Node that serves each principal.</summary>
    public int[] NodeOf { get; }

    public CancellationToken Cancellation => _context.Cancellation;

    /// <summary>Key of the users' authority, and of whoever approves paths.</summary>
    public P256Signer Approver => _users;

    public DateTimeOffset Now => Simulator.Clock.GetUtcNow();

    private bool MemorySized { get; }

    /// <summary>Key with which a principal signs. There are a thousand; beyond, principals share them, which costs and decides the same.</summary>
    public ISigner Signer(int principal) => _context.Keys.Signer(principal % _keys.Length);

    public PublicKey Key(int principal) => _keys[principal % _keys.Length];

    public ToolHandle Tool(string id) => _declarations.Tool(id);

    /// <summary>Fingerprint of the fleet's list of tools.</summary>
    public Fingerprint ToolList => _toolList;

    /// <summary>The set of these tools, made once for each different set.</summary>
    public Authority Set(IReadOnlySet<string> tools)
    {
        var key = string.Join('\n', tools.Order(StringComparer.Ordinal));
        return _sets.TryGetValue(key, out var known) ? known : _sets[key] = _declarations.Set(tools);
    }

    /// <summary>The assertion of the user whose work begins at a principal: one for a shift, signed outside the nodes and not counted.</summary>
    public UserAssertion User(int origin)
    {
        if (_assertions.TryGetValue(origin, out var known)) { return known; }
        var (from, outside) = (Workload.Principals[origin], default(Work));
        return _assertions[origin] = UserAssertion.Issue(
            new()
            {
                Tenant = from.Tenant, User = $"user of {from.Name}", Session = Session(origin), Task = $"work of {from.Name}", Agent = from.Name,
                Authority = _everything, NotBefore = Now, NotAfter = Now + Shift,
            },
            _toolList, _users, ref outside);
    }

    /// <summary>Number of the session of the user whose work begins at a principal.</summary>
    public static UInt128 Session(int origin) => (UInt128)origin + 1;

    /// <summary>A delegation control for each node, knowing everyone, with room for all that a run hands on.</summary>
    public DelegationControl[] Controls()
    {
        var options = Workload.Options;
        options.MaxGrants = Math.Max(options.MaxGrants, 8 * _context.Agents);
        options.MaxSignatures = Math.Max(options.MaxSignatures, 16 * _context.Agents);
        options.MaxOpenHops = Math.Max(options.MaxOpenHops, 16 * _context.Agents);
        var keys = Workload.Fleet.Tenants.ToDictionary(t => t.Id, _ => new DelegationKeys(_users.PublicKey, _users.PublicKey), StringComparer.Ordinal);
        var ring = new PathKeyRing();
        var controls = Workload.Fleet.Nodes.Select(_ => new DelegationControl(options, Workload.Fleet, keys, ring, Simulator.Clock)).ToArray();
        var parties = Workload.Principals.Select(p => new DelegationParty(p.Name, p.Group, Key(p.Index), Now, [])).ToList();
        foreach (var control in controls)
        {
            foreach (var (principal, party) in Workload.Principals.Zip(parties)) { control.Parties.Set(control.Tenant(principal.Tenant), party); }
        }
        return controls;
    }

    /// <summary>Time that counted work takes, in ns.</summary>
    public long Nanoseconds(in Work work) => _context.Calibration.Nanoseconds(work, MemorySized);
}
