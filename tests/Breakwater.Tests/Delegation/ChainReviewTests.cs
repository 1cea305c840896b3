using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Delegation;

public sealed class ChainReviewTests
{
    private readonly DelegationWorld _world = new();

    [Fact]
    public void A_refusal_names_the_intersection_that_refused()
    {
        var user = _world.User(_world.Claims("a-1") with { Authority = _world.Without("t10") });
        var chain = DelegationChain.Begin(user, 1, _world.Terms("a-1", "b-1", t => t with { Permissions = _world.Without("t11") }), TestKeys.Of("a-1"), ref _world.Work);
        chain = _world.Extend(chain, "c-1", t => t with { Permissions = _world.Without("t11", "t12") });
        var grant = _world.Grant(chain);
        _world.Check(grant, "t10").ShouldBe(DelegationReasons.BeyondUser);
        _world.Check(grant, "t1").ShouldBe(DelegationReasons.BeyondDelegator(1));
        _world.Check(grant, "t11").ShouldBe(DelegationReasons.BeyondContract(1));
        _world.Check(grant, "t2").ShouldBe(DelegationReasons.BeyondDelegator(2));
        _world.Check(grant, "t12").ShouldBe(DelegationReasons.BeyondContract(2));
        _world.Check(grant, "t3").ShouldBe(DelegationReasons.BeyondDelegate);
        _world.Check(grant, "t70").ShouldBeNull();
        _world.Check(grant, "no-such-tool").ShouldBe(DelegationReasons.BeyondUser);
        DelegationReasons.BeyondContract(2).Code.ShouldBe("delegation.beyond-contract-2");
    }

    /// <summary>IA-2.5: an orchestrator assigns what it does not hold; the declaration bounds it.</summary>
    [Fact]
    public void An_orchestrator_hands_on_what_is_declared()
    {
        var grant = _world.Grant(_world.Chain("desk", "b-1"));
        grant.Effective.ShouldBe(_world.Without("t2"));
        _world.Refused(_world.Chain("a-1", "desk"), DelegationReasons.Undeclared);
    }

    [Fact]
    public void A_chain_costs_its_signatures_once_and_a_longer_one_its_new_contract()
    {
        var chain = _world.Chain("a-1", "b-1", "c-1");
        _world.Work = default;
        var first = _world.Grant(chain);
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(3);
        _world.Work = default;
        _world.Grant(chain).ShouldBeSameAs(first);
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(0);
        _world.Grant(chain, session: 2).Handle.ShouldNotBe(first.Handle);
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(0);
        var longer = _world.Extend(chain, "d-1");
        _world.Work = default;
        _world.Grant(longer);
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(1);
    }

    [Fact]
    public void A_signature_seen_genuine_is_genuine_under_its_own_key_only()
    {
        var chain = _world.Chain("a-1", "b-1", "c-1");
        _world.Grant(chain);
        _world.Control.Parties.Set(_world.Acme, new("b-1", "b", TestKeys.Of("b-1-renewed").PublicKey, _world.Now, []));
        _world.Verify(chain, session: 2).Verdict.Reason.ShouldBe(DelegationReasons.BadSignature);
        _world.Control.Parties.Set(_world.Acme, new("b-1", "b", new PublicKey(TestKeys.Of("b-1").PublicKey.Point), _world.Now, []));
        _world.Work = default;
        _world.Grant(chain, session: 2);
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(0, "the same key, read again");
    }

    [Fact]
    public void Work_does_not_come_back()
    {
        _world.Refused(_world.Chain("a-1", "b-1", "a-1"), DelegationReasons.Cycle);
        _world.Refused(_world.Chain("a-1", "b-1", "c-1", "b-1"), DelegationReasons.Cycle);
        _world.Verify(_world.Chain("a-1", "b-1", "a-2")).Verdict.IsAllowed.ShouldBeTrue("another agent of the group is another agent");
    }

    [Theory]
    [InlineData(0, "a-1", "s-1")]
    [InlineData(0, "s-1", "a-1")]
    [InlineData(2, "m-1", "a-1", "b-1", "c-1")]
    [InlineData(2, "a-1", "b-1", "c-1", "m-1")]
    [InlineData(3, "a-1", "b-1", "c-1", "d-1", "e-1")]
    [InlineData(2, "desk", "b-1", "m-1", "d-1")]
    public void A_tier_bounds_the_chains_its_agents_are_part_of(int limit, params string[] path)
    {
        var world = new DelegationWorld(o => o.MaxDepthAutonomous = 3);
        world.Refused(world.Chain(path), DelegationReasons.TooDeep);
        if (limit == 0) { return; }
        var shorter = path.Where((_, i) => i <= limit).ToArray();
        world.Verify(world.Chain(shorter)).Verdict.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void A_declaration_bounds_the_chain_that_ends_in_it()
    {
        var fleet = DelegationWorld.Describe();
        var world = new DelegationWorld(fleet: fleet with { Delegations = [.. fleet.Delegations.Select(d => d.To == "c" ? d with { MaxDepth = 1 } : d)] });
        world.Grant(world.Chain("a-1", "c-1", "b-1"));
        world.Refused(world.Chain("a-1", "b-1", "c-1"), DelegationReasons.TooDeep);
    }

    [Fact]
    public void Beyond_two_hops_a_person_approves()
    {
        var world = new DelegationWorld(o => (o.MaxDepthAutonomous, o.ApprovalBeyond) = (3, 2));
        var chain = world.Chain("a-1", "b-1", "c-1", "d-1");
        world.Refused(chain, DelegationReasons.NeedsApproval, Effect.Pending);
        world.Control.Approve("acme", world.Chain("a-1", "b-1", "c-1", "e-1").Leaf.Id, world.Now + TimeSpan.FromHours(1));
        world.Refused(chain, DelegationReasons.NeedsApproval, Effect.Pending);
        world.Control.Approve("acme", chain.Leaf.Id, world.Now + TimeSpan.FromHours(1));
        world.Grant(chain);
    }

    [Fact]
    public void Only_declared_pairs_and_task_types()
    {
        _world.Refused(_world.Chain("b-1", "f-1"), DelegationReasons.Undeclared);
        _world.Grant(_world.Chain("a-1", "f-1"));
        _world.Refused(First(t => t with { TaskType = "other-work" }), DelegationReasons.Undeclared);
        _world.Refused(_world.Chain("a-1", "a-2"), DelegationReasons.Undeclared);
        var fleet = DelegationWorld.Describe();
        var world = new DelegationWorld(fleet: fleet with { Delegations = [.. fleet.Delegations.Select(d => d with { Permissions = ["t5"] })] });
        world.Refused(world.Chain("a-1", "b-1"), DelegationReasons.BeyondDeclaration);
    }

    [Fact]
    public void Scope_permissions_and_time_only_narrow()
    {
        var chain = First(t => t with { Scope = "job/part", Permissions = _world.Without("t9") });
        _world.Grant(_world.Extend(chain, "c-1", t => t with { Scope = "job/part/page" }));
        _world.Refused(_world.Extend(chain, "c-1", t => t with { Scope = "job" }), DelegationReasons.Widened);
        _world.Refused(_world.Extend(chain, "c-1", t => t with { Scope = "job/partition" }), DelegationReasons.Widened);
        _world.Refused(_world.Extend(chain, "c-1", t => t with { Permissions = _world.All }), DelegationReasons.Widened);
        _world.Refused(_world.Extend(chain, "c-1", t => t with { NotAfter = t.NotAfter + TimeSpan.FromTicks(1) }), DelegationReasons.TooLong);
        _world.Refused(_world.Extend(chain, "c-1", t => t with { NotBefore = t.NotBefore - TimeSpan.FromTicks(1) }), DelegationReasons.TooLong);
        _world.Refused(First(t => t with { Scope = "another-job" }), DelegationReasons.Widened);
        _world.Refused(First(t => t with { NotAfter = t.NotBefore + TimeSpan.FromMinutes(46) }), DelegationReasons.TooLong);
    }

    [Fact]
    public void Time_ends_it_at_every_hop()
    {
        var chain = _world.Extend(_world.Chain("a-1", "b-1"), "c-1", t => t with { NotAfter = t.NotBefore + TimeSpan.FromMinutes(10) });
        var grant = _world.Grant(chain);
        _world.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        _world.Check(grant).ShouldBeNull();
        _world.Clock.Advance(TimeSpan.FromTicks(1));
        _world.Check(grant).ShouldBe(DelegationReasons.Expired);
        _world.Refused(chain, DelegationReasons.Expired);
        _world.Refused(First(t => t with { NotBefore = t.NotBefore + TimeSpan.FromSeconds(6) }), DelegationReasons.NotYetValid);
        _world.Clock.Advance(TimeSpan.FromMinutes(20));
        _world.Refused(_world.Chain(_world.User(_world.Claims() with { NotBefore = _world.Now - TimeSpan.FromHours(1), NotAfter = _world.Now }), 1, "a-1", "b-1"), DelegationReasons.Expired);
    }

    [Fact]
    public void The_user_is_the_one_who_asked()
    {
        var (ann, bob) = (_world.User(), _world.User(_world.Claims() with { User = "bob" }));
        var chain = _world.Chain(ann, 1, "a-1", "b-1", "c-1");
        _world.Refused(new(bob, chain.Contracts), DelegationReasons.BrokenChain);
        var swapped = DelegationContract.Issue(chain.Leaf.Head with { User = bob.Id }, chain.Leaf.Terms, TestKeys.Of("b-1"), ref _world.Work);
        _world.Refused(new(ann, [chain.Contracts[0], swapped]), DelegationReasons.BrokenChain);
        var forged = UserAssertion.Issue(_world.Claims(), _world.Control.Declarations.ToolList, TestKeys.Of("a-1"), ref _world.Work);
        _world.Refused(_world.Chain(forged, 1, "a-1", "b-1"), DelegationReasons.BadSignature);
        _world.Refused(_world.Chain(ann, 1, "b-1", "c-1"), DelegationReasons.OtherSession);
        _world.Control.Verify(new(_world.Acme, "c-1", 1), 8, chain, ref _world.Work).Verdict.Reason.ShouldBe(DelegationReasons.OtherSession);
    }

    [Fact]
    public void Contracts_follow_on_each_other()
    {
        var chain = _world.Chain("a-1", "b-1", "c-1");
        var head = chain.Leaf.Head;
        foreach (var wrong in new[] { head with { Hop = 1 }, head with { Hop = 3 }, head with { Chain = 2 }, head with { Parent = chain.User.Id } })
        {
            _world.Refused(new(chain.User, [chain.Contracts[0], DelegationContract.Issue(wrong, chain.Leaf.Terms, TestKeys.Of("b-1"), ref _world.Work)]), DelegationReasons.BrokenChain);
        }
        _world.Refused(new(chain.User, [chain.Leaf]), DelegationReasons.OtherSession);
        _world.Refused(new(chain.User, [chain.Contracts[0], DelegationContract.Issue(head, chain.Leaf.Terms with { Delegator = "d-1" }, TestKeys.Of("d-1"), ref _world.Work)]), DelegationReasons.BrokenChain);
        _world.Refused(new(chain.User, [chain.Contracts[0], DelegationContract.Issue(head, chain.Leaf.Terms, TestKeys.Of("d-1"), ref _world.Work)]), DelegationReasons.BadSignature);
        _world.Verify(chain, agent: "d-1").Verdict.Reason.ShouldBe(DelegationReasons.NotDelegate);
        _world.Refused(_world.Chain("a-1", "stranger"), DelegationReasons.UnknownParty);
    }

    [Fact]
    public void Tenants_do_not_meet()
    {
        var foreign = _world.User(_world.Claims("x-1", "zeta"));
        _world.Refused(_world.Chain(foreign, 1, "x-1", "y-1"), DelegationReasons.OtherTenant);
        var chain = _world.Chain("a-1", "b-1");
        _world.Control.Verify(new(_world.Zeta, "b-1", 1), 7, chain, ref _world.Work).Verdict.Reason.ShouldBe(DelegationReasons.OtherTenant);
        _world.Control.Verify(new(new TenantHandle(99), "b-1", 1), 7, chain, ref _world.Work).Verdict.Reason.ShouldBe(DelegationReasons.OtherTenant);
        var grant = _world.Grant(chain);
        _world.Control.Check(_world.Zeta, grant.Handle, 1, _world.Tool("t70"), ref _world.Work).Reason.ShouldBe(DelegationReasons.NoGrant);
        _world.Control.Check(default, grant.Handle, 1, _world.Tool("t70"), ref _world.Work).Reason.ShouldBe(DelegationReasons.NoGrant);
        _world.Check(grant, session: 2).ShouldBe(DelegationReasons.NoGrant);
        _world.Control.Revoke("zeta", chain.Leaf.Id, _world.Now + TimeSpan.FromHours(1)).ShouldBeTrue();
        _world.Check(grant).ShouldBeNull();
        var moved = DelegationContract.Issue(chain.Leaf.Head with { Tenant = "zeta" }, chain.Leaf.Terms, TestKeys.Of("a-1"), ref _world.Work);
        _world.Refused(new(chain.User, [moved]), DelegationReasons.OtherTenant);
    }

    [Fact]
    public void What_was_signed_for_another_list_of_tools_is_refused()
    {
        var fleet = DelegationWorld.Describe();
        var renamed = new DelegationWorld(fleet: fleet with { Tools = [.. fleet.Tools.Reverse()] }, clock: _world.Clock);
        renamed.Refused(_world.Chain("a-1", "b-1"), DelegationReasons.OtherTools);
        var foreign = DelegationContract.Issue(_world.Chain("a-1", "b-1").Leaf.Head with { ToolList = default }, _world.Terms("a-1", "b-1"), TestKeys.Of("a-1"), ref _world.Work);
        _world.Verify(new(_world.User(), [foreign])).Verdict.Reason.ShouldBe(DelegationReasons.OtherTools);
    }

    [Fact]
    public void Without_keys_everything_is_refused()
    {
        var control = new DelegationControl(new(), _world.Fleet, new Dictionary<string, DelegationKeys>(), new(), _world.Clock);
        control.Verify(new(_world.Acme, "b-1", 1), 7, _world.Chain("a-1", "b-1"), ref _world.Work).Verdict.ShouldBe(DelegationVerdict.Refused(DelegationReasons.NotConfigured));
        default(DelegationVerdict).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void All_problems_of_options_are_told_at_once()
    {
        var wrong = new DelegationOptions { MaxDepthManaged = 17, ApprovalBeyond = -1, MaxGrants = 0, MaxLife = TimeSpan.Zero, ClockSkew = TimeSpan.FromHours(1) };
        DelegationOptionsValidator.Problems(wrong).Count.ShouldBe(6);
        DelegationOptionsValidator.Problems(new()).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => new DelegationWorld(o => o.MaxGrants = 0));
    }

    private DelegationChain First(Func<ContractTerms, ContractTerms> change) =>
        DelegationChain.Begin(_world.User(), 1, _world.Terms("a-1", "b-1", change), TestKeys.Of("a-1"), ref _world.Work);
}
