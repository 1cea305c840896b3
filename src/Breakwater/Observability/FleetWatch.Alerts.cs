using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>What becomes an alert.</summary>
public sealed partial class FleetWatch
{
    private static OpenAlert AlertOf(Incident incident) => new()
    {
        Kind = AlertKind.Incident,
        Tenant = incident.Tenant,
        Agent = incident.Agents.Count > 0 ? incident.Agents[0] : default,
        Incident = incident,
        Magnitude = 100 * incident.Evidence,
    };

    private void OnAnomaly(in Observation message, in AnomalyReading reading, uint speaking, WatchBand before, in AgentGroups groups, RiskClass risk, DateTimeOffset now)
    {
        // Once for each line that is crossed; the signal only for the first.
        if (before < WatchBand.Isolate)
        {
            WatchInstruments.Anomalies.Add(1);
            Raise(Of(SignalKind.Anomaly, message, reading.Score / 100, now));
        }
        _desk.Raise(AgentAlert(AlertKind.Anomaly, message, groups, risk, speaking, reading.Score), now);
    }

    private void OnDrift(in Observation message, in AnomalyReading reading, in WatchEvents events, in AgentGroups groups, RiskClass risk, DateTimeOffset now)
    {
        WatchInstruments.Drifts.Add(1);
        Raise(Of(SignalKind.Drift, message, events.HasDrifted ? 0.5f : 0.3f, now));
        var lanes = events.Rolling;
        if (events.HasDrifted) { lanes |= 1u << (int)Drift(message.Tenant, message.Agent).Signal; }
        _desk.Raise(AgentAlert(AlertKind.Drift, message, groups, risk, lanes, events.HasDrifted ? reading.Drift : 60), now);
    }

    private void OnShift(in WatchEvents events, DateTimeOffset now)
    {
        Raise(events.ShiftedType);
        Raise(events.ShiftedCluster);
        Raise(events.ShiftedProvider);

        void Raise(GroupWatch? group)
        {
            if (group is null) { return; }
            WatchInstruments.Shifts.Add(1);
            _desk.Raise(new() { Kind = AlertKind.Group, Tenant = group.Tenant, Group = group, Lanes = group.ShiftedLanes, Affected = group.Affected, Magnitude = 60 }, now);
        }
    }

    private static OpenAlert AgentAlert(AlertKind kind, in Observation message, in AgentGroups groups, RiskClass risk, uint lanes, double magnitude) => new()
    {
        Kind = kind,
        Tenant = message.Tenant,
        Agent = message.Agent,
        Groups = groups,
        Risk = risk,
        Lanes = lanes,
        Magnitude = magnitude,
    };
}
