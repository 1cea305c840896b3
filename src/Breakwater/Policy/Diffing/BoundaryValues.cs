using Breakwater.Cedar.Values;
using Breakwater.Policy.Manifests;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>The values of an argument at which an answer can change: each literal that policies compare it with, its neighbours, and what the manifest allows. Deterministic.</summary>
internal static class BoundaryValues
{
    private const int MostPerArgument = 32;

    /// <summary>Values for an argument; <c>default</c> among them stands for its absence.</summary>
    public static IReadOnlyList<CedarValue> Of(ArgumentDefinition argument, PolicyLiterals literals)
    {
        var met = literals.Of(argument.Id);
        IEnumerable<CedarValue> values = argument.Kind switch
        {
            ArgumentKind.Flag => [CedarValue.Of(false), CedarValue.Of(true)],
            ArgumentKind.Choice => argument.Values.Select(CedarValue.Of),
            ArgumentKind.Text => Texts(met).Where(t => t.Length <= argument.MaxLength).Select(CedarValue.Of),
            ArgumentKind.Texts => Sets(met),
            ArgumentKind.Count or ArgumentKind.MinorUnits => Numbers(met, CedarKind.Long).Select(CedarValue.Of),
            ArgumentKind.Decimal or ArgumentKind.Money => Numbers(met, CedarKind.Decimal).Select(CedarValue.Decimal),
            _ => Numbers(met, CedarKind.DateTime).Select(CedarValue.DateTime),
        };
        var found = values.Distinct().Take(MostPerArgument).ToList();
        if (argument.Optional) { found.Add(default); }
        return found;
    }

    /// <summary>Instants for the clock, to the second: those that policies compare it with, and around each time of day.</summary>
    public static IReadOnlyList<DateTimeOffset> Times(PolicyLiterals literals)
    {
        const long noon = 1_767_268_800_000;
        var found = new SortedSet<long> { noon };
        foreach (var value in literals.Of(PolicyNames.Now))
        {
            var at = value.Kind switch { CedarKind.DateTime => value.Number, CedarKind.Duration => noon - 43_200_000 + value.Number, _ => long.MinValue };
            if (at is < -62_000_000_000_000 or > 253_000_000_000_000) { continue; }
            found.UnionWith([at - 1_000, at, at + 1_000]);
        }
        return [.. found.Take(MostPerArgument).Select(DateTimeOffset.FromUnixTimeMilliseconds)];
    }

    private static IEnumerable<long> Numbers(IEnumerable<CedarValue> met, CedarKind kind)
    {
        var found = new SortedSet<long> { 0, 1 };
        foreach (var value in met.Where(v => v.Kind == kind))
        {
            found.Add(value.Number);
            if (value.Number > long.MinValue) { found.Add(value.Number - 1); }
            if (value.Number < long.MaxValue) { found.Add(value.Number + 1); }
        }
        return found;
    }

    private static IEnumerable<string> Texts(IEnumerable<CedarValue> met) =>
        ((string[])[.. met.Where(v => v.Kind == CedarKind.String).Select(v => v.AsString).Order(StringComparer.Ordinal)]) is { Length: > 0 } known ? [.. known, known[0] + "~", ""] : [""];

    private static IEnumerable<CedarValue> Sets(IEnumerable<CedarValue> met)
    {
        var texts = Texts(met).Where(t => t.Length > 0).ToList();
        yield return CedarValue.Of(CedarSet.Empty);
        foreach (var text in texts) { yield return CedarValue.Of(new CedarSet([CedarValue.Of(text)])); }
        if (texts.Count > 1) { yield return CedarValue.Of(new CedarSet(texts.Select(CedarValue.Of))); }
    }
}
