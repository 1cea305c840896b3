using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>All requests at one place: with one tool, by one principal, at one target. Not thread-safe.</summary>
internal sealed class PlaceSearch
{
    private const string SampleKey = "policy-diff";

    private readonly VersionComparison _comparison;
    private readonly RecordedRequest _request;
    private readonly JudgedPlace _place;
    private readonly ToolReading _reading;
    private readonly IReadOnlyList<Dimension> _dimensions;
    private readonly int[] _at;
    private readonly List<(RecordedRequest, long)> _found = [];
    private long _lastStep;

    private PlaceSearch(VersionComparison comparison, RecordedRequest request, JudgedPlace place, ToolReading reading, IReadOnlyList<Dimension> dimensions)
    {
        _comparison = comparison;
        _request = request;
        _place = place;
        _reading = reading;
        _dimensions = dimensions;
        _at = new int[dimensions.Count];
    }

    /// <summary>Requests that can be tried.</summary>
    public long Requests => _dimensions.Aggregate(1L, (product, d) => RequestCount.Times(product, d.Values.Count));

    /// <summary>Requests that there are, before any is left out.</summary>
    public long OutOf => _dimensions.Aggregate(1L, (product, d) => RequestCount.Times(product, d.All));

    /// <summary>The requests that are answered differently, each with how many are answered like it.</summary>
    public IReadOnlyList<(RecordedRequest Request, long Alike)> Found => _found;

    /// <summary>The search at a place; null if both versions answer every request there alike.</summary>
    public static PlaceSearch? TryMake(VersionComparison comparison, RecordedRequest request, JudgedPlace place, ToolReading reading)
    {
        IReadOnlyList<Dimension> nothing = [.. reading.Arguments.Select(a => a.Id).Append(PolicyNames.Delegated).Append(PolicyNames.Now).Select(n => Dimension.Of(n, []))];
        var unknown = new PlaceSearch(comparison, request, place, reading, nothing);
        Array.Fill(unknown._at, -1);
        if (reading.IsTransparent)
        {
            if (unknown.Look() == ProbeOutcome.Alike) { return null; }
            return new(comparison, request, place, reading, comparison.Dimensions(place.Tool, [.. comparison.Probe.Met.DistinctBy(m => m.Policy)]));
        }
        // What the newer version sees is not known before every argument is; both may look at all of them.
        var everything = place.Jurisdictions.Select(j => comparison.Delta.Of(place.Principal.Cluster, j)).SelectMany(d => new[] { d.Before, d.After }).SelectMany(s => s.Policies).Distinct();
        return unknown.MayPermitBefore() ? new(comparison, request, place, reading, comparison.Dimensions(place.Tool, [.. everything.Select(p => (p, true))])) : null;
    }

    /// <summary>Goes through all of them. False if it takes more steps than that; what was found is then worth nothing.</summary>
    public bool TryAll(long mostSteps, out long compared)
    {
        _found.Clear();
        _lastStep = _comparison.Probe.Steps + mostSteps;
        for (var i = 0; i < _at.Length; i++) { _at[i] = _dimensions[i].Values.Count == 1 ? 0 : -1; }
        var done = Descend();
        compared = done ? Requests : 0;
        return done;
    }

    /// <summary>Some of them, by a keyed hash: every other one only of values that policies which differ compare with.</summary>
    public IReadOnlyList<(RecordedRequest Request, long Alike)> Sample(int count, out long compared)
    {
        _found.Clear();
        var (seen, name) = (new HashSet<string>(StringComparer.Ordinal), _request.ToString());
        for (var i = 0; i < count; i++)
        {
            for (var d = 0; d < _at.Length; d++)
            {
                var among = i % 2 == 0 ? Math.Clamp(_dimensions[d].Near, 1, _dimensions[d].Values.Count) : _dimensions[d].Values.Count;
                _at[d] = (int)(StableHash.Of(SampleKey, name, (long)i * _at.Length + d) % (ulong)among);
            }
            if (seen.Add(string.Join(',', _at)) && Look() != ProbeOutcome.Alike) { _found.Add((Known(), 1)); }
        }
        compared = seen.Count;
        return _found;
    }

    private bool Descend()
    {
        var next = -1;
        if (!_reading.IsTransparent) { next = FirstUnknownArgument(); }
        if (next < 0)
        {
            if (_comparison.Probe.Steps >= _lastStep) { return false; }
            var outcome = Look();
            if (outcome == ProbeOutcome.Alike) { return true; }
            if (outcome == ProbeOutcome.Differs || (next = NextUnknown()) < 0)
            {
                _found.Add((Known(), Unknown()));
                return true;
            }
        }
        for (_at[next] = 0; _at[next] < _dimensions[next].Values.Count; _at[next]++) { if (!Descend()) { return false; } }
        _at[next] = -1;
        return true;
    }

    private int FirstUnknownArgument()
    {
        for (var i = 0; i < _reading.Arguments.Count; i++) { if (_at[i] < 0) { return i; } }
        return -1;
    }

    /// <summary>The next thing to fix: one that a policy looks at on which the answer hangs.</summary>
    private int NextUnknown()
    {
        foreach (var policy in _comparison.Probe.Hanging)
        {
            var literals = _comparison.Literals(policy);
            for (var i = 0; i < _at.Length; i++) { if (_at[i] < 0 && literals.Mentions(_dimensions[i].Name)) { return i; } }
        }
        return Array.IndexOf(_at, -1);
    }

    private ProbeOutcome Look()
    {
        var values = Arguments();
        var before = Context(_reading.Before(values));
        var after = _reading.TryAfter(values, out var read) ? Context(read) : null;
        return _comparison.Probe.Look(_place, before, after, _reading.IsTransparent);
    }

    private bool MayPermitBefore()
    {
        _comparison.Probe.Look(_place, Context(_reading.Before(Arguments())), null, alike: false);
        return _comparison.Probe.Met.Any();
    }

    private CedarValue[] Arguments()
    {
        var values = new CedarValue[_reading.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var argument = _reading.Arguments[i];
            values[i] = _at[i] >= 0 ? _dimensions[i].Values[_at[i]] : argument.Optional ? CedarValue.MaskedOrMissing(argument.Id) : CedarValue.Masked(argument.Id);
        }
        return values;
    }

    private CedarRecord Context(CedarRecord? arguments)
    {
        var attributes = new List<KeyValuePair<string, CedarValue>>(4) { new(PolicyNames.CrossJurisdiction, CedarValue.Of(_place.Crosses)) };
        if (arguments is not null) { attributes.Add(new(PolicyNames.Arguments, CedarValue.Of(arguments))); }
        for (var i = _reading.Arguments.Count; i < _at.Length; i++) { attributes.Add(new(_dimensions[i].Name, _at[i] >= 0 ? _dimensions[i].Values[_at[i]] : CedarValue.Masked(_dimensions[i].Name))); }
        return new(attributes);
    }

    /// <summary>A request with the first value of everything that is not known.</summary>
    private RecordedRequest Known()
    {
        CedarValue Value(int i) => _dimensions[i].Values[Math.Max(_at[i], 0)];
        var count = _reading.Arguments.Count;
        return _request with
        {
            Arguments = Enumerable.Range(0, count).Select(i => (_reading.Arguments[i].Id, Value: Value(i))).Where(a => a.Value.Kind != CedarKind.None).ToDictionary(a => a.Id, a => a.Value, StringComparer.Ordinal),
            Delegated = Value(count).AsBool, Time = DateTimeOffset.FromUnixTimeMilliseconds(Value(count + 1).Number),
        };
    }

    /// <summary>How many requests are like it.</summary>
    private long Unknown()
    {
        var product = 1L;
        for (var i = 0; i < _at.Length; i++) { if (_at[i] < 0) { product = RequestCount.Times(product, _dimensions[i].Values.Count); } }
        return product;
    }
}
