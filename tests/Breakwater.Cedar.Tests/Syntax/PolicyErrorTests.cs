using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Tests.Syntax;

public sealed class PolicyErrorTests
{
    [Fact]
    public void All_errors_of_a_file_at_once()
    {
        const string Text = """
            permit (principal = A::"x", action is B, resource) when { context.a == 99999999999999999999 && foo } unless { };
            allow (principal, action);
            permit (principal, action, resource) when { {a: 1 2}.a == [1, ] && (true } when { "\q" == 1 / 2 }
            @id("x") @id("y") forbid (resource, action == User::"u", principal == ?resource) where { 1 < 2 < 3 };
            forbid (principal, action, resource) when { ?principal like 5 };
            forbid (principal, action, resource) when { context.lesThan(1) || ipp("1") || "open };
            """;
        Errors(Text).ShouldBe("""
            f:1:19: `=` is not an operator. Write `==`.
            f:1:36: `is` cannot constrain the action. Use `==` or `in` with actions.
            f:1:72: `99999999999999999999` does not fit 64 bits. Integers go from -9223372036854775808 to 9223372036854775807.
            f:1:96: `foo` is not a variable. The variables are `principal`, `action`, `resource` and `context`; texts stand in double quotes, entities are `Type::"id"`.
            f:1:111: The clause is empty. Write a condition, or leave the clause out.
            f:2:1: Expected `permit` or `forbid`, found `allow`. A policy is `permit (principal, action, resource);`, with `when` and `unless` clauses before the `;`.
            f:2:25: The scope lacks `resource`. It is `(principal, action, resource)`, each with or without a constraint.
            f:3:51: Expected `,` or `}`, found `2`.
            f:3:84: `\q` is not an escape. Escapes are \n \r \t \\ \0 \' \" \x41 and \u{1F600}; a backslash is `\\`.
            f:3:93: Cedar has no `/`. Multiply the other side instead, or compute the value beforehand.
            f:4:1: Expected `;` at the end of the policy, found `@`.
            f:4:10: The annotation `@id` occurs twice. Keep one of them.
            f:4:27: Expected `principal`, found `resource`. The scope is `(principal, action, resource)`, in this order.
            f:4:47: `User::"u"` is no action. The type of an action is `Action`, with or without a namespace.
            f:4:58: Expected `resource`, found `principal`. The scope is `(principal, action, resource)`, in this order.
            f:4:82: Expected `when`, `unless` or `;`, found `where`.
            f:4:96: Relations cannot be chained. Use parentheses, or `&&` between two relations.
            f:5:45: A slot cannot stand in a condition. Slots belong into the scope: `principal == ?principal`, `resource in ?resource`.
            f:5:61: Expected a pattern in double quotes, found `5`. The pattern of `like` is a literal, in which `*` stands for any text.
            f:6:53: There is no method `lesThan`. Did you mean `lessThan`?
            f:6:67: There is no function `ipp`. The functions are `ip`, `decimal`, `datetime` and `duration`.
            f:6:79: This string is not closed. End it with `"`; a quote inside is `\"`.
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("permit (principal, action, resource) when { A::if::\"x\" == 1 };", "1:48: `if` is a reserved word.")]
    [InlineData("permit (principal, action, resource) when { principal.like };", "1:55: `like` is a reserved word.")]
    [InlineData("permit (principal, action, resource) when { {true: 1} == {} };", "1:46: `true` is a reserved word.")]
    [InlineData("permit (principal is __cedar::Long, action, resource);", "1:22: `__cedar` is reserved.")]
    [InlineData("permit (principal, action, resource) when { context.__cedar };", "1:53: `__cedar` is reserved.")]
    [InlineData("permit (principal, action, resource) when { {a: 1, \"a\": 2} == {} };", "1:52: The attribute `a` occurs twice.")]
    [InlineData("permit (principal, action, resource) when { !!!!!true };", "1:49: More than four `!` stand in a row.")]
    [InlineData("permit (principal, action, resource) when { 1 + if true then 1 else 2 };", "1:49: `if` must stand in parentheses here.")]
    [InlineData("permit (principal, action, resource) when { if true then 1 };", "1:60: Expected `else`, found `}`.")]
    [InlineData("permit (principal, action, resource) when { [1].contains() };", "1:49: `contains` takes one argument, not 0.")]
    [InlineData("permit (principal, action, resource) when { [1].isEmpty(1) };", "1:49: `isEmpty` takes no argument, not 1.")]
    [InlineData("permit (principal, action, resource) when { contains([1], 1) };", "1:45: `contains` is a method, not a function.")]
    [InlineData("permit (principal, action, resource) when { \"1.0\".decimal() };", "1:51: `decimal` is a function, not a method.")]
    [InlineData("permit (principal, action, resource) when { principal(1) };", "1:54: Only functions and methods can be called.")]
    [InlineData("permit (principal, action, resource) when { context has \"a\".b };", "1:60: The right side of `has` is one string, or names with dots.")]
    [InlineData("permit (principal, action, resource) when { context[1] };", "1:53: Expected an attribute's name in double quotes, found `1`.")]
    [InlineData("permit (principal, action, resource) when { principal is \"A\" };", "1:58: Expected an entity type, found `\"A\"`.")]
    [InlineData("permit (principal, action, resource) when { principal is A::\"b\" };", "1:61: An entity stands where a type is due.")]
    [InlineData("permit (principal, action, resource) when { 1 & 2 };", "1:47: `&` is not an operator.")]
    [InlineData("permit (principal, action, resource) when { 'a' };", "1:45: Strings stand in double quotes.")]
    [InlineData("permit (principal, action, resource) when { \"\\x80\" };", "1:46: `\\x` needs two hexadecimal digits, at most 7F.")]
    [InlineData("permit (principal, action, resource) when { \"\\u{41\0}\" };", "1:46: `\\u` needs one to six hexadecimal digits of a Unicode character in braces.")]
    [InlineData("permit (principal, action, resource) when { \"\\x4\0\" };", "1:46: `\\x` needs two hexadecimal digits, at most 7F.")]
    [InlineData("permit (principal, action, resource) when { \"\\u{d800}\" };", "1:46: `\\u` needs one to six hexadecimal digits of a Unicode character in braces.")]
    [InlineData("permit (principal, action, resource) when { \"a\\*\" };", "1:47: `\\*` is not an escape.")]
    [InlineData("permit (principal, action, resource) when { true }", "1:51: Expected `;` at the end of the policy, found the end of the text.")]
    [InlineData("permit (principal in A::\"a\" is B, action, resource);", "1:29: `is` must come before `in`.")]
    [InlineData("permit (principal is A == A::\"a\", action, resource);", "1:24: `is` and `==` cannot stand together.")]
    [InlineData("permit (principal: A, action, resource);", "1:18: A type after a colon is not part of the language.")]
    [InlineData("permit (principal < A::\"a\", action, resource);", "1:19: Expected a constraint, `,` or `)`, found `<`.")]
    [InlineData("permit (principal, action == ?action, resource);", "1:30: The action cannot be a slot.")]
    [InlineData("permit (principal == ?resource, action, resource);", "1:22: `?resource` cannot stand here.")]
    [InlineData("permit (principal, action, resource, context);", "1:38: The scope has only three parts.")]
    [InlineData("permit (principal, action == Action::\"a\" || true, resource);", "1:42: Expected `,` or `)`, found `||`.")]
    public void One_error(string text, string message)
    {
        var result = PolicyParser.Parse(text, "f");
        result.Policies.ShouldBeNull();
        var error = result.Errors[0];
        $"{error.Span.Line}:{error.Span.Column}: {error.Message}".ShouldBe(message);
        error.PolicyId.ShouldBe("policy0");
    }

    [Fact]
    public void Positions_count_lines_inside_strings()
    {
        var error = PolicyParser.ParseExpression("\"a\nb\" == \"c\n \\q\"", "f").Errors.ShouldHaveSingleItem();
        (error.Span.Line, error.Span.Column, error.Span.Offset, error.Span.Length).ShouldBe((3, 2, 13, 2));
    }

    [Fact]
    public void One_wrong_policy_is_enough_for_none()
    {
        var result = PolicyParser.Parse("permit (principal, action, resource); permit ();", "f");
        result.Policies.ShouldBeNull();
        result.Errors.ShouldAllBe(e => e.PolicyId == "policy1");
    }

    [Fact]
    public void Errors_are_bounded()
    {
        var result = PolicyParser.Parse(string.Concat(Enumerable.Repeat("permit (x);\n", 10_000)), "f");
        result.Errors.Count.ShouldBe(501);
        result.Errors[^1].Message.ShouldBe("There are more than 500 errors; the rest of the text was not read.");
    }

    private static string Errors(string text) => string.Join('\n', PolicyParser.Parse(text.ReplaceLineEndings("\n"), "f").Errors);
}
