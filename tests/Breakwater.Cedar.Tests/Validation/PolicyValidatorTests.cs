using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Validation;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Validation;

/// <summary>Heads, environments, templates, warnings, and how findings read.</summary>
public sealed class PolicyValidatorTests
{
    [Theory]
    [InlineData("principal, action, resource", "")]
    [InlineData("principal, action in Action::\"any\", resource", "")]
    [InlineData("principal in Group::\"g\", action == Action::\"view\", resource in Folder::\"f\"", "")]
    [InlineData("principal is Robot in Group::\"g\", action, resource", "")]
    [InlineData("principal == ?principal, action, resource in ?resource", "")]
    [InlineData("principal is User in ?principal, action, resource is Photo", "")]
    [InlineData("principal, action == Action::\"any\", resource", "write `action in Action::\"any\"`")]
    [InlineData("principal == Group::\"g\", action, resource", "Did you mean `principal in Group::\"g\"`?")]
    [InlineData("principal, action, resource == Role::\"admin\"", "Its resource can only be a `Folder` or `Photo`.")]
    [InlineData("principal is Robot, action == Action::\"list\", resource", "Its principal can only be a `User`.")]
    [InlineData("principal is Robot, action in [Action::\"list\"], resource is Folder", "Its principal can only be a `User`.")]
    [InlineData("principal is Robot, action, resource is Folder", "Compare the types of principal and resource")]
    [InlineData("principal is Photo in ?principal, action, resource", "Its principal can only be a `Robot` or `User`.")]
    [InlineData("principal is User in Folder::\"f\", action, resource", "Its principal can only be a `Robot` or `User`.")]
    public void A_head_must_fit_some_action(string head, string remedy)
    {
        var errors = Validate($"permit ({head});").Errors;
        if (remedy.Length == 0) { errors.ShouldBeEmpty(); return; }
        var error = errors.ShouldHaveSingleItem();
        error.Message.ShouldBe("No action of the schema fits the head of this policy.");
        error.Remedy.ShouldNotBeNull().ShouldContain(remedy);
    }

    [Fact]
    public void Every_problem_of_every_policy_is_reported_at_its_place_with_a_remedy()
    {
        var errors = Validate("""
            permit (principal in Grup::"g", action == Action::"veiw", resource);
            permit (principal, action == Action::"list", resource) when { principal.agee > 17 && principal.email == "x" } unless { principal.name < 3 };
            """).Errors;

        errors.Select(e => e.ToString()).ShouldBe(
        [
            "test:1:9: The schema has no entity type `Grup`. Did you mean `Group`?",
            "test:1:33: The schema has no action `Action::\"veiw\"`. Did you mean `Action::\"view\"`?",
            "test:2:63: User has no attribute `agee`. Did you mean `age`?",
            "test:2:86: The attribute `email` of User is optional and may be missing here. Ask for it first: `… has email && …`.",
            "test:2:120: A String cannot be compared with a Long. Both must be of one type: Long, datetime or duration.",
        ]);
        errors.Select(e => e.PolicyId).ShouldBe(["policy0", "policy0", "policy1", "policy1", "policy1"]);
    }

    [Fact]
    public void A_problem_of_some_combinations_says_of_which()
    {
        var error = Validate("permit (principal, action, resource) when { principal.vip };").Errors.ShouldHaveSingleItem();
        error.Message.ShouldBe("Expected a Bool here, but this is a Long; so where the principal is a `Robot`, the action `Action::\"view\"` and the resource a `Photo`.");

        Validate("permit (principal, action, resource) when { principal.nme == \"a\" };").Errors.Select(e => e.Message).ShouldBe(
        [
            "User has no attribute `nme`; so where the principal is a `User`, the action `Action::\"list\"` and the resource a `Folder`, and in 1 more of 3 combinations.",
            "Robot has no attribute `nme`; so where the principal is a `Robot`, the action `Action::\"view\"` and the resource a `Photo`.",
        ]);
    }

    [Fact]
    public void Types_may_be_told_apart_in_the_condition() =>
        Validate("permit (principal, action, resource) when { if principal is User then principal.vip else principal is Robot && principal.vip > 3 };").Errors.ShouldBeEmpty();

    [Fact]
    public void Conditions_share_what_an_earlier_one_has_shown()
    {
        const string head = "permit (principal is User, action == Action::\"view\", resource)";
        Validate($"{head} when {{ principal has email }} when {{ principal.email == \"a\" }};").Errors.ShouldBeEmpty();
        Validate($"{head} unless {{ principal has email }} when {{ principal.email == \"a\" }};").Errors.ShouldHaveSingleItem();
        Validate($"{head} when {{ principal is Robot }} when {{ principal.nonsense }};").Errors.ShouldBeEmpty();
        Validate($"{head} unless {{ principal is User }} when {{ principal.nonsense }};").Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("when { false }", true)]
    [InlineData("unless { true }", true)]
    [InlineData("when { principal is Group }", true)]
    [InlineData("when { principal in resource }", true)]
    [InlineData("when { principal is Robot && action == Action::\"list\" }", true)]
    [InlineData("when { principal is Robot }", false)]
    [InlineData("unless { principal is Robot }", false)]
    [InlineData("when { 1 == 2 || principal is User }", false)]
    [InlineData("", false)]
    public void A_policy_that_never_applies_is_warned_of(string condition, bool never)
    {
        var result = Validate($"forbid (principal, action, resource) {condition};");
        result.Passed.ShouldBeTrue();
        if (never) { result.Warnings.ShouldHaveSingleItem().Message.ShouldContain("never applies"); } else { result.Warnings.ShouldBeEmpty(); }
    }

    [Fact]
    public void A_linked_policy_is_checked_with_what_fills_its_slot()
    {
        var template = Parse("permit (principal in ?principal, action == Action::\"list\", resource);").Policies[0];
        ValidationResult Of(string type) => PolicyValidator.Validate(new([template, PolicySet.Link(template, "linked", new(type, "x"), null)]), PhotoSchema.Schema);

        Of("Group").Errors.ShouldBeEmpty();
        var unrelated = Of("Folder").Errors.ShouldHaveSingleItem();
        unrelated.PolicyId.ShouldBe("linked");
        unrelated.Message.ShouldContain("fits the head");
        Of("Nope").Errors.ShouldHaveSingleItem().Message.ShouldContain("no entity type `Nope`");
    }

    [Theory]
    [InlineData("principal.name == \"say_\\u{4bb}ello\"", "mixes Latin and Cyrillic letters")]
    [InlineData("principal.name like \"*p\\u{430}y\"", "mixes Latin and Cyrillic letters")]
    [InlineData("principal == User::\"\\u{3b1}dmin\"", "mixes Latin and Greek letters")]
    [InlineData("principal.name == \"user\\u{202e} \\u{2066}// admin\"", "U+202E, which changes the direction")]
    [InlineData("principal == User::\"ad\\u{200b}min\"", "U+200B, which is not visible")]
    [InlineData("principal == User::\"ad\\nmin\"", "U+000A, which is not visible")]
    [InlineData("{\"x\\u{200b}\": 1}.x == 1", "U+200B, which is not visible")]
    [InlineData("principal.name == \"a\\n\\tb\"", null)]
    [InlineData("principal.name == \"\\u{43f}\\u{440}\\u{438}\\u{432}\\u{435}\\u{442} 42!\"", null)]
    [InlineData("principal.name == \"Zo\\u{eb} \\u{e9}t\\u{e9}\"", null)]
    public void Text_that_does_not_read_as_what_it_is_is_warned_of(string condition, string? expected)
    {
        var warnings = Validate($"permit (principal is User, action, resource) when {{ {condition} }};").Warnings;
        if (expected is null) { warnings.ShouldBeEmpty(); } else { warnings.ShouldHaveSingleItem().Message.ShouldContain(expected); }
    }

    [Theory]
    [InlineData("&&", 10_000)]
    [InlineData("||", 10_000)]
    public void A_long_chain_is_checked_like_a_short_one(string op, int length)
    {
        var chain = string.Join(op, Enumerable.Repeat("(principal has email && principal.email != \"a\")", length));
        Validate($"permit (principal is User, action == Action::\"view\", resource) when {{ {chain} }};").Errors.ShouldBeEmpty();
        Validate($"permit (principal is User, action == Action::\"view\", resource) when {{ {chain} {op} principal.age }};").Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_tree_too_deep_for_the_stack_is_an_error_not_a_crash()
    {
        Expression deep = new LiteralExpression(default, CedarValue.Of(true));
        for (var i = 0; i < 1_000_000; i++) { deep = new UnaryExpression(default, UnaryOperator.Not, deep); }
        var policy = Parse("permit (principal, action, resource);").Policies[0] with { Conditions = [new(IsUnless: false, deep)] };

        PolicyValidator.Validate(new([policy]), PhotoSchema.Schema).Errors.ShouldHaveSingleItem().Message.ShouldContain("nested too deeply");
    }

    [Fact]
    public void A_schema_without_actions_lets_no_policy_pass()
    {
        var result = PolicyValidator.Validate(Parse("permit (principal, action, resource);"), new CedarSchema([PhotoSchema.Type("User")], []));
        result.Errors.ShouldHaveSingleItem().Remedy.ShouldBe("None of the actions named applies to anything; declare what they apply to.");
        result.Warnings.ShouldBeEmpty();
    }

    private static PolicySet Parse(string text)
    {
        var parsed = PolicyParser.Parse(text, "test");
        parsed.Errors.ShouldBeEmpty();
        return parsed.Policies!;
    }

    private static ValidationResult Validate(string text) => PolicyValidator.Validate(Parse(text), PhotoSchema.Schema);
}
