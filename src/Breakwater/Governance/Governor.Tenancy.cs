using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Tenancy;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>The tenants of the gate, in the order of the fleet file.</summary>
    public IReadOnlyList<TenantContext> Tenants => _tenants.All;

    /// <summary>A tenant of the gate; null, for which <see cref="TenancyReasons.UnknownTenant"/> is the reason, if the fleet has none of that id.</summary>
    public TenantContext? Tenant(string id) => _tenants.Resolve(id);

    /// <summary>What a tenant uses here now. Its memory is measured for it, which walks what the controls hold: for operators, not for every action.</summary>
    /// <exception cref="ArgumentException">The context is another gate's.</exception>
    public TenantUsage Usage(TenantContext tenant)
    {
        if (!ReferenceEquals(_tenants.Resolve(tenant.Id), tenant)) { throw new ArgumentException("The tenant is one of another gate.", nameof(tenant)); }
        var (meter, policies, orchestrators) = (tenant.Meter, _policy.Held(tenant.Handle), _orchestrators.GetValueOrDefault(tenant.Id));
        meter.HoldPolicies(HeldBytes.Of(policies.Compiled, policies.Shared));
        meter.Remember(Remembered(tenant));
        return new(meter.Decided, meter.DecisionsRefused, policies.Policies, _registries[tenant.Id].Count - orchestrators, meter.MemoryBytes, meter.AuditBytes);
    }

    private static List<string> TenantProblems(FleetSpecification fleet, GovernorServices services)
    {
        var problems = new List<string>();
        foreach (var tenant in fleet.Tenants)
        {
            var agents = fleet.Clusters.Where(c => c.Tenant == tenant.Id).Sum(c => c.Groups.Sum(g => (long)g.Agents));
            if (agents > tenant.Quotas.Agents) { problems.Add(FormattableString.Invariant($"Tenant `{tenant.Id}` has {agents:#,0} agents, and its quota is {tenant.Quotas.Agents:#,0}: raise the quota.")); }
        }
        foreach (var (id, sink) in services.TenantAudit.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            if (fleet.Tenants.All(t => t.Id != id)) { problems.Add($"{nameof(services.TenantAudit)} names the tenant `{id}`, which the fleet does not have: name a tenant of the fleet file."); }
            if (ReferenceEquals(sink, services.Audit)) { problems.Add($"Tenant `{id}` shares its audit destination with the gate: give it a sink of its own, or none."); }
        }
        return problems;
    }

    private List<TenantRegistration> Registrations(FleetSpecification fleet, GovernorServices services) => [.. fleet.Tenants.Select(tenant =>
    {
        var handle = _policy.Tenant(tenant.Id);
        var (_, accepted, refused) = _trust.Held(handle);
        var keys = services.DelegationKeys.GetValueOrDefault(tenant.Id);
        return new TenantRegistration
        {
            Id = tenant.Id,
            Quotas = tenant.Quotas,
            Audit = services.TenantAudit.GetValueOrDefault(tenant.Id),
            Keys =
            [
                .. keys is null ? (TenantKey[])[] : [new("user authority", keys.Users.Point.ToArray())],
                .. keys?.Paths is { } paths ? (TenantKey[])[new("path approver", paths.Point.ToArray())] : [],
            ],
            Holdings =
            [
                .. _policy.Parts(handle).Select(p => new TenantHolding("compiled policies, data or decision cache", p)),
                new("verifications", accepted), new("refusals", refused), new("delegations", _delegation.Held(handle).Held), new("phases", _pace.HeldBy(handle)),
            ],
        };
    })];

    /// <summary>Agents of the file and instances; orchestrators have their places beside them.</summary>
    private int MostAgents(FleetSpecification fleet, Tenant tenant)
    {
        var orchestrators = _orchestrators[tenant.Id] = fleet.Clusters.Count(c => c.Tenant == tenant.Id);
        return tenant.Quotas.Agents is { } most ? (int)Math.Min(_options.MaxAgentsPerTenant, (long)most + orchestrators) : _options.MaxAgentsPerTenant;
    }

    /// <summary>From here on what is published is held against the tenants' quotas. What the log brought stays: it was in force.</summary>
    private void MeterPolicies()
    {
        _policy.Quota = BeyondQuota;
        _policy.Changed = Measure;
        foreach (var tenant in _tenants.All) { Measure(_policy.Held(tenant.Handle)); }
    }

    private void Measure(CandidatePolicies policies)
    {
        if (_tenants.Resolve(policies.Tenant) is { Quotas.Memory: not null } tenant) { tenant.Meter.HoldPolicies(HeldBytes.Of(policies.Compiled, policies.Shared)); }
    }

    private string? BeyondQuota(CandidatePolicies candidate)
    {
        var tenant = _tenants.Resolve(candidate.Tenant)!;
        if (tenant.Quotas.Policies is { } most && candidate.Policies > most)
        {
            return FormattableString.Invariant($"would bring tenant `{tenant.Id}` to {candidate.Policies:#,0} policies, and its quota is {most:#,0} ({TenancyReasons.Policies.Code})");
        }
        if (tenant.Quotas.Memory is not { } memory) { return null; }
        var bytes = HeldBytes.Of(candidate.Compiled, candidate.Shared);
        return tenant.Meter.FitsPolicies(bytes)
            ? null
            : FormattableString.Invariant($"would make the policies of tenant `{tenant.Id}` {bytes:#,0} bytes, beside what else is held for it, and its quota is {memory:#,0} ({TenancyReasons.Memory.Code})");
    }

    /// <summary>Holds the memory of a session against its tenant's quota. The chain is not the session's: trust remembers it, and is measured with it.</summary>
    private bool TryHold(Session session)
    {
        var (tenant, agent) = (session.Context, session.Registered);
        if (tenant.Quotas.Memory is null) { return true; }
        var bytes = HeldBytes.Of(session, this, tenant, session.Chain, agent.Principal, session.Instance is null ? agent : null);
        if (!tenant.Meter.TryHoldSession(bytes, Remembered(tenant))) { return false; }
        session.Bytes = bytes;
        return true;
    }

    private long Remembered(TenantContext tenant)
    {
        var (trust, delegation) = _estimates[tenant.Handle.Value - 1];
        var (entries, accepted, refused) = _trust.Held(tenant.Handle);
        var (grants, held) = _delegation.Held(tenant.Handle);
        return trust.Bytes(entries, () => HeldBytes.Of(accepted) + HeldBytes.Of(refused)) + delegation.Bytes(grants, () => HeldBytes.Of(held)) + (_watch?.Bytes(tenant.Handle) ?? 0);
    }

    private void Record(TenantContext? tenant, in AuditEvent auditEvent, bool control = false) =>
        Record(tenant, auditEvent, control ? RecordUrgency.Control : RecordUrgency.After, out _, out _);

    /// <summary>Records an event with its tenant's sink, under its quota; says why and for how long not, if it was refused.</summary>
    private RecordStatus Record(TenantContext? tenant, in AuditEvent auditEvent, RecordUrgency urgency, out Reason? missing, out TimeSpan retryAfter)
    {
        (missing, retryAfter) = (null, TimeSpan.Zero);
        if (_recording == ControlMode.Off) { return RecordStatus.Kept; }
        var complete = auditEvent with { Node = _options.Node, Time = _time.GetUtcNow() };
        var bytes = tenant is null ? 0 : AuditEventSize.Of(complete);
        // What an operator changed is recorded whatever the tenant has used up.
        if (urgency != RecordUrgency.Control && tenant?.Meter.Record(bytes, out retryAfter) is { } quota)
        {
            tenant.Meter.NotRecorded(1);
            CountRecord(tenant, complete, RecordStatus.Refused);
            missing = quota;
            return RecordStatus.Refused;
        }
        var sink = tenant?.Audit ?? _audit;
        var status = sink.Append(complete, urgency);
        CountRecord(tenant, complete, status);
        if (status != RecordStatus.Refused)
        {
            tenant?.Meter.Recorded(bytes);
            return status;
        }
        missing = GovernanceReasons.NotRecorded;
        // Each refusal is recorded once: by the sink, if it counts them.
        if (!sink.CountsRefusals) { Interlocked.Increment(ref _notRecorded); }
        return status;
    }

    private void ReportUnrecorded()
    {
        if (_recording == ControlMode.Off) { return; }
        var missed = Interlocked.Exchange(ref _notRecorded, 0);
        if (missed > 0 && !Report(null, missed, null)) { Interlocked.Add(ref _notRecorded, missed); }
        foreach (var tenant in _tenants.All)
        {
            var (decisions, events) = tenant.Meter.TakeUnreported();
            if (decisions > 0 && !Report(tenant, decisions, TenancyReasons.Decisions)) { tenant.Meter.PutBack((decisions, 0)); }
            if (events > 0 && !Report(tenant, events, TenancyReasons.Audit)) { tenant.Meter.PutBack((0, events)); }
        }
    }

    private bool Report(TenantContext? tenant, long count, Reason? reason) => (tenant?.Audit ?? _audit).TryAppend(
        new()
        {
            Kind = AuditEventKind.RecordsRefused,
            Node = _options.Node,
            Time = _time.GetUtcNow(),
            Tenant = tenant?.Id,
            Count = count,
            Decision = reason is null ? default : new() { Effect = Effect.Throttle, Reason = reason, Position = Position },
        },
        control: true);
}
