using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

public sealed class RosterTests
{
    private readonly TestFleet _fleet = new();
    private Work _work;

    private CredentialAuthority Zone => _fleet.Hierarchy.Zones["trading@north"];

    private ZoneRoster Vouch(params string[] agents) =>
        _fleet.Control(own: Zone.Chain).Vouch(Zone, agents.Select(a => _fleet[a]), TimeSpan.FromMinutes(4), ref _work);

    [Fact]
    public void One_signature_check_vouches_for_all_its_members_and_nobody_else()
    {
        var roster = Vouch("trader-1", "trader-3", "trader-2", "checker-1");
        roster.Count.ShouldBe(2);
        ZoneRoster.TryRead(roster.ToBytes(), Zone.Chain!, out var read).ShouldBeTrue();
        (read!.Issued, read.Expires, read.Count).ShouldBe((roster.Issued, roster.Expires, roster.Count));
        var control = _fleet.Control();
        control.Verify(Zone.Chain!, ref _work);
        var before = _work;
        control.Accept(read, ref _work).IsTrusted.ShouldBeTrue();
        control.Verify(_fleet["trader-1"], ref _work).IsTrusted.ShouldBeTrue();
        control.Verify(_fleet["trader-3"], ref _work).IsTrusted.ShouldBeTrue();
        _work.Since(before)[WorkUnit.SignatureCheck].ShouldBe(1);
        before = _work;
        control.Verify(_fleet.Issue("trader-1"), ref _work).IsTrusted.ShouldBeTrue();
        _work.Since(before)[WorkUnit.SignatureCheck].ShouldBe(1);
    }

    [Fact]
    public void Any_flipped_bit_makes_it_unreadable_or_refused()
    {
        var bytes = Vouch("trader-1").ToBytes();
        var control = _fleet.Control();
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] ^= (byte)(1 << (i % 8));
            if (ZoneRoster.TryRead(bytes, Zone.Chain!, out var roster)) { control.Accept(roster, ref _work).IsTrusted.ShouldBeFalse($"bit {i}"); }
            bytes[i / 8] ^= (byte)(1 << (i % 8));
        }
        for (var length = 0; length < bytes.Length; length++) { ZoneRoster.TryRead(bytes.AsSpan(0, length), Zone.Chain!, out _).ShouldBeFalse(); }
        ZoneRoster.TryRead(bytes, _fleet["checker-1"].Issuer!, out _).ShouldBeFalse();
        ZoneRoster.TryRead(bytes, Zone.Chain!, out _).ShouldBeTrue();
    }

    [Fact]
    public void It_lapses_and_an_older_one_never_displaces_a_newer()
    {
        var older = Vouch("trader-1", "trader-3");
        _fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        var newer = Vouch("trader-3");
        var control = _fleet.Control();
        control.Accept(newer, ref _work).IsTrusted.ShouldBeTrue();
        control.Accept(older, ref _work);
        var before = _work;
        control.Verify(_fleet["trader-1"], ref _work);
        _work.Since(before)[WorkUnit.SignatureCheck].ShouldBe(1);
        _fleet.Clock.Advance(TimeSpan.FromMinutes(4));
        control.Accept(newer, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Expired));
        _fleet.Clock.Advance(TimeSpan.FromMinutes(-6));
        control.Accept(newer, ref _work).IsTrusted.ShouldBeFalse();
    }

    [Fact]
    public void Neither_a_revoked_zone_nor_a_revoked_member_profits_from_an_old_roster()
    {
        var roster = Vouch("trader-1", "trader-3");
        var control = _fleet.Control();
        control.Accept(roster, ref _work).IsTrusted.ShouldBeTrue();
        control.Revoke("acme", CredentialLevel.Worker, "trader-1", _fleet.Clock.GetUtcNow());
        control.Verify(_fleet["trader-1"], ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
        control.Verify(_fleet["trader-3"], ref _work).IsTrusted.ShouldBeTrue();
        control.Revoke("acme", CredentialLevel.Zone, "trading@north", _fleet.Clock.GetUtcNow());
        control.Verify(_fleet["trader-3"], ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
        control.Accept(roster, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
    }

    [Fact]
    public void Only_a_zone_vouches()
    {
        Should.Throw<ArgumentException>(() => ZoneRoster.Sign(_fleet.Hierarchy.Regions["north"], [], _fleet.Clock.GetUtcNow(), _fleet.Clock.GetUtcNow(), ref _work));
        // A worker's key has no fingerprint; a roster that names none, signed by that worker, is still no zone's.
        var genuine = Vouch("trader-3").ToBytes();
        var forged = genuine[..^PublicKey.SignatureSize];
        forged.AsSpan("breakwater-zone-roster-v1".Length, 32).Clear();
        var signature = new byte[PublicKey.SignatureSize];
        TestKeys.Of("trader-1").Sign(forged, signature, ref _work);
        ZoneRoster.TryRead([.. forged, .. signature], _fleet["trader-1"], out var roster).ShouldBeTrue();
        _fleet.Control().Accept(roster!, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.BrokenChain));
    }

    [Fact]
    public void A_thousand_agents_everyone_able_to_check_everyone_cost_at_most_1_3_checks_each()
    {
        var fleet = new TestFleet(TestFleet.Describe(agentsPerGroup: 334));
        var clock = fleet.Clock;
        var zones = fleet.Hierarchy.Zones.Values.ToList();
        var nodes = zones.Select(z => fleet.Control(own: z.Chain)).ToList();
        var agents = fleet.Roster.Agents.Count;
        var work = default(Work);
        var rosters = zones.Select((z, i) => nodes[i].Vouch(z, fleet.Chains.Where(c => c.Leaf.IssuerKey == z.KeyId), TimeSpan.FromMinutes(4), ref work)).ToList();
        foreach (var node in nodes)
        {
            foreach (var roster in rosters) { node.Accept(roster, ref work).IsTrusted.ShouldBeTrue(); }
            foreach (var chain in fleet.Chains) { node.Verify(chain, ref work).IsTrusted.ShouldBeTrue(); }
        }
        (work[WorkUnit.SignatureCheck] / (double)agents).ShouldBeLessThanOrEqualTo(1.3);
        var warm = default(Work);
        foreach (var node in nodes)
        {
            foreach (var chain in fleet.Chains) { node.Check(node.Tenant(chain.Leaf.Claims.Tenant), chain.Leaf.Id, ref warm).IsTrusted.ShouldBeTrue(); }
        }
        warm[WorkUnit.SignatureCheck].ShouldBe(0);
    }
}
