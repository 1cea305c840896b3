using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Validation;

namespace Breakwater.Cedar.Tests.Validation;

/// <summary>The rules one by one: a condition of a user viewing a photo, and part of the one message expected, or none.</summary>
public sealed class TypeRuleTests
{
    private const string Fine = "";

    public static TheoryData<string, string> Attributes => new()
    {
        { "principal.age > 17", Fine },
        { "principal.agee > 17", "User has no attribute `agee`" },
        { "principal.email == \"a\"", "attribute `email` of User is optional" },
        { "principal has email && principal.email == \"a\"", Fine },
        { "principal has email || principal.email == \"a\"", "optional" },
        { "!(principal has email) || principal.email == \"a\"", "optional" },
        { "!(principal has email) && principal.email == \"a\"", "optional" },
        { "(principal has email && principal.vip) && principal.email == \"a\"", Fine },
        { "(principal has email || principal.vip) && principal.email == \"a\"", "optional" },
        { "(principal has email && principal.vip || principal has email) && principal.email == \"a\"", Fine },
        { "if principal has email then principal.email == \"a\" else false", Fine },
        { "if principal has email then true else principal.email == \"a\"", "optional" },
        { "(if principal.vip then principal has email else false) && principal.email == \"a\"", "optional" },
        { "(if principal.vip then principal has email else principal.age > 3) && principal.email == \"a\"", "optional" },
        { "(if principal has email then principal.vip else principal has email) && principal.email == \"a\"", Fine },
        { "resource.owner has email && principal.email == \"a\"", "optional" },
        { "resource.owner has email && resource[\"owner\"].email == \"a\"", Fine },
        { "principal has manager.email && principal.manager.email like \"*@b\"", Fine },
        { "principal has manager.email && principal.manager.manager == principal", "`manager` of User is optional" },
        { "resource has album.title && resource.album.title == \"x\"", Fine },
        { "resource has album && resource.album.title == \"x\"", "`title` of {title?: String} is optional" },
        { "principal has model && principal.model > 3 && principal.nonsense", Fine },
        { "principal.address.zip == \"1\"", "optional" },
        { "principal.address has zip && principal.address.zip == \"1\"", Fine },
        { "{a: 1, \"b\": principal}.b == principal && {a: 1}.a == 1", Fine },
        { "{a: 1}.b == 1", "{a: Long} has no attribute `b`" },
        { "{a: 1, b: 2} has a && principal.vip", Fine },
        { "action has name || principal.vip", Fine },
        { "action.name == \"view\"", "Action has no attribute `name`" },
        { "principal.age.x == 1", "Expected an entity or a record here, but this is a Long" },
        { "principal.nicknames has x", "Expected an entity or a record here, but this is a Set<String>" },
        { "principal has age || principal.nonsense", "User has no attribute `nonsense`" },
        { "principal has age && (principal has age || principal.nonsense)", Fine },
        { "context has ip || principal.nonsense", Fine },
        { "context has mfa && context.mfa", Fine },
        { "context.mfa", "optional" },
    };

    public static TheoryData<string, string> Tags => new()
    {
        { "principal.hasTag(\"a\") && principal.getTag(\"a\") == \"b\"", Fine },
        { "principal.getTag(\"a\") == \"b\"", "The tag may be missing" },
        { "principal.hasTag(\"a\") && principal.getTag(\"b\") == \"b\"", "The tag may be missing" },
        { "principal.hasTag(principal.name) && principal.getTag(principal.name) like \"b*\"", Fine },
        { "resource.owner.hasTag(\"a\") && principal.getTag(\"a\") == \"b\"", "The tag may be missing" },
        { "principal.hasTag(\"a\") && principal has a && principal.getTag(\"a\") == 1", Fine },
        { "principal.hasTag(\"a\") && principal.getTag(\"a\") == 1", "different types, String and Long" },
        { "resource.hasTag(\"a\") && resource.getTag(\"a\").contains(\"b\")", Fine },
        { "principal.role.hasTag(\"a\") && principal.role.getTag(\"a\") == 1", Fine },
        { "principal.role.getTag(\"a\") == 1", "Role has no tags" },
        { "principal.hasTag(1)", "Expected a String here, but this is a Long" },
        { "principal.name.hasTag(\"a\")", "Expected an entity here, but this is a String" },
    };

    public static TheoryData<string, string> Comparisons => new()
    {
        { "principal.age == 3 && principal.name != \"a\"", Fine },
        { "principal.age == \"3\"", "The values compared are of different types, Long and String" },
        { "principal.age != principal.name", "different types" },
        { "1 == \"a\" || principal.vip", Fine },
        { "principal == resource || principal.vip", Fine },
        { "principal == resource && principal.nonsense", Fine },
        { "principal == User::\"a\"", Fine },
        { "principal.address == {city: \"a\"}", "{city: String, zip?: String} and {city: String}" },
        { "principal.address == {city: \"a\", zip: \"b\"}", "{city: String, zip?: String} and {city: String, zip: String}" },
        { "[principal.address, {city: \"a\", zip: \"b\"}].contains(principal.address)", "The elements of this set are of different types" },
        { "{city: \"a\"} == {city: principal.name}", Fine },
        { "principal.nicknames == [\"a\"]", Fine },
        { "principal.nicknames == [1]", "different types, Set<String> and Set<Long>" },
        { "principal.nicknames == []", "The type of an empty set cannot be known" },
        { "principal.nicknames.isEmpty()", Fine },
        { "principal.name.isEmpty()", "Expected a set here" },
        { "[1, \"a\"].contains(1)", "The elements of this set are of different types, Long and String" },
        { "[true, false, principal.vip].contains(true)", Fine },
        { "[principal, resource].contains(principal)", "of different types, User and Photo" },
        { "(if principal.vip then 1 else 2) == 3", Fine },
        { "(if principal.vip then 1 else \"a\") == 3", "The branches of this `if` are of different types" },
        { "(if true then 1 else \"a\") == 3", Fine },
        { "(if false then nonsense.x else 2) == 3".Replace("nonsense.x", "principal.nonsense", StringComparison.Ordinal), Fine },
        { "(if principal.vip then {a: true} else {a: false}).a", Fine },
        { "principal.age < 3 && principal.age >= 4", Fine },
        { "principal.name < \"b\"", "Values of the type String have no order" },
        { "resource.taken < context.at && resource.keep <= duration(\"1h\")", Fine },
        { "resource.taken < resource.keep", "A datetime cannot be compared with a duration" },
        { "resource.price < decimal(\"1.0\")", "Values of the type decimal have no order" },
        { "principal.age + 1 * 2 - principal.age == -principal.age", Fine },
        { "principal.name + 1 == \"c\"", "Expected a Long here, but this is a String" },
        { "-principal.name == 1", "Expected a Long" },
        { "principal.name like \"*\"", Fine },
        { "principal.age like \"*\"", "Expected a String" },
        { "principal like \"*\"", "Expected a String" },
    };

    public static TheoryData<string, string> Sets => new()
    {
        { "principal.nicknames.contains(\"a\")", Fine },
        { "principal.nicknames.contains(1)", "The set's elements and the value are of different types, String and Long" },
        { "principal.nicknames.containsAll([\"a\"]) && principal.nicknames.containsAny([\"b\", \"c\"])", Fine },
        { "principal.nicknames.containsAll([1])", "The two sets are of different types" },
        { "principal.nicknames.containsAny(\"a\")", "Expected a set here, but this is a String" },
        { "principal.name.contains(\"a\")", "Expected a set here, but this is a String" },
        { "principal in Group::\"g\"", Fine },
        { "principal in [Group::\"g\", Group::\"h\"]", Fine },
        { "principal in principal.groups", Fine },
        { "principal in principal.nicknames", "Expected an entity or a set of entities here, but this is a Set<String>" },
        { "principal.name in principal.groups", "Expected an entity here, but this is a String" },
        { "principal in resource || principal.vip", Fine },
        { "principal in resource && principal.nonsense", Fine },
        { "resource in Folder::\"f\"", Fine },
        { "Group::\"g\" in principal && principal.nonsense", Fine },
        { "principal in User::\"a\"", Fine },
        { "action in Action::\"any\" && principal.vip", Fine },
        { "action in Action::\"list\" && principal.nonsense", Fine },
        { "action in [Action::\"list\", Action::\"view\"] && principal.nonsense", "User has no attribute `nonsense`" },
        { "action == Action::\"list\" && principal.nonsense", Fine },
        { "action != Action::\"list\" && principal.nonsense", "User has no attribute `nonsense`" },
        { "action in Group::\"g\" && principal.nonsense", Fine },
        { "Action::\"any\" in action && principal.nonsense", Fine },
        { "principal is User && principal.age > 3", Fine },
        { "principal is Robot && principal.nonsense", Fine },
        { "principal is User in Group::\"g\"", Fine },
        { "resource.owner is Robot in 3 && principal.nonsense", Fine },
        { "principal is User in 3", "Expected an entity or a set of entities here, but this is a Long" },
        { "principal.age is User", "Expected an entity here, but this is a Long" },
    };

    public static TheoryData<string, string> Extensions => new()
    {
        { "context.ip.isInRange(ip(\"10.0.0.0/8\")) && context.ip.isIpv4() && context.ip.isIpv6() && context.ip.isLoopback() && context.ip.isMulticast()", Fine },
        { "context.ip.isInRange(ip(\"10.0.0.256\"))", "The text \"10.0.0.256\" cannot be read by `ip`" },
        { "context.ip.isInRange(\"10.0.0.0\")", "Expected an ipaddr here, but this is a String" },
        { "resource.from == ip(principal.name)", "`ip` needs a literal text" },
        { "ip(3).isIpv4()", "Expected a String" },
        { "resource.price.lessThan(decimal(\"1.5\")) && resource.price.greaterThanOrEqual(resource.price)", Fine },
        { "resource.price.lessThan(decimal(\"1.55555\"))", "cannot be read by `decimal`" },
        { "resource.price.lessThan(1)", "Expected a decimal here, but this is a Long" },
        { "context.at.offset(duration(\"1d\")) == context.at && context.at.durationSince(resource.taken) > resource.keep", Fine },
        { "context.at.offset(context.at) == context.at", "Expected a duration here, but this is a datetime" },
        { "context.at.toDate() == context.at && context.at.toTime() == resource.keep", Fine },
        { "resource.keep.toMilliseconds() + resource.keep.toSeconds() + resource.keep.toMinutes() + resource.keep.toHours() > resource.keep.toDays()", Fine },
        { "context.at > datetime(\"2026-02-30\")", "cannot be read by `datetime`" },
        { "resource.keep > duration(\"1d1d\")", "cannot be read by `duration`" },
        { "resource.keep.toDate() == context.at", "Expected a datetime here, but this is a duration" },
    };

    public static TheoryData<string, string> Names => new()
    {
        { "principal == Usr::\"a\"", "The schema has no entity type `Usr`" },
        { "principal is Usr", "The schema has no entity type `Usr`" },
        { "false && principal == Usr::\"a\"", "The schema has no entity type `Usr`" },
        { "action == Action::\"veiw\"", "The schema has no action `Action::\"veiw\"`" },
        { "action == Nope::Action::\"view\"", "The schema has no action" },
        { "principal.role == Role::\"admin\"", Fine },
        { "principal.role == Role::\"root\"", "The enumerated type `Role` has no entity `Role::\"root\"`" },
        { "principal.age", "Expected a Bool here, but this is a Long" },
        { "principal.age && true", "Expected a Bool" },
        { "true && principal.age", "Expected a Bool" },
        { "false || principal.age", "Expected a Bool" },
        { "!principal.age", "Expected a Bool" },
        { "if principal.age then true else false", "Expected a Bool" },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    [MemberData(nameof(Tags))]
    [MemberData(nameof(Comparisons))]
    [MemberData(nameof(Sets))]
    [MemberData(nameof(Extensions))]
    [MemberData(nameof(Names))]
    public void Strict(string condition, string expected)
    {
        var errors = Validate(condition, ValidationMode.Strict).Errors;
        if (expected.Length == 0) { errors.ShouldBeEmpty(); } else { errors.ShouldHaveSingleItem().Message.ShouldContain(expected); }
    }

    [Theory]
    [InlineData("principal.age == \"3\" && principal.nicknames == [] && [1, 2].contains(\"a\") && principal.nicknames.containsAny([3])", Fine)]
    [InlineData("principal in [principal, resource]", Fine)]
    [InlineData("principal in [] && principal.nonsense", Fine)]
    [InlineData("(if context has mfa then principal else resource) has name", Fine)]
    [InlineData("(if context has mfa then principal else resource.owner).name == \"a\"", Fine)]
    [InlineData("(if context has mfa then principal else resource).size == 3", "Not every Photo or User has an attribute `size`")]
    [InlineData("(if context has mfa then principal else resource) has nonsense && principal.nonsense", Fine)]
    [InlineData("(if context has mfa then {a: 1, b: 2} else {a: 3, c: 4}).a == 1", Fine)]
    [InlineData("(if context has mfa then {a: 1, b: 2} else {a: 3, c: 4}).b == 1", "has an attribute `b`")]
    [InlineData("(if context has mfa then {a: 1, b: 2} else {a: 3, c: 4}) has b && principal.nonsense", "User has no attribute `nonsense`")]
    [InlineData("(if context has mfa then {a: 1, b: 2} else {a: \"x\", b: 4}).a == 1", "has an attribute `a`")]
    [InlineData("resource.from == ip(principal.name)", Fine)]
    [InlineData("ip(\"nonsense\") == resource.from", "cannot be read")]
    [InlineData("(if context has mfa then 1 else \"a\") == 1", "different types")]
    [InlineData("(if context has mfa then principal else resource) is User", Fine)]
    [InlineData("(if context has mfa then principal else resource) is Folder && principal.nonsense", Fine)]
    [InlineData("(if context has mfa then principal else resource) in Group::\"g\"", Fine)]
    [InlineData("(if context has mfa then principal else resource) in Action::\"any\" && principal.nonsense", Fine)]
    public void Permissive(string condition, string expected)
    {
        var errors = Validate(condition, ValidationMode.Permissive).Errors;
        if (expected.Length == 0) { errors.ShouldBeEmpty(); } else { errors.ShouldHaveSingleItem().Message.ShouldContain(expected); }
    }

    private static ValidationResult Validate(string condition, ValidationMode mode)
    {
        var parsed = PolicyParser.Parse($"permit (principal is User, action == Action::\"view\", resource) when {{ {condition} }};", "test");
        parsed.Errors.ShouldBeEmpty();
        return PolicyValidator.Validate(parsed.Policies!, PhotoSchema.Schema, mode);
    }
}
