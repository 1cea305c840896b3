using System.Collections.Immutable;
using System.Diagnostics;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

internal sealed partial class TypeChecker
{
    private PrimitiveType Call(CallExpression e, ImmutableHashSet<Capability> shown)
    {
        var (parameters, result) = Signature(e.Function);
        if (e.Arguments.Count != parameters.Length)
        {
            findings.Add(e.Span, $"`{CedarFunctions.Name(e.Function)}` takes {Count(parameters.Length)}, the receiver of a method included, but here are {e.Arguments.Count}");
        }
        for (var i = 0; i < e.Arguments.Count; i++)
        {
            if (i < parameters.Length) { Infer(e.Arguments[i], shown, Expectation.Of(parameters[i])); } else { Infer(e.Arguments[i], shown); }
        }
        if (CedarFunctions.IsConstructor(e.Function) && e.Arguments is [var argument]) { CheckText(e.Function, argument); }
        return new(result);
    }

    private void CheckText(ExtensionFunction function, Expression argument)
    {
        if (argument is LiteralExpression { Value.Kind: CedarKind.String } literal)
        {
            if (!Parses(function, literal.Value.AsString)) { findings.Add(argument.Span, $"The text {CedarText.Quote(literal.Value.AsString)} cannot be read by `{CedarFunctions.Name(function)}`", Format(function)); }
        }
        else if (mode == ValidationMode.Strict && argument is not LiteralExpression)
        {
            findings.Add(argument.Span, $"`{CedarFunctions.Name(function)}` needs a literal text, so that it is known to be well formed", $"Give the attribute the type {StaticTypes.Describe(new PrimitiveType(Signature(function).Result))} in the schema.");
        }
    }

    private static bool Parses(ExtensionFunction function, string text) => function switch
    {
        ExtensionFunction.Ip => ExtensionText.TryIp(text, out _),
        ExtensionFunction.Decimal => ExtensionText.TryDecimal(text, out _),
        ExtensionFunction.DateTime => ExtensionText.TryDateTime(text, out _),
        _ => ExtensionText.TryDuration(text, out _),
    };

    private static string Format(ExtensionFunction function) => function switch
    {
        ExtensionFunction.Ip => "Write an IPv4 or IPv6 address, with or without a prefix length, such as `10.0.0.0/8`.",
        ExtensionFunction.Decimal => "Write one to four digits after the point, such as `12.5`.",
        ExtensionFunction.DateTime => "Write a date, or a date and time in UTC or with an offset, such as `2026-01-31`, `2026-01-31T09:30:00Z` or `2026-01-31T09:30:00.250+0100`.",
        _ => "Write days, hours, minutes, seconds and milliseconds in this order, each once at most, such as `1d2h3m4s5ms`.",
    };

    private static (CedarKind[] Parameters, CedarKind Result) Signature(ExtensionFunction function) => function switch
    {
        ExtensionFunction.Ip => ([CedarKind.String], CedarKind.Ip),
        ExtensionFunction.Decimal => ([CedarKind.String], CedarKind.Decimal),
        ExtensionFunction.DateTime => ([CedarKind.String], CedarKind.DateTime),
        ExtensionFunction.Duration => ([CedarKind.String], CedarKind.Duration),
        ExtensionFunction.IsIpv4 or ExtensionFunction.IsIpv6 or ExtensionFunction.IsLoopback or ExtensionFunction.IsMulticast => ([CedarKind.Ip], CedarKind.Bool),
        ExtensionFunction.IsInRange => ([CedarKind.Ip, CedarKind.Ip], CedarKind.Bool),
        ExtensionFunction.LessThan or ExtensionFunction.LessThanOrEqual or ExtensionFunction.GreaterThan or ExtensionFunction.GreaterThanOrEqual =>
            ([CedarKind.Decimal, CedarKind.Decimal], CedarKind.Bool),
        ExtensionFunction.Offset => ([CedarKind.DateTime, CedarKind.Duration], CedarKind.DateTime),
        ExtensionFunction.DurationSince => ([CedarKind.DateTime, CedarKind.DateTime], CedarKind.Duration),
        ExtensionFunction.ToDate => ([CedarKind.DateTime], CedarKind.DateTime),
        ExtensionFunction.ToTime => ([CedarKind.DateTime], CedarKind.Duration),
        ExtensionFunction.ToMilliseconds or ExtensionFunction.ToSeconds or ExtensionFunction.ToMinutes or ExtensionFunction.ToHours or ExtensionFunction.ToDays =>
            ([CedarKind.Duration], CedarKind.Long),
        _ => throw new UnreachableException($"There is no signature for {function}."),
    };

    private static string Count(int count) => count == 1 ? "one argument" : $"{count} arguments";
}
