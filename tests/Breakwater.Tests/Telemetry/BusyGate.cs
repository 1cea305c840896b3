using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.RateLimiting;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Telemetry;

/// <summary>A gate on which so many agents do everything that there is to count, and strangers try names that the fleet does not have.</summary>
internal sealed class BusyGate
{
    private readonly TestClock _clock = new();
    private readonly FleetRoster _roster;
    private readonly TrustHierarchy _hierarchy;
    private readonly TypeKeyRing _ring;
    private readonly Governor _gate;
    private readonly P256Signer _key = TestKeys.Of("everybody");
    private Work _work;

    public BusyGate(int agentsPerGroup)
    {
        var fleet = TestFleet.Describe(agentsPerGroup: agentsPerGroup);
        _roster = FleetRoster.Expand(fleet);
        _hierarchy = TrustHierarchy.Create(_roster, TestKeys.Sequence(), _clock, ref _work);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _ring = new(_clock);
        _gate = Governor.Create(fleet, new()
        {
            Root = _hierarchy.Root.Key, Time = _clock, TypeKeys = _ring, Audit = new Sometimes(),
            Policy = new() { CachedDecisions = 64 },
            RateLimits = new()
            {
                Agent = new() { Concurrency = 2 }, Tenants = [new("acme", RateLimits.None), new("zeta", RateLimits.None)], Fleets = [RateLimits.None],
                Providers = [new("p", RateLimits.None)],
            },
        });
    }

    /// <summary>Everything, by so many instances of a type beside some agents of the roster.</summary>
    public void Work(int instances)
    {
        _gate.Publish(PolicyFleet.Bundle(
            "name: asks\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n",
            "@id(\"all\") permit (principal, action, resource);\n@id(\"ask\") @require(\"judge\") permit (principal in Group::\"checker\", action, resource);"), "t").Published.ShouldBeTrue();
        for (var i = 0; i < instances; i++) { Act(Instance(i), i); }
        Act(Open("trader-1"), 1);
        Act(Open("clerk-1"), 1);
        Wait(Open("checker-1"));
        Wait(Open("checker-2"));
        Refused();
        Hostile();
        _clock.Advance(TimeSpan.FromMinutes(11));
        _gate.Advance(ref _work);
    }

    private void Act(Session session, int i)
    {
        var read = new ActionRequest { Tool = _gate.Tool("read-book"), Chain = 1, Request = (ulong)i, Provider = _gate.Provider("p"), Tokens = 10 };
        var first = _gate.Admit(session, read, ref _work);
        _gate.Admit(session, read with { Provider = default, Tool = _gate.Tool("place-order") }, ref _work);
        _gate.Admit(session, read, ref _work);
        _gate.Admit(session, read, ref _work);
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        _gate.Complete(first, i % 3 == 0 ? Outcome.Failed : i % 3 == 1 ? Outcome.Unknown : Outcome.Succeeded, new(10, 20, 1, default));
        foreach (var odd in new[]
        {
            read with { Tool = _gate.Tool("refund") }, read with { Tool = default }, read with { Tool = new(9_999) }, read with { Tool = _gate.Tool($"evil-tool-{i}") },
            read with { Provider = new(9_999) }, read with { Tokens = -1 }, read with { Delegation = new((ulong)i + 1) }, read with { Target = new(999) },
        })
        {
            _gate.Complete(_gate.Admit(session, odd, ref _work), Outcome.Succeeded, new(1, 1, 1, default));
        }
    }

    private void Wait(Session session)
    {
        var read = new ActionRequest { Tool = _gate.Tool("read-book"), Chain = 2 };
        var (judged, refused) = (_gate.Admit(session, read, ref _work).Pending, _gate.Admit(session, read, ref _work).Pending);
        _gate.Admit(session, read, ref _work);
        _gate.Resume(judged, _gate.PendingDigest(judged)!.Value, ResumeVerdict.Proceed, ref _work);
        _gate.Resume(refused, _gate.PendingDigest(refused)!.Value, ResumeVerdict.Refused, ref _work);
        _gate.Resume(refused, 1, ResumeVerdict.Proceed, ref _work);
    }

    private void Refused()
    {
        var read = new ActionRequest { Tool = _gate.Tool("read-book"), Chain = 3 };
        var revoked = Open("trader-2");
        _gate.Revoke("acme", CredentialLevel.Worker, "trader-2", "t").ShouldNotBeNull();
        _gate.Admit(revoked, read, ref _work);
        var closed = Open("trader-3");
        _gate.CloseSession(closed);
        _gate.Admit(closed, read, ref _work);
        var foreign = new TestGate().Open("trader-1");
        _gate.Admit(foreign, read, ref _work);
        foreach (var scope in new[] { PaceScope.Tenant("zeta"), PaceScope.Cluster("zeta", "care"), PaceScope.Type("zeta", "clerk"), PaceScope.Agent("zeta", _roster.Agents[^1].Name) })
        {
            _gate.Degrade(scope, PaceState.Alternate, "t", "t").Done.ShouldBeTrue();
        }
        _gate.Restore(PaceScope.Tenant("zeta"), PaceState.Primary, "t", "t").Done.ShouldBeTrue();
        _gate.Degrade(PaceScope.Tenant("evil-tenant"), PaceState.Emergency, "t", "t").Done.ShouldBeFalse();
        var orchestrator = _hierarchy.IssueOrchestrator(_roster.Fleet.Clusters[1], _key.PublicKey, ref _work, out _)!;
        _gate.Admit(Present(orchestrator, _key).Session!, read, ref _work);
    }

    private void Hostile()
    {
        var (me, now) = (TestKeys.Of("evil"), _clock.GetUtcNow());
        foreach (var claims in new[]
        {
            Forgery.Claims(now, tenant: "evil-tenant"), Forgery.Claims(now, subject: "evil-agent"), Forgery.Claims(now, role: "evil-role"),
            Forgery.Claims(now, subject: "evil-cluster@evil-region", role: "authority", level: CredentialLevel.Zone),
            Forgery.Claims(now, tenant: "", subject: "evil-region", role: "authority", level: CredentialLevel.Region),
        })
        {
            var zone = new CredentialChain(Forgery.Sign(Forgery.Claims(now, subject: "evil-cluster@evil-region", role: "authority", level: CredentialLevel.Zone), me, me), null);
            Present(new(Forgery.Sign(claims, me, me), null), me).Session.ShouldBeNull();
            Present(new(Forgery.Sign(claims, me, me), zone), me).Session.ShouldBeNull();
        }
        var trusted = _hierarchy.Zones["trading@north"].IssueWorker("evil-agent", "evil-role", AutonomyTier.Managed, false, me.PublicKey, ref _work, out _)!;
        Present(trusted, me).Session.ShouldBeNull();
    }

    private Session Open(string agent) =>
        Present(_hierarchy.Issue(_roster.Agents.First(a => a.Name == agent), _key.PublicKey, ref _work, out _)!, _key).Session ?? throw new InvalidOperationException(agent);

    private SessionResult Present(CredentialChain chain, ISigner key) =>
        _gate.OpenSession(chain, PossessionProof.Make(_gate.Challenge(), chain.Leaf, key, ref _work), ref _work);

    private Session Instance(int number)
    {
        if (_ring.Mint("acme", "trader", (UInt128)(uint)number + 1, TimeSpan.FromHours(1), ref _work) is not { } minted)
        {
            _ring.Rotate("acme", "trader");
            minted = _ring.Mint("acme", "trader", (UInt128)(uint)number + 1, TimeSpan.FromHours(1), ref _work)!.Value;
        }
        var opened = _gate.OpenSession(minted.Credential, minted.Credential.Prove(_gate.Challenge(), minted.Key, ref _work), ref _work);
        return opened.Session ?? throw new InvalidOperationException(opened.Verdict.Reason!.Code);
    }

    /// <summary>Refuses one of five records, so that every status occurs.</summary>
    private sealed class Sometimes : AuditSink
    {
        private int _count;

        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency) =>
            urgency == RecordUrgency.After && ++_count % 5 == 0 ? RecordStatus.Refused : _count % 2 == 0 ? RecordStatus.Taken : RecordStatus.Kept;
    }
}
