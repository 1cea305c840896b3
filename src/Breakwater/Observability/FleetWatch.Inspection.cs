using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>Which messages are scored, where not all are.</summary>
public sealed partial class FleetWatch
{
    private readonly InspectionPlan _plan;

    private bool IsInspected_NeedsLock(WatchLane lane, ref AgentWatch agent, in Observation message, long ticks)
    {
        if (_plan.IsEverything || message.Message == 0) { return true; }
        if (_plan.InvestigateFor > TimeSpan.Zero)
        {
            if (agent.Band >= WatchBand.Monitor || agent.IsDrifting || agent.Groups.Type.IsShifted) { agent.InspectedUntil = Math.Max(agent.InspectedUntil, ticks + _plan.InvestigateFor.Ticks); }
            if (ticks < agent.InspectedUntil) { return true; }
        }
        if (_plan.IsChosen(agent.Risk, message.Agent, message.Message)) { return true; }
        // The time of a message is taken in any case: what was not scored is no silence.
        if (!message.IsOutcome) { agent.LastTicks = ticks; }
        lane.Skipped++;
        return false;
    }

    private void Investigate(TenantHandle tenant, AgentHandle agent)
    {
        if (agent.IsNone) { return; }
        var until = _time.GetUtcNow().UtcTicks + _plan.InvestigateFor.Ticks;
        var lane = Lane(tenant, agent.Index);
        lock (lane.Lock)
        {
            ref var known = ref lane.Find_NeedsLock(tenant, agent.Index);
            if (!Unsafe.IsNullRef(ref known) && known.Handle == agent) { known.InspectedUntil = Math.Max(known.InspectedUntil, until); }
        }
    }

    private long Skipped()
    {
        var skipped = 0L;
        foreach (var lane in _lanes)
        {
            lock (lane.Lock) { skipped += lane.Skipped; }
        }
        return skipped;
    }
}
