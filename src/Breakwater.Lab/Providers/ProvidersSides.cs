using Breakwater.Lab.Experiments;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>What is measured of the fleet as it stands: every fault at every provider, cluster by cluster for the most used, and by concentration.</summary>
internal static class ProvidersSides
{
    public static IEnumerable<SidePoint> Of(string variant, ProvidersWorld world, string vendor)
    {
        var fleet = world.Context.Fleet;
        if (variant is AtOnce or NotAdaptive or ToTheEnd or Least || (variant == OwnFate && !HasCopies(fleet))) { yield break; }
        var targets = Targets(variant, fleet, world.Callers);
        if (variant == SharedFate) { yield return new(AxisOf(FaultKind.None), 1, Fault(world, FaultKind.None, vendor, world.Play(FaultKind.None, vendor), variant)); }
        foreach (var fault in Faults)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                var reading = world.Play(fault, targets[i]);
                yield return new(AxisOf(fault), i + 1, Fault(world, fault, targets[i], reading, variant));
                if (variant != SharedFate || targets[i] != vendor) { continue; }
                for (var cluster = 0; cluster < fleet.Clusters.Count; cluster++) { yield return new(ClusterAxis(fault), cluster + 1, Cluster(reading, cluster)); }
            }
        }
        if (variant == OwnFate) { yield break; }
        for (var percent = Step; percent <= 100; percent += Step) { yield return new(Concentration, percent, Concentrated(world, vendor, percent / 100.0)); }
    }

    private static Measurements Fault(ProvidersWorld world, FaultKind fault, string target, FaultReading reading, string variant)
    {
        var measured = new Measurements();
        measured.Work["faultOn"] = fault == FaultKind.None ? 0
            : Enumerable.Range(0, world.Callers.Count).Count(i => variant == OwnFate ? world.Allocation.Providers[world.Allocation.Of[i]].Id == target : world.Allocation.VendorOf(i) == target);
        measured.Work["faultAgents"] = reading.AgentsLost;
        measured.Work["faultControl"] = reading.ControlAgentsLost;
        measured.Work["faultOrchestrators"] = reading.OrchestratorsLost;
        measured.Work["faultGroups"] = reading.GroupsLost().Count;
        measured.Work["faultSent"] = reading.Run.Sent;
        measured.Work["faultThrottled"] = reading.Run.Throttled;
        measured.Work["faultRetries"] = reading.Run.Retries;
        measured.Effect["faultControlShare"] = reading.ControlLoss;
        measured.Effect["faultLate"] = reading.Late(null) ?? 0;
        measured.Effect["faultCriticalLate"] = reading.Late(Priority.Critical) ?? 0;
        foreach (var priority in Enum.GetValues<Priority>())
        {
            if (reading.Late(priority, onStruck: true) is { } late) { measured.Effect[LateName(priority)] = late; }
        }
        measured.Effect["faultTwice"] = reading.ClustersTwice();
        if (Correlation.MeanPairwise(reading.LatencyByCluster) is { } together) { measured.Effect["faultCorrelation"] = together; }
        measured.Effect["faultRecoverMs"] = reading.RecoveryMs();
        return measured;
    }

    private static Measurements Cluster(FaultReading reading, int cluster)
    {
        var measured = new Measurements();
        foreach (var (name, during, quantile) in new[] { ("clusterBeforeP50Ms", false, 0.5), ("clusterBeforeP99Ms", false, 0.99), ("clusterP50Ms", true, 0.5), ("clusterP99Ms", true, 0.99) })
        {
            if (reading.LatencyMs(cluster, during, quantile) is { } latency) { measured.Effect[name] = latency; }
        }
        return measured;
    }

    private static Measurements Concentrated(ProvidersWorld world, string vendor, double share)
    {
        var (outage, cut) = (world.Concentrated(FaultKind.Outage, vendor, share), world.Concentrated(FaultKind.RateCut, vendor, share));
        var measured = new Measurements();
        measured.Work["concentratedLost"] = outage.AgentsLost;
        measured.Effect["concentratedControlLoss"] = outage.ControlLoss;
        measured.Effect["concentratedCriticalLate"] = cut.Late(Priority.Critical) ?? 0;
        measured.Effect["concentratedTwice"] = cut.ClustersTwice();
        return measured;
    }
}
