using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>In what events must agree to become one record: everything that a record says but who, in which chain and when exactly, how long to wait, what was asked with, and what was charged.</summary>
internal readonly record struct AggregationKey
{
    private AuditEventKind Kind { get; init; }
    private string? Node { get; init; }
    private string? Tenant { get; init; }
    private string? Tool { get; init; }
    private string? Accountable { get; init; }
    private RiskClass Risk { get; init; }
    private Effect Effect { get; init; }
    private Reason? Reason { get; init; }
    private ulong Consulted { get; init; }
    private ulong SwitchedOff { get; init; }
    private ulong WouldRefuse { get; init; }
    private long Position { get; init; }
    private PaceState Pace { get; init; }
    private Outcome Outcome { get; init; }
    private short? SampledPerMille { get; init; }
    private long Window { get; init; }

    /// <summary>The key of an event; null if it is never aggregated: what something waits for, control changes, permits, successes, escalations, delegations, and records about records.</summary>
    public static AggregationKey? Of(in AuditEvent e, RecordUrgency urgency, TimeSpan window)
    {
        if (urgency != RecordUrgency.After || e.Detail is not null || e.Members is not null) { return null; }
        var isRepeated = e.Kind switch
        {
            AuditEventKind.Decided => e.Decision.Effect is Effect.Deny or Effect.Throttle,
            AuditEventKind.Completed => e.Outcome != Outcome.Succeeded,
            AuditEventKind.AdmissionExpired or AuditEventKind.PendingExpired or AuditEventKind.SessionRefused => true,
            _ => false,
        };
        return !isRepeated ? null : new()
        {
            Kind = e.Kind, Node = e.Node, Tenant = e.Tenant, Tool = e.Tool, Accountable = e.Accountable, Risk = e.Risk, Effect = e.Decision.Effect, Reason = e.Decision.Reason,
            Consulted = e.Decision.Consulted, SwitchedOff = e.Decision.SwitchedOff, WouldRefuse = e.Decision.WouldRefuse, Position = e.Decision.Position, Pace = e.Pace, Outcome = e.Outcome,
            SampledPerMille = e.SampledPerMille, Window = e.Time.UtcTicks / window.Ticks,
        };
    }
}
