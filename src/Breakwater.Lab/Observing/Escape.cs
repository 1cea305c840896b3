using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>The chance that all of so many messages, each of which would give an agent away by itself, are left out: measured on the real choice, beside (1 − share)ⁿ.</summary>
internal static class Escape
{
    public static readonly int[] Messages = [1, 2, 5, 10, 20, 50];

    private const int Trials = 20_000;

    /// <summary>Share of trials in which none of so many consecutive messages of a low-risk agent was chosen.</summary>
    public static double Measured(InspectionPlan plan, int messages)
    {
        var escaped = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var agent = WatchedFleet.Handle(trial);
            var isSeen = false;
            for (var i = 1; i <= messages && !isSeen; i++) { isSeen = plan.IsChosen(RiskClass.Low, agent, (ulong)((trial * 64) + i)); }
            escaped += isSeen ? 0 : 1;
        }
        return escaped / (double)Trials;
    }

    public static double Formula(InspectionPlan plan, int messages) => Math.Pow(1 - plan.ShareOf(RiskClass.Low), messages);
}
