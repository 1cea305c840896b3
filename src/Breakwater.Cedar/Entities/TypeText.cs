using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>Names types in messages.</summary>
internal static class TypeText
{
    public static string Of(CedarType type) => type switch
    {
        PrimitiveType primitive => Of(primitive.Kind),
        EntityReferenceType reference => $"an entity of the type `{reference.Name}`",
        SetType => "a set",
        _ => "a record",
    };

    public static string Of(CedarKind kind) => kind switch
    {
        CedarKind.Bool => "a boolean",
        CedarKind.Long => "an integer",
        CedarKind.String => "a string",
        CedarKind.Entity => "an entity",
        CedarKind.Set => "a set",
        CedarKind.Record => "a record",
        CedarKind.Decimal => "a decimal",
        CedarKind.DateTime => "a datetime",
        CedarKind.Duration => "a duration",
        _ => "an IP address",
    };
}
