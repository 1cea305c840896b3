using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>
/// Makes requests from everywhere in a fleet: each group in each of its regions × tool × target × the boundary values of the arguments. Systematic,
/// deterministic, and bounded: the simplest combinations of every place come first, so that a limit cuts the rare combinations and not the last tools.
/// </summary>
internal sealed class RequestGenerator
{
    /// <summary>Combinations of one tool's arguments beyond which only single deviations and pairs of them are tried.</summary>
    private const int FullProduct = 1_024;

    private const int MaxCombinations = 4_096;

    private readonly List<Place> _places = [];

    public RequestGenerator(PolicyWorld world, PolicyView before, PolicyView after, BundleTrees trees)
    {
        var fleet = world.Fleet;
        var tenant = before.Stack.Tenant;
        var literals = new PolicyLiterals(trees.Of(new[] { before, after }.SelectMany(v => v.Stack.Bundles)));
        var combinations = fleet.Tools.Select((_, t) => Combinations(t, before, after, literals)).ToList();
        foreach (var principal in RequestPlaces.Principals(world, tenant, literals))
        {
            for (var t = 0; t < fleet.Tools.Count; t++)
            {
                foreach (var target in Targets(world, fleet.Tools[t], principal.Region, literals)) { _places.Add(new(principal with { Tool = fleet.Tools[t].Id, Target = target }, combinations[t])); }
            }
        }
        IsComplete = combinations.TrueForAll(c => c.Tried.Count >= c.Product);
    }

    /// <summary>Whether all combinations of the values are among the requests.</summary>
    public bool IsComplete { get; }

    /// <summary>At most so many of them; where there are more, the combinations of each place are taken in the order of a keyed hash, so that no end of the values is left out.</summary>
    public IEnumerable<RecordedRequest> Requests(int most)
    {
        var all = _places.Aggregate(0L, (sum, p) => sum + p.Combinations.Tried.Count);
        if (all > most) { foreach (var combinations in _places.Select(p => p.Combinations).Distinct()) { combinations.Spread(); } }
        var deepest = _places.Count == 0 ? 0 : _places.Max(p => p.Combinations.Tried.Count);
        var made = 0;
        for (var i = 0; i < deepest; i++)
        {
            foreach (var place in _places)
            {
                if (i >= place.Combinations.Tried.Count) { continue; }
                if (made++ == most) { yield break; }
                yield return place.Combinations.Tried[i] with { Agent = place.Of.Agent, Group = place.Of.Group, Region = place.Of.Region, Tool = place.Of.Tool, Target = place.Of.Target };
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
        var arguments = manifest?.Arguments.Select(a => BoundaryValues.Of(a, literals).Values).ToList() ?? [];
        var delegated = literals.Mentions(PolicyNames.Delegated) ? 2 : 1;
        var times = before.ReadsNow || after.ReadsNow ? BoundaryValues.Times(literals, combined: false) : [DateTimeOffset.UnixEpoch];
        int[] sizes = [.. arguments.Select(a => a.Count), delegated, times.Count];
        var product = sizes.Aggregate(1L, (p, s) => RequestCount.Times(p, s));
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

    private sealed class Combination(long product, List<RecordedRequest> tried)
    {
        public long Product => product;

        public IReadOnlyList<RecordedRequest> Tried => tried;

        public void Spread()
        {
            RecordedRequest[] spread = [.. tried.Select((r, i) => (Request: r, Key: StableHash.Of("policy-requests", "", i))).OrderBy(r => r.Key).Select(r => r.Request)];
            tried.Clear();
            tried.AddRange(spread);
        }
    }

    private sealed record Place(RecordedRequest Of, Combination Combinations);
}
