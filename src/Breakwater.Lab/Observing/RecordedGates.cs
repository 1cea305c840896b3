using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Delegating;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Schemas;
using Breakwater.Trust;

namespace Breakwater.Lab.Observing;

/// <summary>
/// The gates of a fleet as they ship, every control on, and one sampling and aggregation before the log of all of them. Agents get real credentials and open real sessions when they first act. Holds no control.
/// </summary>
internal sealed class RecordedGates : IDisposable
{
    public static readonly TimeSpan AdmissionLife = TimeSpan.FromSeconds(30);

    /// <summary>Active minutes after which watchers judge an agent, fewer than the default's 1,440, so that a short window has scores.</summary>
    public const int BaselineMinutes = 30;

    private const int MostEvents = 1 << 18;
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromMinutes(1);
    private readonly RunContext _context;
    private readonly TrustWorld _trust;
    private readonly MemoryAuditSink _records = new(MostEvents);
    private readonly AuditVolume _volume;
    private readonly Governor[] _gates;
    private readonly Dictionary<int, Session?> _sessions = [];
    private readonly HashSet<(int Gate, int Principal)> _introduced = [];
    private readonly Dictionary<int, CredentialChain> _orchestrators = [];
    private readonly HashSet<(int Agent, DateTimeOffset Until)> _renewing = [];
    private Work _work;

    public RecordedGates(RunContext context, Simulator simulator)
    {
        (_context, Fleet) = (context, context.Fleet with { Controls = new Dictionary<string, ControlMode>() });
        _trust = new(context, simulator);
        Workload = DeclaredWorkload.Of(context.Roster, 1);
        World = new(context, Workload, simulator);
        string[] tenants = [.. Fleet.Tenants.Select(t => t.Id)];
        // The key is fixed, so that runs repeat.
        _volume = new(_records, new() { Tenants = tenants, Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)], Interval = TimeSpan.FromMinutes(5) }, new() { Tenants = tenants }, simulator.Clock);
        var log = new MemoryControlLog(simulator.Clock);
        // The lab's users have one authority, and no two tenants may share one: tasks are handed on in the first.
        var keys = new Dictionary<string, DelegationKeys>(StringComparer.Ordinal) { [tenants[0]] = new(World.Approver.PublicKey, World.Approver.PublicKey) };
        var paths = new PathKeyRing();
        _gates = new Governor[Fleet.Nodes.Count];
        // The control plane's first: what it publishes the others read from the control log.
        ControlPlane = _trust.NodeOfRegion(Fleet.ControlPlane.Region);
        foreach (var node in Enumerable.Range(0, _gates.Length).OrderBy(n => n != ControlPlane))
        {
            _gates[node] = Governor.Create(Fleet, new()
            {
                Root = _trust.Hierarchy.Root.Key, Log = log, Audit = _volume.Sink, Time = simulator.Clock, DelegationKeys = keys, PathKeys = paths,
                Watching = new() { BaselineMinutes = BaselineMinutes, ReviewsPerHour = Fleet.Budgets.ReviewsPerHour },
                Options = new() { Node = Fleet.Nodes[node].Id, AdmissionLife = AdmissionLife, LeadsRollouts = node == ControlPlane },
            });
            if (node == ControlPlane) { Publish(); }
        }
    }

    public FleetSpecification Fleet { get; }

    public Workload Workload { get; }

    public DelegationWorld World { get; }

    public int ControlPlane { get; }

    public int Count => _gates.Length;

    /// <summary>Whether an agent takes part: it has a key to prove itself with.</summary>
    public static bool TakesPart(int agent) => agent < KeyPool.Signers;

    public Governor Gate(int node) => _gates[node];

    public int NodeOf(int principal) => World.NodeOf[principal];

    public Governor GateOf(int principal) => _gates[NodeOf(principal)];

    /// <summary>One-way latency between two nodes, in ns.</summary>
    public long Latency(int from, int to) => _trust.Latency(from, to);

    /// <summary>An agent's session at its gate, opened when it is first asked for and renewed before its credential lapses; null if the gate gives it none.</summary>
    public Session? SessionOf(int agent)
    {
        var gate = GateOf(agent);
        if (_sessions.TryGetValue(agent, out var known))
        {
            if (known is not null && _trust.Chains[agent].Leaf.Claims.NotAfter - World.Now < RenewedBefore && _renewing.Add((agent, _trust.Chains[agent].Leaf.Claims.NotAfter)))
            {
                _trust.Issue(agent, ref _work);
                gate.RenewSession(known, _trust.Chains[agent], ref _work);
            }
            return known;
        }
        var proof = PossessionProof.Make(gate.Challenge(), _trust.Chains[agent].Leaf, _context.Keys.Signer(agent), ref _work);
        return _sessions[agent] = gate.OpenSession(_trust.Chains[agent], proof, ref _work).Session;
    }

    /// <summary>Presents a chain at the delegate's gate, which learns the delegators' keys from their credentials first.</summary>
    public DelegationGrant? Accept(Session session, int delegateTo, Errand errand, int hop)
    {
        var node = NodeOf(delegateTo);
        foreach (var delegator in errand.Path.Take(hop + 1).Where(p => _introduced.Add((node, p)))) { _gates[node].Introduce(CredentialOf(delegator), ref _work); }
        return _gates[node].AcceptDelegation(session, DelegationWorld.Session(errand.Path[0]), errand.Chain!, ref _work).Grant;
    }

    /// <summary>The next contract of an errand, signed by its delegator.</summary>
    public void HandOn(Errand errand, int hop, UInt128 chain)
    {
        var terms = Baselines.SignedHops.Terms(World, errand, hop);
        var delegator = World.Signer(errand.Path[hop]);
        errand.Chain = hop == 0 ? DelegationChain.Begin(World.User(errand.Path[0]), chain, terms, delegator, ref _work) : errand.Chain!.Extend(terms, delegator, ref _work);
    }

    /// <summary>The beat of all gates.</summary>
    public void Advance()
    {
        foreach (var gate in _gates) { gate.Advance(ref _work); }
    }

    /// <summary>Everything that the gates recorded, as the log is to have it: sampled, aggregated, counted. After it nothing is recorded.</summary>
    public IReadOnlyList<AuditEvent> End(out SamplingTotals totals)
    {
        _volume.Dispose();
        totals = _volume.Totals!.Value;
        var events = _records.Drain();
        if (totals is not { Waiting: 0, Refused: 0 } || _volume.Aggregating != 0 || totals.Seen != totals.Written + totals.Omitted) { throw new InvalidOperationException($"Something still waits, was refused or is not accounted for: {totals}."); }
        return events;
    }

    public void Dispose() => _volume.Dispose();

    private CredentialChain CredentialOf(int principal)
    {
        if (principal < _context.Agents) { return _trust.Chains[principal]; }
        if (_orchestrators.TryGetValue(principal, out var known)) { return known; }
        var cluster = Fleet.Clusters.First(c => c.Orchestrator.Id == Workload.Principals[principal].Name);
        return _orchestrators[principal] = _trust.Hierarchy.IssueOrchestrator(cluster, World.Key(principal), ref _work, out var refusal)
            ?? throw new InvalidOperationException($"Orchestrator `{cluster.Orchestrator.Id}` got no credential: {refusal!.Text}.");
    }

    // Beside the permission matrix of the fleet file: what is riskiest is not done on an agent's own account below Tier 3, and on a task only after a person has agreed.
    // And of what is risky the arguments are declared, so that policy sees them and the record has them.
    private void Publish()
    {
        foreach (var tenant in Fleet.Tenants)
        {
            var granted = Fleet.Clusters.Where(c => c.Tenant == tenant.Id).SelectMany(c => c.Groups).SelectMany(g => g.Tools).ToHashSet(StringComparer.Ordinal);
            var riskiest = Fleet.Tools.Where(t => granted.Contains(t.Id)).Select(t => t.Risk).DefaultIfEmpty(RiskClass.Low).Max();
            if (riskiest < RiskClass.High) { continue; }
            var action = $"Action::\"risk:{riskiest.ToString().ToLowerInvariant()}\"";
            var read = BundleReader.Parse(new(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [BundleReader.BundleFile] = $"name: riskiest-actions\nversion: 1.0.0\nlayer: tenant\ntenant: {tenant.Id}\nextends: {{ name: {GeneratedBase.Name}, versions: \"[1.0.0,2.0.0)\" }}\nbreaking: true\n",
                [BundleReader.ManifestFile] = RecordedArguments.Manifests(Fleet),
                ["riskiest.cedar"] = $$"""
                    @id("on-a-task-alone") @maso("EC-1.1")
                    forbid (principal, action in {{action}}, resource) when { principal.tier != "autonomous" && !context.delegated };
                    @id("a-person-agrees") @require("person")
                    permit (principal, action in {{action}}, resource) when { context.delegated };
                    """,
            }));
            var bundle = read.Bundle ?? throw new InvalidOperationException(string.Join(' ', read.Problems));
            var result = _gates[ControlPlane].Publish(bundle, "release");
            if (!result.Published) { throw new InvalidOperationException($"{bundle.Reference} is refused: {string.Join(' ', result.Problems)}"); }
        }
    }
}
