using Breakwater.Fleet;
using Breakwater.Lab.Roster;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;

namespace Breakwater.Lab.Providers;

/// <summary>A fleet at work while something happens to a provider: everyone calls at its own times, before, during and after.</summary>
internal static class FaultRun
{
    /// <summary>Plays it.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="callers">Who calls.</param>
    /// <param name="schedule">When.</param>
    /// <param name="allocation">Which provider.</param>
    /// <param name="kind">What happens.</param>
    /// <param name="struck">To which provider: asked of each.</param>
    /// <param name="rules">How calls are let out, on these providers.</param>
    /// <param name="simulator">Where it happens.</param>
    /// <param name="cancellation">Ends it.</param>
    public static FaultReading Play(
        FleetSpecification fleet, IReadOnlyList<Caller> callers, CallSchedule schedule, Allocation allocation, FaultKind kind, Func<Provider, bool> struck, CallRules rules, Simulator simulator, CancellationToken cancellation)
    {
        var calls = schedule.On(allocation);
        var latencies = CallLatencies.Draw(allocation.Providers, calls, simulator.Random.Fork("providers.latency"));
        SimulatedProvider[] providers = [.. allocation.Providers.Select(p => new SimulatedProvider(p))];
        bool[] isStruck = [.. allocation.Providers.Select(struck)];
        new ProviderFault(kind, [.. providers.Where((_, i) => isStruck[i])]).Between(simulator, FaultTimes.Begins, FaultTimes.Ends);
        var run = new CallRun(simulator, calls, providers, rules, latencies, fleet.Tenants.Count);
        run.Run(cancellation);
        return new(callers, calls, latencies, isStruck, run);
    }

    /// <summary>Which providers a vendor's trouble strikes: all that serve its model, or its own service alone.</summary>
    public static Func<Provider, bool> Struck(string target, bool sharesFate) => p => sharesFate ? RosterBuilder.Vendor(p) == target : p.Id == target;
}
