using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Roster;

namespace Breakwater.Lab.Providers;

/// <summary>Who calls which provider.</summary>
/// <param name="Providers">The fleet's, and those added.</param>
/// <param name="Of">By caller, the position of its provider.</param>
internal sealed record Allocation(IReadOnlyList<Provider> Providers, IReadOnlyList<int> Of)
{
    /// <summary>Id of the provider added for the control plane alone.</summary>
    public const string ForControl = "control-plane-provider";

    /// <summary>Id of the provider added where a fleet has no second vendor.</summary>
    public const string Second = "second-provider";

    /// <summary>As the fleet file has it.</summary>
    public static Allocation Declared(FleetSpecification fleet, IReadOnlyList<Caller> callers)
    {
        var at = fleet.Providers.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        return new(fleet.Providers, [.. callers.Select(c => at[c.Provider])]);
    }

    /// <summary>The vendor that most agents depend on, wherever its models run; of equals the first by name.</summary>
    public static string MostUsed(FleetSpecification fleet) =>
        RosterBuilder.Shares(fleet).GroupBy(s => s.Vendor, StringComparer.Ordinal).OrderByDescending(g => g.Sum(s => s.Agents)).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;

    /// <summary>Vendor of a caller's model.</summary>
    public string VendorOf(int caller) => RosterBuilder.Vendor(Providers[Of[caller]]);

    /// <summary>Vendors that somebody depends on, in the order of the file.</summary>
    public IReadOnlyList<string> Vendors() => [.. Of.Distinct().Order().Select(p => RosterBuilder.Vendor(Providers[p])).Distinct(StringComparer.Ordinal)];

    /// <summary>Everyone who operates the system on a provider of their own, with the contract of <paramref name="like"/>.</summary>
    public Allocation ControlApart(IReadOnlyList<Caller> callers, string like)
    {
        var (providers, added) = With(ForControl, like);
        return new(providers, [.. callers.Select((c, i) => c.IsControlPlane ? added : Of[i])]);
    }

    /// <summary>
    /// Moves callers, in the order of a keyed hash of their names, until so many depend on a vendor: from the others to its provider, or from it to the other vendors in turn;
    /// where there is none, to one that is added, with the same contract.
    /// </summary>
    public Allocation Concentrated(IReadOnlyList<Caller> callers, string vendor, double share)
    {
        var order = Enumerable.Range(0, callers.Count).OrderBy(i => StableHash.Of("providers.move", callers[i].Name)).ThenBy(i => i).ToList();
        var missing = (int)Math.Round(share * callers.Count, MidpointRounding.AwayFromZero) - Of.Indices().Count(i => VendorOf(i) == vendor);
        var of = Of.ToArray();
        if (missing >= 0)
        {
            foreach (var caller in order.Where(i => VendorOf(i) != vendor).Take(missing)) { of[caller] = At(Providers, vendor); }
            return this with { Of = of };
        }
        var (providers, others) = (Providers, Vendors().Where(v => v != vendor).Select(v => At(Providers, v)).ToList());
        if (others.Count == 0)
        {
            (providers, var added) = With(Second, vendor);
            others.Add(added);
        }
        var turn = 0;
        foreach (var caller in order.Where(i => VendorOf(i) == vendor).Take(-missing)) { of[caller] = others[turn++ % others.Count]; }
        return new(providers, of);
    }

    private static int At(IReadOnlyList<Provider> providers, string id) => providers.Indices().First(i => providers[i].Id == id);

    private (IReadOnlyList<Provider> Providers, int At) With(string id, string like) =>
        ([.. Providers, Providers[At(Providers, like)] with { Id = id, Name = id, Vendor = null, OnPremises = false }], Providers.Count);
}

file static class Positions
{
    public static IEnumerable<int> Indices<T>(this IReadOnlyList<T> list) => Enumerable.Range(0, list.Count);
}
