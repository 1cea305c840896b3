using Breakwater.Cedar.Values;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Diffing;

/// <summary>How the newer of two versions reads the arguments that the older one's manifest binds.</summary>
internal sealed class ToolReading
{
    private readonly ToolManifest? _made;
    private readonly ToolManifest? _read;
    private readonly PolicyBundle? _from;
    private readonly PolicyBundle? _to;
    private readonly int[]? _sources;
    private readonly CedarValue[]? _defaults;

    public ToolReading(int tool, PolicyView before, PolicyView after)
    {
        _made = before.TryManifest(tool, out var made, out _from) ? made : null;
        _read = after.TryManifest(tool, out var read, out _to) ? read : null;
        IsSame = _made?.Canonical == _read?.Canonical;
        if (_made is not null && _read is not null && !IsSame) { (_sources, _defaults) = OneByOne(_made, _read, _from!, _to!); }
    }

    /// <summary>The arguments that requests have.</summary>
    public IReadOnlyList<ArgumentDefinition> Arguments => _made?.Arguments ?? [];

    /// <summary>Whether both bind alike.</summary>
    public bool IsSame { get; }

    /// <summary>Whether policies see every argument as it was, so that one that both versions have says the same of the same request.</summary>
    public bool IsTransparent => IsSame || _sources is not null;

    /// <summary>Whether the newer version's policies see other values than the older one's, and compare them with other literals.</summary>
    public bool Converts => _made is not null && _read is not null && !IsTransparent;

    /// <summary>The arguments as the older version's policies see them.</summary>
    public CedarRecord? Before(CedarValue[] values) => _made is null ? null : BoundArguments.Record(_made, values);

    /// <summary>The arguments as the newer version's policies see them; false if it refuses the request for them. Where reading is not transparent every value must be known.</summary>
    public bool TryAfter(CedarValue[] values, out CedarRecord? arguments)
    {
        arguments = null;
        if (_made is null || _read is null) { return IsSame; }
        if (IsSame) { arguments = BoundArguments.Record(_read, values); return true; }
        var mapped = _sources is null
            ? ArgumentAdapter.Map(_made, values, _from!, _read, _to!, out _)
            : [.. _sources.Select((s, i) => s < 0 || values[s].Kind == CedarKind.None ? _defaults![i] : values[s])];
        if (mapped is not null) { arguments = BoundArguments.Record(_read, mapped); }
        return mapped is not null;
    }

    /// <summary>For each argument read the one it is, or -1 with a constant, if whatever one version binds the other takes unchanged; null if not.</summary>
    private static (int[]?, CedarValue[]?) OneByOne(ToolManifest made, ToolManifest read, PolicyBundle from, PolicyBundle to)
    {
        if (!made.Arguments.All(a => read.Find(a.Id) is { } same && a.IsWithin(same))) { return default; }
        var adapter = from.Reference.Name == to.Reference.Name ? to.Adapters.FirstOrDefault(a => a.From.Holds(from.Reference.Version)) : null;
        if (adapter is null || adapter.Rules.Any(r => r.Tool == read.Tool && made.IndexOf(r.To) >= 0)) { return default; }
        var (sources, defaults) = (new int[read.Arguments.Count], new CedarValue[read.Arguments.Count]);
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = made.IndexOf(read.Arguments[i].Id);
            var rule = adapter.Rules.FirstOrDefault(r => r.Tool == read.Tool && r.To == read.Arguments[i].Id);
            if (sources[i] >= 0) { continue; }
            // What is filled from another argument is seen twice, and policies of the older version never saw it so.
            if (rule?.From is not null || (rule?.Default is { } text ? !read.Arguments[i].TryDefault(text, out defaults[i]) : !read.Arguments[i].Optional)) { return default; }
        }
        return (sources, defaults);
    }
}
