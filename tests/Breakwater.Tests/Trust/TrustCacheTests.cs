using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>What is remembered, for how long, at what cost, and what a full memory does.</summary>
public sealed class TrustCacheTests
{
    private readonly TestFleet _fleet = new();
    private Work _work;

    [Theory]
    [InlineData("trader-1", 1)]
    [InlineData("checker-1", 2)]
    [InlineData("trader-2", 3)]
    public void With_the_cache_off_each_check_walks_to_the_common_ancestor(string agent, int checks)
    {
        var control = _fleet.Control(new() { CacheTtl = default }, own: _fleet["trader-1"].Issuer);
        for (var i = 0; i < 3; i++)
        {
            var before = _work;
            control.Verify(_fleet[agent], ref _work).IsTrusted.ShouldBeTrue();
            _work.Since(before)[WorkUnit.SignatureCheck].ShouldBe(checks);
        }
        control.Remembered.ShouldBe(0);
    }

    [Fact]
    public void Each_level_is_verified_once_and_a_warm_check_costs_one_look_up()
    {
        var control = _fleet.Control();
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work); }
        // Two regions, four zones, twelve agents.
        _work[WorkUnit.SignatureCheck].ShouldBe(2 + 4 + 12);
        var before = _work;
        foreach (var chain in _fleet.Chains) { control.Check(control.Tenant(chain.Leaf.Claims.Tenant), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeTrue(); }
        _work.Since(before)[WorkUnit.SignatureCheck].ShouldBe(0);
        _work.Since(before)[WorkUnit.CacheLookup].ShouldBe(12);
    }

    [Fact]
    public void Verifications_lapse_spread_over_the_last_fifth_of_the_time_to_live()
    {
        var control = _fleet.Control();
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work); }
        var tenants = _fleet.Chains.Select(c => (Tenant: control.Tenant(c.Leaf.Claims.Tenant), c.Leaf.Id)).ToList();
        int Live() => tenants.Count(t => control.Check(t.Tenant, t.Id, ref _work).IsTrusted);
        _fleet.Clock.Advance(TimeSpan.FromSeconds(240) - TimeSpan.FromMilliseconds(1));
        Live().ShouldBe(12);
        _fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        Live().ShouldBeInRange(1, 11);
        _fleet.Clock.Advance(TimeSpan.FromSeconds(30) + TimeSpan.FromMilliseconds(1));
        Live().ShouldBe(0);
    }

    [Fact]
    public void A_flood_of_forgeries_displaces_nobody_and_is_forgotten_sooner()
    {
        var control = _fleet.Control(new() { CacheCapacity = 32 });
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work); }
        var clerk = _fleet["clerk-1"];
        var forged = Enumerable.Range(0, 100).Select(i => new CredentialChain(Forgery.Imitate(clerk.Leaf, c => c with { Serial = (ulong)i }), clerk.Issuer)).ToList();
        foreach (var chain in forged) { control.Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.BadSignature)); }
        control.Remembered.ShouldBeLessThanOrEqualTo(32 + 8);
        foreach (var chain in _fleet.Chains) { control.Check(control.Tenant(chain.Leaf.Claims.Tenant), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeTrue(); }

        int Checks(CredentialChain chain)
        {
            var before = _work;
            control.Verify(chain, ref _work).IsTrusted.ShouldBeFalse();
            return (int)_work.Since(before)[WorkUnit.SignatureCheck];
        }

        control = _fleet.Control();
        control.Verify(clerk, ref _work);
        Checks(forged[0]).ShouldBe(1);
        Checks(forged[0]).ShouldBe(0);
        _fleet.Clock.Advance(TimeSpan.FromSeconds(31));
        Checks(forged[0]).ShouldBe(1);
        control.Check(control.Tenant("zeta"), clerk.Leaf.Id, ref _work).IsTrusted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_memory_too_small_costs_verifications_and_neither_admits_nor_hangs(int capacity)
    {
        var control = _fleet.Control(new() { CacheCapacity = capacity });
        for (var round = 0; round < 3; round++)
        {
            foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work).IsTrusted.ShouldBeTrue(); }
            control.Remembered.ShouldBeLessThanOrEqualTo(capacity + capacity / 4);
            _fleet.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        control.Revoke("acme", CredentialLevel.Worker, "trader-1", _fleet.Clock.GetUtcNow());
        control.Verify(_fleet["trader-1"], ref _work).IsTrusted.ShouldBeFalse();
    }

    [Fact]
    public void Renewing_leaves_no_gap_in_which_an_agent_is_unknown()
    {
        var control = _fleet.Control();
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work); }
        for (var minute = 0; minute < 60; minute++)
        {
            _fleet.Clock.Advance(TimeSpan.FromMinutes(1));
            control.Renew(TimeSpan.FromSeconds(90), 100, ref _work);
            foreach (var chain in _fleet.Chains) { control.Check(control.Tenant(chain.Leaf.Claims.Tenant), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeTrue(); }
        }
    }

    [Fact]
    public void A_policy_change_makes_verifications_stale_only_if_asked_to()
    {
        foreach (var asked in (bool[])[true, false])
        {
            var control = _fleet.Control(new() { ReverifyOnPolicyChange = asked });
            foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work); }
            control.PolicyChanged(control.Tenant("acme"));
            control.Check(control.Tenant("acme"), _fleet["trader-1"].Leaf.Id, ref _work).IsTrusted.ShouldBe(!asked);
            control.Check(control.Tenant("zeta"), _fleet["clerk-1"].Leaf.Id, ref _work).IsTrusted.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_warm_check_allocates_nothing()
    {
        var control = _fleet.Control();
        var chain = _fleet["trader-1"];
        control.Verify(chain, ref _work);
        var (tenant, id) = (control.Tenant("acme"), chain.Leaf.Id);
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 1_000; i++) { control.Check(tenant, id, ref _work); }
        }).ShouldBe(0);
    }
}
