using Breakwater.Cedar.Values;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;

namespace Breakwater.Policy.Diffing;

/// <summary>
/// Finds the requests that two choices of versions answer differently. An answer can differ only where a policy that differs can matter; there, all combinations of the values
/// that policies compare with are gone through, those of which a part already decides at once. Deterministic; not thread-safe.
/// </summary>
internal sealed class VersionComparison
{
    private readonly Dictionary<Cedar.Syntax.Policy, PolicyLiterals> _literals = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, IReadOnlyList<Dimension>> _dimensions = new(StringComparer.Ordinal);
    private readonly Dictionary<Cedar.Syntax.Policy, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> _uncertain = new(StringComparer.Ordinal);
    private readonly ToolReading[] _readings;
    private readonly List<PlaceSearch> _places;

    public VersionComparison(PolicyWorld world, PolicyView before, PolicyView after, BundleTrees trees)
    {
        World = world;
        Delta = new(world, before, after, trees);
        Probe = new(world, Delta);
        _readings = [.. world.Fleet.Tools.Select((_, t) => new ToolReading(t, before, after))];
        // Those with the fewest requests first, so that what they leave of the effort goes to the others.
        _places = [.. Places(before, after, trees).OrderBy(p => p.Requests)];
        OutOf = _places.Aggregate(0L, (sum, p) => RequestCount.Add(sum, p.OutOf));
        Enough = _places.TrueForAll(p => p.Requests == p.OutOf) ? StepsForAll() : long.MaxValue;
    }

    public PolicyWorld World { get; }

    public PolicyDelta Delta { get; }

    public PlaceProbe Probe { get; }

    /// <summary>Requests that there are, before any is left out; stops at the largest number.</summary>
    public long OutOf { get; }

    /// <summary>A number of steps that is certainly enough for all of them; the largest number if none is.</summary>
    public long Enough { get; }

    /// <summary>Why answers can change between the values that are tried, in ordinal order; empty if they cannot.</summary>
    public IReadOnlyList<string> Uncertain => [.. _uncertain];

    /// <summary>Requests compared so far, at once or by themselves.</summary>
    public long Compared { get; private set; }

    /// <summary>Requests that may be answered differently, each with how many are answered alike. What a place has too many requests for is sampled there, by a keyed hash.</summary>
    /// <param name="mostSteps">How often policies are asked at most, beside once for each place.</param>
    public IEnumerable<(RecordedRequest Request, long Alike)> Requests(int mostSteps)
    {
        long left = mostSteps;
        for (var i = 0; i < _places.Count; i++)
        {
            var (share, before) = (left / (_places.Count - i), Probe.Steps);
            var found = _places[i].TryAll(share - share / 4, out var compared) ? _places[i].Found : _places[i].Sample((int)(share / 4), out compared);
            Compared = RequestCount.Add(Compared, compared);
            foreach (var request in found) { yield return request; }
            left -= Math.Min(left, Probe.Steps - before);
        }
    }

    public PolicyLiterals Literals(Cedar.Syntax.Policy policy)
    {
        if (!_literals.TryGetValue(policy, out var known)) { _literals.Add(policy, known = new([policy])); }
        return known;
    }

    /// <summary>What requests with a tool can differ in where these policies can matter: a dimension for each argument, for the delegation and for the time.</summary>
    public IReadOnlyList<Dimension> Dimensions(int tool, IReadOnlyList<(Cedar.Syntax.Policy Policy, bool Changed)> met)
    {
        var key = string.Join(',', met.Select(m => Number(m.Policy)).Order().Prepend(tool));
        if (_dimensions.TryGetValue(key, out var known)) { return known; }
        _uncertain.UnionWith(met.Where(m => Literals(m.Policy).Calculates).Select(m => $"`{m.Policy.Id}` calculates with what requests say"));
        if (_readings[tool].Converts) { _uncertain.Add($"the arguments of `{World.Fleet.Tools[tool].Id}` are converted"); }
        var (literals, first) = (new PolicyLiterals(met.Select(m => m.Policy)), new PolicyLiterals(met.Where(m => m.Changed).Select(m => m.Policy)));
        var reading = _readings[tool];
        var dimensions = new List<Dimension>();
        foreach (var argument in reading.Arguments)
        {
            var values = BoundaryValues.Of(argument, literals, first);
            var near = BoundaryValues.Of(argument, first).Values.Count;
            // What no policy looks at changes nothing, unless the versions read arguments differently.
            dimensions.Add(literals.Mentions(argument.Id) || !reading.IsTransparent ? new(argument.Id, values.Values, values.All, near) : new(argument.Id, [argument.Optional ? default : values.Values[0]], 1, 1));
        }
        dimensions.Add(Dimension.Of(Schemas.PolicyNames.Delegated, literals.Mentions(Schemas.PolicyNames.Delegated) ? [CedarValue.Of(false), CedarValue.Of(true)] : [CedarValue.Of(false)]));
        dimensions.Add(Dimension.Of(
            Schemas.PolicyNames.Now, [.. BoundaryValues.Times(literals, combined: true).Select(t => CedarValue.DateTime(t.ToUnixTimeSeconds() * 1_000)).Distinct().Take(literals.Mentions(Schemas.PolicyNames.Now) ? int.MaxValue : 1)]));
        _dimensions.Add(key, dimensions);
        return dimensions;
    }

    private IEnumerable<PlaceSearch> Places(PolicyView before, PolicyView after, BundleTrees trees)
    {
        var (tenant, fleet) = (before.Stack.Tenant, World.Fleet);
        var literals = new PolicyLiterals(trees.Of(new[] { before, after }.SelectMany(v => v.Stack.Bundles)));
        var judge = new RequestJudge(World, before, before);
        foreach (var principal in RequestPlaces.Principals(World, tenant, literals).Concat(RequestPlaces.Instances(World, tenant)))
        {
            for (var t = 0; t < fleet.Tools.Count; t++)
            {
                var home = principal.Region.Length > 0 ? principal.Region : World.Fleet.Regions[judge.Place(principal with { Tool = fleet.Tools[t].Id }, out _)!.Principal.Region].Id;
                foreach (var target in RequestPlaces.Targets(World, fleet.Tools[t], home, literals))
                {
                    var request = principal with { Tool = fleet.Tools[t].Id, Target = target };
                    var place = judge.Place(request, out _)!;
                    if (_readings[t].IsSame && !Array.Exists(place.Jurisdictions, j => Delta.Of(place.Principal.Cluster, j).Touches(t))) { continue; }
                    if (PlaceSearch.TryMake(this, request, place, _readings[t]) is { } search) { yield return search; }
                }
            }
        }
    }

    /// <summary>A place takes less than two steps for each of its requests, and may take three quarters of its equal part of what the places before it leave.</summary>
    private long StepsForAll()
    {
        var (spent, most) = (0L, 1L);
        for (var i = 0; i < _places.Count; i++)
        {
            var steps = RequestCount.Times(2, _places[i].Requests);
            most = Math.Max(most, RequestCount.Add(spent, RequestCount.Times(_places.Count - i, RequestCount.Add(steps, steps / 3 + 1))));
            spent = RequestCount.Add(spent, steps);
        }
        return most;
    }

    private int Number(Cedar.Syntax.Policy policy)
    {
        if (!_numbers.TryGetValue(policy, out var known)) { _numbers.Add(policy, known = _numbers.Count); }
        return known;
    }
}

/// <summary>One thing in which requests differ.</summary>
/// <param name="Name">Name of the argument, or of the attribute of the context.</param>
/// <param name="Values">What is tried; <c>default</c> for absence.</param>
/// <param name="All">How many values there would be if none were left out.</param>
/// <param name="Near">How many of the first come from policies that differ.</param>
internal sealed record Dimension(string Name, IReadOnlyList<CedarValue> Values, long All, int Near)
{
    public static Dimension Of(string name, IReadOnlyList<CedarValue> values) => new(name, values, values.Count, values.Count);
}
