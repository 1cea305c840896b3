using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>A schema by chance, and entities and requests that conform to it; some of the entities do not exist.</summary>
internal sealed class TypedWorld
{
    private static readonly string[] EntityTypes = ["User", "Org::Group", "Doc", "Role"];
    private static readonly string[] Attributes = ["a", "b", "c", "d e"];
    private readonly Dice _dice;

    public TypedWorld(Dice dice)
    {
        _dice = dice;
        var types = EntityTypes.Select(EntityType).ToArray();
        Schema = new(types, [Group, Action("read"), Action("write")]);
    }

    public CedarSchema Schema { get; }

    private static ActionDefinition Group { get; } = new() { Uid = new("Action", "all"), MemberOf = [], PrincipalTypes = [], ResourceTypes = [], Context = RecordType.Empty };

    public static EntityUid[] Uids(string type) => type == "Role" ? [new(type, "x"), new(type, "y")] : [.. "abc".Select(c => new EntityUid(type, $"{c}"))];

    public List<CedarEntity> Entities() =>
    [
        .. EntityTypes.SelectMany(Uids).Where(_ => _dice.Chance(90)).Select(Entity),
        .. Schema.Actions.Values.Select(a => new CedarEntity(a.Uid, CedarRecord.Empty, CedarRecord.Empty, a.MemberOf)),
    ];

    public CedarRequest Request(RequestEnvironment environment) =>
        new(_dice.Of(Uids(environment.Principal)), environment.Action.Uid, _dice.Of(Uids(environment.Resource)), Record(environment.Action.Context));

    public CedarType Type(int depth) => _dice.Roll(depth > 0 ? 12 : 8) switch
    {
        0 or 1 => new PrimitiveType(CedarKind.Bool),
        2 => new PrimitiveType(CedarKind.Long),
        3 => new PrimitiveType(CedarKind.String),
        4 => new PrimitiveType(_dice.Of(CedarKind.Decimal, CedarKind.DateTime, CedarKind.Duration, CedarKind.Ip)),
        < 8 => new EntityReferenceType(_dice.Of(EntityTypes)),
        8 or 9 => new SetType(Type(depth - 1)),
        _ => Shape(depth - 1),
    };

    public CedarValue Value(CedarType type) => type switch
    {
        EntityReferenceType entity => CedarValue.Of(_dice.Of(entity.Name == "Action" ? [.. Schema.Actions.Keys] : Uids(entity.Name))),
        SetType set => CedarValue.Of(new CedarSet(_dice.Many(2, () => Value(set.Element)))),
        RecordType record => CedarValue.Of(Record(record)),
        PrimitiveType { Kind: CedarKind.Bool } => CedarValue.Of(_dice.Chance(60)),
        PrimitiveType { Kind: CedarKind.Long } => CedarValue.Of(_dice.Of(0, 1, 2, -1, long.MaxValue)),
        PrimitiveType { Kind: CedarKind.String } => CedarValue.Of(_dice.Of("a", "b", "ab")),
        PrimitiveType { Kind: CedarKind.Decimal } => CedarValue.Decimal(_dice.Of(0, 10_000)),
        PrimitiveType { Kind: CedarKind.DateTime } => CedarValue.DateTime(_dice.Of(0, 1_760_000_000_123)),
        PrimitiveType { Kind: CedarKind.Duration } => CedarValue.Duration(_dice.Of(0, 3_600_000)),
        _ => CedarValue.Of(new IpRange(0x0a00_0001, false, _dice.Of(32, 8))),
    };

    private EntityTypeDefinition EntityType(string name) => new()
    {
        Name = name,
        MemberOf = name == "Role" ? [] : [.. EntityTypes.Where(_ => _dice.Chance(name == "Org::Group" ? 40 : 30))],
        Shape = name == "Role" ? RecordType.Empty : Shape(2),
        Tags = name != "Role" && _dice.Chance(60) ? Type(1) : null,
        EnumIds = name == "Role" ? ["x", "y"] : null,
    };

    private ActionDefinition Action(string id) => new()
    {
        Uid = new("Action", id),
        MemberOf = _dice.Chance(60) ? [Group.Uid] : [],
        PrincipalTypes = [.. EntityTypes.Where((t, i) => _dice.Chance(i == 0 ? 90 : 25))],
        ResourceTypes = [.. EntityTypes.Where((t, i) => _dice.Chance(i == 2 ? 90 : 25))],
        Context = Shape(2),
    };

    private RecordType Shape(int depth)
    {
        var attributes = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal);
        foreach (var name in Attributes) { if (_dice.Chance(70)) { attributes[name] = new(Type(depth), _dice.Chance(50)); } }
        return new() { Attributes = attributes };
    }

    private CedarEntity Entity(EntityUid uid)
    {
        var type = Schema.EntityTypes[uid.Type];
        // Parents of a later id, or of a later type: no cycles.
        var parents = type.MemberOf.SelectMany(Uids)
            .Where(p => string.CompareOrdinal(p.Id, uid.Id) > 0 || (p.Id == uid.Id && string.CompareOrdinal(p.Type, uid.Type) > 0)).Where(_ => _dice.Chance(40)).ToArray();
        var tags = type.Tags is null ? [] : new[] { "a", "b" }.Where(_ => _dice.Chance(50)).Select(t => KeyValuePair.Create(t, Value(type.Tags))).ToArray();
        return new(uid, Record(type.Shape), new(tags), parents);
    }

    private CedarRecord Record(RecordType type) =>
        new(type.Attributes.Where(a => a.Value.Required || _dice.Chance(50)).Select(a => KeyValuePair.Create(a.Key, Value(a.Value.Type))).ToArray());
}
