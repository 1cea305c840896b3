using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>
/// A small world in which things meet often: a few users, groups, documents and actions in a hierarchy, of which some are missing; the attributes mostly have the
/// kind that their name promises.
/// </summary>
internal sealed class GeneratedWorld(Dice dice)
{
    public static readonly EntityUid[] Users = [.. "abcd".Select(c => new EntityUid("User", $"{c}"))];
    public static readonly EntityUid[] Groups = [.. "0123".Select(c => new EntityUid("Org::Group", $"{c}"))];
    public static readonly EntityUid[] Documents = [.. "xyz".Select(c => new EntityUid("Doc", $"{c}"))];
    public static readonly EntityUid[] Actions = [.. "read write send any".Split(' ').Select(a => new EntityUid("Action", a))];
    public static readonly EntityUid[] All = [.. Users, .. Groups, .. Documents, .. Actions];

    /// <summary>Attribute names by the kind of value they promise.</summary>
    public static readonly Dictionary<CedarKind, string[]> Names = new()
    {
        [CedarKind.Bool] = ["active", "active two"],
        [CedarKind.Long] = ["level", "limit"],
        [CedarKind.String] = ["name", "tool"],
        [CedarKind.Entity] = ["owner"],
        [CedarKind.Set] = ["labels", "groups"],
        [CedarKind.Record] = ["meta"],
        [CedarKind.Decimal] = ["score"],
        [CedarKind.DateTime] = ["at"],
        [CedarKind.Duration] = ["age"],
        [CedarKind.Ip] = ["host"],
    };

    private static readonly CedarKind[] Kinds = [.. Names.Keys];

    public List<CedarEntity> Entities()
    {
        var present = All.Where(_ => dice.Chance(80)).ToList();
        return [.. present.Select(uid => new CedarEntity(uid, Attributes(60, 2), Tags(), Parents(uid)))];
    }

    public CedarRequest Request() => new(
        dice.Chance(90) ? dice.Of(Users) : dice.Of(All),
        dice.Chance(95) ? dice.Of(Actions) : dice.Of(All),
        dice.Chance(90) ? dice.Of(Documents) : dice.Of(All),
        Attributes(70, 2));

    public CedarKind Kind() => dice.Of(Kinds);

    public string Name(CedarKind kind) => dice.Of(Names[kind]);

    public CedarValue Value(CedarKind kind, int depth) => kind switch
    {
        CedarKind.Bool => CedarValue.Of(dice.Chance(50)),
        CedarKind.Long => CedarValue.Of(Long()),
        CedarKind.String => CedarValue.Of(Text()),
        CedarKind.Entity => CedarValue.Of(dice.Of(All)),
        CedarKind.Decimal => CedarValue.Decimal(dice.Of(0, 5_000, 10_000, -10_000, long.MaxValue, long.MinValue)),
        CedarKind.DateTime => CedarValue.DateTime(dice.Of(0, 1, -1, 86_400_000, -86_400_000, -86_400_001, 1_760_000_000_123, long.MaxValue, long.MinValue)),
        CedarKind.Duration => CedarValue.Duration(dice.Of(0, 1, -1, 86_400_000, 90_061_001, -90_061_001, long.MaxValue, long.MinValue)),
        CedarKind.Ip => CedarValue.Of(Ip()),
        CedarKind.Record => CedarValue.Of(depth > 0 ? Attributes(40, depth - 1) : CedarRecord.Empty),
        _ => Set(depth),
    };

    public long Long() => dice.Of(0, 1, 2, 3, -1, 100, long.MaxValue, long.MinValue, long.MaxValue - 1, 3_037_000_500, 4_294_967_296);

    public string Text() => dice.Of("", "a", "b", "ab", "abab", "aab", "trade.fx", "name", "level", "1.5", "10.0.0.1", "2025-01-01", "1h", "😀a", "a*b");

    public IpRange Ip() => dice.Of(
        new IpRange(0x0a00_0001, false, 32),
        new IpRange(0x0a00_0000, false, 8),
        new IpRange(0x0a01_0203, false, 16),
        new IpRange(0, false, 0),
        new IpRange(0x7f00_0001, false, 32),
        new IpRange(0x7f00_0000, false, 7),
        new IpRange(0xe000_0001, false, 32),
        new IpRange(1, true, 128),
        new IpRange(0, true, 0),
        new IpRange((UInt128)0xff02 << 112, true, 128),
        new IpRange((UInt128)0xff00 << 112, true, 7));

    private CedarValue Set(int depth)
    {
        var kind = dice.Of(CedarKind.String, CedarKind.Entity, CedarKind.Long, CedarKind.Record);
        return CedarValue.Of(new CedarSet(dice.Many(3, () => Value(dice.Chance(90) ? kind : Kind(), depth > 0 && kind == CedarKind.Record ? depth - 1 : 0))));
    }

    private CedarRecord Attributes(int percent, int depth) => new(Names
        .SelectMany(n => n.Value.Select(name => (name, Kind: dice.Chance(95) ? n.Key : Kind())))
        .Where(_ => dice.Chance(percent))
        .Select(n => KeyValuePair.Create(n.name, Value(n.Kind, depth)))
        .ToList());

    private CedarRecord Tags() => new(new[] { "a", "b", "level" }.Where(_ => dice.Chance(50)).Select(t => KeyValuePair.Create(t, Value(dice.Of(CedarKind.String, CedarKind.Long), 0))).ToList());

    /// <summary>Parents that come later in their list, so that there is no cycle.</summary>
    private List<EntityUid> Parents(EntityUid uid)
    {
        EntityUid[] above = uid.Type switch
        {
            "User" or "Doc" => Groups,
            "Action" => Actions[(Array.IndexOf(Actions, uid) + 1)..],
            _ => Groups[(Array.IndexOf(Groups, uid) + 1)..],
        };
        return [.. above.Where(_ => dice.Chance(30))];
    }
}
