using Breakwater.Lab.Experiments;
using static Breakwater.Lab.Observing.ObservabilityExperiment;

namespace Breakwater.Lab.Observing;

/// <summary>
/// Hypothesis 2 of the 100-agent test: scanning, scoring and recording every message can cost more compute than the agents. Scoring and recording are measured; scanning content and a judge are not built,
/// so it stays undecided, unless the two that are measured are dearer than the agents already.
/// </summary>
internal static class CostHypothesis
{
    /// <summary>What it is looked at on.</summary>
    /// <param name="Agents">The fleet's own size, or the size run that stands for it.</param>
    /// <param name="CostShare">Scoring and recording every message, against the agents' model calls.</param>
    /// <param name="AgentsMoney">The agents' model calls, a month.</param>
    /// <param name="MessagesPerDay">Messages of a day.</param>
    /// <param name="Currency">Currency.</param>
    internal sealed record Evidence(int Agents, double CostShare, double AgentsMoney, double MessagesPerDay, string Currency);

    /// <summary>The evidence of a run; null where it has none, or where the agents cost nothing.</summary>
    public static Evidence? Read(ObservingReading reading)
    {
        var n = reading.Size;
        double? Of(string metric) => reading.At(InspectionVariants.Everything, n, metric);
        return Of("costShare") is { } share && Of("agentsMoney") is { } agents && Of("messagesPerDay") is > 0 and var messages ? new(n, share, agents, messages, reading.All.Fleet.Currency) : null;
    }

    /// <summary>The verdict and why, from the evidence and nothing else.</summary>
    public static (string Verdict, string Because) Decide(Evidence? e)
    {
        if (e is null) { return ("undecided", "Scoring and recording were not run, or the agents' calls have no price."); }
        var share = $"At {Wording.Agents(e.Agents)} scoring and recording every message cost {Wording.Percent(e.CostShare)} of what the agents' model calls cost. ";
        if (e.CostShare > 1) { return ("supported", share + "That alone is more than the agents, without content scanning and judge, which are not built."); }
        var left = e.AgentsMoney * (1 - e.CostShare) / (e.MessagesPerDay * ObservabilityPrices.DaysPerMonth);
        return ("undecided", share + "Content scanning and judge are not built, so nothing was measured of them. The hypothesis would be supported if the two together cost more than "
            + $"{Wording.Number(left)} {e.Currency} for each message.");
    }
}
