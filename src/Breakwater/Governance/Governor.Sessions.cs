using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Pace;
using Breakwater.Tenancy;
using Breakwater.Trust;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>Gives a newcomer something to sign.</summary>
    public SessionChallenge Challenge() => _challenges.Open();

    /// <summary>
    /// Opens a session: the challenge is this gate's and fresh, the chain is trusted, the agent is one of the fleet in that role, and the proof shows
    /// that it holds the key. Pending if another caller is verifying part of the chain now: ask for a new challenge and try again.
    /// </summary>
    public SessionResult OpenSession(CredentialChain chain, in PossessionProof proof, ref Work work)
    {
        var claims = chain.Leaf.Claims;
        if (Precondition(proof.Challenge) is { } early) { return Refuse(claims.Tenant, claims.Subject, early); }
        if (_tenants.Resolve(claims.Tenant) is not { } tenant) { return Refuse(claims.Tenant, claims.Subject, TrustVerdict.Refused(TenancyReasons.UnknownTenant)); }
        if (claims.Level != CredentialLevel.Worker) { return Refuse(claims.Tenant, claims.Subject, TrustVerdict.Refused(TrustReasons.BrokenChain)); }
        var wouldRefuse = false;
        if (_trustMode != ControlMode.Off)
        {
            var verdict = _trust.Verify(chain, ref work);
            wouldRefuse = !verdict.IsTrusted;
            if (wouldRefuse && _trustMode == ControlMode.On) { return Refuse(claims.Tenant, claims.Subject, verdict); }
        }
        if (!_registries.TryGetValue(claims.Tenant, out var registry) || registry.Find(claims.Subject) is not { } agent || agent.Role != claims.Role)
        {
            return Refuse(claims.Tenant, claims.Subject, TrustVerdict.Refused(GovernanceReasons.UnknownAgent));
        }
        if (_trustMode == ControlMode.On && !StandsIn(chain, agent)) { return Refuse(claims.Tenant, claims.Subject, TrustVerdict.Refused(GovernanceReasons.WrongZone)); }
        if (!proof.Proves(chain.Leaf, ref work)) { return Refuse(claims.Tenant, claims.Subject, TrustVerdict.Refused(TrustReasons.ProofFailed)); }
        return Open(tenant, agent, chain, null, wouldRefuse);
    }

    /// <summary>Opens a session for a short-lived instance of a type: two MACs, no signature. The instance is registered until its session is closed.</summary>
    public SessionResult OpenSession(InstanceCredential instance, in PossessionProof proof, ref Work work)
    {
        if (Precondition(proof.Challenge) is { } early) { return Refuse(instance.Tenant, instance.Type, early); }
        if (_tenants.Resolve(instance.Tenant) is not { } tenant) { return Refuse(instance.Tenant, instance.Type, TrustVerdict.Refused(TenancyReasons.UnknownTenant)); }
        var verdict = _typeKeys.Verify(instance, proof, ref work);
        if (!verdict.IsTrusted) { return Refuse(instance.Tenant, instance.Type, verdict); }
        if (!_types.TryGetValue((instance.Tenant, instance.Type), out var accountable) || !_registries.TryGetValue(instance.Tenant, out var registry))
        {
            return Refuse(instance.Tenant, instance.Type, TrustVerdict.Refused(GovernanceReasons.UnknownAgent));
        }
        if (_trust.IsRevoked(tenant.Handle, instance.Subject)) { return Refuse(instance.Tenant, instance.Type, TrustVerdict.Refused(TrustReasons.Revoked)); }
        if (registry.Add(instance.Subject, instance.Type, _grants.Group(instance.Type), _policy.Principal(instance.Subject, instance.Type, ""), accountable: accountable) is not { } agent)
        {
            var quota = tenant.Quotas.Agents is not null && registry.Count < _options.MaxAgentsPerTenant;
            return Refuse(instance.Tenant, instance.Type, new(Effect.Throttle, quota ? TenancyReasons.Agents : GovernanceReasons.RegistryFull));
        }
        var opened = Open(tenant, agent, null, instance, wouldRefuse: false);
        if (opened.Session is null) { registry.Remove(agent); }
        return opened;
    }

    /// <summary>
    /// Carries a session over to a renewed credential of the same subject and key; no new proof is needed. A new key needs a new session.
    /// </summary>
    public TrustVerdict RenewSession(Session session, CredentialChain renewed, ref Work work)
    {
        if (session.Gate != this || session.IsClosed || session.Chain is not { } current) { return TrustVerdict.Refused(GovernanceReasons.NoSession); }
        var (old, claims) = (current.Leaf.Claims, renewed.Leaf.Claims);
        if (claims.Subject != old.Subject || claims.Tenant != old.Tenant || claims.Role != old.Role || !renewed.Leaf.Key.Point.SequenceEqual(current.Leaf.Key.Point))
        {
            return TrustVerdict.Refused(TrustReasons.ProofFailed);
        }
        var verdict = _trustMode == ControlMode.Off ? TrustVerdict.Trusted : _trust.Verify(renewed, ref work);
        if (verdict.IsTrusted && _trustMode == ControlMode.On && !StandsIn(renewed, session.Registered)) { return TrustVerdict.Refused(GovernanceReasons.WrongZone); }
        if (_paceStage.Mode == ControlMode.On && PhaseOf(session) == PaceState.Emergency) { return TrustVerdict.Refused(PaceReasons.Emergency); }
        if (verdict.IsTrusted || _trustMode == ControlMode.Observe)
        {
            session.Chain = renewed;
            Know(session.Tenant, session.Registered, renewed);
            Record(session.Context, Session(AuditEventKind.SessionRenewed, session, new() { SwitchedOff = _switchedOff, Position = Position, Pace = PhaseOf(session) }));
        }
        return verdict;
    }

    /// <summary>Closes a session; everything it asks for afterwards is refused. What it has in flight can still be completed.</summary>
    public void CloseSession(Session session)
    {
        if (session.Gate != this || !session.TryClose()) { return; }
        session.Context.Meter.ReleaseSession(session.Bytes);
        if (session.Instance is { } instance)
        {
            _typeKeys.End(instance);
            _watch?.End(session.Tenant, session.Registered);
            _registries[session.TenantName].Remove(session.Registered);
            _delegation.Parties.Remove(session.Tenant, session.AgentName);
        }
    }

    /// <summary>
    /// The host says that a causal chain of the session's tenant is over, so that a sampling audit sink need not hold it for longer. Nothing is decided on it; what comes later all the same is recorded as ever.
    /// </summary>
    public void CloseChain(Session session, UInt128 chain)
    {
        if (session.Gate == this) { (session.Context.Audit ?? _audit).CloseChain(session.TenantName, chain); }
    }

    private TrustVerdict? Precondition(in SessionChallenge challenge) =>
        StateIncomplete ? TrustVerdict.Refused(GovernanceReasons.StateIncomplete)
        : _challenges.Redeem(challenge) ? null
        : TrustVerdict.Refused(TrustReasons.ChallengeInvalid);

    /// <summary>Whether the chain's zone and region are the agent's own: an authority speaks for its own subtree and nobody else's.</summary>
    private static bool StandsIn(CredentialChain chain, RegisteredAgent agent) =>
        chain.Issuer is { Issuer: { } region } zone && zone.Leaf.Claims.Subject == agent.Zone && region.Leaf.Claims.Subject == agent.Region;

    private SessionResult Open(TenantContext tenant, RegisteredAgent agent, CredentialChain? chain, InstanceCredential? instance, bool wouldRefuse)
    {
        var session = new Session(this, Interlocked.Increment(ref _sessions), tenant, agent, chain, instance);
        var phase = PhaseOf(session);
        var consulted = (_trustMode == ControlMode.Off ? 0 : TrustBit) | (_paceStage.Mode == ControlMode.Off ? 0 : PaceBit);
        if (phase == PaceState.Emergency && _paceStage.Mode == ControlMode.On)
        {
            return Refuse(tenant.Id, agent.Name, TrustVerdict.Refused(PaceReasons.Emergency), consulted, phase);
        }
        if (!TryHold(session)) { return Refuse(tenant.Id, agent.Name, new(Effect.Throttle, TenancyReasons.Memory)); }
        Know(session.Tenant, agent, chain);
        _watch?.Begin(session.Tenant, agent);
        var opened = new Decision
        {
            Effect = Effect.Allow,
            Consulted = consulted,
            SwitchedOff = _switchedOff,
            WouldRefuse = (wouldRefuse ? TrustBit : 0) | (phase == PaceState.Emergency ? PaceBit : 0),
            Position = Position,
            Pace = phase,
        };
        Record(tenant, Session(AuditEventKind.SessionOpened, session, opened));
        return new(session, TrustVerdict.Trusted);
    }

    /// <summary>From here on the session's number stands for the credential.</summary>
    private static AuditEvent Session(AuditEventKind kind, Session session, in Decision decision) => new()
    {
        Kind = kind,
        Tenant = session.TenantName,
        Agent = session.AgentName,
        Accountable = session.Registered.Accountable,
        Session = session.Number,
        Credential = session.Chain?.Leaf.Id.Head ?? 0,
        Decision = decision,
        Pace = decision.Pace,
    };

    // Recorded with the gate: who has not shown whose it is uses up nobody's quota.
    private SessionResult Refuse(string tenant, string subject, TrustVerdict verdict, ulong consulted = 0, PaceState phase = PaceState.Primary)
    {
        NoticeRefused(tenant, subject, verdict);
        Record(null, new()
        {
            Kind = AuditEventKind.SessionRefused,
            Tenant = tenant,
            Agent = subject,
            Decision = new() { Effect = verdict.Effect, Reason = verdict.Reason, Consulted = consulted, Position = Position },
            Pace = phase,
        });
        return new(null, verdict);
    }
}
