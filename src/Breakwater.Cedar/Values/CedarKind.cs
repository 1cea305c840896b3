namespace Breakwater.Cedar.Values;

/// <summary>What a <see cref="CedarValue"/> is.</summary>
public enum CedarKind : byte
{
    /// <summary>No value: <c>default</c>. Never the result of an evaluation.</summary>
    None,

    /// <summary>A boolean.</summary>
    Bool,

    /// <summary>A 64-bit signed integer.</summary>
    Long,

    /// <summary>A string of Unicode scalar values.</summary>
    String,

    /// <summary>A reference to an entity.</summary>
    Entity,

    /// <summary>A set: a <see cref="CedarSet"/>.</summary>
    Set,

    /// <summary>A record: a <see cref="CedarRecord"/>.</summary>
    Record,

    /// <summary>A decimal with four places, as a count of ten-thousandths.</summary>
    Decimal,

    /// <summary>An instant, as milliseconds since 1970-01-01T00:00:00Z.</summary>
    DateTime,

    /// <summary>A span of time in milliseconds, negative included.</summary>
    Duration,

    /// <summary>An IPv4 or IPv6 address or range: an <see cref="IpRange"/>.</summary>
    Ip,

    /// <summary>
    /// A value that exists but is withheld, as in a recorded request whose sensitive attributes are masked. No literal has this kind; an evaluation that needs it
    /// ends undecided.
    /// </summary>
    Masked,
}
