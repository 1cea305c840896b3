namespace Breakwater.Cedar.Values;

/// <summary>
/// A value of the Cedar language. A small immutable struct: booleans, integers, decimals, instants and durations stand in the number, the rest
/// behind a reference. Equality is Cedar's <c>==</c>: values of different kinds are different, never an error.
/// </summary>
public readonly struct CedarValue : IEquatable<CedarValue>
{
    private readonly object? _reference;
    private readonly long _number;

    private CedarValue(CedarKind kind, long number, object? reference)
    {
        Kind = kind;
        _number = number;
        _reference = reference;
    }

    /// <summary>What it is.</summary>
    public CedarKind Kind { get; }

    /// <summary>The raw number: 0 or 1, the integer, ten-thousandths, or milliseconds.</summary>
    public long Number => _number;

    /// <summary>A boolean.</summary>
    public static CedarValue Of(bool value) => new(CedarKind.Bool, value ? 1 : 0, null);

    /// <summary>An integer.</summary>
    public static CedarValue Of(long value) => new(CedarKind.Long, value, null);

    /// <summary>A string.</summary>
    public static CedarValue Of(string value) => new(CedarKind.String, 0, value);

    /// <summary>A reference to an entity.</summary>
    public static CedarValue Of(EntityUid value) => new(CedarKind.Entity, 0, value);

    /// <summary>A set.</summary>
    public static CedarValue Of(CedarSet value) => new(CedarKind.Set, 0, value);

    /// <summary>A record.</summary>
    public static CedarValue Of(CedarRecord value) => new(CedarKind.Record, 0, value);

    /// <summary>An address or range.</summary>
    public static CedarValue Of(IpRange value) => new(CedarKind.Ip, 0, value);

    /// <summary>A decimal, from ten-thousandths.</summary>
    public static CedarValue Decimal(long tenThousandths) => new(CedarKind.Decimal, tenThousandths, null);

    /// <summary>An instant, from milliseconds since 1970 UTC.</summary>
    public static CedarValue DateTime(long milliseconds) => new(CedarKind.DateTime, milliseconds, null);

    /// <summary>A duration, from milliseconds.</summary>
    public static CedarValue Duration(long milliseconds) => new(CedarKind.Duration, milliseconds, null);

    /// <summary>A value that exists but is withheld.</summary>
    /// <param name="what">What is withheld, for people: such as <c>context.amount</c>.</param>
    public static CedarValue Masked(string what) => new(CedarKind.Masked, 0, what);

    /// <summary>The same of an attribute that may be missing: asking whether the record has it ends undecided too.</summary>
    /// <param name="what">What is not known, for people.</param>
    public static CedarValue MaskedOrMissing(string what) => new(CedarKind.Masked, 1, what);

    /// <summary>Whether it is not even known that there is a value.</summary>
    internal bool MayBeMissing => Kind == CedarKind.Masked && _number != 0;

    /// <summary>What is withheld.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public string AsMasked => Kind == CedarKind.Masked ? (string)_reference! : throw Wrong(CedarKind.Masked);

    /// <summary>The value withheld in this one, itself included; <c>default</c> if none is.</summary>
    internal CedarValue FirstMasked => Kind switch
    {
        CedarKind.Masked => this,
        CedarKind.Set => ((CedarSet)_reference!).FirstMasked,
        CedarKind.Record => ((CedarRecord)_reference!).FirstMasked,
        _ => default,
    };

    /// <summary>The boolean. Meaningful only for <see cref="CedarKind.Bool"/>.</summary>
    public bool AsBool => _number != 0;

    /// <summary>The string.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public string AsString => Kind == CedarKind.String ? (string)_reference! : throw Wrong(CedarKind.String);

    /// <summary>The entity's name.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public EntityUid AsEntity => Kind == CedarKind.Entity ? (EntityUid)_reference! : throw Wrong(CedarKind.Entity);

    /// <summary>The set.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public CedarSet AsSet => Kind == CedarKind.Set ? (CedarSet)_reference! : throw Wrong(CedarKind.Set);

    /// <summary>The record.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public CedarRecord AsRecord => Kind == CedarKind.Record ? (CedarRecord)_reference! : throw Wrong(CedarKind.Record);

    /// <summary>The address or range.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public IpRange AsIp => Kind == CedarKind.Ip ? (IpRange)_reference! : throw Wrong(CedarKind.Ip);

    /// <inheritdoc/>
    public bool Equals(CedarValue other) => Kind == other.Kind && (ReferenceEquals(_reference, other._reference) ? _number == other._number : _reference is not null && other._reference is not null && Same(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CedarValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        CedarKind.String => string.GetHashCode((string)_reference!, StringComparison.Ordinal),
        _ => HashCode.Combine(Kind, _number, _reference),
    };

    /// <summary>Whether they are equal.</summary>
    public static bool operator ==(CedarValue left, CedarValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(CedarValue left, CedarValue right) => !left.Equals(right);

    private bool Same(CedarValue other) => Kind switch
    {
        CedarKind.String => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
        CedarKind.Entity => ((EntityUid)_reference!).Equals((EntityUid)other._reference!),
        _ => _reference!.Equals(other._reference),
    };

    private InvalidCastException Wrong(CedarKind expected) => new($"The value is {Kind}, not {expected}.");
}
