using Breakwater.Contracts;
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
    /// <param name="allocation">Which provider.</param>
    /// <param name="kind">What happens.</param>
    /// <param name="struck">To which provider: asked of each.</param>
    /// <param name="rules">How calls are let out, on these providers.</param>
    /// <param name="simulator">Where it happens.</param>
    /// <param name="cancellation">Ends it.</param>
    public static FaultReading Play(
        FleetSpecification fleet, IReadOnlyList<Caller> callers, Allocation allocation, FaultKind kind, Func<Provider, bool> struck, CallRules rules, Simulator simulator, CancellationToken cancellation)
    {
        var calls = Calls(callers, allocation);
        var latencies = CallLatencies.Draw(allocation.Providers, calls, simulator.Random.Fork("providers.latency"));
        SimulatedProvider[] providers = [.. allocation.Providers.Select(p => new SimulatedProvider(p))];
        new ProviderFault(kind, [.. providers.Where((_, i) => struck(allocation.Providers[i]))]).Between(simulator, FaultTimes.Begins, FaultTimes.Ends);
        var run = new CallRun(simulator, calls, providers, rules, latencies, fleet.Tenants.Count);
        run.Run(cancellation);
        return new(callers, calls, latencies, run, providers);
    }

    /// <summary>Which providers a vendor's trouble strikes: all that serve its model, or its own service alone.</summary>
    public static Func<Provider, bool> Struck(string target, bool sharesFate) => p => sharesFate ? RosterBuilder.Vendor(p) == target : p.Id == target;

    // Everyone at a time of its own within the interval, by a keyed hash of its name, and again an interval later.
    private static CallRequest[] Calls(IReadOnlyList<Caller> callers, Allocation allocation)
    {
        var between = SimTime.From(FaultTimes.Between);
        return
        [
            .. from round in Enumerable.Range(0, FaultTimes.Rounds)
               from i in Enumerable.Range(0, callers.Count)
               let at = (long)((StableHash.Fraction("providers.phase", callers[i].Name) + round) * between)
               orderby at, i
               select new CallRequest(at, i, callers[i].Tenant, (ushort)(allocation.Of[i] + 1), callers[i].Priority, FaultTimes.Tokens, FaultTimes.Tokens),
        ];
    }
}
