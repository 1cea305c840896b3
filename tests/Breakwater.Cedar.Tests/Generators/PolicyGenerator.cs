using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Makes policies, templates, entities and requests over the small schema.</summary>
internal static class PolicyGenerator
{
    /// <summary>A policy whose conditions are well-typed for some action, or not typed at all.</summary>
    public static Policy Policy(Draws draw, string id, bool wellTyped, bool mayBeTemplate)
    {
        var action = draw.Of(SmallWorld.Actions);
        var (principal, resource) = (draw.Of(action.PrincipalTypes), draw.Of(action.ResourceTypes));
        var expressions = new ExpressionGenerator(draw, action, principal, resource);
        return new Policy
        {
            Id = id,
            Effect = draw.OneIn(3) ? PolicyEffect.Forbid : PolicyEffect.Permit,
            Annotations = [.. new[] { "id", "if", "note" }.Where(_ => draw.OneIn(3)).Select(n => KeyValuePair.Create(n, draw.Of(SmallWorld.Texts)))],
            Principal = Scope(draw, principal, mayBeTemplate),
            Action = draw.Below(5) switch
            {
                0 => new Scope(ScopeKind.Any, default),
                1 => new Scope(ScopeKind.In, default) { Entities = [new EntityUid("Action", "all")] },
                2 => new Scope(ScopeKind.InAny, default) { Entities = draw.Many(3, () => draw.Of(SmallWorld.Actions).Uid) },
                _ => new Scope(ScopeKind.Equal, default) { Entities = [action.Uid] },
            },
            Resource = Scope(draw, resource, mayBeTemplate),
            Conditions = draw.Many(3, () => new Condition(draw.OneIn(3), wellTyped ? expressions.Condition(4) : expressions.Untyped(4))),
            Source = "generated",
            Span = default,
        };
    }

    /// <summary>Entities that conform to the schema, without cycles; not every one that is referred to exists.</summary>
    public static IReadOnlyList<CedarEntity> Entities(Draws draw)
    {
        var entities = new Dictionary<EntityUid, CedarEntity>();
        foreach (var type in SmallWorld.EntityTypes)
        {
            for (var i = draw.Below(5); i > 0; i--)
            {
                var uid = SmallWorld.Uid(draw, type);
                var definition = SmallWorld.Schema.EntityTypes[type];

                // Parents come earlier in the order of their ids, so that no cycle can arise.
                var parents = definition.MemberOf.SelectMany(p => draw.Many(2, () => SmallWorld.Uid(draw, p))).Where(p => string.CompareOrdinal($"{p.Type}{p.Id}", $"{uid.Type}{uid.Id}") < 0);
                var tags = definition.Tags is null ? [] : draw.Many(2, () => draw.Of(SmallWorld.Texts)).Distinct(StringComparer.Ordinal).Select(t => KeyValuePair.Create(t, Value(draw, definition.Tags)));
                entities[uid] = new CedarEntity(uid, Record(draw, definition.Shape), new CedarRecord(tags), [.. parents.Distinct()]);
            }
        }
        foreach (var action in SmallWorld.Schema.Actions.Values) { entities[action.Uid] = new CedarEntity(action.Uid, CedarRecord.Empty, CedarRecord.Empty, action.MemberOf); }
        return [.. entities.Values];
    }

    /// <summary>A request that conforms to the schema.</summary>
    public static CedarRequest Request(Draws draw)
    {
        var action = draw.Of(SmallWorld.Actions);
        return new CedarRequest(SmallWorld.Uid(draw, draw.Of(action.PrincipalTypes)), action.Uid, SmallWorld.Uid(draw, draw.Of(action.ResourceTypes)), Record(draw, action.Context));
    }

    private static Scope Scope(Draws draw, string type, bool mayBeTemplate)
    {
        var kind = draw.Of([ScopeKind.Any, ScopeKind.Equal, ScopeKind.In, ScopeKind.Is, ScopeKind.IsIn]);
        var comparesEntity = kind is ScopeKind.Equal or ScopeKind.In or ScopeKind.IsIn;
        var hasSlot = comparesEntity && mayBeTemplate && draw.OneIn(3);
        return new Scope(kind, default)
        {
            EntityType = kind is ScopeKind.Is or ScopeKind.IsIn ? (draw.OneIn(4) ? draw.Of(SmallWorld.EntityTypes) : type) : null,
            HasSlot = hasSlot,
            Entities = comparesEntity && !hasSlot ? [kind == ScopeKind.Equal ? SmallWorld.Uid(draw, type) : SmallWorld.AnyUid(draw)] : [],
        };
    }

    private static CedarRecord Record(Draws draw, RecordType type) =>
        new(type.Attributes.Where(a => a.Value.Required || draw.Coin()).Select(a => KeyValuePair.Create(a.Key, Value(draw, a.Value.Type))));

    private static CedarValue Value(Draws draw, CedarType type) => type switch
    {
        EntityReferenceType reference => CedarValue.Of(SmallWorld.Uid(draw, reference.Name)),
        SetType set => CedarValue.Of(new CedarSet(draw.Many(3, () => Value(draw, set.Element)))),
        RecordType record => CedarValue.Of(Record(draw, record)),
        PrimitiveType { Kind: CedarKind.Bool } => CedarValue.Of(draw.Coin()),
        PrimitiveType { Kind: CedarKind.Long } => CedarValue.Of(SmallWorld.Number(draw)),
        PrimitiveType { Kind: CedarKind.String } => CedarValue.Of(draw.Of(SmallWorld.Texts)),
        PrimitiveType { Kind: CedarKind.Ip } => ExtensionText.TryIp(SmallWorld.IpText(draw), out var range) ? CedarValue.Of(range) : default,
        PrimitiveType { Kind: CedarKind.Decimal } => ExtensionText.TryDecimal(SmallWorld.DecimalText(draw), out var number) ? CedarValue.Decimal(number) : default,
        PrimitiveType { Kind: CedarKind.DateTime } => ExtensionText.TryDateTime(SmallWorld.DateTimeText(draw), out var instant) ? CedarValue.DateTime(instant) : default,
        _ => ExtensionText.TryDuration(SmallWorld.DurationText(draw), out var span) ? CedarValue.Duration(span) : default,
    };
}
