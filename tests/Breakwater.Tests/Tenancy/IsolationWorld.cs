using System.Collections.Concurrent;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.RateLimiting;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Tenancy;

/// <summary>What a tenant's policy says. The three contradict each other.</summary>
internal enum Desk
{
    /// <summary>Seed 3's bank: everything, but never crypto.</summary>
    Bank,
    /// <summary>Seed 3's crypto exchange: everything.</summary>
    Exchange,
    /// <summary>Looks and does nothing.</summary>
    Closed,
}

/// <summary>
/// Fifty tenants behind one real gate, each with two agents, an open session for each, and a policy that contradicts the next tenant's. <see cref="Step"/> does one random
/// thing and compares what the gate says with the model: the tenant's own desk, and whether the agent was revoked.
/// </summary>
internal sealed class IsolationWorld
{
    public const int Tenants = 50;
    private static readonly string[] _tools = ["trade-crypto", "trade-equity", "read-book"];
    private static readonly Lazy<FleetSpecification> _specification = new(Describe);

    private readonly TestFleet _fleet = new(_specification.Value);
    private readonly MemoryControlLog _log;
    private readonly Governor _gate;
    private readonly Session[] _sessions;
    private readonly Desk[] _desks = new Desk[Tenants];
    private readonly int[] _versions = new int[Tenants];
    private readonly bool[] _revoked = new bool[2 * Tenants];
    private Work _work;

    public IsolationWorld(bool stripped)
    {
        var shared = new ConcurrentDictionary<StrippedKey, PolicyVerdict>();
        _log = new(_fleet.Clock);
        _gate = Governor.Create(_specification.Value, new()
        {
            Root = _fleet.Hierarchy.Root.Key, Time = _fleet.Clock, Log = _log, RateLimits = FleetRateLimits.Unlimited(_specification.Value),
            // Two entries for six requests: what is remembered is forgotten all the time.
            Policy = new() { CachedDecisions = 2, MaxGeneratedRequests = 10 },
            DecisionCaches = stripped ? _ => new StrippedCache(shared) : null,
        });
        for (var t = 0; t < Tenants; t++) { Publish(t, t % 2 == 0 ? Desk.Bank : Desk.Exchange).ShouldBeTrue(); }
        _sessions = [.. Enumerable.Range(0, 2 * Tenants).Select(i => Open(Agent(i)))];
    }

    public List<string> Bleeds { get; } = [];

    public long Decisions { get; private set; }

    public int Published { get; private set; }

    public int Failures { get; private set; }

    /// <summary>One random thing: a decision, a publication, a lapse of memories, or something that fails.</summary>
    public void Step(ulong number)
    {
        var (kind, t, more) = ((int)(number % 100), (int)(number / 100 % Tenants), (int)(number / 10_000 % 1_000));
        switch (kind)
        {
            case < 78:
                Decide(2 * t + more % 2, more / 2 % _tools.Length);
                break;
            case < 88:
                Published += Publish(t, (Desk)(more % 3)) ? 1 : 0;
                break;
            case < 91:
                // The log takes nothing: the publication fails, and what was in force goes on.
                _log.StalledBecause = "the disk is full";
                Publish(t, (Desk)(more % 3)).ShouldBeFalse();
                _log.StalledBecause = null;
                Failures++;
                break;
            case < 94:
                // A bundle that speaks of another tenant's group is refused.
                _gate.Publish(Bundle(t, _versions[t] + 1, $"@id(\"x\") permit (principal in Group::\"{Group((t + 1) % Tenants)}\", action, resource);"), "t", PolicyFleet.AtOnce).Published.ShouldBeFalse();
                Failures++;
                break;
            case < 96:
                // A principal of one tenant, presented in the name of another.
                var foreign = _gate.Policy.Principal(Agent(2 * t), Group(t), "north");
                var verdict = _gate.Policy.Evaluate(_sessions[2 * ((t + 1) % Tenants)].Tenant, new() { Principal = foreign, Tool = _gate.Tool(_tools[2]) }, ref _work);
                if (verdict.IsPermitted) { Bleeds.Add($"{Agent(2 * t)} was permitted in another tenant's name"); }
                Failures++;
                break;
            case < 98:
                // Verifications lapse and are made again.
                _fleet.Clock.Advance(TimeSpan.FromSeconds(20));
                _gate.Advance(ref _work);
                break;
            default:
                // Half of the second agents are revoked in time; nobody else may notice.
                if (more % 4 != 0) { break; }
                _gate.Revoke(Id(t), CredentialLevel.Worker, Agent(2 * t + 1), "t").ShouldNotBeNull();
                _revoked[2 * t + 1] = true;
                break;
        }
    }

    /// <summary>Decisions alone, for one of several threads while policies are published again.</summary>
    public int CountBleeds(ulong from, int count)
    {
        var (bleeds, work) = (0, default(Work));
        for (var i = 0; i < count; i++)
        {
            var number = StableHash.Of("thread", "", (long)from + i);
            var agent = (int)(number % (2 * Tenants));
            var tool = (int)(number / 1_000 % 3);
            var admission = _gate.Admit(_sessions[agent], Request(tool), ref work);
            _gate.Complete(admission, Outcome.Succeeded, default);
            if (admission.Decision.IsAllowed != Says(_desks[agent / 2], tool)) { bleeds++; }
        }
        return bleeds;
    }

    /// <summary>The same desk again under the next version: memories are new, answers are not.</summary>
    public void PublishAgain(int tenant) => Publish(tenant, _desks[tenant]).ShouldBeTrue();

    private static bool Says(Desk desk, int tool) => desk == Desk.Exchange || tool == 2 || (desk == Desk.Bank && tool == 1);

    private void Decide(int agent, int tool)
    {
        Decisions++;
        var admission = _gate.Admit(_sessions[agent], Request(tool), ref _work);
        if (admission.Decision.Effect == Effect.Pending)
        {
            _gate.Advance(ref _work);
            admission = _gate.Resume(admission.Pending, _gate.PendingDigest(admission.Pending)!.Value, ResumeVerdict.Proceed, ref _work);
        }
        _gate.Complete(admission, Outcome.Succeeded, default);
        var decision = admission.Decision;
        var expected = !_revoked[agent] && Says(_desks[agent / 2], tool);
        if (decision.IsAllowed != expected)
        {
            Bleeds.Add($"{Agent(agent)} of the {_desks[agent / 2]} {(expected ? "may" : "may not")} {_tools[tool]}, and the gate said {decision.Effect} ({decision.Reason})");
        }
        if (_revoked[agent]) { decision.Reason.ShouldBe(TrustReasons.Revoked); }
    }

    private bool Publish(int tenant, Desk desk)
    {
        var version = _versions[tenant] + 1;
        var result = _gate.Publish(Bundle(tenant, version, desk switch
        {
            Desk.Bank => "@id(\"all\") permit (principal, action, resource);\n@id(\"never-crypto\") forbid (principal, action == Action::\"trade-crypto\", resource);",
            Desk.Exchange => "@id(\"all\") permit (principal, action, resource);",
            _ => "@id(\"look\") permit (principal, action == Action::\"read-book\", resource);",
        }), "t", PolicyFleet.AtOnce);
        result.Problems.ShouldBeEmpty();
        if (result.Published) { (_desks[tenant], _versions[tenant]) = (desk, version); }
        return result.Published;
    }

    private ActionRequest Request(int tool) => new() { Tool = _gate.Tool(_tools[tool]), Chain = 1, Request = 1 };

    private Session Open(string agent) =>
        _gate.OpenSession(_fleet[agent], PossessionProof.Make(_gate.Challenge(), _fleet[agent].Leaf, TestKeys.Of(agent), ref _work), ref _work).Session.ShouldNotBeNull();

    private static PolicyBundle Bundle(int tenant, int version, string cedar) =>
        PolicyFleet.Bundle($"name: desk\nversion: {version}.0.0\nlayer: fleet\ntenant: {Id(tenant)}\nbreaking: true\n", cedar);

    private static string Id(int tenant) => $"t{tenant:00}";

    private static string Group(int tenant) => $"t{tenant:00}-desk";

    private static string Agent(int agent) => $"{Group(agent / 2)}-{1 + agent % 2}";

    private static FleetSpecification Describe()
    {
        var fleet = TestFleet.Describe();
        var cluster = fleet.Clusters[0];
        return fleet with
        {
            Tools = [.. _tools.Select(t => new Tool(t, t, ToolAccess.Write, RiskClass.Low, RecordPolicy.After, null))],
            Tenants = [.. Enumerable.Range(0, Tenants).Select(t => new Tenant(Id(t), Id(t)))],
            Clusters =
            [
                .. Enumerable.Range(0, Tenants).Select(t => cluster with
                {
                    Id = $"c{t:00}", Tenant = Id(t), Orchestrator = new($"c{t:00}-orchestrator", "p", "north"),
                    Groups = [cluster.Groups[0] with { Id = Group(t), Agents = 2, Regions = ["north"], Tools = _tools }],
                }),
            ],
        };
    }

    /// <summary>
    /// The planted fault: a cache behind every tenant's policies whose key has lost its tenant. Each tenant has an object of its own, so that registration sees nothing.
    /// </summary>
    private sealed class StrippedCache(ConcurrentDictionary<StrippedKey, PolicyVerdict> shared) : DecisionCache(1)
    {
        public override bool TryGet(in DecisionKey key, out PolicyVerdict verdict) => shared.TryGetValue(Strip(key), out verdict);

        public override void Set(in DecisionKey key, in PolicyVerdict verdict) => shared[Strip(key)] = verdict;

        // `t07-desk-1` becomes `desk-1`: the same agent at every tenant.
        private static StrippedKey Strip(in DecisionKey key) => new(key.Principal.Id[4..], key.Tool, key.Target, key.Arguments, key.Delegated);
    }

    private readonly record struct StrippedKey(string Principal, ushort Tool, int Target, UInt128 Arguments, bool Delegated);
}
