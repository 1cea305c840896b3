using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Tests.Generators;
using Breakwater.Cedar.Tests.Validation;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Analysis;

/// <summary>
/// A universe small enough to try everything: every request, under every hierarchy of its entities that the schema allows. Of each type that is not enumerated
/// there is an entity that no policy names.
/// </summary>
internal static class SmallUniverse
{
    private static readonly EntityUid All = new("Action", "all");
    private static readonly EntityUid Read = new("Action", "read");
    private static readonly EntityUid Write = new("Action", "write");
    private static readonly EntityUid[] Entities = [new("User", "a"), new("User", "-"), new("Team", "s"), new("Team", "t"), new("Team", "-"), new("Org", "o"), new("Level", "x"), new("Level", "y")];
    private static readonly Lazy<ulong[]> Hierarchies = new(() => [.. AllHierarchies().Distinct()]);

    public static CedarSchema Schema { get; } = new(
        [
            PhotoSchema.Type("User", ["Team"]),
            PhotoSchema.Type("Team", ["Team", "Org"]),
            PhotoSchema.Type("Org"),
            PhotoSchema.Type("Level") with { EnumIds = ["x", "y"] },
        ],
        [
            Action(All, [], [], []),
            Action(Read, [All], ["User", "Team"], ["Team", "Level", "Org"]),
            Action(Write, [All], ["User"], ["Level", "User"]),
        ]);

    private static (int Principal, EntityUid Action, int Resource)[] Requests { get => field ??= AllRequests(); }

    public static Policy Policy(Dice dice, string id = "p") => new()
    {
        Id = id,
        Effect = PolicyEffect.Permit,
        Annotations = [],
        Principal = Scope(dice),
        Action = dice.Roll(5) switch
        {
            0 => new(ScopeKind.Equal, default) { Entities = [dice.Of(Read, Write, All)] },
            1 => new(ScopeKind.In, default) { Entities = [dice.Of(Read, All)] },
            2 => new(ScopeKind.InAny, default) { Entities = dice.Many(2, () => dice.Of(Read, Write)) },
            _ => new(ScopeKind.Any, default),
        },
        Resource = Scope(dice),
        Conditions = [],
        Source = "generated",
        Span = default,
    };

    /// <summary>Of each request under each hierarchy, whether the policy's head matches.</summary>
    public static bool[] Verdicts(Policy policy)
    {
        var verdicts = new List<bool>(Hierarchies.Value.Length * Requests.Length);
        var actions = Array.ConvertAll(Requests, r => Matches(policy.Action, r.Action));
        foreach (var hierarchy in Hierarchies.Value)
        {
            var (principals, resources) = (Matching(policy.Principal, hierarchy), Matching(policy.Resource, hierarchy));
            for (var i = 0; i < Requests.Length; i++) { verdicts.Add(actions[i] && principals[Requests[i].Principal] && resources[Requests[i].Resource]); }
        }
        return [.. verdicts];
    }

    private static bool[] Matching(Scope scope, ulong hierarchy) => [.. Enumerable.Range(0, Entities.Length).Select(e => Matches(scope, e, hierarchy))];

    private static (int Principal, EntityUid Action, int Resource)[] AllRequests() =>
    [
        .. from action in Schema.Actions.Values
           from p in Enumerable.Range(0, Entities.Length)
           where action.PrincipalTypes.Contains(Entities[p].Type)
           from r in Enumerable.Range(0, Entities.Length)
           where action.ResourceTypes.Contains(Entities[r].Type)
           select (p, action.Uid, r),
    ];

    private static bool Matches(Scope scope, EntityUid action) => scope.Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => action.Equals(scope.Entities[0]),
        _ => scope.Entities.Any(e => e.Equals(action) || e.Equals(All)),
    };

    private static bool Matches(Scope scope, int entity, ulong hierarchy) => scope.Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => Entities[entity].Equals(scope.Entities[0]),
        ScopeKind.In => In(scope, entity, hierarchy),
        ScopeKind.Is => Entities[entity].Type == scope.EntityType,
        _ => Entities[entity].Type == scope.EntityType && In(scope, entity, hierarchy),
    };

    private static bool In(Scope scope, int entity, ulong hierarchy)
    {
        var above = Array.IndexOf(Entities, scope.Entities[0]);
        return entity == above || (hierarchy >> ((entity * 8) + above) & 1) != 0;
    }

    private static Scope Scope(Dice dice)
    {
        // Never the entities called "-".
        var uid = Entities.Where(e => e.Id != "-").ToArray()[dice.Roll(6)];
        return dice.Roll(6) switch
        {
            0 => new(ScopeKind.Any, default),
            1 => new(ScopeKind.Equal, default) { Entities = [uid] },
            2 => new(ScopeKind.Is, default) { EntityType = dice.Of("User", "Team", "Level") },
            3 => new(ScopeKind.IsIn, default) { EntityType = dice.Of("User", "Team", "Level"), Entities = [uid] },
            _ => new(ScopeKind.In, default) { Entities = [uid] },
        };
    }

    private static ActionDefinition Action(EntityUid uid, EntityUid[] parents, string[] principals, string[] resources) =>
        new() { Uid = uid, MemberOf = parents, PrincipalTypes = principals, ResourceTypes = resources, Context = RecordType.Empty };

    /// <summary>Which entity is in which, each a set of bits: what follows from each choice of direct parents that has no circle.</summary>
    private static IEnumerable<ulong> AllHierarchies()
    {
        var n = Entities.Length;
        var edges = (from a in Enumerable.Range(0, n) from b in Enumerable.Range(0, n) where a != b && Schema.EntityTypes[Entities[a].Type].MemberOf.Contains(Entities[b].Type) select (a, b)).ToArray();
        for (var choice = 0; choice < 1 << edges.Length; choice++)
        {
            var above = 0UL;
            for (var i = 0; i < edges.Length; i++) { if ((choice >> i & 1) != 0) { above |= 1UL << ((edges[i].a * 8) + edges[i].b); } }
            for (var k = 0; k < n; k++)
            {
                for (var a = 0; a < n; a++) { if ((above >> ((a * 8) + k) & 1) != 0) { above |= (above >> (k * 8) & 0xff) << (a * 8); } }
            }
            if (!Enumerable.Range(0, n).Any(a => (above >> (a * 9) & 1) != 0)) { yield return above; }
        }
    }
}
