using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Evaluation;

public class EntityStoreTests
{
    [Fact]
    public void Duplicates_that_differ_and_cycles_are_all_reported()
    {
        Problems([Entity("a"), Entity("a")]).ShouldBeEmpty();
        var problems = Problems([Entity("a"), Entity("a", "b"), Entity("x", "y"), Entity("y", "z"), Entity("z", "x"), Entity("s", "s")]);
        problems.Count.ShouldBe(3);
        problems[0].ShouldBe("The entity `G::\"a\"` is given twice, and differently.");
        problems.Skip(1).ShouldAllBe(p => p.Contains("its own ancestor", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_beyond_the_limit_is_refused()
    {
        CedarEntity[] Chain(int length) => [.. Enumerable.Range(0, length).Select(i => Entity($"{i}", $"{i + 1}"))];
        Problems(Chain(EntityStore.MaxAncestors)).ShouldBeEmpty();
        Problems(Chain(EntityStore.MaxAncestors + 1)).Single().ShouldContain("1001 ancestors");
    }

    [Fact]
    public void A_diamond_is_no_cycle_and_its_top_is_one_ancestor()
    {
        EntityStore.TryCreate([Entity("a", "b", "c"), Entity("b", "d"), Entity("c", "d"), Entity("d")], null, out var store, out _).ShouldBeTrue();
        store!.Find(Uid("a"))!.Ancestors.Uids.ToArray().ShouldBe([Uid("b"), Uid("c"), Uid("d")], ignoreOrder: true);
    }

    [Fact]
    public void An_extension_sees_what_is_below_and_may_not_change_it()
    {
        EntityStore.TryCreate([Entity("b", "c"), Entity("c", "absent")], null, out var below, out _).ShouldBeTrue();
        below!.TryExtend([Entity("a", "b")], out var store, out _).ShouldBeTrue();
        store!.Count.ShouldBe(3);
        store.Find(Uid("a"))!.Ancestors.Uids.ToArray().ShouldBe([Uid("b"), Uid("c"), Uid("absent")], ignoreOrder: true);
        store.Contains(Uid("c")).ShouldBeTrue();
        below.Contains(Uid("a")).ShouldBeFalse();
        store.TryExtend([Entity("c"), Entity("absent", "a")], out _, out var problems).ShouldBeFalse();
        problems.Count.ShouldBe(2);
    }

    private static IReadOnlyList<string> Problems(IEnumerable<CedarEntity> entities)
    {
        EntityStore.TryCreate(entities, null, out var store, out var problems).ShouldBe(problems.Count == 0);
        (store is null).ShouldBe(problems.Count > 0);
        return problems;
    }

    private static EntityUid Uid(string id) => new("G", id);

    private static CedarEntity Entity(string id, params string[] parents) => new(Uid(id), CedarRecord.Empty, CedarRecord.Empty, [.. parents.Select(Uid)]);
}
