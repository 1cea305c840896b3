using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>Faults side by side, cluster by cluster, by the way calls are let out, and by concentration.</summary>
internal static class ProvidersTables
{
    private static readonly Priority[] _late = [Priority.Critical, Priority.High, Priority.Normal, Priority.Low];

    public static IEnumerable<ResultTable> All(ProvidersFigures figures)
    {
        if (figures.IsOwnSize)
        {
            List<ResultTable> faults =
            [
                .. Faults(figures, SharedFate, "Each vendor in trouble", figures.Vendors, withNone: true),
                .. figures.Copies.Count > 0 ? Faults(figures, OwnFate, $"The same where copies of {figures.Vendor}'s model do not share its fate", [figures.Vendor, .. figures.Copies], withNone: false) : [],
                .. Faults(figures, ControlApart, "The same with the control plane on a provider of its own", [figures.Vendor, Allocation.ForControl], withNone: false),
            ];
            foreach (var table in faults) { yield return table; }
            yield return Clusters(figures);
            yield return ByConcentration(figures);
        }
        yield return Ways(figures);
    }

    // Two tables, because what becomes of callers and what becomes of calls are too many columns for one page.
    private static IEnumerable<ResultTable> Faults(ProvidersFigures figures, string variant, string title, IReadOnlyList<string> targets, bool withNone)
    {
        var faults = targets.SelectMany(target => ProvidersExperiment.Faults.Select(fault => (Fault: fault, Target: target))).ToList();
        if (withNone) { faults.Insert(0, (FaultKind.None, "–")); }
        yield return new($"{title}, at {Wording.Agents(figures.Size)} and {figures.Orchestrators} orchestrator{(figures.Orchestrators == 1 ? "" : "s")}",
            ["Provider", "Fault", "Callers on it", "Agents without an answer", $"Of {figures.ControlAgents} control-plane agents", $"Of {figures.Orchestrators} orchestrators", $"Of {figures.ControlGroups} control-plane groups, gone",
                "Clusters at twice at once", "Correlation", "All well"],
            [.. faults.Select(f => (IReadOnlyList<string>)
            [
                .. Head(f), Number(f, "faultOn"), Number(f, "faultAgents"), Number(f, "faultControl"), Number(f, "faultOrchestrators"), Number(f, "faultGroups"),
                Share(f, "faultTwice"), Number(f, "faultCorrelation"), figures.Fault(variant, f.Fault, f.Target, "faultRecoverMs") is { } recovery ? ProvidersFigures.Recovery(recovery) : "–",
            ])],
            "Without an answer: not one call answered in time during the fault. Clusters at twice: share of the clusters that, in the same 15 s, took at least twice as long on average as before. "
                + "Correlation: mean of Pearson's coefficient over all pairs of clusters, of mean times in intervals of 15 s. All well: how long after the fault's end until everyone is answered in time.");
        yield return new($"{title}: what became of calls",
            ["Provider", "Fault", "Calls late", .. _late.Select(p => $"{p} calls to it, late"), "429s", "Retries"],
            [.. faults.Select(f => (IReadOnlyList<string>)[.. Head(f), Share(f, "faultLate"), .. _late.Select(p => Share(f, LateName(p))), Number(f, "faultThrottled"), Number(f, "faultRetries")])],
            "Late: not answered in time, failed and shed calls included.");

        static string[] Head((FaultKind Fault, string Target) f) => [f.Target, ProvidersFigures.Name(f.Fault)];
        string Number((FaultKind Fault, string Target) f, string metric) => figures.Fault(variant, f.Fault, f.Target, metric) is { } v ? Wording.Number(v) : "–";
        string Share((FaultKind Fault, string Target) f, string metric) => figures.Fault(variant, f.Fault, f.Target, metric) is { } v ? Wording.Percent(v) : "–";
    }

    private static ResultTable Clusters(ProvidersFigures figures) =>
        new($"Time to an answer by cluster, {figures.Vendor} in trouble: median / 99th percentile",
            ["Cluster", "Callers", "On it", "Before", .. ProvidersExperiment.Faults.Select(f => $"During: {ProvidersFigures.Name(f)}")],
            [.. figures.Fleet.Clusters.Select((cluster, i) => (IReadOnlyList<string>)
            [
                cluster.Name, Wording.Number(figures.Callers.Count(c => c.Cluster == i)), Wording.Number(figures.On(i)),
                Pair(figures, FaultKind.Outage, i, "clusterBeforeP50Ms", "clusterBeforeP99Ms"),
                .. ProvidersExperiment.Faults.Select(f => Pair(figures, f, i, "clusterP50Ms", "clusterP99Ms")),
            ])],
            $"A call without an answer counts as its deadline of {Wording.Ms(FaultTimes.Deadline.TotalMilliseconds)}. A vendor's copies share its fate.");

    private static string Pair(ProvidersFigures figures, FaultKind fault, int cluster, string p50, string p99) =>
        figures.Cluster(fault, cluster, p50) is { } median && figures.Cluster(fault, cluster, p99) is { } worst ? $"{Wording.Ms(median)} / {Wording.Ms(worst)}" : "–";

    private static ResultTable Ways(ProvidersFigures figures)
    {
        string Recovery(string variant) => ProvidersFigures.Recovery(figures.At(variant, "recoverMs"));
        return new($"Ways to let calls out while {figures.Vendor} is in trouble, at {Wording.Agents(figures.Size)}",
            ["Way", "Outage: calls that reach a provider", "Retries", "Agents without an answer", "All well", "Rate cut: 429s", "Late", "Critical calls late", "Money per month"],
            [.. new[] { AtOnce, NotAdaptive, ToTheEnd, Least, SharedFate }.Select(id => (IReadOnlyList<string>)
            [
                ProvidersVariants.All.First(v => v.Id == id).Title, Wording.Number(figures.At(id, "sent")), Wording.Number(figures.At(id, "retries")), Wording.Number(figures.At(id, "lost")), Recovery(id),
                Wording.Number(figures.At(id, "throttled")), Wording.Percent(figures.At(id, "cutLate")), Wording.Percent(figures.At(id, "cutCriticalLate")), $"{Wording.Number(figures.At(id, "money"))} {figures.Fleet.Currency}",
            ])],
            $"Everyone together asks for {Wording.Number(figures.Callers.Count * FaultTimes.Rounds * (double)figures.Size / figures.Fleet.AgentCount)} calls in the {Wording.Number(FaultTimes.LastAsked.TotalSeconds)} s of a run. Copies share their vendor's fate.");
    }

    private static ResultTable ByConcentration(ProvidersFigures figures)
    {
        string At(string variant, string metric, double place, Func<double, string> show)
        {
            foreach (var (at, value) in figures.ByConcentration(variant, metric))
            {
                if (at.Equals(place)) { return show(value); }
            }
            return "–";
        }
        return new($"By the share of callers on {figures.Vendor}; this fleet: {Wording.Percent(figures.ShareOf(figures.Vendor))}",
            ["Share", "Outage: agents without an answer", "Control plane lost", "Control plane lost, on a provider of its own", "Rate cut: critical calls late", "Critical calls late, control plane apart", "Clusters at twice at once"],
            [.. figures.ByConcentration(SharedFate, "concentratedLost").Select(p => p.At).Select(p => (IReadOnlyList<string>)
            [
                $"{Wording.Number(p)}%", At(SharedFate, "concentratedLost", p, Wording.Number), At(SharedFate, "concentratedControlLoss", p, Wording.Percent), At(ControlApart, "concentratedControlLoss", p, Wording.Percent),
                At(SharedFate, "concentratedCriticalLate", p, Wording.Percent), At(ControlApart, "concentratedCriticalLate", p, Wording.Percent), At(SharedFate, "concentratedTwice", p, Wording.Percent),
            ])],
            $"Callers are moved to {figures.Vendor} or away from it in the order of a hash of their names. The control plane may lose {Wording.Percent(figures.Fleet.Budgets.ControlPlaneLoss)} (`budgets: controlPlaneLoss`).");
    }
}
