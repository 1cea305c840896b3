using System.Globalization;
using System.Text.RegularExpressions;
using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>What a value with a unit came to, or why it did not.</summary>
internal readonly record struct Measured<T>(T Value, string? Wrong, string Remedy)
    where T : struct
{
    public static Measured<T> Is(T value) => new(value, null, "");

    public static Measured<T> Not(string wrong, string remedy) => new(default, wrong, remedy);
}

/// <summary>Reads numbers, durations, rates and money. A unit is always written; values are decimal, so nothing is rounded on the way in.</summary>
internal static partial class Units
{
    private const string NoUnit = "has no unit";

    private static readonly (string Unit, long Ticks)[] _durations =
    [
        ("us", TimeSpan.TicksPerMicrosecond), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond),
        ("min", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    private static readonly (string Unit, double Times, double Over)[] _perMinute = [("/s", 60, 1), ("/min", 1, 1), ("/h", 1, 60), ("/d", 1, 1_440)];

    private static readonly (string Unit, double Times, double Over)[] _perHour = [("/s", 3_600, 1), ("/min", 60, 1), ("/h", 1, 1), ("/d", 1, 24)];

    private static readonly (string Unit, double Times, double Over)[] _perMonth = [("/month", 1, 1)];

    /// <summary>The most a rate may come to: far above any fleet, even scaled quadratically, and within a 64-bit count.</summary>
    private const double MaxRate = 1e18;

    private static readonly TimeSpan _longest = TimeSpan.FromDays(3_650);

    /// <summary>A plain number, without unit.</summary>
    public static Measured<double> Number(string text)
    {
        if (!Split(text, out var number, out var unit)) { return Measured<double>.Not("is not a number", "write digits, such as `12`"); }
        if (unit.Length == 0) { return Double(number); }
        var plain = unit == "%" && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? (percent / 100).ToString(CultureInfo.InvariantCulture) : $"{number}";
        return Measured<double>.Not("has a unit where a plain number is due", $"write `{plain}`");
    }

    /// <summary>A duration longer than zero and at most ten years, exact to 100 ns.</summary>
    public static Measured<TimeSpan> Duration(string text)
    {
        const string example = "write a number and a unit: `250us`, `250ms`, `30s`, `5min`, `24h` or `7d`";
        if (!Split(text, out var number, out var unit)) { return Measured<TimeSpan>.Not("is not a duration", example); }
        if (unit.Length == 0) { return Measured<TimeSpan>.Not(NoUnit, $"write `{number}ms`, `{number}s`, `{number}min` or `{number}h`"); }
        var ticks = _durations.FirstOrDefault(d => d.Unit == unit).Ticks;
        if (ticks == 0) { return Measured<TimeSpan>.Not($"has the unit {Problems.Quote(unit)}, which is no unit of time", example); }
        var amount = Decimal(number);
        if (amount.Wrong is not null) { return Measured<TimeSpan>.Not(amount.Wrong, amount.Remedy); }
        if (amount.Value <= 0) { return Measured<TimeSpan>.Not("must be longer than zero", example); }
        if (amount.Value > (decimal)_longest.Ticks / ticks) { return Measured<TimeSpan>.Not("is longer than ten years", "write a shorter duration"); }
        var exact = amount.Value * ticks;
        return exact == decimal.Truncate(exact)
            ? Measured<TimeSpan>.Is(TimeSpan.FromTicks((long)exact))
            : Measured<TimeSpan>.Not("is finer than 100 ns", "round it to a tenth of a microsecond: `0.1us`");
    }

    /// <summary>A rate above zero, as a number per minute.</summary>
    public static Measured<double> PerMinute(string text) => Rate(text, _perMinute, "write a number and a period: `10/s`, `100/min`, `60/h` or `500/d`");

    /// <summary>A rate above zero, as a number per hour.</summary>
    public static Measured<double> PerHour(string text) => Rate(text, _perHour, "write a number and a period: `60/h` or `500/d`");

    /// <summary>A rate above zero, as a number per month.</summary>
    public static Measured<double> PerMonth(string text) => Rate(text, _perMonth, "write a rate such as `300000/month`");

    /// <summary>A whole number per minute, at least one.</summary>
    public static Measured<long> WholePerMinute(string text)
    {
        var rate = PerMinute(text);
        if (rate.Wrong is not null) { return Measured<long>.Not(rate.Wrong, rate.Remedy); }
        return rate.Value >= 1 && rate.Value == Math.Floor(rate.Value)
            ? Measured<long>.Is((long)rate.Value)
            : Measured<long>.Not("does not come to a whole number per minute", "write at least one a minute, such as `6000/min`");
    }

    /// <summary>A whole number per second, minute, hour or day, at least one; the period is kept, since it says how much may come at once.</summary>
    public static Measured<CountPerPeriod> PerPeriod(string text)
    {
        const string example = "write a whole number and a period: `100/s`, `10/min`, `100/h` or `5000/d`";
        if (!Split(text, out var number, out var unit)) { return Measured<CountPerPeriod>.Not("is not a rate", example); }
        if (unit.Length == 0) { return Measured<CountPerPeriod>.Not(NoUnit, $"write `{number}/min`, if that is what is meant"); }
        var ticks = unit[0] == '/' ? _durations.FirstOrDefault(d => d.Unit == unit[1..] && d.Ticks >= TimeSpan.TicksPerSecond).Ticks : 0;
        if (ticks == 0) { return Measured<CountPerPeriod>.Not($"has the period {Problems.Quote(unit)}, which is none", example); }
        var amount = Decimal(number);
        if (amount.Wrong is not null) { return Measured<CountPerPeriod>.Not(amount.Wrong, amount.Remedy); }
        return amount.Value is >= 1 and <= 1_000_000_000_000m && amount.Value == decimal.Truncate(amount.Value)
            ? Measured<CountPerPeriod>.Is(new((long)amount.Value, TimeSpan.FromTicks(ticks)))
            : Measured<CountPerPeriod>.Not("is not a whole number from 1 to 10¹²", example);
    }

    /// <summary>Money in the file's currency, zero or more.</summary>
    public static Measured<Money> Amount(string text, string currency)
    {
        if (!Split(text, out var number, out var unit))
        {
            return Measured<Money>.Not("is not an amount of money", $"write an amount and the currency: `2.50 {currency}`");
        }
        if (unit.Length == 0) { return Measured<Money>.Not(NoUnit, $"write `{number} {currency}`"); }
        if (unit != currency)
        {
            return Measured<Money>.Not(
                $"is in {Problems.Quote(unit)}, the file's currency is `{currency}`", $"write it in {currency}: a file has one currency");
        }
        var amount = Decimal(number);
        if (amount.Wrong is not null) { return Measured<Money>.Not(amount.Wrong, amount.Remedy); }
        if (amount.Value < 0) { return Measured<Money>.Not("is negative", "write zero or more"); }
        if (amount.Value > 1_000_000_000_000m) { return Measured<Money>.Not("is more than 10¹²", "write a smaller amount"); }
        return amount.Value * 1_000_000m == decimal.Truncate(amount.Value * 1_000_000m)
            ? Measured<Money>.Is(Money.FromUnits(amount.Value))
            : Measured<Money>.Not("has more than six decimals", "round it to six decimals");
    }

    private static Measured<double> Rate(string text, (string Unit, double Times, double Over)[] periods, string example)
    {
        if (!Split(text, out var number, out var unit)) { return Measured<double>.Not("is not a rate", example); }
        if (unit.Length == 0)
        {
            return Measured<double>.Not(NoUnit, $"write `{number}{periods[Math.Min(1, periods.Length - 1)].Unit}`, if that is what is meant");
        }
        var (found, times, over) = periods.FirstOrDefault(p => p.Unit == unit);
        if (found is null) { return Measured<double>.Not($"has the unit {Problems.Quote(unit)}, which is not the unit of this rate", example); }
        var amount = Double(number);
        if (amount.Wrong is not null) { return amount; }
        var rate = amount.Value * times / over;
        if (rate > MaxRate) { return Measured<double>.Not("is more than 10¹⁸", example); }
        return rate > 0 ? Measured<double>.Is(rate) : Measured<double>.Not("must be more than zero", example);
    }

    private static bool Split(string text, out string number, out string unit)
    {
        (number, unit) = ("", "");
        if (text.Length > 80) { return false; }
        var match = NumberAndUnit().Match(text.Trim());
        if (!match.Success) { return false; }
        (number, unit) = (match.Groups[1].Value, match.Groups[2].Value);
        return true;
    }

    private static Measured<decimal> Decimal(string number) =>
        decimal.TryParse(number.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? Measured<decimal>.Is(value)
            : Measured<decimal>.Not("is out of range", "write a number of a size that can be real");

    private static Measured<double> Double(string number) =>
        double.TryParse(number.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? Measured<double>.Is(value)
            : Measured<double>.Not("is out of range", "write a number of a size that can be real");

    // INVARIANT: a unit never begins with a digit, sign, point or underscore, so the number always takes all of its own characters.
    [GeneratedRegex(@"^([+-]?[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)\s*((?:[^0-9+\-._\s][^\s]*)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAndUnit();
}
