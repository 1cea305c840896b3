using System.Collections.Immutable;

namespace Breakwater.Cedar.Validation;

/// <summary>What a condition has shown: that an expression has an attribute, or a tag. Both are numbers of <see cref="Syntax.ExpressionShapes"/>.</summary>
/// <param name="Target">The entity or record.</param>
/// <param name="Key">The name of the attribute, or the expression for the tag's.</param>
internal readonly record struct Capability(int Target, int Key);

/// <summary>Sets of capabilities.</summary>
internal static class Capabilities
{
    public static ImmutableHashSet<Capability> None => [];

    public static ImmutableHashSet<Capability> With(this ImmutableHashSet<Capability> left, ImmutableHashSet<Capability> right) =>
        left.Count < right.Count ? right.Union(left) : left.Union(right);
}

/// <summary>What the checker knows of an expression.</summary>
/// <param name="Type">Its type; null if it has none, which has been reported.</param>
/// <param name="Earned">What holds if it turns out true.</param>
internal readonly record struct Typed(Schemas.CedarType? Type, ImmutableHashSet<Capability> Earned)
{
    public static Typed Unknown => Of(null);

    public static Typed Of(Schemas.CedarType? type) => new(type, Capabilities.None);
}
