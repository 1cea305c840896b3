using System.Globalization;

namespace Breakwater.Reports.Model;

/// <summary>Numbers as people read them: grouped digits, three or four that matter, the unit that suits the size.</summary>
internal static class Figures
{
    private static readonly (double FromMs, double Factor, string Unit)[] s_times =
        [(86_400_000, 86_400_000, "d"), (3_600_000, 3_600_000, "h"), (120_000, 60_000, "min"), (1_000, 1_000, "s"), (1, 1, "ms"), (0.001, 0.001, "µs"), (0, 0.000_001, "ns")];

    public static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number with at most four significant digits, never more than the size deserves.</summary>
    public static string Number(double value)
    {
        var size = Math.Abs(value);
        return size switch
        {
            0 => "0",
            >= 1e9 or < 1e-4 => Scientific(value),
            >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
            >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
            >= 0.1 => value.ToString("0.###", CultureInfo.InvariantCulture),
            >= 0.01 => value.ToString("0.####", CultureInfo.InvariantCulture),
            >= 0.001 => value.ToString("0.#####", CultureInfo.InvariantCulture),
            _ => value.ToString("0.######", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A number with its unit; milliseconds and shares are rescaled.</summary>
    public static string Value(double value, string unit)
    {
        var (factor, called) = Scale(value, unit);
        return Number(value / factor) + called;
    }

    /// <summary>From one value to another, the unit said once and chosen for the larger.</summary>
    public static string Range(double low, double high, string unit)
    {
        var (factor, called) = Scale(Math.Max(Math.Abs(low), Math.Abs(high)), unit);
        return $"{Number(low / factor)} to {Number(high / factor)}{called}";
    }

    /// <summary>Money to the cent, or whole where cents do not matter; what is less than a cent says so.</summary>
    public static string Money(double value, string currency) => (Math.Abs(value) switch
    {
        0 => "0",
        < 0.01 => "< 0.01",
        < 100 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    }) + " " + currency;

    /// <summary>A tick of an axis: 1,000, 10k, 2M, 10⁹; with its unit where that is time or a share.</summary>
    public static string Tick(double value, string unit)
    {
        if (unit == "ms" && value >= 1_000)
        {
            // Decades of milliseconds are round in seconds, and in no larger unit.
            return $"{Tick(value / 1_000, "")} s";
        }

        if (unit is "ms" or "share")
        {
            return Value(value, unit);
        }

        return Math.Abs(value) switch
        {
            0 => "0",
            >= 1e9 or < 1e-3 => Power(value),
            >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
            >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
            _ => value.ToString("#,0.####", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Two or more digits of a coefficient of determination, without rounding 0.9999 up to a perfect 1.</summary>
    public static string Share(double value) =>
        value is > 0.999 and < 1 ? "> 0.999" : value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>With exactly so many decimals; what rounds to zero has no sign.</summary>
    public static string Fixed(double value, int digits) => (Math.Round(value, digits) + 0.0).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary><c>1 agent</c>, <c>2 agents</c>.</summary>
    public static string Of(double count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>What a value is divided by and what is said after it.</summary>
    private static (double Factor, string Called) Scale(double value, string unit)
    {
        switch (unit)
        {
            case "ms" when value == 0:
                return (1, " ms");
            case "ms":
                var (_, factor, called) = s_times.First(t => Math.Abs(value) >= t.FromMs);
                return (factor, " " + called);
            case "share":
                return (0.01, "%");
            case "":
                return (1, "");
            default:
                return (1, " " + unit);
        }
    }

    private static string Scientific(double value)
    {
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var mantissa = Math.Round(value / Math.Pow(10, exponent), 2);
        if (Math.Abs(mantissa) >= 10)
        {
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        }

        return $"{mantissa.ToString("0.##", CultureInfo.InvariantCulture)}×10{Raised(exponent)}";
    }

    private static string Power(double value)
    {
        var text = Scientific(value);
        return text.StartsWith("1×", StringComparison.Ordinal) ? text[2..] : text;
    }

    private static string Raised(int exponent) => string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
