using Breakwater.Cedar.Schemas;

namespace Breakwater.Cedar.Validation;

/// <summary>
/// The narrowest type that holds the values of two. Strict: the types are equal up to <c>true</c> and <c>false</c>. Permissive: entity types may join, and
/// records keep what they share.
/// </summary>
internal static class LeastUpperBound
{
    public static CedarType? Of(CedarType left, CedarType right, ValidationMode mode) => (left, right) switch
    {
        (NeverType, _) => right,
        (_, NeverType) => left,
        (PrimitiveType or SingletonType or EntityReferenceType, _) when left.Equals(right) => left,
        _ when StaticTypes.IsBoolean(left) && StaticTypes.IsBoolean(right) => StaticTypes.Boolean,
        (SetType a, SetType b) => Of(a.Element, b.Element, mode) is { } element ? new SetType(element) : null,
        (RecordType a, RecordType b) when mode == ValidationMode.Strict => Strict(a, b),
        (RecordType or OpenRecordType, RecordType or OpenRecordType) => Permissive(left, right),
        _ when mode == ValidationMode.Permissive && StaticTypes.IsEntity(left) && StaticTypes.IsEntity(right) => Union(left, right),
        _ => null,
    };

    /// <summary>The attributes that both have, as far as their types have a bound.</summary>
    public static RecordType Shared(RecordType left, RecordType right)
    {
        var shared = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal);
        foreach (var (name, a) in left.Attributes)
        {
            if (right.Attributes.TryGetValue(name, out var b) && Of(a.Type, b.Type, ValidationMode.Permissive) is { } type) { shared[name] = new(type, a.Required && b.Required); }
        }
        return new() { Attributes = shared };
    }

    private static RecordType? Strict(RecordType left, RecordType right)
    {
        if (left.Attributes.Count != right.Attributes.Count) { return null; }
        var both = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal);
        foreach (var (name, a) in left.Attributes)
        {
            if (!right.Attributes.TryGetValue(name, out var b) || a.Required != b.Required || Of(a.Type, b.Type, ValidationMode.Strict) is not { } type) { return null; }
            both[name] = a with { Type = type };
        }
        return new() { Attributes = both };
    }

    private static CedarType Permissive(CedarType left, CedarType right)
    {
        var (a, b) = (Known(left), Known(right));
        var shared = Shared(a, b);
        var closed = left is RecordType && right is RecordType && shared.Attributes.Count == a.Attributes.Count && shared.Attributes.Count == b.Attributes.Count;
        return closed ? shared : new OpenRecordType(shared);
    }

    private static RecordType Known(CedarType type) => type is OpenRecordType open ? open.Known : (RecordType)type;

    private static CedarType Union(CedarType left, CedarType right)
    {
        var names = StaticTypes.EntityNames(left).Union(StaticTypes.EntityNames(right), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return names is [var one] ? new EntityReferenceType(one) : new EntityUnionType(names);
    }
}
