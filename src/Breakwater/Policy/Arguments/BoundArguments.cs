using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Arguments;

/// <summary>
/// The arguments of one action, bound by a tool's manifest. Made once by the host and filled again and again by <see cref="PolicyControl.Bind(TenantHandle, ToolHandle, ReadOnlySpan{byte}, BoundArguments)"/>: filling allocates
/// only for texts. Holds why they were refused, if they were; a request that carries refused arguments is denied for that reason. Not safe for use by two threads at once.
/// </summary>
public sealed class BoundArguments : ActionArguments
{
    private CedarValue[] _values = [];
    private CedarRecord? _record;
    private CedarRecord? _context;
    private (long Second, bool Delegated, bool Crosses) _contextFor;

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

    /// <inheritdoc/>
    public override void Show(ArgumentVisitor visitor)
    {
        if (Refusal is not null) { return; }
        for (var i = 0; i < Values.Length; i++)
        {
            var (value, definition) = (Values[i], Manifest!.Arguments[i]);
            switch (value.Kind)
            {
                case CedarKind.None: break;
                case CedarKind.Bool: visitor.Flag(definition.Id, value.AsBool, definition.Sensitive); break;
                case CedarKind.Long: visitor.Number(definition.Id, value.Number, definition.Sensitive); break;
                case CedarKind.String: visitor.Text(definition.Id, value.AsString, definition.Sensitive); break;
                default: visitor.Text(definition.Id, Diffing.ValueText.Of(value), definition.Sensitive); break;
            }
        }
    }

    /// <summary>The context that holds them; made anew only where the circumstances are others than the last time.</summary>
    internal CedarRecord Context(long second, bool delegated, bool crosses)
    {
        if (_context is { } made && _contextFor == (second, delegated, crosses)) { return made; }
        _contextFor = (second, delegated, crosses);
        return _context = ContextBuilder.Make(_record ??= Record(Manifest!, Values), second, delegated, crosses);
    }

    /// <summary>What policies see as <c>context.args</c>.</summary>
    internal static CedarRecord Record(ToolManifest manifest, ReadOnlySpan<CedarValue> values)
    {
        var present = new List<KeyValuePair<string, CedarValue>>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Kind != CedarKind.None) { present.Add(new(manifest.Arguments[i].Id, values[i])); }
        }
        return new(present);
    }

    internal Reason? Fill(ToolManifest manifest, Bundles.PolicyBundle declaring, ReadOnlySpan<byte> json)
    {
        Manifest = manifest;
        Declaring = declaring;
        Digest = DigestOf(json);
        (_record, _context) = (null, null);
        if (_values.Length < manifest.Arguments.Count) { _values = new CedarValue[manifest.Arguments.Count]; }
        _values.AsSpan().Clear();
        return Refusal = ArgumentBinder.Bind(manifest, json, _values);
    }

    internal Reason Refuse(Reason reason)
    {
        Manifest = null;
        Declaring = null;
        Digest = 0;
        (_record, _context) = (null, null);
        _values.AsSpan().Clear();
        return Refusal = reason;
    }
}
