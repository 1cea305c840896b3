using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Schemas;

public sealed class SchemaParserTests
{
    private const string ForPeople = """
        @doc("groups") entity Team in [Team];
        type Address = { street: String, @short zip?: __cedar::Long, };
        entity Person, Robot in Team = { "full name": String, home: Address, seen: Set<Set<datetime>>, limit: decimal } tags Set<String>;
        namespace Bank::Core {
          @if entity Colour enum ["red", "green"];
          type ipaddr = { text: String };
          entity String { ip: ipaddr, real: __cedar::ipaddr, name: __cedar::String, friend?: String };
          action "open all";
          action read, "write it" in ["open all", Action::"root"] appliesTo { context: Ctx, resource: [Colour, Person], principal: Person, } attributes {};
          type Ctx = { on: Bool, by: Person };
        }
        action root;
        """;

    private const string AsJson = """
        {
          "": {
            "commonTypes": {"Address": {"type": "Record", "attributes": {"street": {"type": "String"}, "zip": {"type": "Long", "required": false}}}},
            "entityTypes": {
              "Team": {"memberOfTypes": ["Team"], "annotations": {"doc": "groups"}},
              "Person": {"memberOfTypes": ["Team"], "tags": {"type": "Set", "element": {"type": "String"}}, "shape": {"type": "Record", "additionalAttributes": false, "attributes": {
                "full name": {"type": "EntityOrCommon", "name": "String"}, "home": {"type": "Address"}, "seen": {"type": "Set", "element": {"type": "Set", "element": {"type": "Extension", "name": "datetime"}}},
                "limit": {"type": "decimal", "required": true}}}},
              "Robot": {"memberOfTypes": ["Team"], "tags": {"type": "Set", "element": {"type": "String"}}, "shape": {"type": "Record", "attributes": {
                "full name": {"type": "String"}, "home": {"type": "EntityOrCommon", "name": "Address"}, "seen": {"type": "Set", "element": {"type": "Set", "element": {"type": "datetime"}}},
                "limit": {"type": "Extension", "name": "decimal"}}}}
            },
            "actions": {"root": {}}
          },
          "Bank::Core": {
            "commonTypes": {"ipaddr": {"type": "Record", "attributes": {"text": {"type": "Entity", "name": "String"}}}, "Ctx": {"type": "Record", "attributes": {"on": {"type": "Boolean"}, "by": {"type": "Entity", "name": "Person"}}}},
            "entityTypes": {
              "Colour": {"enum": ["red", "green"]},
              "String": {"shape": {"type": "Record", "attributes": {"ip": {"type": "ipaddr"}, "real": {"type": "__cedar::ipaddr"}, "name": {"type": "String"}, "friend": {"type": "Entity", "name": "String", "required": false}}}}
            },
            "actions": {
              "open all": {},
              "read": {"memberOf": [{"id": "open all"}, {"type": "Action", "id": "root"}], "appliesTo": {"principalTypes": ["Person"], "resourceTypes": ["Colour", "Person"], "context": {"type": "Ctx"}}},
              "write it": {"memberOf": [{"id": "open all"}, {"type": "Action", "id": "root"}], "appliesTo": {"principalTypes": ["Person"], "resourceTypes": ["Colour", "Person"], "context": {"type": "Ctx"}}}
            }
          }
        }
        """;

    [Fact]
    public void Names_are_resolved()
    {
        var schema = Parse(ForPeople);
        schema.EntityTypes.Keys.Order(StringComparer.Ordinal).ShouldBe(["Bank::Core::Colour", "Bank::Core::String", "Person", "Robot", "Team"]);
        var person = schema.EntityTypes["Person"];
        person.MemberOf.ShouldBe(["Team"]);
        person.Tags.ShouldBe(new SetType(new PrimitiveType(CedarKind.String)));
        person.Shape.Attributes["home"].Type.ShouldBeOfType<RecordType>().Attributes["zip"].ShouldBe(new AttributeType(new PrimitiveType(CedarKind.Long), false));
        person.Shape.Attributes["seen"].Type.ShouldBe(new SetType(new SetType(new PrimitiveType(CedarKind.DateTime))));
        schema.EntityTypes["Bank::Core::Colour"].EnumIds.ShouldBe(["red", "green"]);
        var hidden = schema.EntityTypes["Bank::Core::String"].Shape.Attributes;
        hidden["ip"].Type.ShouldBeOfType<RecordType>().Attributes["text"].Type.ShouldBe(new EntityReferenceType("Bank::Core::String"));
        hidden["real"].Type.ShouldBe(new PrimitiveType(CedarKind.Ip));
        hidden["friend"].ShouldBe(new AttributeType(new EntityReferenceType("Bank::Core::String"), false));
        var read = schema.Actions[new EntityUid("Bank::Core::Action", "read")];
        read.MemberOf.ShouldBe([new("Bank::Core::Action", "open all"), new("Action", "root")]);
        read.PrincipalTypes.ShouldBe(["Person"]);
        read.ResourceTypes.ShouldBe(["Bank::Core::Colour", "Person"]);
        read.Context.Attributes.Keys.ShouldBe(["by", "on"]);
        schema.Actions[new EntityUid("Action", "root")].PrincipalTypes.ShouldBeEmpty();
    }

    [Fact]
    public void Both_forms_say_the_same()
    {
        var (people, json) = (Parse(ForPeople), SchemaParser.ParseJson(AsJson, "json"));
        json.Errors.ShouldBeEmpty();
        json.Schema!.EntityTypes.Keys.Order(StringComparer.Ordinal).ShouldBe(people.EntityTypes.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, type) in people.EntityTypes)
        {
            var other = json.Schema.EntityTypes[name];
            (other.Shape, other.Tags).ShouldBe((type.Shape, type.Tags), name);
            other.MemberOf.ShouldBe(type.MemberOf);
            other.EnumIds.ShouldBe(type.EnumIds);
        }
        foreach (var (uid, action) in people.Actions)
        {
            var other = json.Schema.Actions[uid];
            other.Context.ShouldBe(action.Context);
            other.MemberOf.ShouldBe(action.MemberOf);
            (string.Join(' ', other.PrincipalTypes), string.Join(' ', other.ResourceTypes)).ShouldBe((string.Join(' ', action.PrincipalTypes), string.Join(' ', action.ResourceTypes)));
        }
        json.Schema.Actions.Count.ShouldBe(people.Actions.Count);
    }

    [Fact]
    public void All_errors_at_once()
    {
        const string Text = """
            entity A in [B] { x: Nope, x: Long, y Long, z: Set<Bool };
            entity A;
            type Long = String;
            type C1 = { c: C2 }; type C2 = Set<C1>;
            entity Action;
            action a in b appliesTo { principal: A };
            action g1 in g2; action g2 in g1;
            action c appliesTo { principal: A, resource: A, context: Bool };
            namespace N { type A = Long; action a; entity is; }
            namespace N { }
            entiti D;
            entity E enum [];
            """;
        string.Join('\n', SchemaParser.Parse(Text.ReplaceLineEndings("\n"), "s").Errors).ShouldBe("""
            s:1:39: Expected `:` or `?:`, found `Long`.
            s:1:57: Expected `>`, found `}`.
            s:6:15: `appliesTo` lacks `resource`. State both, or leave `appliesTo` out for an action that is only a group.
            s:9:47: `is` is a reserved word. It cannot be a name; as an attribute, write it in double quotes.
            s:11:1: Expected `entity`, `action`, `type` or `namespace`, found `entiti`. Inside a namespace stand declarations of entity types, actions and common types.
            s:12:16: Expected an id in double quotes, found `]`. An enumerated entity type has at least one id.
            s:2:8: The entity type `A` is declared twice. Keep one of them.
            s:5:8: `Action` cannot be declared as an entity type. Actions are declared by `action`; choose another name for this type.
            s:3:6: `Long` is a reserved name of a type. Choose another name.
            s:10:11: The namespace `N` is declared twice. Put its declarations together.
            s:9:20: `N::A` hides `A` of the empty namespace. Rename one of them.
            s:9:37: `N::Action::"a"` hides an action of the empty namespace. Rename one of them.
            s:4:36: The type `C1` contains itself. Break the cycle, for instance by referring to an entity.
            s:1:14: There is no entity type `B`. Declare it, or correct the name; a type of another namespace needs its namespace.
            s:1:22: There is no type `Nope`. Declare it, or correct the name; a type of another namespace needs its namespace.
            s:1:28: The attribute `x` is declared twice. Keep one of them.
            s:6:13: There is no action `Action::"b"`. Declare it, or correct the name.
            s:8:58: A context must be a record. Write `{ name: Type }`, or the name of a common type that is a record.
            s:7:8: The action `Action::"g1"` is, through its groups, a member of itself. Break the cycle.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Errors_in_JSON_have_lines_and_columns()
    {
        const string Text = """
            {"": {
              "entityTypes": {"é A": {}, "B": {"shape": {"type": "Record", "attributes": {"x": {"type": "Lnog"}, "x": {"type": "Set"}}}, "shap": 1}},
              "actions": {"v": {"memberOf": ["g"], "appliesTo": {"principalTypes": ["B"]}}}
            }, "a b": []}
            """;
        string.Join('\n', SchemaParser.ParseJson(Text.ReplaceLineEndings("\n"), "s").Errors).ShouldBe("""
            s:2:102: `x` occurs twice. Keep one of them.
            s:2:19: `é A` is not a name. Names are letters, digits and `_`, and no reserved words.
            s:2:126: `shap` has no meaning here. Known are `memberOfTypes`, `shape`, `tags`, `enum`, `annotations`.
            s:3:34: An action group must be an object, not a string.
            s:3:53: `resourceTypes` is missing. Add it.
            s:4:4: `a b` is not the name of a namespace. Names are joined by `::` without blanks.
            s:4:11: A namespace must be an object, not an array.
            s:2:93: There is no type `Lnog`. Declare it, or correct the name; a type of another namespace needs its namespace.
            """.ReplaceLineEndings("\n"));
        SchemaParser.ParseJson("{\n  \"a\": }", "s").Errors.ShouldHaveSingleItem().ToString().ShouldStartWith("s:2:8: This is not JSON. ");
    }

    private static CedarSchema Parse(string text)
    {
        var result = SchemaParser.Parse(text, "s");
        result.Errors.ShouldBeEmpty();
        return result.Schema.ShouldNotBeNull();
    }
}
