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

    /// <summary>Share of all callers on a vendor.</summary>
    public double ShareOf(string vendor) => (double)Callers.Count(c => VendorOf(c) == vendor) / Callers.Count;

    public IReadOnlyList<string> Vendors => Targets(SharedFate);

    /// <summary>Providers in use that are copies of the most used vendor's model.</summary>
    public IReadOnlyList<string> Copies => [.. Targets(OwnFate).Where(id => id != Vendor && Fleet.Providers.First(p => p.Id == id).Vendor == Vendor)];

    /// <summary>Vendors whose outage takes task agents and some of the control plane at once, the worst for the control plane first.</summary>
    public IReadOnlyList<string> Both => field ??=
    [
        .. Vendors.Where(v => Outage(v, "faultAgents") > Outage(v, "faultControl") && Outage(v, "faultControlShare") > 0).OrderByDescending(v => Outage(v, "faultControlShare")).ThenBy(v => v != Vendor),
    ];

    /// <summary>The vendor whose outage takes most of the control plane together with task agents; the most used one if none does.</summary>
    public string Worst => Both.Count > 0 ? Both[0] : Vendor;

    /// <summary>Share of the control plane that the worst outage takes.</summary>
    public double WorstLoss => Outage(Worst, "faultControlShare");

    public double Outage(string vendor, string metric) => Fault(SharedFate, FaultKind.Outage, vendor, metric) ?? 0;

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
        string Of(string metric, int all, string what) => Fault(variant, fault, target, metric) is { } v and > 0 ? $"{(v.Equals(all) ? "all" : Wording.Number(v))} of {what}" : $"none of {what}";
        var control = ControlAgents > 0 ? $" ({Of("faultControl", ControlAgents, $"the {ControlAgents} control-plane agents")})" : "";
        var orchestrators = Orchestrators == 1 ? $"{(Fault(variant, fault, target, "faultOrchestrators") > 0 ? "" : "not ")}the orchestrator" : Of("faultOrchestrators", Orchestrators, $"{Orchestrators} orchestrators");
        return $"{Wording.Number(Fault(variant, fault, target, "faultAgents") ?? 0)} of {Wording.Agents(Fleet.AgentCount)}{control} and {orchestrators}";
    }

    /// <summary>Names in a sentence.</summary>
    public static string Names(IReadOnlyList<string> names) => names.Count < 2 ? string.Join("", names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    public static string Recovery(double ms) => ms >= (FaultTimes.LastAsked - FaultTimes.Ends).TotalMilliseconds ? $"not within {Wording.Ms(ms)}" : ms == 0 ? "at once" : $"after {Wording.Ms(ms)}";

    public static string Name(FaultKind fault) => fault switch { FaultKind.None => "none", FaultKind.Outage => "outage", FaultKind.Silence => "silence", FaultKind.RateCut => "rate cut", _ => "slow-down" };

    public string VendorOf(Caller caller) => RosterBuilder.Vendor(Fleet.Providers.First(p => p.Id == caller.Provider));
}
