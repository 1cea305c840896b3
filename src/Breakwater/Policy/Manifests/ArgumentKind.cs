using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;
using Breakwater.Fleet.Reading;

namespace Breakwater.Policy.Manifests;

/// <summary>How an argument of a tool is written in JSON, and what it becomes in a policy.</summary>
public enum ArgumentKind : byte
{
    /// <summary>A string; a Cedar <c>String</c>.</summary>
    Text,

    /// <summary>One of a few strings; a Cedar <c>String</c>.</summary>
    Choice,

    /// <summary>A list of distinct strings; a Cedar <c>Set&lt;String&gt;</c>.</summary>
    Texts,

    /// <summary><c>true</c> or <c>false</c>; a Cedar <c>Bool</c>.</summary>
    Flag,

    /// <summary>A whole number; a Cedar <c>Long</c>.</summary>
    Count,

    /// <summary>A number, or a string that holds one, with at most four decimals; a Cedar <c>decimal</c>.</summary>
    Decimal,

    /// <summary>An amount of the fleet's currency, like <see cref="Decimal"/>.</summary>
    Money,

    /// <summary>An amount with a declared number of decimals, counted in its smallest unit; a Cedar <c>Long</c>.</summary>
    MinorUnits,

    /// <summary>An instant with its offset, to the millisecond, as RFC 3339 writes it; a Cedar <c>datetime</c>.</summary>
    Instant,
}

/// <summary>What each kind is called, and its type.</summary>
internal static class ArgumentKinds
{
    public static Choices<ArgumentKind> Words { get; } = new(
        ("text", ArgumentKind.Text), ("choice", ArgumentKind.Choice), ("texts", ArgumentKind.Texts), ("flag", ArgumentKind.Flag), ("count", ArgumentKind.Count),
        ("decimal", ArgumentKind.Decimal), ("money", ArgumentKind.Money), ("minor-units", ArgumentKind.MinorUnits), ("instant", ArgumentKind.Instant));

    public static string Word(this ArgumentKind kind) => Words.Word(kind);

    public static CedarType CedarType(this ArgumentKind kind) => kind switch
    {
        ArgumentKind.Text or ArgumentKind.Choice => new PrimitiveType(CedarKind.String),
        ArgumentKind.Texts => new SetType(new PrimitiveType(CedarKind.String)),
        ArgumentKind.Flag => new PrimitiveType(CedarKind.Bool),
        ArgumentKind.Count or ArgumentKind.MinorUnits => new PrimitiveType(CedarKind.Long),
        ArgumentKind.Decimal or ArgumentKind.Money => new PrimitiveType(CedarKind.Decimal),
        ArgumentKind.Instant => new PrimitiveType(CedarKind.DateTime),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
