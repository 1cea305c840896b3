using Breakwater.Contracts;
using Breakwater.Delegation;

namespace Breakwater.Tests.Delegation;

/// <summary>Starting again does not make a chain shorter.</summary>
public sealed class FreshChainTests
{
    private readonly DelegationWorld _world = new(o => o.MaxDepthAutonomous = 3);

    [Fact]
    public void A_fresh_chain_for_a_task_one_was_handed_goes_on_from_there()
    {
        _world.Grant(_world.Chain("a-1", "b-1", "c-1"));
        // The user has also asked c-1 directly, for the same errand; even the number of the chain is the same.
        var own = _world.User(_world.Claims("c-1"));
        _world.Grant(_world.Chain(own, 1, "c-1", "d-1"));
        _world.Refused(_world.Chain(own, 2, "c-1", "e-1", "b-2"), DelegationReasons.TooDeep);
        _world.Refused(_world.Chain(own, 3, "c-1", "d-2", "e-1"), DelegationReasons.TooDeep);
        _world.Refused(_world.Chain(_world.User(_world.Claims("d-1")), 4, "d-1", "e-1"), DelegationReasons.TooDeep);
        _world.Refused(_world.Chain(own, 5, "c-1", "a-1"), DelegationReasons.Cycle);
        _world.Refused(_world.Chain(own, 6, "c-1", "b-1"), DelegationReasons.Cycle);
    }

    [Fact]
    public void Another_errand_or_another_user_starts_at_nothing()
    {
        _world.Grant(_world.Chain("a-1", "b-1", "c-1", "d-1"));
        _world.Refused(_world.Chain(_world.User(_world.Claims("d-1")), 2, "d-1", "e-1"), DelegationReasons.TooDeep);
        _world.Grant(_world.Chain(_world.User(_world.Claims("d-1") with { User = "bob" }), 3, "d-1", "e-1"));
        var other = _world.User(_world.Claims("d-1") with { Task = "errand" });
        _world.Grant(DelegationChain.Begin(other, 4, _world.Terms("d-1", "e-1", t => t with { Scope = "errand" }), Trust.TestKeys.Of("d-1"), ref _world.Work));
    }

    [Fact]
    public void It_ends_when_the_chain_ends()
    {
        var chain = _world.Chain("a-1", "b-1", "c-1", "d-1");
        _world.Grant(chain);
        var fresh = _world.User(_world.Claims("d-1"));
        _world.Refused(_world.Chain(fresh, 2, "d-1", "e-1"), DelegationReasons.TooDeep);
        _world.Control.Revoke("acme", chain.Leaf.Id, _world.Now + TimeSpan.FromHours(1));
        _world.Grant(_world.Chain(fresh, 2, "d-1", "e-1"));
        // c-1's own contract was not revoked.
        _world.Refused(_world.Chain(_world.User(_world.Claims("c-1")), 3, "c-1", "e-1", "e-2"), DelegationReasons.Undeclared);
        _world.Refused(_world.Chain(_world.User(_world.Claims("c-1")), 3, "c-1", "e-1", "b-2"), DelegationReasons.TooDeep);
        _world.Clock.Advance(TimeSpan.FromMinutes(30));
        _world.Grant(_world.Chain(_world.User(_world.Claims("c-1")), 3, "c-1", "e-1", "b-2"));
    }

    [Fact]
    public void A_path_in_one_go_does_not_shorten_it_either()
    {
        var template = FormTests.Template(_world);
        _world.Control.Issue(template, 1, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        var user = _world.User(_world.Claims("a-1"));
        _world.Control.Introduce(user, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        var permit = _world.Control.Permit(_world.Acme, template.Id, "a-1", ref _world.Work, out _)!;
        var use = permit.Mint(user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(5), ref _world.Work);
        _world.Grant(_world.Chain("b-1", "e-1", "a-1"));
        _world.Control.Accept(use, new(_world.Acme, "c-1", 1), 7, ref _world.Work).Verdict.Reason.ShouldBe(DelegationReasons.TooDeep);
        _world.Clock.Advance(TimeSpan.FromMinutes(30));
        use = permit.Mint(user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(5), ref _world.Work);
        _world.Control.Accept(use, new(_world.Acme, "c-1", 1), 7, ref _world.Work).Verdict.ShouldBe(DelegationVerdict.Allowed);
        _world.Grant(_world.Chain(_world.User(_world.Claims("c-1")), 2, "c-1", "d-1"));
        _world.Refused(_world.Chain(_world.User(_world.Claims("c-1")), 3, "c-1", "d-1", "e-1"), DelegationReasons.TooDeep);
    }

    [Fact]
    public void When_no_more_can_be_remembered_new_chains_wait()
    {
        var world = new DelegationWorld(o => o.MaxOpenHops = 3);
        var known = world.Chain("a-1", "b-1", "c-1");
        world.Grant(known);
        world.Refused(world.Chain("a-2", "b-2", "c-2"), DelegationReasons.TooManyOpen, Effect.Throttle);
        world.Grant(known, session: 2);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        world.Grant(world.Chain("a-2", "b-2", "c-2"));
    }
}
