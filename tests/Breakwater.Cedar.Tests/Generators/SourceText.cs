using System.Globalization;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Generated policies as Cedar source, fully bracketed.</summary>
internal static class SourceText
{
    public static string Of(Policy p) =>
        $"@id(\"{p.Id}\") {(p.Effect == PolicyEffect.Permit ? "permit" : "forbid")}(principal{Of(p.Principal)}, action{Of(p.Action)}, resource{Of(p.Resource)})"
        + string.Concat(p.Conditions.Select(c => $" {(c.IsUnless ? "unless" : "when")} {{ {Of(c.Body)} }}")) + ";";

    public static string Of(CedarValue value) => value.Kind switch
    {
        CedarKind.Bool => value.AsBool ? "true" : "false",
        CedarKind.Long => value.Number.ToString(CultureInfo.InvariantCulture),
        CedarKind.String => Quote(value.AsString),
        CedarKind.Entity => value.AsEntity.ToString(),
        CedarKind.Set => $"[{string.Join(", ", value.AsSet.Select(Of))}]",
        CedarKind.Record => $"{{{string.Join(", ", value.AsRecord.Select(a => $"{Quote(a.Key)}: {Of(a.Value)}"))}}}",
        CedarKind.Ip => $"ip<{value.AsIp}>",
        CedarKind.Masked => $"masked<{value.AsMasked}>",
        _ => $"{value.Kind}<{value.Number.ToString(CultureInfo.InvariantCulture)}>",
    };

    private static string Of(Scope s) => s.Kind switch
    {
        ScopeKind.Any => "",
        ScopeKind.Equal => $" == {s.Entities[0]}",
        ScopeKind.In => $" in {s.Entities[0]}",
        ScopeKind.InAny => $" in [{string.Join(", ", s.Entities)}]",
        ScopeKind.Is => $" is {s.EntityType}",
        _ => $" is {s.EntityType} in {s.Entities[0]}",
    };

    private static string Of(Expression e) => e switch
    {
        LiteralExpression x => Of(x.Value),
        VariableExpression x => x.Variable.ToString().ToLowerInvariant(),
        IfExpression x => $"(if {Of(x.Condition)} then {Of(x.Then)} else {Of(x.Else)})",
        UnaryExpression { Operator: UnaryOperator.IsEmpty } x => $"{Of(x.Operand)}.isEmpty()",
        UnaryExpression x => $"({(x.Operator == UnaryOperator.Not ? "!" : "-")}({Of(x.Operand)}))",
        BinaryExpression x when Symbol(x.Operator) is { } symbol => $"({Of(x.Left)} {symbol} {Of(x.Right)})",
        BinaryExpression x => $"({Of(x.Left)}).{char.ToLowerInvariant(x.Operator.ToString()[0])}{x.Operator.ToString()[1..]}({Of(x.Right)})",
        AttributeExpression x => $"({Of(x.Target)})[{Quote(x.Name)}]",
        HasExpression x => $"(({Of(x.Target)}) has {Quote(x.Name)})",
        LikeExpression x => $"(({Of(x.Target)}) like \"{string.Join('*', x.Pattern.Pieces)}\")",
        IsExpression x => $"(({Of(x.Target)}) is {x.EntityType}{(x.In is null ? "" : $" in {Of(x.In)}")})",
        SetExpression x => $"[{string.Join(", ", x.Elements.Select(Of))}]",
        RecordExpression x => $"{{{string.Join(", ", x.Attributes.Select(a => $"{Quote(a.Key)}: {Of(a.Value)}"))}}}",
        CallExpression x when x.Function <= ExtensionFunction.Duration => $"{CedarFunctions.Name(x.Function)}({Of(x.Arguments[0])})",
        CallExpression x => $"({Of(x.Arguments[0])}).{CedarFunctions.Name(x.Function)}({string.Concat(x.Arguments.Skip(1).Select(Of))})",
        _ => throw new InvalidOperationException(e.GetType().Name),
    };

    private static string? Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.And => "&&",
        BinaryOperator.Or => "||",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.In => "in",
        _ => null,
    };

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
