using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>
/// An expression of the language as it was written, after these rewritings and no others: <c>e has a.b.c</c> became a conjunction of <c>has</c>, a chain of
/// <c>-</c> before an integer literal became the literal, relations written with <c>&gt;</c> kept their operator. Immutable.
/// </summary>
/// <param name="Span">Where it stands in the source.</param>
public abstract record Expression(SourceSpan Span);

/// <summary>A literal boolean, integer, string or entity.</summary>
public sealed record LiteralExpression(SourceSpan Span, CedarValue Value) : Expression(Span);

/// <summary>One of the four variables of a request.</summary>
public sealed record VariableExpression(SourceSpan Span, RequestVariable Variable) : Expression(Span);

/// <summary><c>if … then … else …</c></summary>
public sealed record IfExpression(SourceSpan Span, Expression Condition, Expression Then, Expression Else) : Expression(Span);

/// <summary><c>!e</c> or <c>-e</c>, and the methods without arguments that the core language has.</summary>
public sealed record UnaryExpression(SourceSpan Span, UnaryOperator Operator, Expression Operand) : Expression(Span);

/// <summary>An operator, or a method of the core language, with two operands.</summary>
public sealed record BinaryExpression(SourceSpan Span, BinaryOperator Operator, Expression Left, Expression Right) : Expression(Span);

/// <summary><c>e.name</c> or <c>e["name"]</c>.</summary>
public sealed record AttributeExpression(SourceSpan Span, Expression Target, string Name) : Expression(Span);

/// <summary><c>e has name</c>: whether the entity or record has the attribute.</summary>
public sealed record HasExpression(SourceSpan Span, Expression Target, string Name) : Expression(Span);

/// <summary><c>e like "pattern"</c>.</summary>
public sealed record LikeExpression(SourceSpan Span, Expression Target, LikePattern Pattern) : Expression(Span);

/// <summary><c>e is Type</c>, or <c>e is Type in scope</c>.</summary>
public sealed record IsExpression(SourceSpan Span, Expression Target, string EntityType, Expression? In) : Expression(Span);

/// <summary><c>[a, b, …]</c></summary>
public sealed record SetExpression(SourceSpan Span, IReadOnlyList<Expression> Elements) : Expression(Span);

/// <summary><c>{name: a, "other": b, …}</c>; names are distinct.</summary>
public sealed record RecordExpression(SourceSpan Span, IReadOnlyList<KeyValuePair<string, Expression>> Attributes) : Expression(Span);

/// <summary>A call of an extension function or method; of a method, the receiver is the first argument.</summary>
public sealed record CallExpression(SourceSpan Span, ExtensionFunction Function, IReadOnlyList<Expression> Arguments) : Expression(Span);
