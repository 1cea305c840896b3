using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.LogVolume;
using Breakwater.Lab.Tenants;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>The real gate, with sessions opened for real.</summary>
internal static class GateProbes
{
    private const int Beat = 1_024;

    /// <summary>Decisions and completions in turn, as records in the form that ships, into logs in memory: encoded, appended, and at each beat hashed and committed. What the disk takes for their bytes is a unit of its own.</summary>
    public static CalibrationProbe RecordAppended { get; } = new(WorkUnit.RecordAppended, size =>
    {
        var agents = Enumerable.Range(0, size == StateSize.Cache ? 64 : 100_000).Select(i => $"research-{i}").ToArray();
        var log = new VolumeLog(compacts: false, TimeProvider.System);
        var (at, start) = (0, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new(
            (int operations, ref Work work) =>
            {
                for (var i = 0; i < operations; i++)
                {
                    var (pair, isEnd) = (at / 2, at % 2 == 1);
                    // A multiple of a large prime visits the agents in an order that the processor cannot foresee.
                    var e = new AuditEvent
                    {
                        Kind = AuditEventKind.Decided, Time = start.AddTicks(at), Node = "node-1", Tenant = "tenant", Agent = agents[pair * 2_654_435_761L % agents.Length], Session = 17, Chain = StableHash.Of(1, (ulong)pair / 5, 0), Request = (ulong)pair % 5 + 1,
                        Tool = "read-positions", Risk = RiskClass.Medium, ArgumentsDigest = StableHash.Of(2, (ulong)pair, 0), Decision = new() { Effect = Effect.Allow, Consulted = 0b11_1111 }, Admission = (ulong)pair + 1,
                    };
                    log.Append(isEnd ? e with { Kind = AuditEventKind.Completed, ArgumentsDigest = 0, Decision = default, Outcome = Outcome.Succeeded, Charged = new(1_500) } : e, RecordUrgency.After);
                    if (++at % Beat == 0) { log.Advance(); }
                }
                work.Add(WorkUnit.RecordAppended, operations);
            },
            log);
    });

    /// <summary>Admit and complete on open sessions, less what the controls in the path count themselves. Without records and watchers: they have probes of their own, over state of another size.</summary>
    public static CalibrationProbe GateDecision { get; } = new(WorkUnit.GateDecision, size =>
    {
        var fleet = FleetScaler.Scale(FleetFile.Parse(StarterFleet.Text, "starter").Fleet!, size == StateSize.Cache ? 50 : 1_000).Fleet with
        {
            Controls = new Dictionary<string, ControlMode> { [KnownControls.Watching] = ControlMode.Off, [KnownControls.Audit] = ControlMode.Off },
        };
        var setup = default(Work);
        var roster = FleetRoster.Expand(fleet);
        var hierarchy = TrustHierarchy.Create(roster, P256Signer.Create, TimeProvider.System, ref setup);
        var gate = Governor.Create(fleet, new() { Root = hierarchy.Root.Key, RateLimits = FleetRateLimits.Unlimited(fleet) });
        var open = roster.Agents.Where(a => a.Group.Tools.Count > 0).Select(a => Open(gate, hierarchy, a)).ToArray();
        var at = 0;
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                var (session, request) = open[at];
                gate.Complete(gate.Admit(session, request, ref work), Outcome.Succeeded, default, new(), ref work);
                at = at + 1 == open.Length ? 0 : at + 1;
            }
        });
    });

    /// <summary>An action refused because its tenant's quota of decisions is used up: all that the gate does about it, the dearer of the two answers. What is granted goes on and is counted as a decision besides.</summary>
    public static CalibrationProbe QuotaAsked { get; } = new(WorkUnit.QuotaAsked, size =>
    {
        var setting = size == StateSize.Cache ? new TenantCase(10, 6, HasQuotas: true, SharesCache: false) : new(200, 250, HasQuotas: true, SharesCache: false);
        var (agents, setup) = (setting.Tenants * setting.AgentsPerTenant, default(Work));
        var world = new TenantWorld(FleetFile.Parse(StarterFleet.Text, "starter").Fleet!, setting, TimeProvider.System, new(1, TimeSpan.FromDays(1)));
        for (var agent = 0; agent < agents; agent += setting.AgentsPerTenant) { world.Decide(agent, 1, ref setup); }
        // A large prime's steps visit the agents in an order that the processor cannot foresee.
        var (step, at) = (35_761 % agents, 0);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                if (world.Decide(at, 1, ref work) is not null) { throw new InvalidOperationException("A quota that is used up permitted."); }
                at = at + step < agents ? at + step : at + step - agents;
            }
        });
    });

    private static (Session Session, ActionRequest Request) Open(Governor gate, TrustHierarchy hierarchy, AgentSpecification agent)
    {
        var work = default(Work);
        using var key = P256Signer.Create();
        var chain = hierarchy.Issue(agent, key.PublicKey, ref work, out _)!;
        var opened = gate.OpenSession(chain, PossessionProof.Make(gate.Challenge(), chain.Leaf, key, ref work), ref work);
        return (opened.Session ?? throw new InvalidOperationException($"A genuine agent got no session: {opened.Verdict.Reason}."), new() { Tool = gate.Tool(agent.Group.Tools[0]), Chain = 1 });
    }
}
