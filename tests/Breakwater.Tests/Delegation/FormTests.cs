using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Delegation;

public sealed class FormTests
{
    private readonly DelegationWorld _world = new();

    [Fact]
    public void A_chain_that_travelled_is_the_chain_that_was_sent()
    {
        var sent = _world.Chain("a-1", "b-1", "c-1");
        DelegationChain.TryRead(sent.ToBytes(), out var read, ref _world.Work).ShouldBeTrue();
        read.User.Claims.ShouldBe(sent.User.Claims);
        read.Contracts.Select(c => (c.Head, c.Terms)).ShouldBe(sent.Contracts.Select(c => (c.Head, c.Terms)));
        read.Leaf.Id.ShouldBe(sent.Leaf.Id);
        _world.Grant(read).Effective.ShouldBe(_world.Without("t1", "t2", "t3"));
    }

    [Fact]
    public void No_byte_of_a_chain_can_be_changed()
    {
        var bytes = _world.Chain("a-1", "b-1", "c-1").ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x01;
            var fresh = new DelegationWorld(clock: _world.Clock);
            if (DelegationChain.TryRead(bytes, out var read, ref fresh.Work)) { fresh.Verify(read, agent: "c-1").Verdict.IsAllowed.ShouldBeFalse($"byte {i}"); }
            bytes[i] ^= 0x01;
        }
        DelegationChain.TryRead(bytes, out var whole, ref _world.Work).ShouldBeTrue();
        _world.Verify(whole).Verdict.IsAllowed.ShouldBeTrue("the test must not refuse everything");
    }

    [Fact]
    public void A_known_genuine_contract_does_not_vouch_for_a_changed_one()
    {
        var bytes = _world.Chain("a-1", "b-1", "c-1").ToBytes();
        DelegationChain.TryRead(bytes, out var good, ref _world.Work).ShouldBeTrue();
        _world.Grant(good);
        bytes[^1] ^= 1;
        DelegationChain.TryRead(bytes, out var forged, ref _world.Work).ShouldBeTrue();
        _world.Refused(forged, DelegationReasons.BadSignature);
    }

    [Fact]
    public void What_is_cut_short_or_too_long_is_not_read()
    {
        var bytes = _world.Chain("a-1", "b-1").ToBytes();
        for (var length = 0; length < bytes.Length; length++) { DelegationChain.TryRead(bytes.AsSpan(0, length), out _, ref _world.Work).ShouldBeFalse(); }
        DelegationChain.TryRead([.. bytes, 0], out _, ref _world.Work).ShouldBeFalse();
        var template = Template(_world).Bytes.ToArray();
        for (var length = 0; length < template.Length - PublicKey.SignatureSize; length++) { PathTemplate.TryRead(template.AsSpan(0, length), out _, ref _world.Work).ShouldBeFalse(); }
    }

    [Fact]
    public void Any_bytes_are_answered_without_an_exception() => Check.One(Trials.Of(), Prop.ForAll<NonNull<byte[]>>(bytes =>
    {
        var work = default(Work);
        return !DelegationChain.TryRead(bytes.Get, out _, ref work) & !DelegationContract.TryRead(bytes.Get, out _, ref work)
            & !UserAssertion.TryRead(bytes.Get, out _, ref work) & !PathTemplate.TryRead(bytes.Get, out _, ref work);
    }));

    [Fact]
    public void A_template_is_read_back_and_no_byte_can_be_changed()
    {
        var template = Template(_world);
        var bytes = template.Bytes.ToArray();
        PathTemplate.TryRead(bytes, out var read, ref _world.Work).ShouldBeTrue();
        read.Id.ShouldBe(template.Id);
        read.Claims.Groups.ShouldBe(["a", "b", "c"]);
        read.Claims.Tasks.ShouldBe(["work", "work"]);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x01;
            if (PathTemplate.TryRead(bytes, out var changed, ref _world.Work)) { _world.Control.Issue(changed, 1, ref _world.Work).IsAllowed.ShouldBeFalse($"byte {i}"); }
            bytes[i] ^= 0x01;
        }
        _world.Control.Issue(read, 1, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
    }

    [Fact]
    public void Names_have_an_end()
    {
        Should.Throw<ArgumentException>(() => _world.User(_world.Claims() with { User = new('u', 201) }));
        Should.Throw<ArgumentException>(() => _world.Extend(_world.Chain("a-1", "b-1"), "c-1", t => t with { Scope = new('s', 1_001) }));
        Should.Throw<ArgumentException>(() => PathTemplate.Sign(Template(_world).Claims with { Tasks = ["work"] }, _world.Control.Declarations.ToolList, TestKeys.Of("paths"), ref _world.Work));
        var longest = _world.Chain("a-1", "b-1");
        while (longest.Contracts.Count < DelegationContract.MaxHops) { longest = _world.Extend(longest, "c-1"); }
        Should.Throw<InvalidOperationException>(() => _world.Extend(longest, "c-1"));
    }

    internal static PathTemplate Template(DelegationWorld world, Func<PathClaims, PathClaims>? change = null)
    {
        var claims = new PathClaims
        {
            Tenant = "acme", Name = "desk-path", Groups = ["a", "b", "c"], Tasks = ["work", "work"], Permissions = world.All, NotBefore = world.Now, NotAfter = world.Now + TimeSpan.FromDays(7),
        };
        return PathTemplate.Sign(change?.Invoke(claims) ?? claims, world.Control.Declarations.ToolList, TestKeys.Of("paths"), ref world.Work);
    }
}
