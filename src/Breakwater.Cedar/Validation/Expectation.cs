using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

/// <summary>What an operand must be.</summary>
/// <param name="Name">In words.</param>
/// <param name="Accepts">Which types are.</param>
/// <param name="Remedy">What to say of a type that is not; null if there is nothing to say.</param>
internal sealed record Expectation(string Name, Func<CedarType, bool> Accepts, Func<CedarType, string?>? Remedy = null)
{
    public static Expectation Boolean { get; } = new("a Bool", StaticTypes.IsBoolean);

    public static Expectation Long { get; } = new("a Long", type => type is PrimitiveType { Kind: CedarKind.Long });

    public static Expectation String { get; } = new("a String", type => type is PrimitiveType { Kind: CedarKind.String });

    public static Expectation Entity { get; } = new("an entity", StaticTypes.IsEntity);

    public static Expectation Set { get; } = new("a set", type => type is SetType);

    public static Expectation LeftOfLike { get; } = String with { Remedy = type => StaticTypes.IsEntity(type) ? "Use `is` to ask for the type of an entity; its id cannot be matched." : null };

    public static Expectation Summand { get; } = Long with { Remedy = type => type is PrimitiveType { Kind: CedarKind.String } ? "Strings cannot be joined; compare them, or match them with `like`." : null };

    public static Expectation LeftOfIn { get; } = Entity with { Remedy = _ => "Use `.contains(…)` to ask whether a value is in a set." };

    public static Expectation RightOfIn { get; } = new("an entity or a set of entities", type => StaticTypes.IsEntity(type) || (type is SetType set && (set.Element is NeverType || StaticTypes.IsEntity(set.Element))),
        type => type is SetType ? "Use `.contains(…)` to ask whether a value is in a set." : null);

    public static Expectation HasAttributes { get; } = new("an entity or a record", type => StaticTypes.IsEntity(type) || type is RecordType or OpenRecordType,
        type => type switch
        {
            SetType => "Use `.contains(…)` to ask whether a value is in a set.",
            PrimitiveType { Kind: CedarKind.String } => "Use `like` to look into a string.",
            _ => null,
        });

    public static Expectation Container { get; } = Set with
    {
        Remedy = type => type switch
        {
            PrimitiveType { Kind: CedarKind.String } => "Use `like` to look into a string.",
            RecordType or OpenRecordType => "Use `has` to ask for an attribute.",
            _ when StaticTypes.IsEntity(type) => "Use `in` to ask whether an entity is below another.",
            _ => null,
        },
    };

    public static Expectation OtherSet { get; } = Set with { Remedy = _ => "Use `.contains(…)` for a single value." };

    public static Expectation Of(CedarKind kind)
    {
        var name = StaticTypes.Describe(new PrimitiveType(kind));
        return new("aeiou".Contains(name[0], StringComparison.Ordinal) ? $"an {name}" : $"a {name}", type => type is PrimitiveType primitive && primitive.Kind == kind);
    }
}
