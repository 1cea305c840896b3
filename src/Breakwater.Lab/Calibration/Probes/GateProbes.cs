using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>The real gate, with sessions opened for real.</summary>
internal static class GateProbes
{
    /// <summary>One event into the audit sink, as the decision path sees it: a full sink makes way for a fresh one, and emptying is nobody's wait.</summary>
    public static CalibrationProbe RecordAppended { get; } = new(WorkUnit.RecordAppended, size =>
    {
        var capacity = size == StateSize.Cache ? 1_024 : 200_000;
        var sink = new MemoryAuditSink(capacity);
        var record = new AuditEvent { Kind = AuditEventKind.Decided, Tenant = "tenant", Agent = "agent-1", Tool = "tool" };
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                if (!sink.TryAppend(record, control: false)) { sink = new MemoryAuditSink(capacity); }
            }

            work.Add(WorkUnit.RecordAppended, operations);
        });
    });

    /// <summary>Admit and complete on open sessions, less what the controls in the path count themselves. Without watchers: a message scored has a probe of its own, over state of another size.</summary>
    public static CalibrationProbe GateDecision { get; } = new(WorkUnit.GateDecision, size =>
    {
        var fleet = FleetScaler.Scale(FleetFile.Parse(StarterFleet.Text, "starter").Fleet!, size == StateSize.Cache ? 50 : 1_000).Fleet with
        {
            Controls = new Dictionary<string, ControlMode> { [KnownControls.Watching] = ControlMode.Off },
        };
        var setup = default(Work);
        var roster = FleetRoster.Expand(fleet);
        var hierarchy = TrustHierarchy.Create(roster, P256Signer.Create, TimeProvider.System, ref setup);
        var audit = new MemoryAuditSink(1 << 20);
        var gate = Governor.Create(fleet, new() { Root = hierarchy.Root.Key, Audit = audit, RateLimits = FleetRateLimits.Unlimited(fleet) });
        var open = roster.Agents.Where(a => a.Group.Tools.Count > 0).Select(a => Open(gate, hierarchy, a)).ToArray();
        var at = 0;
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                var (session, request) = open[at];
                gate.Complete(gate.Admit(session, request, ref work), Outcome.Succeeded, default, new(), ref work);
                at = at + 1 == open.Length ? 0 : at + 1;
                if (audit.Count > 900_000) { audit.Drain(); }
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
