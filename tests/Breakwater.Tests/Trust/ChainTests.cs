using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>What a chain must look like, link by link; each refusal for its exact reason.</summary>
public sealed class ChainTests
{
    private readonly TestFleet _fleet = new();
    private Work _work;

    private CredentialChain Trader => _fleet["trader-1"];

    private CredentialChain Zone => Trader.Issuer!;

    private CredentialChain Region => Zone.Issuer!;

    [Fact]
    public void Everybody_genuine_is_trusted()
    {
        var control = _fleet.Control();
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work).ShouldBe(TrustVerdict.Trusted); }
        foreach (var cluster in _fleet.Specification.Clusters) { control.Verify(_fleet.IssueOrchestrator(cluster.Id), ref _work).IsTrusted.ShouldBeTrue(); }
    }

    [Fact]
    public void Levels_must_follow_one_another()
    {
        Refused(new(Trader.Leaf, null), TrustReasons.BrokenChain);
        Refused(new(Trader.Leaf, Region), TrustReasons.BrokenChain);
        Refused(new(Zone.Leaf, null), TrustReasons.BrokenChain);
        Refused(new(Trader.Leaf, Trader), TrustReasons.BrokenChain);
        Refused(new(Zone.Leaf, Zone), TrustReasons.BrokenChain);
        Refused(new(Region.Leaf, Region), TrustReasons.BrokenChain);
        Refused(new(Trader.Leaf, _fleet["trader-2"].Issuer), TrustReasons.BrokenChain);
        Refused(new(Trader.Leaf, _fleet["checker-1"].Issuer), TrustReasons.BrokenChain);
    }

    [Fact]
    public void A_root_is_never_presented()
    {
        var root = Forgery.Sign(Forgery.Claims(_fleet.Clock.GetUtcNow(), tenant: "", subject: "test", role: "authority", level: CredentialLevel.Root), TestKeys.Of("x"), TestKeys.Of("x"));
        Refused(new(root, null), TrustReasons.BrokenChain);
    }

    [Fact]
    public void A_self_made_hierarchy_leads_to_no_anchor()
    {
        var clock = _fleet.Clock;
        var other = TrustHierarchy.Create(_fleet.Roster, () => P256Signer.Create(), clock, ref _work);
        var chain = other.Issue(_fleet.Roster.Agents[0], TestKeys.Of("trader-1").PublicKey, ref _work, out _)!;
        Refused(chain, TrustReasons.UnknownAnchor);
        Refused(chain.Issuer!.Issuer!, TrustReasons.UnknownAnchor);
    }

    [Fact]
    public void A_signature_must_be_its_issuers()
    {
        Refused(new(Forgery.Imitate(Trader.Leaf, c => c), Zone), TrustReasons.BadSignature);
        Refused(new(Trader.Leaf, new(Forgery.Imitate(Zone.Leaf, c => c), Region)), TrustReasons.BadSignature);
        Refused(new(Trader.Leaf, new(Zone.Leaf, new(Forgery.Imitate(Region.Leaf, c => c), null))), TrustReasons.BadSignature);
        // Signed by the key of another zone, under the name of this one.
        var foreign = Credential.Issue(Trader.Leaf.Claims, Trader.Leaf.Key, Trader.Leaf.IssuerKey, KeyOf("risk@north"), ref _work);
        Refused(new(foreign, Zone), TrustReasons.BadSignature);
    }

    [Fact]
    public void Tenants_must_be_one()
    {
        var now = _fleet.Clock.GetUtcNow();
        // The zone of acme signs, genuinely, for an agent of zeta and for one of nobody.
        Refused(Worker(Zone, "zeta", "clerk-1"), TrustReasons.BrokenChain);
        Refused(Worker(Zone, "nobody", "clerk-1"), TrustReasons.UnknownTenant);
        Refused(Worker(Zone, "", "clerk-1"), TrustReasons.UnknownTenant);
        // A region that claims a tenant, genuinely signed by the root.
        var region = Forgery.Sign(Forgery.Claims(now, "acme", "north", "authority", CredentialLevel.Region), KeyOf("risk@north"), RootKey);
        Refused(new(region, null), TrustReasons.UnknownTenant);
        var zone = Forgery.Sign(Forgery.Claims(now, "acme", "trading@north", "authority", CredentialLevel.Zone), KeyOf("care@south"), KeyOf("risk@north"));
        Refused(new(zone, new(region, null)), TrustReasons.BrokenChain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Dates_count_at_every_level_and_at_once(int level)
    {
        var clock = _fleet.Clock;
        var now = clock.GetUtcNow();
        TimeSpan[] lives = [TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1)];
        lives[level] = TimeSpan.FromSeconds(90);
        var chain = Made(now, lives);
        var control = _fleet.Control();
        control.Verify(chain, ref _work).IsTrusted.ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(90) - TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond));
        control.Check(control.Tenant("acme"), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeTrue();
        clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond));
        control.Check(control.Tenant("acme"), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeFalse();
        control.Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Expired));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_counts_before_its_time_beyond_the_clock_skew(int level)
    {
        var start = _fleet.Clock.GetUtcNow();
        TimeSpan[] delays = [default, default, default];
        delays[level] = TimeSpan.FromSeconds(60);
        var chain = Made(start, [TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1)], delays);
        var control = _fleet.Control();
        _fleet.Clock.Advance(TimeSpan.FromSeconds(55) - TimeSpan.FromMilliseconds(1));
        control.Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.NotYetValid));
        _fleet.Clock.Advance(TimeSpan.FromMilliseconds(1));
        control.Verify(chain, ref _work).IsTrusted.ShouldBeTrue();
    }

    [Fact]
    public void Without_an_anchor_everybody_is_refused()
    {
        var control = new TrustControl(new(), null, _fleet.Tenants, _fleet.Clock);
        control.Verify(Trader, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.NotConfigured));
    }

    [Fact]
    public void A_chain_without_end_is_refused_and_costs_no_signature_check()
    {
        var chain = Trader;
        for (var i = 0; i < 200_000; i++) { chain = new(Zone.Leaf, chain); }
        var control = _fleet.Control();
        var before = _work;
        control.Verify(new(Trader.Leaf, chain), ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.BrokenChain));
        _work.Since(before)[WorkUnit.SignatureCheck].ShouldBe(0);
    }

    [Fact]
    public void A_nodes_own_chain_must_lead_to_the_root()
    {
        Should.Throw<ArgumentException>(() => _fleet.Control(own: new(Zone.Leaf, null)));
        Should.Throw<ArgumentException>(() => _fleet.Control(own: new(Forgery.Imitate(Zone.Leaf, c => c), Region)));
        Should.Throw<ArgumentException>(() => new TrustControl(new(), null, _fleet.Tenants, _fleet.Clock, Zone));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_authority_that_a_node_stands_under_cannot_make_itself_a_region(bool region)
    {
        var control = _fleet.Control(own: Zone);
        var signer = region ? KeyOfRegion("north") : KeyOf("trading@north");
        var coup = Forgery.Sign(Forgery.Claims(_fleet.Clock.GetUtcNow(), "", "north", "authority", CredentialLevel.Region), TestKeys.Of("coup"), signer);
        control.Verify(new(coup, null), ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.UnknownAnchor));
    }

    /// <summary>
    /// Dates and names of the authorities above come from the chain presented. Whoever presents it could present forged ones, which name no revoked
    /// authority and never expire: they must never be taken on the strength of what the node knows about the true ones.
    /// </summary>
    [Theory]
    [InlineData("nothing")]
    [InlineData("zone")]
    [InlineData("leaf")]
    [InlineData("own")]
    [InlineData("roster")]
    public void Forged_links_above_a_genuine_credential_are_never_taken(string known)
    {
        var control = _fleet.Control(own: known == "own" ? Zone : null);
        if (known == "zone") { control.Verify(Zone, ref _work).IsTrusted.ShouldBeTrue(); }
        if (known == "leaf") { control.Verify(Trader, ref _work).IsTrusted.ShouldBeTrue(); }
        if (known == "roster")
        {
            var roster = _fleet.Control().Vouch(_fleet.Hierarchy.Zones["trading@north"], [Trader], TimeSpan.FromMinutes(5), ref _work);
            control.Accept(roster, ref _work).IsTrusted.ShouldBeTrue();
        }
        var zone = new CredentialChain(Forgery.Imitate(Zone.Leaf, c => c with { Subject = "innocent@north" }), Region);
        var region = new CredentialChain(Zone.Leaf, new(Forgery.Imitate(Region.Leaf, c => c with { Subject = "innocent" }), null));
        control.Verify(new(Trader.Leaf, zone), ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.BadSignature));
        control.Verify(new(Trader.Leaf, region), ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.BadSignature));

        control.Revoke("acme", CredentialLevel.Region, "north", _fleet.Clock.GetUtcNow()).ShouldBeTrue();
        foreach (var chain in (CredentialChain[])[Trader, new(Trader.Leaf, zone), new(Trader.Leaf, region)])
        {
            control.Verify(chain, ref _work).IsTrusted.ShouldBeFalse();
            control.Check(control.Tenant("acme"), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeFalse();
        }
    }

    [Fact]
    public void Presenting_anothers_credential_in_a_broken_chain_does_it_no_harm()
    {
        var control = _fleet.Control();
        CredentialChain[] broken =
        [
            new(Trader.Leaf, new(Forgery.Imitate(Zone.Leaf, c => c), Region)),
            new(Trader.Leaf, new(Zone.Leaf, new(Forgery.Imitate(Region.Leaf, c => c), null))),
            new(Trader.Leaf, _fleet["clerk-1"].Issuer),
        ];
        foreach (var chain in broken) { control.Verify(chain, ref _work).IsTrusted.ShouldBeFalse(); }
        control.Verify(Trader, ref _work).IsTrusted.ShouldBeTrue();
    }

    [Fact]
    public void A_credential_of_one_tenant_is_never_trusted_under_anothers_handle()
    {
        var control = _fleet.Control();
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work).IsTrusted.ShouldBeTrue(); }
        foreach (var chain in _fleet.Chains)
        {
            for (ushort handle = 0; handle < 5; handle++)
            {
                var own = new TenantHandle(handle) == control.Tenant(chain.Leaf.Claims.Tenant);
                control.Check(new(handle), chain.Leaf.Id, ref _work).IsTrusted.ShouldBe(own);
            }
        }
    }

    [Fact]
    public void Revoking_a_zone_of_one_tenant_leaves_its_namesake_elsewhere_alone()
    {
        var control = _fleet.Control();
        foreach (var chain in _fleet.Chains) { control.Verify(chain, ref _work); }
        control.Revoke("zeta", CredentialLevel.Zone, "trading@north", _fleet.Clock.GetUtcNow()).ShouldBeTrue();
        control.Verify(Trader, ref _work).IsTrusted.ShouldBeTrue();
        control.Revoke("acme", CredentialLevel.Zone, "trading@north", _fleet.Clock.GetUtcNow()).ShouldBeTrue();
        control.Verify(Trader, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
        control.Verify(_fleet["trader-2"], ref _work).IsTrusted.ShouldBeTrue();
        control.Revoke("nobody", CredentialLevel.Worker, "trader-2", _fleet.Clock.GetUtcNow()).ShouldBeFalse();
        control.Revoke("acme", CredentialLevel.Root, "test", _fleet.Clock.GetUtcNow()).ShouldBeFalse();
        control.Revoke("acme", (CredentialLevel)9, "trader-2", _fleet.Clock.GetUtcNow()).ShouldBeFalse();
    }

    private void Refused(CredentialChain chain, Reason reason)
    {
        var cold = _fleet.Control();
        cold.Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(reason));
        cold.Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(reason));
        var warm = _fleet.Control();
        foreach (var known in _fleet.Chains) { warm.Verify(known, ref _work); }
        warm.Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(reason));
        _fleet.Control(new() { CacheTtl = default }).Verify(chain, ref _work).ShouldBe(TrustVerdict.Refused(reason));
    }

    private CredentialChain Worker(CredentialChain zone, string tenant, string subject) =>
        new(Forgery.Sign(Forgery.Claims(_fleet.Clock.GetUtcNow(), tenant, subject), TestKeys.Of("x"), KeyOf(zone.Leaf.Claims.Subject)), zone);

    /// <summary>A chain of its own below the true root; index 0 is the worker.</summary>
    private static CredentialChain Made(DateTimeOffset now, TimeSpan[] lives, TimeSpan[]? delays = null)
    {
        var (region, zone, worker) = (TestKeys.Of("made-region"), TestKeys.Of("made-zone"), TestKeys.Of("made-worker"));
        var at = delays ?? [default, default, default];
        var top = new CredentialChain(Forgery.Sign(Forgery.Claims(now + at[2], "", "east", "authority", CredentialLevel.Region, lives[2]), region, RootKey), null);
        var middle = new CredentialChain(Forgery.Sign(Forgery.Claims(now + at[1], "acme", "z@east", "authority", CredentialLevel.Zone, lives[1]), zone, region), top);
        return new(Forgery.Sign(Forgery.Claims(now + at[0], life: lives[0]), worker, zone), middle);
    }

    // The order in which the hierarchy takes its keys: root, then for each zone as it first appears its region if new, then the zone.
    private static ISigner RootKey => TestKeys.Sequence()();

    private ISigner KeyOfRegion(string region) => KeyWith(_fleet.Hierarchy.Regions[region].Key);

    private ISigner KeyOf(string zone) => KeyWith(_fleet.Hierarchy.Zones[zone].Key);

    private static ISigner KeyWith(PublicKey key)
    {
        var sequence = TestKeys.Sequence();
        for (var i = 0; i < 64; i++)
        {
            var signer = sequence();
            if (signer.PublicKey.Point.SequenceEqual(key.Point)) { return signer; }
        }
        throw new InvalidOperationException("No such key.");
    }
}
