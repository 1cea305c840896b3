using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Delegation;

public sealed class AuthorityTests
{
    private static readonly Gen<ushort[]> Sets = Gen.OneOf(Gen.Choose(1, 130), Gen.Choose(1, ushort.MaxValue), Gen.Elements(1, 64, 65, 65_535)).Select(i => (ushort)i).ArrayOf();

    [Fact]
    public void It_is_a_set_of_tools() => Check.One(Trials.Of(), Prop.ForAll((from a in Sets from b in Sets select (a, b)).ToArbitrary(), sets =>
    {
        var (a, b) = (sets.a.ToHashSet(), sets.b.ToHashSet());
        var (x, y) = (Of(a), Of(b));
        return x.Count == a.Count && x.IsNone == (a.Count == 0)
            && x.Tools().Select(t => t.Value).SequenceEqual(a.Order())
            && a.Union(b).All(t => x.Contains(new(t)) == a.Contains(t) && x.Intersect(y).Contains(new(t)) == (a.Contains(t) && b.Contains(t)))
            && x.IsSubsetOf(y) == a.IsSubsetOf(b)
            && x.Intersect(y).Equals(Of(a.Intersect(b)))
            && x.Equals(y) == a.SetEquals(b) && (!x.Equals(y) || x.GetHashCode() == y.GetHashCode())
            && !x.Contains(default);
    }));

    [Fact]
    public void Each_set_has_one_encoding() => Check.One(Trials.Of(), Prop.ForAll(Sets.ToArbitrary(), tools =>
    {
        var set = Of(tools);
        var bytes = new byte[set.Size];
        set.CopyTo(bytes);
        return Authority.TryRead(bytes, out var read) && read.Equals(set) && !Authority.TryRead([.. bytes, .. new byte[8]], out _) && !Authority.TryRead([.. bytes, 1], out _);
    }));

    [Fact]
    public void What_no_handle_names_is_not_read()
    {
        var bytes = new byte[Authority.MaxBytes];
        bytes[^1] = 0x80;
        Authority.TryRead(bytes, out _).ShouldBeFalse();
        bytes[^1] = 0x40;
        Authority.TryRead(bytes, out var last).ShouldBeTrue();
        last.Tools().ShouldBe([new ToolHandle(ushort.MaxValue)]);
        Authority.TryRead(new byte[Authority.MaxBytes + 8], out _).ShouldBeFalse();
    }

    private static Authority Of(IEnumerable<ushort> tools) => Authority.Of(tools.Select(t => new ToolHandle(t)));
}
