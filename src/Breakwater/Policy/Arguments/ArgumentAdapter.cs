using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Arguments;

/// <summary>Reads arguments bound by one version's manifest as another's, by the adapter that the other declares. Exact, or refused.</summary>
internal static class ArgumentAdapter
{
    /// <summary>The values in the order of the target manifest; null, with the reason, if one cannot be mapped.</summary>
    /// <param name="from">The manifest they were bound by.</param>
    /// <param name="values">The values.</param>
    /// <param name="declaring">The bundle that declared that manifest.</param>
    /// <param name="to">The manifest that policies expect.</param>
    /// <param name="target">The bundle that declares it.</param>
    /// <param name="refusal">Why not.</param>
    public static CedarValue[]? Map(ToolManifest from, ReadOnlySpan<CedarValue> values, PolicyBundle declaring, ToolManifest to, PolicyBundle target, out Reason? refusal)
    {
        refusal = null;
        var adapter = declaring.Reference.Name == target.Reference.Name ? target.Adapters.FirstOrDefault(a => a.From.Holds(declaring.Reference.Version)) : null;
        if (adapter is null)
        {
            refusal = PolicyReasons.Unmapped;
            return null;
        }
        var mapped = new CedarValue[to.Arguments.Count];
        var taken = new HashSet<int>();
        for (var i = 0; i < mapped.Length; i++)
        {
            var argument = to.Arguments[i];
            var rule = adapter.Rules.FirstOrDefault(r => r.Tool == to.Tool && r.To == argument.Id);
            var source = from.IndexOf(rule is null ? argument.Id : rule.From ?? "");
            if (source >= 0) { taken.Add(source); }
            if (source >= 0 && values[source].Kind != CedarKind.None)
            {
                if (!TryConvert(from.Arguments[source], values[source], argument, rule?.Convert ?? AdapterConversion.None, out mapped[i]))
                {
                    refusal = argument.Unmapped;
                    return null;
                }
            }
            else if (rule?.Default is not { } text ? !argument.Optional : !argument.TryDefault(text, out mapped[i]))
            {
                refusal = argument.Unmapped;
                return null;
            }
        }
        for (var i = 0; i < values.Length; i++)
        {
            // What this version would not see could have changed its mind.
            if (values[i].Kind == CedarKind.None || taken.Contains(i)) { continue; }
            refusal = from.Arguments[i].Unmapped;
            return null;
        }
        return mapped;
    }

    private static bool TryConvert(ArgumentDefinition from, CedarValue value, ArgumentDefinition to, AdapterConversion conversion, out CedarValue result)
    {
        result = value;
        switch (conversion)
        {
            case AdapterConversion.None:
                return Accepts(from, value, to);
            case AdapterConversion.ToMinorUnits when value.Kind == CedarKind.Decimal && to.Kind == ArgumentKind.MinorUnits:
            case AdapterConversion.FromMinorUnits when from.Kind == ArgumentKind.MinorUnits && to.Places == 4:
            case AdapterConversion.ToDecimal when from.Kind == ArgumentKind.Count && to.Places == 4:
            case AdapterConversion.ToCount when value.Kind == CedarKind.Decimal && to.Kind == ArgumentKind.Count:
                if (!TryScale(value.Number, from.Places, to.Places, out var scaled)) { return false; }
                result = to.Number(scaled);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a value of one argument is a value of the other, as it is.</summary>
    private static bool Accepts(ArgumentDefinition from, CedarValue value, ArgumentDefinition to) => to.Kind switch
    {
        ArgumentKind.Choice => value.Kind == CedarKind.String && to.Values.Contains(value.AsString, StringComparer.Ordinal),
        ArgumentKind.Text => value.Kind == CedarKind.String && value.AsString.Length <= to.MaxLength,
        ArgumentKind.Texts => value.Kind == CedarKind.Set && value.AsSet.All(v => v.AsString.Length <= to.MaxLength),
        // The same count in other units would be another amount.
        ArgumentKind.MinorUnits => from.Kind == ArgumentKind.MinorUnits && from.Decimals == to.Decimals,
        ArgumentKind.Count => from.Kind == ArgumentKind.Count,
        ArgumentKind.Money or ArgumentKind.Decimal => value.Kind == CedarKind.Decimal,
        ArgumentKind.Flag => value.Kind == CedarKind.Bool,
        _ => value.Kind == CedarKind.DateTime,
    };

    private static bool TryScale(long number, int from, int to, out long scaled)
    {
        Int128 value = number;
        for (; from < to; from++) { value *= 10; }
        for (; from > to; from--)
        {
            var (quotient, rest) = Int128.DivRem(value, 10);
            if (rest != 0) { scaled = 0; return false; }
            value = quotient;
        }
        scaled = value >= long.MinValue && value <= long.MaxValue ? (long)value : 0;
        return value == scaled;
    }
}
