using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

internal static partial class Units
{
    private const string BytesExample = "write a whole number and a unit: `512KiB`, `64MiB` or `2GiB`";

    private static readonly (string Unit, long Bytes)[] _bytes = [("B", 1), ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40)];

    /// <summary>A size, at least one byte and at most 1,024 TiB.</summary>
    public static Measured<long> Bytes(string text) =>
        Split(text, out var number, out var unit) ? Bytes(number, unit, BytesExample) : Measured<long>.Not("is not a size", BytesExample);

    /// <summary>Bytes for each second, minute, hour or day; the period is kept, since it says how much may come at once.</summary>
    public static Measured<CountPerPeriod> BytesPerPeriod(string text)
    {
        const string example = "write a size and a period: `64KiB/s`, `100MiB/h` or `2GiB/d`";
        if (!Split(text, out var number, out var unit)) { return Measured<CountPerPeriod>.Not("is not a volume", example); }
        var slash = unit.IndexOf('/', StringComparison.Ordinal);
        var period = slash < 0 ? 0 : _durations.FirstOrDefault(d => d.Unit == unit[(slash + 1)..] && d.Ticks >= TimeSpan.TicksPerSecond).Ticks;
        if (period == 0) { return Measured<CountPerPeriod>.Not("has no period", example); }
        var bytes = Bytes(number, unit[..slash], example);
        if (bytes.Wrong is not null) { return Measured<CountPerPeriod>.Not(bytes.Wrong, bytes.Remedy); }
        var volume = new CountPerPeriod(bytes.Value, TimeSpan.FromTicks(period));
        return BucketTerms.Fits(volume.Amount, volume.Period, volume.Amount)
            ? Measured<CountPerPeriod>.Is(volume)
            : Measured<CountPerPeriod>.Not("cannot be counted exactly", "round it to a whole number of a larger unit, or give it for a shorter period");
    }

    private static Measured<long> Bytes(string number, string unit, string example)
    {
        var times = _bytes.FirstOrDefault(b => b.Unit == unit).Bytes;
        if (times == 0) { return Measured<long>.Not(unit.Length == 0 ? NoUnit : $"has the unit {Problems.Quote(unit)}, which is no unit of size", example); }
        var amount = Decimal(number);
        if (amount.Wrong is not null) { return Measured<long>.Not(amount.Wrong, amount.Remedy); }
        if (amount.Value <= 0 || amount.Value > (1L << 50) / (decimal)times) { return Measured<long>.Not("is not from one byte to 1024TiB", example); }
        var exact = amount.Value * times;
        return exact == decimal.Truncate(exact) ? Measured<long>.Is((long)exact) : Measured<long>.Not("is not a whole number of bytes", example);
    }
}
