namespace Breakwater.Cedar.Syntax;

/// <summary>The variables of a request.</summary>
public enum RequestVariable
{
    /// <summary>Who asks.</summary>
    Principal,

    /// <summary>What for.</summary>
    Action,

    /// <summary>On what.</summary>
    Resource,

    /// <summary>Under which circumstances.</summary>
    Context,
}

/// <summary>Operators and core methods with one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>!e</c></summary>
    Not,

    /// <summary><c>-e</c></summary>
    Negate,

    /// <summary><c>e.isEmpty()</c></summary>
    IsEmpty,
}

/// <summary>Operators and core methods with two operands.</summary>
public enum BinaryOperator
{
    /// <summary><c>a &amp;&amp; b</c>, which evaluates <c>b</c> only if <c>a</c> is true.</summary>
    And,

    /// <summary><c>a || b</c>, which evaluates <c>b</c> only if <c>a</c> is false.</summary>
    Or,

    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>in</c></summary>
    In,

    /// <summary><c>a.contains(b)</c></summary>
    Contains,

    /// <summary><c>a.containsAll(b)</c></summary>
    ContainsAll,

    /// <summary><c>a.containsAny(b)</c></summary>
    ContainsAny,

    /// <summary><c>a.hasTag(b)</c></summary>
    HasTag,

    /// <summary><c>a.getTag(b)</c></summary>
    GetTag,
}

/// <summary>Functions and methods of the extensions ip, decimal, datetime and duration, by their Cedar names.</summary>
public enum ExtensionFunction
{
    /// <summary><c>ip("…")</c></summary>
    Ip,

    /// <summary><c>decimal("…")</c></summary>
    Decimal,

    /// <summary><c>datetime("…")</c></summary>
    DateTime,

    /// <summary><c>duration("…")</c></summary>
    Duration,

    /// <summary><c>ip.isIpv4()</c></summary>
    IsIpv4,

    /// <summary><c>ip.isIpv6()</c></summary>
    IsIpv6,

    /// <summary><c>ip.isLoopback()</c></summary>
    IsLoopback,

    /// <summary><c>ip.isMulticast()</c></summary>
    IsMulticast,

    /// <summary><c>ip.isInRange(ip)</c></summary>
    IsInRange,

    /// <summary><c>decimal.lessThan(decimal)</c></summary>
    LessThan,

    /// <summary><c>decimal.lessThanOrEqual(decimal)</c></summary>
    LessThanOrEqual,

    /// <summary><c>decimal.greaterThan(decimal)</c></summary>
    GreaterThan,

    /// <summary><c>decimal.greaterThanOrEqual(decimal)</c></summary>
    GreaterThanOrEqual,

    /// <summary><c>datetime.offset(duration)</c></summary>
    Offset,

    /// <summary><c>datetime.durationSince(datetime)</c></summary>
    DurationSince,

    /// <summary><c>datetime.toDate()</c></summary>
    ToDate,

    /// <summary><c>datetime.toTime()</c></summary>
    ToTime,

    /// <summary><c>duration.toMilliseconds()</c></summary>
    ToMilliseconds,

    /// <summary><c>duration.toSeconds()</c></summary>
    ToSeconds,

    /// <summary><c>duration.toMinutes()</c></summary>
    ToMinutes,

    /// <summary><c>duration.toHours()</c></summary>
    ToHours,

    /// <summary><c>duration.toDays()</c></summary>
    ToDays,
}
