using Breakwater.Cedar.Values;
using Breakwater.Fleet;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>
/// Makes requests at which two choices of versions can differ: each group in each of its regions × tool × target × the boundary values of the arguments. Systematic,
/// deterministic, and bounded: the simplest combinations of every place come first, so that a limit cuts the rare combinations and not the last tools.
/// </summary>
internal sealed class RequestGenerator
{
    /// <summary>Combinations of one tool's arguments beyond which only single deviations and pairs of them are tried.</summary>
    private const int FullProduct = 1_024;

    private const int MaxCombinations = 4_096;

    private readonly List<Place> _places = [];

    public RequestGenerator(PolicyWorld world, PolicyView before, PolicyView after)
    {
        var fleet = world.Fleet;
        var tenant = before.Stack.Tenant;
        var literals = new PolicyLiterals(new[] { before, after }.SelectMany(v => v.Stack.Bundles).SelectMany(b => b.Policies));
        var named = literals.Entities(PolicyNames.Agent).ToHashSet(StringComparer.Ordinal);
        var principals = fleet.Clusters.Where(c => c.Tenant == tenant).SelectMany(c => c.Groups).SelectMany(g => g.Regions.Select(r => (Agent: (string?)null, Group: g.Id, Region: r)))
            .Concat(FleetRoster.Expand(fleet).Agents.Where(a => a.Tenant == tenant && named.Contains(a.Name)).Select(a => ((string?)a.Name, a.Group.Id, a.Region.Id))).ToList();
        var combinations = fleet.Tools.Select((_, t) => Combinations(t, before, after, literals)).ToList();
        foreach (var (agent, group, region) in principals)
        {
            for (var t = 0; t < fleet.Tools.Count; t++)
            {
                foreach (var target in Targets(world, fleet.Tools[t], region, literals)) { _places.Add(new(agent, group, region, fleet.Tools[t].Id, target, combinations[t])); }
            }
        }
        OutOf = _places.Aggregate(0L, (sum, p) => Add(sum, p.Combinations.Product));
    }

    /// <summary>Requests that all combinations come to; stops at the largest number.</summary>
    public long OutOf { get; }

    /// <summary>At most so many of them.</summary>
    public IEnumerable<RecordedRequest> Requests(int most)
    {
        var deepest = _places.Count == 0 ? 0 : _places.Max(p => p.Combinations.Tried.Count);
        var made = 0;
        for (var i = 0; i < deepest; i++)
        {
            foreach (var place in _places)
            {
                if (i >= place.Combinations.Tried.Count) { continue; }
                if (made++ == most) { yield break; }
                yield return place.Combinations.Tried[i] with { Agent = place.Agent, Group = place.Group, Region = place.Region, Tool = place.Tool, Target = place.Target };
            }
        }
    }

    /// <summary>The tool's own boundary in every jurisdiction, and every target that a policy names.</summary>
    private static IEnumerable<string?> Targets(PolicyWorld world, Tool tool, string region, PolicyLiterals literals)
    {
        var home = world.Fleet.Regions.First(r => r.Id == region).Jurisdiction;
        var boundary = PolicyNames.BoundaryOf(tool);
        yield return null;
        foreach (var other in world.Fleet.Regions.Where(r => r.Jurisdiction != home).DistinctBy(r => r.Jurisdiction)) { yield return PolicyNames.TargetId(boundary, other.Id); }
        var places = literals.Entities(PolicyNames.Target)
            .Concat(literals.Entities(PolicyNames.Boundary).Concat(literals.Of("boundary").Where(v => v.Kind == CedarKind.String).Select(v => v.AsString)).Select(b => PolicyNames.TargetId(b, region)))
            .Concat(literals.Entities(PolicyNames.Region).Select(r => PolicyNames.TargetId(boundary, r)));
        foreach (var place in places.Distinct(StringComparer.Ordinal).Where(p => !world.Entities.TargetOf(p).IsDefault)) { yield return place; }
    }

    private static Combination Combinations(int tool, PolicyView before, PolicyView after, PolicyLiterals literals)
    {
        // Requests are made by the manifest of the older side: it is their answer that may get worse.
        var manifest = before.TryManifest(tool, out var found, out _) || after.TryManifest(tool, out found, out _) ? found : null;
        var arguments = manifest?.Arguments.Select(a => BoundaryValues.Of(a, literals)).ToList() ?? [];
        var delegated = literals.Mentions(PolicyNames.Delegated) ? 2 : 1;
        var times = before.ReadsNow || after.ReadsNow ? BoundaryValues.Times(literals) : [DateTimeOffset.UnixEpoch];
        int[] sizes = [.. arguments.Select(a => a.Count), delegated, times.Count];
        var product = sizes.Aggregate(1L, (p, s) => s == 0 || p > long.MaxValue / s ? long.MaxValue : p * s);
        var chosen = product <= FullProduct ? All(sizes) : Deviations(sizes);
        return new(product, [.. chosen.Take(MaxCombinations).Select(c => new RecordedRequest
        {
            Group = "", Region = "", Tool = "",
            Arguments = arguments.Select((a, i) => (Id: manifest!.Arguments[i].Id, Value: a[c[i]])).Where(a => a.Value.Kind != CedarKind.None).ToDictionary(a => a.Id, a => a.Value, StringComparer.Ordinal),
            Delegated = c[^2] == 1,
            Time = times[c[^1]],
        })]);
    }

    private static IEnumerable<int[]> All(int[] sizes)
    {
        var at = new int[sizes.Length];
        while (true)
        {
            yield return [.. at];
            var digit = 0;
            while (digit < sizes.Length && ++at[digit] == sizes[digit]) { at[digit++] = 0; }
            if (digit == sizes.Length) { yield break; }
        }
    }

    /// <summary>The first values of all, then every single deviation from them, then every two.</summary>
    private static IEnumerable<int[]> Deviations(int[] sizes)
    {
        yield return new int[sizes.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            for (var a = 1; a < sizes[i]; a++) { yield return Deviation(sizes.Length, i, a, i, a); }
        }
        for (var i = 0; i < sizes.Length; i++)
        {
            for (var j = i + 1; j < sizes.Length; j++)
            {
                for (var a = 1; a < sizes[i]; a++)
                {
                    for (var b = 1; b < sizes[j]; b++) { yield return Deviation(sizes.Length, i, a, j, b); }
                }
            }
        }
    }

    private static int[] Deviation(int length, int i, int a, int j, int b)
    {
        var at = new int[length];
        at[i] = a;
        at[j] = b;
        return at;
    }

    private static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    private sealed record Combination(long Product, IReadOnlyList<RecordedRequest> Tried);

    private sealed record Place(string? Agent, string Group, string Region, string Tool, string? Target, Combination Combinations);
}
