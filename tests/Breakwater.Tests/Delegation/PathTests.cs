using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Delegation;

public sealed class PathTests
{
    private readonly DelegationWorld _world = new();
    private readonly PathTemplate _template;
    private readonly UserAssertion _user;
    private readonly PathPermit _permit;
    private readonly PathUse _use;

    public PathTests()
    {
        _template = FormTests.Template(_world, c => c with { Permissions = _world.Without("t20") });
        _world.Control.Issue(_template, 5, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        _user = _world.User(_world.Claims() with { Authority = _world.Without("t30") });
        _world.Control.Introduce(_user, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        _permit = _world.Control.Permit(_world.Acme, _template.Id, "a-1", ref _world.Work, out _)!;
        _use = Mint();
    }

    [Fact]
    public void A_use_costs_one_code_and_no_signature_and_gives_the_intersection()
    {
        _world.Work = default;
        Check(_use).ShouldBeNull();
        _world.Work[WorkUnit.Mac].ShouldBe(1);
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(0);
        Check(_use, "t30").ShouldBe(DelegationReasons.BeyondUser);
        Check(_use, "t20").ShouldBe(DelegationReasons.BeyondTemplate);
        Check(_use, "t1").ShouldBe(DelegationReasons.BeyondDelegator(1));
        Check(_use, "t2").ShouldBe(DelegationReasons.BeyondDelegator(2));
        Check(_use, "t3").ShouldBe(DelegationReasons.BeyondDelegate);
        Check(_use, "none").ShouldBe(DelegationReasons.BeyondUser);
        var accepted = Accept(_use);
        accepted.Grant!.Effective.ShouldBe(_world.Without("t1", "t2", "t3", "t20", "t30"));
        Accept(_use).Grant.ShouldBeSameAs(accepted.Grant);
        foreach (var tool in DelegationWorld.ToolIds) { _world.Check(accepted.Grant, tool).ShouldBe(Check(_use, tool)); }
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _world.Check(accepted.Grant).ShouldBe(DelegationReasons.Expired);
        Check(_use).ShouldBe(DelegationReasons.Expired);
    }

    [Fact]
    public void No_field_of_a_use_can_be_changed()
    {
        var other = Fingerprint.Of([1], ref _world.Work);
        Check(_use with { Code = other }).ShouldBe(DelegationReasons.BadMac);
        Check(_use with { Code = default }).ShouldBe(DelegationReasons.BadMac);
        Check(_use with { Issued = _use.Issued - TimeSpan.FromTicks(1) }).ShouldBe(DelegationReasons.BadMac);
        Check(_use with { NotAfter = _use.NotAfter + TimeSpan.FromTicks(1) }).ShouldBe(DelegationReasons.BadMac);
        Check(_use with { Epoch = 4 }).ShouldBe(DelegationReasons.StaleEpoch);
        Check(_use with { Template = other }).ShouldBe(DelegationReasons.UnknownTemplate);
        Check(_use with { User = other }).ShouldBe(DelegationReasons.UnknownUser);
        Check(_use with { Delegator = "a-2" }).ShouldBe(DelegationReasons.OtherSession);
        Check(_use with { Delegate = "c-2" }).ShouldBe(DelegationReasons.NotDelegate);
        _world.Control.Check(_use with { Delegate = "c-2" }, new(_world.Acme, "c-2", 1), 7, _world.Tool("t70"), ref _world.Work).Reason.ShouldBe(DelegationReasons.BadMac);
        Check(_use with { Delegate = new('c', 300) }, agent: new('c', 300)).ShouldBe(DelegationReasons.UnknownParty);
    }

    [Fact]
    public void A_use_is_of_no_use_in_another_session()
    {
        Check(_use, session: 2).ShouldBe(DelegationReasons.NotDelegate);
        Check(_use with { Session = 2 }, session: 2).ShouldBe(DelegationReasons.BadMac);
        Accept(_use, session: 2).Verdict.Reason.ShouldBe(DelegationReasons.NotDelegate);
        Check(_use, userSession: 8).ShouldBe(DelegationReasons.OtherSession);
        Check(_use, agent: "c-2").ShouldBe(DelegationReasons.NotDelegate);
        _world.Control.Check(_use, new(_world.Zeta, "c-1", 1), 7, _world.Tool("t70"), ref _world.Work).Reason.ShouldBe(DelegationReasons.UnknownTemplate);
    }

    [Fact]
    public void Another_delegators_permit_or_another_ring_mints_nothing()
    {
        var second = _world.Control.Permit(_world.Acme, _template.Id, "a-2", ref _world.Work, out _)!;
        var forged = second.Mint(_user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(5), ref _world.Work) with { Delegator = "a-1" };
        Check(forged).ShouldBe(DelegationReasons.BadMac);
        var elsewhere = new DelegationWorld(clock: _world.Clock);
        elsewhere.Control.Issue(_template, 5, ref _world.Work);
        var foreign = elsewhere.Control.Permit(elsewhere.Acme, _template.Id, "a-1", ref _world.Work, out _)!;
        Check(foreign.Mint(_user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(5), ref _world.Work)).ShouldBe(DelegationReasons.BadMac);
        _world.Control.Permit(_world.Acme, _template.Id, "b-1", ref _world.Work, out var refusal).ShouldBeNull();
        refusal.ShouldBe(DelegationReasons.UnknownParty);
        _world.Control.Permit(_world.Zeta, _template.Id, "x-1", ref _world.Work, out refusal).ShouldBeNull();
        refusal.ShouldBe(DelegationReasons.UnknownTemplate);
    }

    [Fact]
    public void Nodes_with_one_ring_agree()
    {
        var ring = new PathKeyRing();
        var (here, there) = (new DelegationWorld(clock: _world.Clock, ring: ring), new DelegationWorld(clock: _world.Clock, ring: ring));
        foreach (var node in new[] { here, there })
        {
            node.Control.Issue(_template, 9, ref _world.Work);
            node.Control.Introduce(_user, ref _world.Work);
        }
        var use = here.Control.Permit(here.Acme, _template.Id, "a-1", ref _world.Work, out _)!.Mint(_user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(1), ref _world.Work);
        there.Control.Check(use, new(there.Acme, "c-1", 1), 7, there.Tool("t70"), ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
    }

    [Fact]
    public void Revoked_at_once()
    {
        var grant = Accept(_use).Grant!;
        _world.Control.Revoke("acme", _template.Id, _template.Claims.NotAfter);
        Check(_use).ShouldBe(DelegationReasons.Revoked);
        _world.Check(grant).ShouldBe(DelegationReasons.Revoked);
        Accept(_use).Verdict.Reason.ShouldBe(DelegationReasons.Revoked);
        _world.Control.Issue(_template, 6, ref _world.Work).Reason.ShouldBe(DelegationReasons.Revoked);
        _world.Control.Permit(_world.Acme, _template.Id, "a-1", ref _world.Work, out var refusal).ShouldBeNull();
        refusal.ShouldBe(DelegationReasons.Revoked);
    }

    [Theory]
    [InlineData("a-1")]
    [InlineData("c-1")]
    [InlineData("user")]
    public void A_party_or_user_revoked_ends_it(string who)
    {
        var grant = Accept(_use).Grant!;
        if (who == "user") { _world.Control.Revoke("acme", _user.Id, _user.Claims.NotAfter); } else { _world.Control.RevokeAgent("acme", who, _world.Now); }
        Check(_use).ShouldBe(DelegationReasons.Revoked);
        _world.Check(grant).ShouldBe(DelegationReasons.Revoked);
        Check(Mint()).ShouldBe(DelegationReasons.Revoked);
    }

    [Fact]
    public void Another_revocation_leaves_it_alone()
    {
        var grant = Accept(_use).Grant!;
        _world.Control.RevokeAgent("acme", "d-1", _world.Now);
        _world.Control.Revoke("acme", Fingerprint.Of([2], ref _world.Work), _world.Now + TimeSpan.FromHours(1));
        Check(_use).ShouldBeNull();
        _world.Check(grant).ShouldBeNull();
    }

    [Theory]
    [InlineData("template")]
    [InlineData("user")]
    [InlineData("use")]
    [InlineData("a-1")]
    [InlineData("c-1")]
    [InlineData("zone")]
    public void What_was_found_clean_is_looked_up_again_after_the_next_revocation(string what)
    {
        _world.Control.RevokeAgent("acme", "d-1", _world.Now);
        Check(_use).ShouldBeNull();
        Check(_use).ShouldBeNull();
        var until = _world.Now + TimeSpan.FromHours(8);
        _ = what switch
        {
            "template" => _world.Control.Revoke("acme", _template.Id, until),
            "user" => _world.Control.Revoke("acme", _user.Id, until),
            "use" => _world.Control.Revoke("acme", _use.Code, until),
            "zone" => _world.Control.RevokeAuthority("acme", _world.Control.Parties.Find(_world.Acme, "a-1")!.Authorities[0], _world.Now),
            _ => _world.Control.RevokeAgent("acme", what, _world.Now),
        };
        Check(_use).ShouldBe(DelegationReasons.Revoked);
        Check(_use).ShouldBe(DelegationReasons.Revoked);
    }

    [Fact]
    public void Issued_again_it_makes_what_was_minted_before_void()
    {
        _world.Control.Issue(_template, 6, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        Check(_use).ShouldBe(DelegationReasons.StaleEpoch);
        Check(_use with { Epoch = 6 }).ShouldBe(DelegationReasons.BadMac);
        _world.Control.Issue(_template, 5, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        Check(_use).ShouldBe(DelegationReasons.StaleEpoch, "an earlier issue that arrives late changes nothing");
    }

    [Fact]
    public void Only_what_the_fleet_declares_and_the_approver_signed_is_put_in_force()
    {
        Refused(c => c with { Groups = ["b", "f"], Tasks = ["work"] }, DelegationReasons.Undeclared);
        Refused(c => c with { Groups = ["a", "b"], Tasks = ["other"] }, DelegationReasons.Undeclared);
        Refused(c => c with { Groups = ["a", "b", "a"] }, DelegationReasons.Cycle);
        Refused(c => c with { Groups = ["a", "s"], Tasks = ["work"] }, DelegationReasons.TooDeep);
        Refused(c => c with { Groups = ["m", "a", "b", "c"], Tasks = ["work", "work", "work"] }, DelegationReasons.TooDeep);
        Refused(c => c with { NotAfter = _world.Now }, DelegationReasons.Expired);
        Refused(c => c with { NotBefore = _world.Now + TimeSpan.FromMinutes(1) }, DelegationReasons.NotYetValid);
        Refused(c => c with { Tenant = "zeta" }, DelegationReasons.OtherTenant);
        Refused(c => c with { Tenant = "nobody" }, DelegationReasons.OtherTenant);
        var forged = PathTemplate.Sign(_template.Claims, _world.Control.Declarations.ToolList, TestKeys.Of("a-1"), ref _world.Work);
        _world.Control.Issue(forged, 9, ref _world.Work).Reason.ShouldBe(DelegationReasons.BadSignature);
        var unlisted = PathTemplate.Sign(_template.Claims, default, TestKeys.Of("paths"), ref _world.Work);
        _world.Control.Issue(unlisted, 9, ref _world.Work).Reason.ShouldBe(DelegationReasons.OtherTools);
        var few = new DelegationWorld(o => o.MaxTemplates = 1, _world.Clock);
        few.Control.Issue(_template, 1, ref _world.Work).ShouldBe(DelegationVerdict.Allowed);
        few.Control.Issue(FormTests.Template(few, c => c with { Name = "second" }), 2, ref _world.Work).Reason.ShouldBe(DelegationReasons.TooManyTemplates);

        void Refused(Func<PathClaims, PathClaims> change, Reason reason) =>
            _world.Control.Issue(FormTests.Template(_world, change), 9, ref _world.Work).Reason.ShouldBe(reason);
    }

    [Fact]
    public void Minting_and_checking_allocate_nothing()
    {
        var (tool, work, allowed) = (_world.Tool("t70"), default(Work), 0);
        _world.Control.RevokeAgent("acme", "d-1", _world.Now);
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var use = _permit.Mint(_user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(5), ref work);
                if (_world.Control.Check(use, new(_world.Acme, "c-1", 1), 7, tool, ref work).IsAllowed) { allowed++; }
            }
        }).ShouldBe(0);
        (allowed > 0 && allowed % 200 == 0).ShouldBeTrue("each round allowed as many");
    }

    private PathUse Mint() => _permit.Mint(_user.Id, "c-1", 1, _world.Now, TimeSpan.FromMinutes(5), ref _world.Work);

    private Reason? Check(in PathUse use, string tool = "t70", ulong session = 1, UInt128? userSession = null, string agent = "c-1") =>
        _world.Control.Check(use, new(_world.Acme, agent, session), userSession ?? 7, _world.Tool(tool), ref _world.Work).Reason;

    private DelegationResult Accept(in PathUse use, ulong session = 1) => _world.Control.Accept(use, new(_world.Acme, "c-1", session), 7, ref _world.Work);
}
