using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Arguments;

/// <summary>
/// The arguments of one action, bound by a tool's manifest. Made once by the host and filled again and again by <see cref="PolicyControl.Bind"/>: filling allocates
/// only for texts. Holds why they were refused, if they were; a request that carries refused arguments is denied for that reason. Not safe for use by two threads at once.
/// </summary>
public sealed class BoundArguments : ActionArguments
{
    private CedarValue[] _values = [];

    /// <summary>Why the bytes could not be bound, naming the field; null if they were.</summary>
    public Reason? Refusal { get; private set; } = PolicyReasons.NoArguments;

    /// <summary>The manifest they were bound by; null if there is none.</summary>
    public ToolManifest? Manifest { get; private set; }

    /// <summary>The bundle that declared the manifest; null if there is none.</summary>
    internal Bundles.PolicyBundle? Declaring { get; private set; }

    /// <summary>Values in the order of the manifest; kind <see cref="CedarKind.None"/> for one that is absent.</summary>
    internal ReadOnlySpan<CedarValue> Values => _values.AsSpan(0, Manifest?.Arguments.Count ?? 0);

    /// <summary>The value of an argument; false if it is absent or not declared.</summary>
    public bool TryGet(string id, out CedarValue value)
    {
        value = default;
        if (Refusal is not null || Manifest!.IndexOf(id) is not (>= 0 and var index)) { return false; }
        value = _values[index];
        return value.Kind != CedarKind.None;
    }

    internal Reason? Fill(ToolManifest manifest, Bundles.PolicyBundle declaring, ReadOnlySpan<byte> json)
    {
        Manifest = manifest;
        Declaring = declaring;
        Digest = DigestOf(json);
        if (_values.Length < manifest.Arguments.Count) { _values = new CedarValue[manifest.Arguments.Count]; }
        _values.AsSpan().Clear();
        return Refusal = ArgumentBinder.Bind(manifest, json, _values);
    }

    internal Reason Refuse(Reason reason)
    {
        Manifest = null;
        Declaring = null;
        Digest = 0;
        _values.AsSpan().Clear();
        return Refusal = reason;
    }
}
