using System.Globalization;
using Breakwater.Cedar.Values;

namespace Breakwater.Policy.Diffing;

/// <summary>Spells argument values for people.</summary>
internal static class ValueText
{
    public static string Of(CedarValue value) => value.Kind switch
    {
        CedarKind.Bool => value.AsBool ? "true" : "false",
        CedarKind.Long => value.Number.ToString(CultureInfo.InvariantCulture),
        CedarKind.Decimal => (value.Number / 10_000m).ToString("0.0###", CultureInfo.InvariantCulture),
        CedarKind.DateTime => Instant(value.Number),
        CedarKind.String => $"\"{value.AsString}\"",
        CedarKind.Set => $"[{string.Join(", ", value.AsSet.Select(Of).Order(StringComparer.Ordinal))}]",
        CedarKind.Masked => "masked",
        _ => value.Kind.ToString(),
    };

    private static string Instant(long milliseconds) =>
        milliseconds is > -62_135_596_800_000 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : $"{milliseconds.ToString(CultureInfo.InvariantCulture)} ms";
}
