using System.Numerics;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Oracle;

/// <summary>The extension functions, on numbers without bounds.</summary>
internal static class OracleExtensions
{
    private const long Day = 24 * 60 * 60 * 1000;

    public static CedarValue? Call(ExtensionFunction function, CedarValue[] a)
    {
        bool Are(params CedarKind[] kinds) => a.Select(x => x.Kind).SequenceEqual(kinds);
        switch (function)
        {
            case ExtensionFunction.Ip when Are(CedarKind.String):
                return ExtensionText.TryIp(a[0].AsString, out var ip) ? CedarValue.Of(ip) : null;
            case ExtensionFunction.Decimal when Are(CedarKind.String):
                return ExtensionText.TryDecimal(a[0].AsString, out var number) ? CedarValue.Decimal(number) : null;
            case ExtensionFunction.DateTime when Are(CedarKind.String):
                return ExtensionText.TryDateTime(a[0].AsString, out var instant) ? CedarValue.DateTime(instant) : null;
            case ExtensionFunction.Duration when Are(CedarKind.String):
                return ExtensionText.TryDuration(a[0].AsString, out var span) ? CedarValue.Duration(span) : null;
            case ExtensionFunction.IsIpv4 when Are(CedarKind.Ip):
                return CedarValue.Of(!a[0].AsIp.IsV6);
            case ExtensionFunction.IsIpv6 when Are(CedarKind.Ip):
                return CedarValue.Of(a[0].AsIp.IsV6);
            case ExtensionFunction.IsLoopback when Are(CedarKind.Ip):
                return CedarValue.Of(a[0].AsIp.IsV6 ? InRange(a[0].AsIp, 1, 128) : InRange(a[0].AsIp, 127u << 24, 8));
            case ExtensionFunction.IsMulticast when Are(CedarKind.Ip):
                return CedarValue.Of(a[0].AsIp.IsV6 ? InRange(a[0].AsIp, (BigInteger)0xff << 120, 8) : InRange(a[0].AsIp, 224u << 24, 4));
            case ExtensionFunction.IsInRange when Are(CedarKind.Ip, CedarKind.Ip):
                return CedarValue.Of(a[0].AsIp.IsV6 == a[1].AsIp.IsV6 && InRange(a[0].AsIp, a[1].AsIp.Address, a[1].AsIp.Prefix));
            case ExtensionFunction.LessThan when Are(CedarKind.Decimal, CedarKind.Decimal):
                return CedarValue.Of(a[0].Number < a[1].Number);
            case ExtensionFunction.LessThanOrEqual when Are(CedarKind.Decimal, CedarKind.Decimal):
                return CedarValue.Of(a[0].Number <= a[1].Number);
            case ExtensionFunction.GreaterThan when Are(CedarKind.Decimal, CedarKind.Decimal):
                return CedarValue.Of(a[0].Number > a[1].Number);
            case ExtensionFunction.GreaterThanOrEqual when Are(CedarKind.Decimal, CedarKind.Decimal):
                return CedarValue.Of(a[0].Number >= a[1].Number);
            case ExtensionFunction.Offset when Are(CedarKind.DateTime, CedarKind.Duration):
                return Fit((BigInteger)a[0].Number + a[1].Number, CedarValue.DateTime);
            case ExtensionFunction.DurationSince when Are(CedarKind.DateTime, CedarKind.DateTime):
                return Fit((BigInteger)a[0].Number - a[1].Number, CedarValue.Duration);
            case ExtensionFunction.ToDate when Are(CedarKind.DateTime):
                return Fit(FloorDays(a[0].Number) * Day, CedarValue.DateTime);
            case ExtensionFunction.ToTime when Are(CedarKind.DateTime):
                return Fit(a[0].Number - (FloorDays(a[0].Number) * Day), CedarValue.Duration);
            case ExtensionFunction.ToMilliseconds when Are(CedarKind.Duration):
                return CedarValue.Of(a[0].Number);
            case ExtensionFunction.ToSeconds when Are(CedarKind.Duration):
                return CedarValue.Of(a[0].Number / 1000);
            case ExtensionFunction.ToMinutes when Are(CedarKind.Duration):
                return CedarValue.Of(a[0].Number / 1000 / 60);
            case ExtensionFunction.ToHours when Are(CedarKind.Duration):
                return CedarValue.Of(a[0].Number / 1000 / 60 / 60);
            case ExtensionFunction.ToDays when Are(CedarKind.Duration):
                return CedarValue.Of(a[0].Number / Day);
            default:
                return null;
        }
    }

    /// <summary>Whether the first and the last address of the range lie in the other.</summary>
    private static bool InRange(IpRange inner, BigInteger address, int prefix)
    {
        var (first, last) = Bounds(inner.Address, inner.Prefix, inner.IsV6);
        var (low, high) = Bounds(address, prefix, inner.IsV6);
        return low <= first && last <= high;
    }

    private static (BigInteger First, BigInteger Last) Bounds(BigInteger address, int prefix, bool v6)
    {
        var size = BigInteger.Pow(2, (v6 ? 128 : 32) - prefix);
        var first = address / size * size;
        return (first, first + size - 1);
    }

    private static BigInteger FloorDays(long milliseconds)
    {
        var days = BigInteger.DivRem(milliseconds, Day, out var rest);
        return rest < 0 ? days - 1 : days;
    }

    private static CedarValue? Fit(BigInteger value, Func<long, CedarValue> make) => value >= long.MinValue && value <= long.MaxValue ? make((long)value) : null;
}
