using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Roster;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>The measurements by what they are asked for, beside what the fleet file says of who calls whom.</summary>
internal sealed class ProvidersFigures
{
    private readonly Reading _reading;

    public ProvidersFigures(Reading reading)
    {
        _reading = reading;
        Callers = Caller.Of(reading.Roster);
        Vendor = Allocation.MostUsed(reading.Fleet);
        var own = reading.Fleet.AgentCount;
        Size = All.All(v => reading.Value(v.Id, Rule, own, "callers") is not null) ? own : reading.LargestCommon(Rule, [.. All.Select(v => v.Id)]);
    }

    public FleetSpecification Fleet => _reading.Fleet;

    public IReadOnlyList<Caller> Callers { get; }

    /// <summary>The vendor that most agents depend on.</summary>
    public string Vendor { get; }

    /// <summary>The fleet's own size, or the largest that every variant was run at if that was not; 0 if there is none.</summary>
    public int Size { get; }

    /// <summary>Whether the fleet was run at its own size, and so with every fault.</summary>
    public bool IsOwnSize => Size == Fleet.AgentCount && Size > 0;

    public int ControlAgents => Callers.Count(c => c.IsControlPlane && !c.IsOrchestrator);

    public int Orchestrators => Callers.Count(c => c.IsOrchestrator);

    public int ControlGroups => Callers.Where(c => c.IsControlPlane && !c.IsOrchestrator).Select(c => c.Group).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Share of all callers on the most used vendor.</summary>
    public double Share => (double)Callers.Count(c => VendorOf(c) == Vendor) / Callers.Count;

    public IReadOnlyList<string> Vendors => Targets(SharedFate);

    /// <summary>Providers in use that are copies of the most used vendor's model.</summary>
    public IReadOnlyList<string> Copies => [.. Targets(OwnFate).Where(id => id != Vendor && Fleet.Providers.First(p => p.Id == id).Vendor == Vendor)];

    public IReadOnlyList<string> Targets(string variant) => ProvidersExperiment.Targets(variant, Fleet, Callers);

    /// <summary>A figure at <see cref="Size"/>.</summary>
    public double At(string variant, string metric) => _reading.Value(variant, Rule, Size, metric) ?? 0;

    /// <summary>What a fault at a vendor or provider came to; null where it was not run.</summary>
    public double? Fault(string variant, FaultKind fault, string target, string metric)
    {
        var at = fault == FaultKind.None ? 1 : Targets(variant).ToList().IndexOf(target) + 1;
        foreach (var (place, value) in _reading.Along(variant, Rule, AxisOf(fault), Size, metric))
        {
            if (place.Equals(at)) { return value; }
        }
        return null;
    }

    public double? Cluster(FaultKind fault, int cluster, string metric)
    {
        foreach (var (place, value) in _reading.Along(SharedFate, Rule, ClusterAxis(fault), Size, metric))
        {
            if (place.Equals(cluster + 1)) { return value; }
        }
        return null;
    }

    public IReadOnlyList<(double At, double Value)> ByConcentration(string variant, string metric) => _reading.Along(variant, Rule, Concentration, Size, metric);

    /// <summary>Callers of a cluster on the most used vendor.</summary>
    public int On(int cluster) => Callers.Count(c => c.Cluster == cluster && VendorOf(c) == Vendor);

    /// <summary>Control-plane groups that depend on a vendor with all of their agents.</summary>
    public IReadOnlyList<string> GroupsOn(string vendor) =>
    [
        .. Callers.Where(c => c.IsControlPlane && !c.IsOrchestrator).GroupBy(c => c.Group, StringComparer.Ordinal).Where(g => g.All(c => VendorOf(c) == vendor)).Select(g => g.Key),
    ];

    /// <summary>Who got no answer, in words: agents, control-plane agents, orchestrators.</summary>
    public string Lost(string variant, FaultKind fault, string target)
    {
        string Of(string metric) => Wording.Number(Fault(variant, fault, target, metric) ?? 0);
        return $"{Of("faultAgents")} of {Wording.Agents(Fleet.AgentCount)}{(ControlAgents > 0 ? $", {Of("faultControl")} of the {ControlAgents} control-plane agents among them," : "")} and {Of("faultOrchestrators")} of {Orchestrators} orchestrator{(Orchestrators == 1 ? "" : "s")}";
    }

    public static string Recovery(double ms) => ms >= (FaultTimes.LastAsked - FaultTimes.Ends).TotalMilliseconds ? $"not within {Wording.Ms(ms)}" : ms == 0 ? "at once" : $"after {Wording.Ms(ms)}";

    public static string Name(FaultKind fault) => fault switch { FaultKind.None => "none", FaultKind.Outage => "outage", FaultKind.Silence => "silence", FaultKind.RateCut => "rate cut", _ => "slow-down" };

    public string VendorOf(Caller caller) => RosterBuilder.Vendor(Fleet.Providers.First(p => p.Id == caller.Provider));
}
