using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Pace;
using Breakwater.RateLimiting;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Governance;

/// <summary>A gate over the test fleet, and the everyday things done with it.</summary>
internal sealed class TestGate
{
    public Work Work;

    public TestGate(
        TestFleet? fleet = null, IReadOnlyDictionary<string, ControlMode>? controls = null, FleetControlLog? log = null, GovernorOptions? options = null,
        int auditCapacity = 4_096, bool anchored = true, TypeKeyRing? ring = null, TrustSettings? trust = null, RateLimitOptions? rates = null, AuditSink? sink = null,
        PaceOptions? pace = null, Action<GovernorServices>? with = null)
    {
        Fleet = fleet ?? new(TestFleet.Describe(controls, trust));
        Audit = new(auditCapacity);
        Log = log ?? new MemoryControlLog(Fleet.Clock);
        Ring = ring ?? new(Fleet.Clock);
        var services = new GovernorServices
        {
            Root = anchored ? Fleet.Hierarchy.Root.Key : null, Log = Log, Audit = sink ?? Audit, Time = Fleet.Clock, TypeKeys = Ring, Options = options ?? new(),
            RateLimits = rates ?? FleetRateLimits.Unlimited(Fleet.Specification), Pace = pace ?? new(),
        };
        with?.Invoke(services);
        Governor = Governor.Create(Fleet.Specification, services);
    }

    public TestFleet Fleet { get; }

    public MemoryAuditSink Audit { get; }

    public FleetControlLog Log { get; }

    public TypeKeyRing Ring { get; }

    public Governor Governor { get; }

    public ActionRequest Read => new() { Tool = Governor.Tool("read-book"), Chain = 1, Request = 1, Estimate = new(100) };

    public ActionRequest Order => new() { Tool = Governor.Tool("place-order"), Chain = 1, Request = 2, Estimate = new(250) };

    public SessionResult TryOpen(CredentialChain chain, ISigner key)
    {
        var challenge = Governor.Challenge();
        return Governor.OpenSession(chain, PossessionProof.Make(challenge, chain.Leaf, key, ref Work), ref Work);
    }

    public Session Open(string agent)
    {
        var result = TryOpen(Fleet[agent], TestKeys.Of(agent));
        result.Verdict.ShouldBe(TrustVerdict.Trusted);
        return result.Session!;
    }

    public Session OpenInstance(UInt128 session, TimeSpan? life = null)
    {
        if (Ring.Mint("acme", "trader", session, life ?? TimeSpan.FromHours(1), ref Work) is not { } minted)
        {
            Ring.Rotate("acme", "trader");
            minted = Ring.Mint("acme", "trader", session, life ?? TimeSpan.FromHours(1), ref Work)!.Value;
        }
        var result = Governor.OpenSession(minted.Credential, minted.Credential.Prove(Governor.Challenge(), minted.Key, ref Work), ref Work);
        result.Verdict.ShouldBe(TrustVerdict.Trusted);
        return result.Session!;
    }

    public Admission Admit(Session session, in ActionRequest request) => Governor.Admit(session, request, ref Work);

    public void Refused(Session session, in ActionRequest request, Reason reason, Effect effect = Effect.Deny)
    {
        var admission = Admit(session, request);
        admission.Decision.Effect.ShouldBe(effect);
        admission.Decision.Reason.ShouldBe(reason);
        admission.Number.ShouldBe(0UL);
        Governor.Complete(admission, Outcome.Succeeded, default).ShouldBe(Completion.Unknown);
    }
}
