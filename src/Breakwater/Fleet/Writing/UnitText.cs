using System.Globalization;
using Breakwater.Contracts;

namespace Breakwater.Fleet.Writing;

/// <summary>Writes values with their unit, exactly: what is read back is what was written.</summary>
internal static class UnitText
{
    private static readonly (long Ticks, string Unit)[] _units =
    [
        (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "min"), (TimeSpan.TicksPerSecond, "s"),
        (TimeSpan.TicksPerMillisecond, "ms"), (TimeSpan.TicksPerMicrosecond, "us"),
    ];

    private static readonly (long Bytes, string Unit)[] _sizes = [(1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];

    /// <summary>In the largest unit that leaves no fraction; below a microsecond in tenths of one.</summary>
    public static string Duration(TimeSpan value)
    {
        foreach (var (ticks, unit) in _units)
        {
            if (value.Ticks % ticks == 0) { return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}"); }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)value.Ticks / TimeSpan.TicksPerMicrosecond}us");
    }

    public static string PerMinute(double value) => $"{YamlText.Number(value)}/min";

    public static string PerMinute(long value) => string.Create(CultureInfo.InvariantCulture, $"{value}/min");

    public static string PerPeriod(CountPerPeriod value) => string.Create(CultureInfo.InvariantCulture, $"{value.Amount}/{Duration(value.Period)[1..]}");

    /// <summary>In the largest unit that leaves no fraction.</summary>
    public static string Bytes(long value)
    {
        foreach (var (bytes, unit) in _sizes)
        {
            if (value % bytes == 0) { return string.Create(CultureInfo.InvariantCulture, $"{value / bytes}{unit}"); }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value}B");
    }

    public static string BytesPerPeriod(CountPerPeriod value) => $"{Bytes(value.Amount)}/{Duration(value.Period)[1..]}";

    public static string PerHour(double value) => $"{YamlText.Number(value)}/h";

    public static string PerMonth(double value) => $"{YamlText.Number(value)}/month";

    public static string Amount(Money value, string currency) => $"{value} {currency}";
}
