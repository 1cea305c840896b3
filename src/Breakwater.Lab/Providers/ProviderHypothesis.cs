using Breakwater.Lab.Experiments;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>
/// Hypothesis 6 of the 100-agent test: a provider that serves task agents and PACE agents takes the system and its ability to degrade at the same time. What the outage takes is
/// measured; whether the system still degrades safely is not, until transitions run under it. So it stays undecided whatever is measured here.
/// </summary>
internal static class ProviderHypothesis
{
    /// <summary>What there is so far.</summary>
    /// <param name="Vendor">The vendor that is out: the one whose outage takes most of both.</param>
    /// <param name="TaskAgents">Task agents of the fleet.</param>
    /// <param name="TaskAgentsLost">Those without an answer.</param>
    /// <param name="ControlPlane">Control-plane agents and orchestrators of the fleet.</param>
    /// <param name="ControlPlaneLost">Those without an answer.</param>
    /// <param name="ControlPlaneLostApart">The same where copies of the vendor's model stand apart.</param>
    /// <param name="GroupsLost">Control-plane groups that lose every agent.</param>
    internal sealed record Evidence(string Vendor, int TaskAgents, int TaskAgentsLost, int ControlPlane, int ControlPlaneLost, int ControlPlaneLostApart, int GroupsLost);

    public static Evidence Read(ProvidersFigures figures)
    {
        var vendor = figures.Worst;
        int Lost(string metric, string variant = SharedFate) => (int)(figures.Fault(variant, FaultKind.Outage, vendor, metric) ?? figures.Outage(vendor, metric));
        return new(
            vendor, figures.Fleet.AgentCount - figures.ControlAgents, Lost("faultAgents") - Lost("faultControl"), figures.ControlAgents + figures.Orchestrators,
            Lost("faultControl") + Lost("faultOrchestrators"), Lost("faultControl", OwnFate) + Lost("faultOrchestrators", OwnFate), Lost("faultGroups"));
    }

    /// <summary>The verdict and why, from the evidence and nothing else.</summary>
    public static (string Verdict, string Because) Decide(Evidence e)
    {
        var apart = e.ControlPlaneLostApart == e.ControlPlaneLost ? "" : $" ({e.ControlPlaneLostApart} if copies of its model stand apart)";
        var together = e switch
        {
            { ControlPlaneLost: 0 } => "So far nothing speaks for it: the outage leaves the control plane alone. ",
            { TaskAgentsLost: 0 } => "So far nothing speaks for it: the outage leaves the task agents alone. ",
            _ => $"Both are struck at once{(e.GroupsLost > 0 ? $", and {e.GroupsLost} control-plane group{(e.GroupsLost == 1 ? " has" : "s have")} nobody left" : "")}. ",
        };
        return ("undecided",
            $"Measured so far: while {e.Vendor} is out, {e.TaskAgentsLost} of {e.TaskAgents} task agents and {e.ControlPlaneLost} of {e.ControlPlane} who operate the system{apart} get no answer from their model. {together}"
                + "Undecided until PACE transitions run under the outage: supported if they do not come through in time, refuted if they do.");
    }
}
