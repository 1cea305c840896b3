using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>A small schema with one of everything, over which expressions, policies, entities and requests are generated.</summary>
internal static class SmallWorld
{
    public const string SchemaText = """
        type Region = { name: String, zone?: Long };
        entity Group in [Group] { level: Long };
        entity User in [Group] {
          name: String, age?: Long, active: Bool, manager?: User, groups: Set<Group>, home: Region, from: ipaddr, since: datetime
        } tags Set<String>;
        entity Account { owner: User, balance: Long, limit: decimal, window?: duration, colour: Bank::Colour } tags Long;
        action view, edit in [all] appliesTo { principal: [User], resource: [Account, Group], context: { ip: ipaddr, at: datetime, amount?: decimal, note?: String, labels: Set<Long> } };
        action all;
        namespace Bank {
          entity Colour enum ["red", "green"];
          action paint appliesTo { principal: User, resource: Colour, context: { timeout: duration, nested: { flag: Bool, deep?: { x: Long } } } };
        }
        """;

    public static CedarSchema Schema { get; } = SchemaParser.Parse(SchemaText, "small").Schema ?? throw new InvalidOperationException("The small schema does not parse.");

    public static IReadOnlyList<ActionDefinition> Actions { get; } = [.. Schema.Actions.Values.Where(a => a.PrincipalTypes.Count > 0).OrderBy(a => a.Uid.Id, StringComparer.Ordinal)];

    public static IReadOnlyList<string> EntityTypes { get; } = [.. Schema.EntityTypes.Keys.Order(StringComparer.Ordinal)];

    private static readonly string[] Ids = ["", "a", "b", "c", "d\"q\\", "é😀"];

    public static IReadOnlyList<string> Texts { get; } = ["", "a", "ab", "a*b", "é😀", "\"\\\n\t\0\u0001", "10.0.0.1", "red"];

    public static EntityUid Uid(Draws draw, string type) =>
        new(type, Schema.EntityTypes.TryGetValue(type, out var known) && known.EnumIds is { } ids ? draw.Of(ids) : draw.Of(Ids));

    public static EntityUid AnyUid(Draws draw) => draw.OneIn(5) ? draw.Of(Actions).Uid : Uid(draw, draw.Of(EntityTypes));

    public static long Number(Draws draw) => draw.Below(12) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => -1, 3 => 0, _ => draw.Below(20) - 5 };

    public static string IpText(Draws draw) => draw.Of(["10.0.0.1", "10.0.0.0/8", "127.0.0.1", "224.0.0.1", "::1", "ff00::/8", "2001:db8::1/32", "0.0.0.0/0"]);

    public static string DecimalText(Draws draw) => draw.Of(["0.0", "1.5", "-1.5", "-0.0001", "922337203685477.5807", "-922337203685477.5808"]);

    public static string DateTimeText(Draws draw) => draw.Of(["1970-01-01", "2026-11-21T08:30:00Z", "1969-12-31T23:59:59.999Z", "0000-01-01", "9999-12-31T23:59:59.999-2359"]);

    public static string DurationText(Draws draw) => draw.Of(["0ms", "1d2h3m4s5ms", "-1h", "9223372036854775807ms", "-9223372036854775808ms", "1d"]);
}
