using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Delegation;

public sealed class RevocationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly DelegationWorld _world = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_revoked_contract_ends_itself_and_what_descends_from_it(int revoked)
    {
        var chain = _world.Chain("a-1", "b-1", "c-1", "d-1");
        var grants = Enumerable.Range(1, 3).Select(n => _world.Grant(new(chain.User, [.. chain.Contracts.Take(n)]))).ToList();
        var sibling = _world.Grant(_world.Extend(_world.Chain(_world.User(_world.Claims() with { Task = "job" }), 2, "a-1", "b-2"), "c-2"));
        _world.Control.Revoke("acme", chain.Contracts[revoked].Id, _world.Now + Hour).ShouldBeTrue();
        for (var i = 0; i < 3; i++) { _world.Check(grants[i]).ShouldBe(i < revoked ? null : DelegationReasons.Revoked); }
        _world.Check(sibling).ShouldBeNull();
        _world.Refused(chain, DelegationReasons.Revoked);
        _world.Refused(_world.Extend(chain, "e-1"), DelegationReasons.Revoked);
    }

    [Fact]
    public void Revoking_a_root_reaches_ten_thousand_descendants_without_touching_them()
    {
        const int Descendants = 10_000;
        var user = _world.User();
        var root = _world.Chain(user, 1, "a-1", "b-1");
        var other = _world.Grant(_world.Chain(user, 2, "a-1", "b-2"));
        var grants = Enumerable.Range(1, Descendants).Select(session => _world.Grant(_world.Extend(root, "c-1"), (ulong)session)).ToList();
        grants.Select(g => g.Basis.Documents[^1]).Distinct().Count().ShouldBe(Descendants, "each is a contract of its own");
        for (var i = 0; i < Descendants; i++) { _world.Check(grants[i], session: (ulong)i + 1).ShouldBeNull(); }
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        _world.Control.Revoke("acme", root.Leaf.Id, _world.Now + Hour);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(4_096, "the work of revoking does not depend on the descendants");
        _world.Work = default;
        for (var i = 0; i < Descendants; i++) { _world.Check(grants[i], session: (ulong)i + 1).ShouldBe(DelegationReasons.Revoked); }
        _world.Work[WorkUnit.SignatureCheck].ShouldBe(0);
        // The look-up, then the assertion and the root's contract: the second entry of the table examined ends it.
        _world.Work[WorkUnit.CacheLookup].ShouldBe(Descendants);
        _world.Work[WorkUnit.EntryExamined].ShouldBe(2 * Descendants);
        _world.Work = default;
        _world.Check(other).ShouldBeNull();
        _world.Work[WorkUnit.EntryExamined].ShouldBeGreaterThan(0);
        _world.Work = default;
        _world.Check(other).ShouldBeNull();
        _world.Work[WorkUnit.EntryExamined].ShouldBe(0, "a changed number sends each check to the table once");
    }

    [Theory]
    [InlineData("a-1")]
    [InlineData("b-1")]
    [InlineData("c-1")]
    public void A_revoked_agent_ends_every_chain_it_is_part_of(string agent)
    {
        var (chain, other) = (_world.Chain("a-1", "b-1", "c-1"), _world.Chain("a-2", "b-2", "c-2"));
        var (grant, bystander) = (_world.Grant(chain), _world.Grant(other));
        _world.Control.RevokeAgent("acme", agent, _world.Now);
        _world.Check(grant).ShouldBe(DelegationReasons.Revoked);
        _world.Check(bystander).ShouldBeNull();
        _world.Refused(chain, DelegationReasons.Revoked);
        // Reinstated: a new credential, and contracts made after it.
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Refused(_world.Chain("a-1", "b-1", "c-1"), DelegationReasons.Revoked);
        _world.Know(_world.Acme, agent, agent[..1]);
        _world.Refused(chain, DelegationReasons.Revoked);
        _world.Verify(chain, session: 2).Verdict.Reason.ShouldBe(DelegationReasons.Revoked, "it was made before the revocation, whatever the credential");
        _world.Grant(_world.Chain("a-1", "b-1", "c-1"));
    }

    [Fact]
    public void A_revoked_zone_or_region_ends_the_chains_of_those_below_it()
    {
        _world.Control.Parties.Set(_world.Acme, new("b-2", "b", TestKeys.Of("b-2").PublicKey, _world.Now, ["elsewhere"]));
        _world.Control.Parties.Set(_world.Acme, new("a-2", "a", TestKeys.Of("a-2").PublicKey, _world.Now, ["elsewhere"]));
        var (here, there) = (_world.Grant(_world.Chain("a-1", "b-1")), _world.Grant(_world.Chain("a-2", "b-2")));
        _world.Control.RevokeAuthority("zeta", "zone", _world.Now).ShouldBeTrue();
        _world.Check(here).ShouldBeNull();
        _world.Control.RevokeAuthority("", "region", _world.Now).ShouldBeTrue();
        _world.Check(here).ShouldBe(DelegationReasons.Revoked);
        _world.Check(there).ShouldBeNull();
        _world.Control.RevokeAuthority("no-such-tenant", "zone", _world.Now).ShouldBeFalse();
    }

    [Fact]
    public void A_revoked_assertion_ends_the_errand_and_no_other()
    {
        var (one, two) = (_world.Chain("a-1", "b-1"), _world.Chain(_world.User(_world.Claims("a-2")), 2, "a-2", "c-1"));
        var (first, second) = (_world.Grant(one), _world.Grant(two));
        _world.Control.Revoke("acme", one.User.Id, _world.Now + Hour);
        _world.Check(first).ShouldBe(DelegationReasons.Revoked);
        _world.Check(second).ShouldBeNull();
        _world.Control.Revoke("no-such-tenant", one.User.Id, _world.Now).ShouldBeFalse();
    }

    [Fact]
    public void Revocations_are_forgotten_when_what_they_name_has_expired()
    {
        var revoked = new RevokedDelegations(_world.Clock);
        for (var i = 0; i < 5_000; i++)
        {
            revoked.Document(Number(i), _world.Now + TimeSpan.FromSeconds(10));
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        revoked.Documents().Count().ShouldBeLessThan(1_100);
        for (var i = 4_995; i < 5_000; i++) { revoked.Covers(Number(i), ref _world.Work).ShouldBeTrue(); }

        Fingerprint Number(int i) => Fingerprint.Of(BitConverter.GetBytes(i), ref _world.Work);
    }

    [Fact]
    public void A_warm_check_allocates_nothing_whatever_it_answers()
    {
        var chain = _world.Chain("a-1", "b-1", "c-1", "d-1", "e-1");
        var grant = _world.Grant(chain);
        var revoked = _world.Chain("a-2", "b-2");
        var ended = _world.Grant(revoked);
        _world.Control.Revoke("acme", revoked.Leaf.Id, _world.Now + Hour);
        var (yes, no, work) = (_world.Tool("t70"), _world.Tool("t3"), default(Work));
        var allowed = 0;
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (_world.Control.Check(_world.Acme, grant.Handle, 1, yes, ref work).IsAllowed) { allowed++; }
                if (_world.Control.Check(_world.Acme, grant.Handle, 1, no, ref work).IsAllowed) { allowed--; }
                if (_world.Control.Check(_world.Acme, ended.Handle, 1, yes, ref work).IsAllowed) { allowed--; }
                if (_world.Control.Check(_world.Acme, default, 1, yes, ref work).IsAllowed) { allowed--; }
            }
        }).ShouldBe(0);
        (allowed > 0 && allowed % 1_000 == 0).ShouldBeTrue("each round allowed as many");
    }
}
