using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Entities;

public sealed class EntityJsonTests
{
    private static readonly CedarSchema Schema = SchemaParser.Parse("""
        entity Group in Group; entity Hall; entity Colour enum ["red"];
        entity User in Group { boss?: User, ip: ipaddr, limit: decimal, at: datetime, for: duration, all: Set<ipaddr>, home: { zip?: Long }, colour: Colour } tags Long;
        action view in all appliesTo { principal: User, resource: Group, context: { ip: ipaddr, boss?: User } };
        action all;
        """, "s").Schema!;

    [Fact]
    public void With_a_schema_escapes_may_be_left_out()
    {
        const string Short = """
            [{"uid": {"type": "User", "id": "a"}, "parents": [{"type": "Group", "id": "g"}], "tags": {"t": 1}, "attrs": {
              "boss": {"type": "User", "id": "b"}, "ip": "10.0.0.0/8", "limit": {"fn": "decimal", "arg": "1.5"}, "at": "1970-01-02", "for": "1s", "all": ["::1", {"__extn": {"fn": "ip", "arg": "::2"}}], "home": {},
              "colour": {"__entity": {"type": "Colour", "id": "red"}}}}]
            """;
        const string Long = """
            [{"uid": {"__entity": {"type": "User", "id": "a"}}, "parents": [{"__entity": {"type": "Group", "id": "g"}}], "tags": {"t": 1}, "attrs": {
              "boss": {"__entity": {"type": "User", "id": "b"}}, "ip": {"__extn": {"fn": "ip", "arg": "10.0.0.0/8"}}, "limit": {"__extn": {"fn": "decimal", "arg": "1.5"}},
              "at": {"__extn": {"fn": "offset", "args": [{"__extn": {"fn": "datetime", "arg": "1970-01-01"}}, {"__extn": {"fn": "duration", "arg": "1d"}}]}},
              "for": {"__extn": {"fn": "duration", "arg": "1s"}}, "all": [{"__extn": {"fn": "ip", "arg": "::2"}}, {"__extn": {"fn": "ip", "arg": "::1"}}], "home": {},
              "colour": {"__entity": {"type": "Colour", "id": "red"}}}}]
            """;
        var (shorter, longer, free) = (EntityJson.Parse(Short, "f", Schema), EntityJson.Parse(Long, "f", Schema), EntityJson.Parse(Long, "f"));
        (shorter.Errors.Count, longer.Errors.Count, free.Errors.Count).ShouldBe((0, 0, 0));
        var user = shorter.Entities![0];
        user.Attributes.ShouldBe(longer.Entities![0].Attributes);
        user.Attributes.ShouldBe(free.Entities!.ShouldHaveSingleItem().Attributes);
        user.Attributes.TryGet("limit", out var limit).ShouldBeTrue();
        limit.ShouldBe(CedarValue.Decimal(15_000));
        user.Attributes.TryGet("at", out var at).ShouldBeTrue();
        at.ShouldBe(CedarValue.DateTime(86_400_000));
        user.Tags.Count.ShouldBe(1);
        user.Parents.ShouldBe([new("Group", "g")]);
        shorter.Entities.Skip(1).Select(e => $"{e.Uid}<{string.Join(',', e.Parents)}").ShouldBe(["Action::\"all\"<", "Action::\"view\"<Action::\"all\""]);
    }

    [Fact]
    public void Without_a_schema_values_are_what_they_look_like()
    {
        var entity = EntityJson.Parse("""[{"uid": {"type": "A::B", "id": ""}, "parents": [], "attrs": {"s": "10.0.0.1", "n": -9223372036854775808, "b": true, "l": [1, 1, "x"], "r": {"type": "U", "id": "x"}}}]""", "f").Entities!.ShouldHaveSingleItem();
        string.Join(' ', entity.Attributes.Select(a => $"{a.Key}:{a.Value.Kind}")).ShouldBe("b:Bool l:Set n:Long r:Record s:String");
        entity.Attributes.Single(a => a.Key == "l").Value.AsSet.Count.ShouldBe(2);
    }

    [Fact]
    public void All_errors_at_once()
    {
        const string Text = """
            [
              {"uid": {"type": "User", "id": "a"}, "parents": [{"type": "Hall", "id": "h"}], "attrs": {"ip": "10.0.0.256", "limit": 1.5, "at": "x", "for": true, "all": "::1", "home": {"zip": "1"}, "more": 1, "boss": {"type": "Group", "id": "g"}}},
              {"uid": {"type": "User ", "id": "a"}, "parents": [], "attrs": {}},
              {"uid": {"type": "Nope", "id": "a"}, "parents": [], "attrs": {}},
              {"uid": {"type": "Colour", "id": "blue"}, "parents": [], "attrs": {}},
              {"uid": {"type": "Hall", "id": "h"}, "parents": [], "attrs": {}, "tags": {"t": 1}},
              {"uid": {"type": "Hall", "id": "h"}, "parents": [], "attrs": {"x": null}},
              {"uid": {"type": "Group", "id": "1"}, "parents": [{"type": "Group", "id": "2"}], "attrs": {}},
              {"uid": {"type": "Group", "id": "2"}, "parents": [{"type": "Group", "id": "1"}], "attrs": {}},
              {"uid": {"type": "Action", "id": "view"}, "parents": [], "attrs": {}},
              {"uid": {"type": "Action", "id": "fly"}, "parents": [], "attrs": {}},
              {"uid": {"type": "Hall", "id": "x"}, "attrs": {"__extn": 1}, "parents": 1, "what": 2}
            ]
            """;
        string.Join('\n', EntityJson.Parse(Text.ReplaceLineEndings("\n"), "f", Schema).Errors.Select(e => $"{e.Span.Line}:{e.Span.Column} {e.Message}")).ShouldBe("""
            2:51 `Hall::"h"` cannot be a parent of `User` according to the schema.
            2:91 `User::"a"` lacks the attribute `colour`.
            2:98 "10.0.0.256" is not an IP address.
            2:121 The value must be a decimal, not a number.
            2:132 "x" is not a datetime.
            2:144 The value must be a duration, not a boolean.
            2:157 The value must be an array, not a string.
            2:180 The value must be an integer, not a string.
            2:186 `User::"a"` has no attribute `more` according to the schema.
            2:205 `Group::"g"` is not of the type `User`.
            3:20 `User ` is not the name of a type.
            4:11 The schema has no entity type `Nope`.
            5:11 `Colour::"blue"` is not one of the entities that its type has.
            6:76 `Hall::"h"` can have no tags according to the schema.
            7:65 `Hall::"h"` has no attribute `x` according to the schema.
            7:3 `Hall::"h"` is listed twice.
            10:3 `Action::"view"` is not as the schema declares it.
            11:3 The schema has no action `Action::"fly"`.
            12:78 `what` has no meaning here.
            12:75 `parents` must be an array, not a number.
            12:50 `__extn` cannot be the name of an attribute.
            8:3 `Group::"1"` is, through its parents, its own ancestor.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Contexts_conform_to_their_action()
    {
        var view = new EntityUid("Action", "view");
        EntityJson.ParseContext("""{"ip": "::1", "boss": {"type": "User", "id": "b"}}""", "c", Schema, view).Context.ShouldNotBeNull().Count.ShouldBe(2);
        EntityJson.ParseContext("""{"bosss": 1}""", "c", Schema, view).Errors.Select(e => e.Message).ShouldBe(["The context lacks the attribute `ip`.", "The context has no attribute `bosss` according to the schema."]);
        EntityJson.ParseContext("{}", "c", Schema, new EntityUid("Action", "fly")).Errors.ShouldHaveSingleItem().Message.ShouldBe("The schema has no action `Action::\"fly\"`.");
    }

    [Fact]
    public void Requests_are_validated()
    {
        var (user, group, view) = (new EntityUid("User", "u"), new EntityUid("Group", "g"), new EntityUid("Action", "view"));
        var ip = ExtensionText.TryIp("::1", out var range) ? CedarValue.Of(range) : default;
        var context = new CedarRecord([new("ip", ip)]);
        RequestValidator.Validate(new(user, view, group, context), Schema).ShouldBeEmpty();
        RequestValidator.Validate(new(group, view, user, CedarRecord.Empty), Schema).Select(e => e.Message).ShouldBe(
        [
            "The action `Action::\"view\"` does not apply to the principal `Group::\"g\"`.", "The action `Action::\"view\"` does not apply to the resource `User::\"u\"`.", "`context` lacks the attribute `ip`.",
        ]);
        RequestValidator.Validate(new(user, view, group, new([new("ip", CedarValue.Of("::1")), new("boss", CedarValue.Of(group)), new("x", ip)])), Schema).Select(e => e.Message).ShouldBe(
        [
            "`context.boss` must be an entity of the type `User`, not `Group::\"g\"`.", "`context.ip` must be an IP address, not a string.", "`context` has no attribute `x` according to the schema.",
        ]);
        RequestValidator.Validate(new(user, new("Action", "all"), group, CedarRecord.Empty), Schema).Count.ShouldBe(2);
        RequestValidator.Validate(new(user, new("Action", "fly"), group, context), Schema).ShouldHaveSingleItem();
    }

    [Fact]
    public void Generated_requests_conform()
    {
        for (var seed = 0; seed < 2_000; seed++) { RequestValidator.Validate(PolicyGenerator.Request(new Draws(seed)), SmallWorld.Schema).ShouldBeEmpty($"seed {seed}"); }
    }
}
