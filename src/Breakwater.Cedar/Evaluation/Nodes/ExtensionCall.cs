using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation.Nodes;

/// <summary>What the extension functions take and do.</summary>
internal static class ExtensionCall
{
    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>The kinds of its arguments; none for a second one that it does not take.</summary>
    public static (CedarKind First, CedarKind Second) Signature(ExtensionFunction function) => function switch
    {
        ExtensionFunction.Ip or ExtensionFunction.Decimal or ExtensionFunction.DateTime or ExtensionFunction.Duration => (CedarKind.String, CedarKind.None),
        ExtensionFunction.IsIpv4 or ExtensionFunction.IsIpv6 or ExtensionFunction.IsLoopback or ExtensionFunction.IsMulticast => (CedarKind.Ip, CedarKind.None),
        ExtensionFunction.IsInRange => (CedarKind.Ip, CedarKind.Ip),
        ExtensionFunction.LessThan or ExtensionFunction.LessThanOrEqual or ExtensionFunction.GreaterThan or ExtensionFunction.GreaterThanOrEqual => (CedarKind.Decimal, CedarKind.Decimal),
        ExtensionFunction.Offset => (CedarKind.DateTime, CedarKind.Duration),
        ExtensionFunction.DurationSince => (CedarKind.DateTime, CedarKind.DateTime),
        ExtensionFunction.ToDate or ExtensionFunction.ToTime => (CedarKind.DateTime, CedarKind.None),
        _ => (CedarKind.Duration, CedarKind.None),
    };

    /// <summary>The result for arguments of the right kinds; <c>default</c> if a text is not readable or a number does not fit in 64 bits.</summary>
    public static CedarValue Apply(ExtensionFunction function, CedarValue a, CedarValue b) => function switch
    {
        ExtensionFunction.Ip => ExtensionText.TryIp(a.AsString, out var range) ? CedarValue.Of(range) : default,
        ExtensionFunction.Decimal => ExtensionText.TryDecimal(a.AsString, out var number) ? CedarValue.Decimal(number) : default,
        ExtensionFunction.DateTime => ExtensionText.TryDateTime(a.AsString, out var instant) ? CedarValue.DateTime(instant) : default,
        ExtensionFunction.Duration => ExtensionText.TryDuration(a.AsString, out var span) ? CedarValue.Duration(span) : default,
        ExtensionFunction.IsIpv4 => CedarValue.Of(!a.AsIp.IsV6),
        ExtensionFunction.IsIpv6 => CedarValue.Of(a.AsIp.IsV6),
        ExtensionFunction.IsLoopback => CedarValue.Of(IsWithin(a.AsIp, a.AsIp.IsV6 ? LoopbackV6 : LoopbackV4)),
        ExtensionFunction.IsMulticast => CedarValue.Of(IsWithin(a.AsIp, a.AsIp.IsV6 ? MulticastV6 : MulticastV4)),
        ExtensionFunction.IsInRange => CedarValue.Of(IsWithin(a.AsIp, b.AsIp)),
        ExtensionFunction.LessThan => CedarValue.Of(a.Number < b.Number),
        ExtensionFunction.LessThanOrEqual => CedarValue.Of(a.Number <= b.Number),
        ExtensionFunction.GreaterThan => CedarValue.Of(a.Number > b.Number),
        ExtensionFunction.GreaterThanOrEqual => CedarValue.Of(a.Number >= b.Number),
        ExtensionFunction.Offset => TryAdd(a.Number, b.Number, out var sum) ? CedarValue.DateTime(sum) : default,
        ExtensionFunction.DurationSince => TrySubtract(a.Number, b.Number, out var difference) ? CedarValue.Duration(difference) : default,
        ExtensionFunction.ToDate => TrySubtract(a.Number, TimeOfDay(a.Number), out var midnight) ? CedarValue.DateTime(midnight) : default,
        ExtensionFunction.ToTime => CedarValue.Duration(TimeOfDay(a.Number)),
        ExtensionFunction.ToMilliseconds => CedarValue.Of(a.Number),
        ExtensionFunction.ToSeconds => CedarValue.Of(a.Number / 1_000),
        ExtensionFunction.ToMinutes => CedarValue.Of(a.Number / 60_000),
        ExtensionFunction.ToHours => CedarValue.Of(a.Number / 3_600_000),
        _ => CedarValue.Of(a.Number / MillisecondsPerDay),
    };

    public static string Takes(ExtensionFunction function) => Signature(function) switch
    {
        (CedarKind.String, _) => "a string",
        (CedarKind.Ip, CedarKind.None) => "an IP address",
        (CedarKind.Ip, _) => "two IP addresses",
        (CedarKind.Decimal, _) => "two decimals",
        (CedarKind.DateTime, CedarKind.Duration) => "a datetime and a duration",
        (CedarKind.DateTime, CedarKind.DateTime) => "two datetimes",
        (CedarKind.DateTime, _) => "a datetime",
        _ => "a duration",
    };

    private static IpRange LoopbackV4 { get; } = new(0x7f00_0000, false, 8);

    private static IpRange LoopbackV6 { get; } = new(1, true, 128);

    private static IpRange MulticastV4 { get; } = new(0xe000_0000, false, 4);

    private static IpRange MulticastV6 { get; } = new((UInt128)0xff << 120, true, 8);

    /// <summary>Whether every address of the one is an address of the other, which is as much as a longer prefix that begins with the shorter.</summary>
    private static bool IsWithin(IpRange inner, IpRange outer)
    {
        if (inner.IsV6 != outer.IsV6 || inner.Prefix < outer.Prefix) { return false; }
        var free = (outer.IsV6 ? 128 : 32) - outer.Prefix;
        // UInt128 shifts modulo 128: all bits free must be said apart.
        return free == 128 || inner.Address >> free == outer.Address >> free;
    }

    private static long TimeOfDay(long milliseconds)
    {
        var rest = milliseconds % MillisecondsPerDay;
        return rest < 0 ? rest + MillisecondsPerDay : rest;
    }

    private static bool TryAdd(long a, long b, out long sum)
    {
        sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) >= 0;
    }

    private static bool TrySubtract(long a, long b, out long difference)
    {
        difference = unchecked(a - b);
        return ((a ^ b) & (a ^ difference)) >= 0;
    }
}
