using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Herds.HerdExperiment;
using static Breakwater.Lab.Herds.HerdVariants;

namespace Breakwater.Lab.Herds;

/// <summary>What the herd experiment's measurements mean.</summary>
internal static class HerdConclusions
{
    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        var n = HerdTables.Size(reading);
        if (n == 0) { return conclusions; }
        conclusions.Tables.Add(HerdTables.Variants(reading, n));
        conclusions.Tables.Add(HerdTables.Article(reading, n));
        if (HerdTables.Recorded(reading) is { } recorded) { conclusions.Tables.Add(recorded); }
        conclusions.Charts.Add(new("herd-failed", "Share of calls not answered at the opening", "failedShare", PointResult.Agents, Rule, [NoLimit, AtOnce, AgentOnly, FleetOnly, ProviderOnly, QueueOnly, Hierarchy, Paced], true, false, null, null));
        conclusions.Charts.Add(new("herd-last", "Until the last answered call is taken", "lastMs", PointResult.Agents, Rule, [Hierarchy, Paced], true, true, null, null));
        conclusions.Charts.Add(new("herd-critical", "Wait of critical calls, 99th percentile", P99(Priority.Critical), PointResult.Agents, Rule, [Hierarchy, Paced], true, false, Critical(reading.Fleet).Limit, "budget: time-critical path"));
        HerdFindings.Add(conclusions, reading, n);
        conclusions.Controls["EC-1.3"] = (reading.Fit(Paced, Rule, "limits")?.Class, [$"herd/{Paced}/limits", $"herd/{Paced}/overshoot", $"herd/{Paced}/reached"]);
        conclusions.Controls["EC-1.10"] = (reading.Fit(Hierarchy, Rule, "sent")?.Class, [$"herd/{Hierarchy}/retries", $"herd/{AtOnce}/retries"]);
        conclusions.Controls["ENV-15"] = (reading.Fit(Hierarchy, Rule, "sent")?.Class, [$"herd/{Hierarchy}/retries", $"herd/{Hierarchy}/sent"]);
        return conclusions;
    }
}
