using System.Globalization;
using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Pace;
using Breakwater.Policy;
using Breakwater.Trust;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>
    /// Takes a chain that the session's agent was handed; the grant's handle goes into its actions. What was presented is recorded (DEL-02): the chain,
    /// the last pair, the task type and how many tools are left.
    /// </summary>
    /// <param name="session">The delegate's session.</param>
    /// <param name="userSession">The user's session that the work belongs to, as the host knows it.</param>
    /// <param name="chain">What is presented.</param>
    /// <param name="work">Counts what it cost.</param>
    public DelegationResult AcceptDelegation(Session session, UInt128 userSession, DelegationChain chain, ref Work work)
    {
        var terms = chain.Leaf.Terms;
        var result = Unusable(session) is { } early ? early : _delegation.Verify(Holder(session), userSession, chain, ref work);
        NoticePresented(session, chain.Leaf.Head.Chain, terms.Delegator, terms.TaskType, result.Verdict);
        RecordPresented(session, chain.Leaf.Head.Chain, $"{terms.Delegator} hands {terms.TaskType} to {terms.Delegate} for {chain.User.Claims.User}", result);
        return result;
    }

    /// <summary>Takes a use of a pre-approved path that the session's agent was handed; see <see cref="AcceptDelegation(Session, UInt128, DelegationChain, ref Work)"/>.</summary>
    public DelegationResult AcceptDelegation(Session session, UInt128 userSession, in PathUse use, ref Work work)
    {
        var result = Unusable(session) is { } early ? early : _delegation.Accept(use, Holder(session), userSession, ref work);
        NoticePresented(session, 0, use.Delegator, "", result.Verdict);
        RecordPresented(session, 0, $"{use.Delegator} uses a pre-approved path to {use.Delegate}", result);
        return result;
    }

    /// <summary>What a session's agent mints uses of a pre-approved path with; null, with the reason, if it is not at the path's beginning.</summary>
    public PathPermit? PermitPath(Session session, in Fingerprint template, ref Work work, out Reason? refusal)
    {
        if (Unusable(session) is { } early)
        {
            refusal = early.Verdict.Reason;
            return null;
        }
        return _delegation.Permit(session.Tenant, template, session.AgentName, ref work, out refusal);
    }

    /// <summary>Learns the key of a delegator whose session is at another gate, from its credential.</summary>
    public TrustVerdict Introduce(CredentialChain chain, ref Work work)
    {
        var claims = chain.Leaf.Claims;
        var verdict = _trust.Verify(chain, ref work);
        if (!verdict.IsTrusted) { return verdict; }
        if (!_registries.TryGetValue(claims.Tenant, out var registry) || registry.Find(claims.Subject) is not { } agent || agent.Role != claims.Role)
        {
            return TrustVerdict.Refused(GovernanceReasons.UnknownAgent);
        }
        if (!StandsIn(chain, agent)) { return TrustVerdict.Refused(GovernanceReasons.WrongZone); }
        Know(_trust.Tenant(claims.Tenant), agent, chain);
        return TrustVerdict.Trusted;
    }

    /// <summary>
    /// Revokes a contract, or a user's assertion, with everything that descends from it. A restriction: applied first, then given its place in the
    /// control log, and written by <see cref="Advance"/> until it is durable.
    /// </summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="document">Its fingerprint.</param>
    /// <param name="until">When it would have expired.</param>
    /// <param name="actor">Who or what ordered it.</param>
    /// <returns>Its record, for the other nodes; null if the tenant is not registered.</returns>
    public ControlRecord? RevokeContract(string tenant, in Fingerprint document, DateTimeOffset until, string actor) =>
        RevokeDocument(DelegationRecord.RevokeContract, new(tenant, document, until), actor);

    /// <summary>Revokes a pre-approved path with every use of it; see <see cref="RevokeContract"/>.</summary>
    public ControlRecord? RevokePath(string tenant, in Fingerprint template, DateTimeOffset until, string actor) =>
        RevokeDocument(DelegationRecord.RevokeTemplate, new(tenant, template, until), actor);

    /// <summary>Puts a pre-approved path in force. A permit: it is durable in the control log before it counts.</summary>
    /// <param name="template">The path, signed by the tenant's approver.</param>
    /// <param name="actor">Who ordered it.</param>
    /// <param name="work">Counts what it cost.</param>
    /// <param name="verdict">Whether it may be in force at all; nothing is written if not.</param>
    /// <returns>What became of the record; its number is that of the issue.</returns>
    public AppendResult IssuePath(PathTemplate template, string actor, ref Work work, out DelegationVerdict verdict)
    {
        verdict = IsStopped(template.Claims.Tenant) ? DelegationVerdict.Refused(PaceReasons.Emergency) : _delegation.Examine(template, ref work);
        if (!verdict.IsAllowed) { return AppendResult.Failed($"The path is refused: {verdict.Reason!.Text}."); }
        var result = _log.Append(_trust.Tenant(template.Claims.Tenant), DelegationRecord.IssueTemplate, template.Bytes, actor);
        if (!result.Durable) { return result; }
        verdict = _delegation.Issue(template, result.Number, ref work);
        MoveTo(result.Number);
        RecordDelegationChange(DelegationRecord.IssueTemplate, template.Claims.Tenant, actor);
        return result;
    }

    /// <summary>Records that a person approved a contract beyond the depth that needs it. A permit: it is durable before it counts.</summary>
    public AppendResult ApproveContract(string tenant, in Fingerprint contract, DateTimeOffset until, string actor)
    {
        if (_delegation.Tenant(tenant).IsNone) { return AppendResult.Failed($"The tenant `{tenant}` is not registered."); }
        if (IsStopped(tenant)) { return AppendResult.Failed($"The tenant `{tenant}` is in Emergency, where nothing is handed on: restore it first."); }
        var result = _log.Append(_trust.Tenant(tenant), DelegationRecord.Approve, new DelegationRecord(tenant, contract, until).Write(), actor);
        if (!result.Durable) { return result; }
        _delegation.Approve(tenant, contract, until);
        MoveTo(result.Number);
        RecordDelegationChange(DelegationRecord.Approve, tenant, actor);
        return result;
    }

    private static DelegationHolder Holder(Session session) => new(session.Tenant, session.AgentName, session.Number);

    private DelegationResult? Unusable(Session session) =>
        session.Gate != this || session.IsClosed ? new(null, DelegationVerdict.Refused(GovernanceReasons.NoSession))
        : StateIncomplete ? new(null, DelegationVerdict.Refused(GovernanceReasons.StateIncomplete))
        : _paceStage.Mode == ControlMode.On && PhaseOf(session) == PaceState.Emergency ? new(null, DelegationVerdict.Refused(PaceReasons.Emergency))
        : null;

    /// <summary>Makes an agent known to the delegation control. An older credential does not take the place of a newer one.</summary>
    private void Know(TenantHandle tenant, RegisteredAgent agent, CredentialChain? chain)
    {
        var group = agent.Group == GrantTable.NoGroup ? agent.Name : agent.Role;
        var since = chain?.Leaf.Claims.NotBefore ?? _time.GetUtcNow();
        if (_delegation.Parties.Find(tenant, agent.Name) is { } known && known.Since > since) { return; }
        string[] authorities = agent.Zone.Length == 0 ? [] : [agent.Zone, agent.Region];
        _delegation.Parties.Set(tenant, new(agent.Name, group, chain?.Leaf.Key, since, authorities));
    }

    private ControlRecord? RevokeDocument(string kind, in DelegationRecord revocation, string actor)
    {
        if (!_delegation.Revoke(revocation.Tenant, revocation.Document, revocation.Until)) { return null; }
        var owner = _trust.Tenant(revocation.Tenant);
        var payload = revocation.Write();
        var result = _log.EnqueueRestriction(owner, kind, payload, actor);
        MoveTo(result.Number);
        RecordDelegationChange(kind, revocation.Tenant, actor);
        return new(result.Number, _time.GetUtcNow(), owner, kind, payload, actor);
    }

    /// <summary>Brings a delegation record into force; false if it cannot be read.</summary>
    private bool TakeDelegation(in ControlRecord record)
    {
        var work = default(Work);
        if (record.Kind == DelegationRecord.IssueTemplate)
        {
            if (!PathTemplate.TryRead(record.Payload.Span, out var template, ref work)) { return false; }
            // One that has expired meanwhile, or that the fleet no longer declares, is refused here as it would be now.
            _delegation.Issue(template, record.Number, ref work);
            return true;
        }
        var reader = new ControlPayloadReader(record.Payload.Span);
        if (!DelegationRecord.TryReadFrom(ref reader, out var read) || !reader.IsComplete) { return false; }
        if (record.Kind == DelegationRecord.Approve) { _delegation.Approve(read.Tenant, read.Document, read.Until); } else { _delegation.Revoke(read.Tenant, read.Document, read.Until); }
        return true;
    }

    private void WriteDelegations(ControlPayloadWriter writer)
    {
        foreach (var documents in new[] { _delegation.RevokedDocuments(), _delegation.Approvals() })
        {
            writer.Int32(documents.Count);
            foreach (var (tenant, document, until) in documents) { new DelegationRecord(tenant, document, until).WriteTo(writer); }
        }
        var paths = _delegation.IssuedPaths();
        writer.Int32(paths.Count);
        foreach (var (template, epoch) in paths) { writer.Int64(epoch).Bytes(template.Bytes); }
    }

    private bool RestoreDelegations(ref ControlPayloadReader reader)
    {
        var work = default(Work);
        for (var list = 0; list < 2; list++)
        {
            if (!reader.TryInt32(out var count)) { return false; }
            for (var i = 0; i < count; i++)
            {
                if (!DelegationRecord.TryReadFrom(ref reader, out var read)) { return false; }
                if (list == 0) { _delegation.Revoke(read.Tenant, read.Document, read.Until); } else { _delegation.Approve(read.Tenant, read.Document, read.Until); }
            }
        }
        if (!reader.TryInt32(out var paths)) { return false; }
        for (var i = 0; i < paths; i++)
        {
            if (!reader.TryInt64(out var epoch) || !reader.TryBytes(ControlLogLimits.PayloadBytes, out var bytes) || !PathTemplate.TryRead(bytes, out var template, ref work)) { return false; }
            _delegation.Issue(template, epoch, ref work);
        }
        return true;
    }

    private void RecordPresented(Session session, UInt128 chain, string what, in DelegationResult result)
    {
        if (_recording == ControlMode.Off) { return; }
        var phase = PhaseOf(session);
        var wouldRefuse = phase == PaceState.Emergency && _paceStage.Mode == ControlMode.Observe ? PaceBit : 0;
        Record(session.Context, new()
        {
            Kind = AuditEventKind.DelegationPresented,
            Tenant = session.TenantName,
            Agent = session.AgentName,
            Accountable = session.Registered.Accountable,
            Chain = chain,
            Decision = new() { Effect = result.Verdict.Effect, Reason = result.Verdict.Reason, SwitchedOff = _switchedOff, WouldRefuse = wouldRefuse, Position = Position },
            Pace = phase,
            Detail = result.Grant is { } grant ? string.Create(CultureInfo.InvariantCulture, $"{what}: {grant.Effective.Count} tools until {grant.NotAfter:O}") : what,
        });
    }

    private void RecordDelegationChange(string kind, string tenant, string actor) => Record(
        _tenants.Resolve(tenant), new() { Kind = AuditEventKind.ControlChanged, Tenant = tenant, Detail = $"{kind} by {actor}", Decision = new() { Position = Position } },
        control: true);
}
