using System.Collections.Frozen;

namespace Breakwater.Cedar.Syntax;

/// <summary>A method of the core language.</summary>
/// <param name="Arguments">How many it takes: none or one.</param>
/// <param name="Unary">The operator of a method without arguments.</param>
/// <param name="Binary">The operator of a method with one.</param>
internal sealed record CoreMethod(int Arguments, UnaryOperator Unary, BinaryOperator Binary)
{
    public Expression Apply(SourceSpan span, Expression target, Expression[] arguments) =>
        Arguments == 0 ? new UnaryExpression(span, Unary, target) : new BinaryExpression(span, Binary, target, arguments[0]);
}

/// <summary>The names of functions and methods. A constructor is called as a function, everything else as a method.</summary>
internal static class CedarFunctions
{
    private static readonly FrozenDictionary<string, CoreMethod> Core = new Dictionary<string, CoreMethod>(StringComparer.Ordinal)
    {
        ["isEmpty"] = new(0, UnaryOperator.IsEmpty, default),
        ["contains"] = new(1, default, BinaryOperator.Contains),
        ["containsAll"] = new(1, default, BinaryOperator.ContainsAll),
        ["containsAny"] = new(1, default, BinaryOperator.ContainsAny),
        ["hasTag"] = new(1, default, BinaryOperator.HasTag),
        ["getTag"] = new(1, default, BinaryOperator.GetTag),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Of the four constructors and of all methods, the Cedar name is the enumeration's with a small first letter or, for the constructors, in small letters.
    private static readonly FrozenDictionary<string, ExtensionFunction> Constructors = Enum.GetValues<ExtensionFunction>()
        .Where(IsConstructor).ToFrozenDictionary(Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ExtensionFunction> Methods = Enum.GetValues<ExtensionFunction>()
        .Where(f => !IsConstructor(f)).ToFrozenDictionary(Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, CoreMethod>.AlternateLookup<ReadOnlySpan<char>> CoreByText = Core.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, ExtensionFunction>.AlternateLookup<ReadOnlySpan<char>> ConstructorsByText = Constructors.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<string, ExtensionFunction>.AlternateLookup<ReadOnlySpan<char>> MethodsByText = Methods.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsConstructor(ExtensionFunction function) => function <= ExtensionFunction.Duration;

    public static string Name(ExtensionFunction function)
    {
        var name = function.ToString();
        return IsConstructor(function) ? name.ToLowerInvariant() : char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static CoreMethod? CoreMethod(ReadOnlySpan<char> name) => CoreByText.TryGetValue(name, out var method) ? method : null;

    public static ExtensionFunction? ExtensionMethod(ReadOnlySpan<char> name) => MethodsByText.TryGetValue(name, out var method) ? method : null;

    public static ExtensionFunction? Constructor(ReadOnlySpan<char> name) => ConstructorsByText.TryGetValue(name, out var function) ? function : null;

    public static bool IsMethod(string name) => Core.ContainsKey(name) || Methods.ContainsKey(name);

    /// <summary>The known method that looks most alike, if one does.</summary>
    public static string? SuggestMethod(ReadOnlySpan<char> name)
    {
        var wanted = name.ToString();
        var known = Core.Keys.Concat(Methods.Keys).Order(StringComparer.Ordinal).MinBy(k => Distance(wanted, k));
        return known is not null && Distance(wanted, known) <= 3 ? $"Did you mean `{known}`?" : null;
    }

    /// <summary>Least number of letters inserted, deleted or replaced; not computed for words of very different length.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 3) { return int.MaxValue; }
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
