namespace Breakwater.Contracts;

/// <summary>
/// An amount in the fleet's one currency, as a 64-bit count of micro-units (1 = 0.000001 of the currency). Arithmetic is checked: an
/// overflow throws rather than wraps. Range about ±9.2 × 10¹² currency units.
/// </summary>
/// <param name="Micros">Micro-units.</param>
public readonly record struct Money(long Micros) : IComparable<Money>
{
    private const long MicrosPerUnit = 1_000_000;

    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <summary>The amount in whole currency units.</summary>
    public decimal Amount => (decimal)Micros / MicrosPerUnit;

    /// <summary>From currency units; digits beyond the sixth decimal are rounded half to even.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Money FromUnits(decimal units) => new(checked((long)decimal.Round(units * MicrosPerUnit, 0, MidpointRounding.ToEven)));

    /// <summary>Sum, checked.</summary>
    public static Money operator +(Money a, Money b) => new(checked(a.Micros + b.Micros));

    /// <summary>Difference, checked.</summary>
    public static Money operator -(Money a, Money b) => new(checked(a.Micros - b.Micros));

    /// <summary>Multiple, checked.</summary>
    public static Money operator *(Money a, long factor) => new(checked(a.Micros * factor));

    /// <inheritdoc/>
    public int CompareTo(Money other) => Micros.CompareTo(other.Micros);

    /// <summary>Whether the first is less.</summary>
    public static bool operator <(Money a, Money b) => a.Micros < b.Micros;

    /// <summary>Whether the first is more.</summary>
    public static bool operator >(Money a, Money b) => a.Micros > b.Micros;

    /// <summary>Whether the first is at most the second.</summary>
    public static bool operator <=(Money a, Money b) => a.Micros <= b.Micros;

    /// <summary>Whether the first is at least the second.</summary>
    public static bool operator >=(Money a, Money b) => a.Micros >= b.Micros;

    /// <inheritdoc/>
    public override string ToString() => Amount.ToString("0.00####", System.Globalization.CultureInfo.InvariantCulture);
}
