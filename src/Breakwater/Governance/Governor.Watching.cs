using System.Globalization;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Observability;
using Breakwater.Trust;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    private const float MisusedCredential = 0.4f, RefusedDelegation = 0.4f, RefusedScope = 0.3f;

    /// <summary>The watchers of the node; null where <c>watching</c> is off.</summary>
    public FleetWatch? Watch => _watch?.Fleet;

    /// <summary>Signals of the gate that were held back because their agent had raised 32 in that minute already.</summary>
    public long SignalsHeld => _watch?.SignalsHeld ?? 0;

    /// <summary>
    /// Takes a message of a session's agent in, as its host saw it: to whom it went, what a judge or a scanner measured. Who sent it comes from the session, whatever the
    /// observation says. The gate observes actions itself.
    /// </summary>
    /// <returns>The agent's score; <c>default</c> where watching is off, or there was no room for the agent.</returns>
    public AnomalyReading Observe(Session session, in Observation message, ref Work work) =>
        _watch is null || session.Gate != this || session.IsClosed ? default : _watch.Observe(session, message, ref work);

    /// <summary>
    /// Takes in what a host's own control noticed at a session's agent, such as a scanner that suspects an injection. At whom and when comes from the session and the gate's clock. No more than 32 a minute
    /// and agent; those beyond are counted.
    /// </summary>
    public void Raise(Session session, in Signal signal)
    {
        if (session.Gate == this && !session.IsClosed) { _watch?.Raise(session.Tenant, session.Registered, signal); }
    }

    /// <summary>Raises what a stage's refusal says of the agent, if anything.</summary>
    private void Notice(Session session, in ActionRequest request, GateStage stage, in StageResult refusal)
    {
        if (_watch is null || refusal.Effect != Effect.Deny || stage.Speaks(refusal.Reason!) is not { } kind) { return; }
        var magnitude = kind switch { SignalKind.CredentialMisuse => MisusedCredential, SignalKind.UnusualDelegation => RefusedDelegation, _ => RefusedScope };
        _watch.Raise(session.Tenant, session.Registered, new() { Kind = kind, Chain = request.Chain, Parent = ParentOf(session, request), Magnitude = magnitude });
    }

    /// <summary>A session was refused: of what was shown, only the name of an agent of the fleet is used, and only as a hint.</summary>
    private void NoticeRefused(string tenant, string subject, in TrustVerdict verdict)
    {
        if (_watch is null || verdict.Effect != Effect.Deny || !TrustStage.IsMisuse(verdict.Reason!)) { return; }
        if (_tenants.Resolve(tenant) is { } owner && _registries[tenant].Find(subject) is { } agent)
        {
            _watch.Raise(owner.Handle, agent, new() { Kind = SignalKind.CredentialMisuse, Magnitude = MisusedCredential });
        }
    }

    /// <summary>A delegation was presented: how work is usually handed on is learnt from those that hold, and one that was refused is a signal.</summary>
    private void NoticePresented(Session session, UInt128 chain, string delegator, string task, in DelegationVerdict verdict)
    {
        if (_watch is null || session.Gate != this || session.IsClosed) { return; }
        if (verdict.IsAllowed) { _watch.Fleet.HandOn(session.Tenant, _registries[session.TenantName].Find(delegator)?.Handle ?? default, session.Agent, task, chain); }
        else if (verdict.Effect == Effect.Deny && DelegationStage.IsUnusual(verdict.Reason!))
        {
            _watch.Raise(session.Tenant, session.Registered, new() { Kind = SignalKind.UnusualDelegation, Chain = chain, Magnitude = RefusedDelegation });
        }
    }

    /// <summary>The chain that the work was handed on in, where the action stands on a delegation and goes on under another number.</summary>
    private UInt128 ParentOf(Session session, in ActionRequest request)
    {
        if (request.Delegation.IsNone) { return 0; }
        var chain = _delegation.ChainOf(session.Tenant, request.Delegation);
        return chain == request.Chain ? 0 : chain;
    }

    private void NoticeAsked(Session session, in ActionRequest request, bool blocked, ref Work work) =>
        _watch?.Asked(session, request, ParentOf(session, request), blocked, ref work);

    private void NoticeEnded(in AdmissionTable.InFlight action, bool? failed, in Usage usage, in Measured measured, ref Work work)
    {
        if (_watch is null) { return; }
        var life = _options.AdmissionLife.TotalSeconds * _time.TimestampFrequency;
        var latency = (_time.GetTimestamp() - (action.Expires - life)) / _time.TimestampFrequency * 1_000;
        _watch.Ended(action, failed, (float)Math.Max(latency, 0.001), usage, measured, ref work);
    }

    /// <summary>The alerts that are due, each recorded; those to be shown to people only where watching is on.</summary>
    private IReadOnlyList<Alert> ShowAlerts()
    {
        if (_watch is null) { return []; }
        var alerts = _watch.Fleet.TakeAlerts();
        foreach (var alert in alerts)
        {
            var tenant = alert.Tenant.IsNone ? null : _tenants.All[alert.Tenant.Value - 1];
            var agent = RegisteredAs(alert.Tenant, alert.Agent);
            Record(tenant, new()
            {
                Kind = AuditEventKind.AlertShown,
                Tenant = tenant?.Id,
                Agent = agent?.Name,
                Accountable = agent?.Accountable,
                Chain = alert.Incident is { Chains: [var first, ..] } ? first : 0,
                Count = alert.Occurrences,
                Since = alert.First,
                Detail = Describe(alert),
                Decision = new() { Position = Position },
            });
        }
        return _watch.Shows ? alerts : [];
    }

    private RegisteredAgent? RegisteredAs(TenantHandle tenant, AgentHandle agent) => tenant.IsNone || agent.IsNone ? null : _registries[_tenants.All[tenant.Value - 1].Id].Find(agent);

    private string Describe(Alert alert)
    {
        var what = alert.Incident is { } incident
            ? $"{string.Join(", ", incident.Kinds)} at {string.Join(", ", incident.Agents.Select(a => RegisteredAs(incident.Tenant, a)?.Name ?? "an agent that left"))}; {incident.Chains.Count} chains"
            : $"{string.Join(", ", alert.Signals)}{(alert.Group is null ? "" : $" of {alert.GroupKind} {alert.Group}")}";
        var text = string.Create(CultureInfo.InvariantCulture, $"{alert.Kind}, {alert.Agents} agents, magnitude {alert.Magnitude:0}: {what}");
        return _watch!.Shows ? text : $"{text} (observed, not shown)";
    }
}
