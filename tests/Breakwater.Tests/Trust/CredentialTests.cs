using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using Breakwater.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Trust;

public sealed class CredentialTests
{
    private static readonly TestFleet Fleet = new();

    [Fact]
    public void What_is_written_is_read_back()
    {
        var start = Fleet.Clock.GetUtcNow();
        var names = Gen.Elements("a", "trader-1", "ähnlich", "名前", new string('x', CredentialClaims.MaxNameBytes), "with space\n");
        var claims =
            from tenant in Gen.OneOf(names, Gen.Constant("")) from subject in names from role in names
            from level in Gen.Choose(0, 3) from tier in Gen.Choose(1, 3) from high in Gen.Elements(true, false)
            from serial in Gen.Choose(0, int.MaxValue) from begin in Gen.Choose(-1_000_000, 1_000_000) from life in Gen.Choose(0, int.MaxValue)
            select new CredentialClaims
            {
                Tenant = tenant, Subject = subject, Role = role, Level = (CredentialLevel)level, Tier = (AutonomyTier)tier, HighPrivilege = high,
                Serial = ((ulong)serial << 32) | (uint)life, NotBefore = Milliseconds(start.AddMilliseconds(begin)), NotAfter = Milliseconds(start.AddMilliseconds(life)),
            };
        FsCheck.Check.One(Trials.Of(), Prop.ForAll(claims.ToArbitrary(), c =>
        {
            var credential = Forgery.Sign(c, TestKeys.Of("subject"), TestKeys.Of("issuer"));
            var read = Forgery.Read(credential.Bytes)!;
            var work = default(Work);
            return read.Claims == c && read.Id == credential.Id && read.KeyId == credential.KeyId && read.IssuerKey == credential.IssuerKey
                && read.Key.Point.SequenceEqual(credential.Key.Point) && read.IsSignedBy(TestKeys.Of("issuer").PublicKey, ref work);
        }));
    }

    [Fact]
    public void Any_flipped_bit_makes_it_unreadable_or_untrusted()
    {
        var control = Fleet.Control();
        var genuine = Fleet["trader-1"];
        var bytes = genuine.Leaf.Bytes.ToArray();
        var work = default(Work);
        control.Verify(genuine, ref work).IsTrusted.ShouldBeTrue();
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] ^= (byte)(1 << (i % 8));
            if (Forgery.Read(bytes) is { } altered) { control.Verify(new(altered, genuine.Issuer), ref work).IsTrusted.ShouldBeFalse($"bit {i}"); }
            bytes[i / 8] ^= (byte)(1 << (i % 8));
        }
        Forgery.Read(bytes)!.Id.ShouldBe(genuine.Leaf.Id);
    }

    [Fact]
    public void Nothing_shorter_or_longer_is_read()
    {
        var bytes = Fleet["trader-1"].Leaf.Bytes;
        for (var length = 0; length < bytes.Length; length++) { Forgery.Read(bytes[..length]).ShouldBeNull(); }
        Forgery.Read([.. bytes, 0]).ShouldBeNull();
        Forgery.Read(new byte[Credential.MaxSize + 1]).ShouldBeNull();
    }

    [Fact]
    public void Garbage_is_never_an_exception()
    {
        var genuine = Fleet["trader-1"].Leaf.Bytes.ToArray();
        var garbage = from bytes in ArbMap.Default.GeneratorFor<byte[]>() from keep in Gen.Choose(0, genuine.Length) select (byte[])[.. genuine[..keep], .. bytes];
        FsCheck.Check.One(Trials.Of(), Prop.ForAll(garbage.ToArbitrary(), bytes => Forgery.Read(bytes) is not { } read || read.Bytes.SequenceEqual(bytes)));
    }

    [Fact]
    public void A_key_that_lies_on_no_curve_verifies_nothing()
    {
        var work = default(Work);
        foreach (byte fill in (byte[])[0, 1, 0x7F, 0xFF])
        {
            var point = new byte[PublicKey.Size];
            Array.Fill(point, fill);
            new PublicKey(point).Verify("data"u8, new byte[PublicKey.SignatureSize], ref work).ShouldBeFalse();
        }
        TestKeys.Of("subject").PublicKey.Verify("data"u8, [], ref work).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new PublicKey(new byte[63]));
    }

    [Fact]
    public void Names_that_cannot_be_read_back_are_not_issued()
    {
        foreach (var (subject, role) in (ReadOnlySpan<(string, string)>)[("", "role"), ("subject", ""), ("\ud800", "role")])
        {
            Should.Throw<ArgumentException>(() => Forgery.Sign(Forgery.Claims(Fleet.Clock.GetUtcNow(), subject: subject, role: role), TestKeys.Of("subject"), TestKeys.Of("issuer")));
        }
    }

    [Fact]
    public void A_name_too_long_is_refused_and_takes_no_place_at_its_authority()
    {
        var fleet = new TestFleet();
        var zone = fleet.Hierarchy.Zones["risk@north"];
        var before = zone.Children;
        var work = default(Work);
        var key = TestKeys.Of("subject").PublicKey;
        // 67 characters, 201 bytes.
        Should.Throw<ArgumentException>(() => zone.IssueWorker(new string('名', 67), "checker", AutonomyTier.Managed, false, key, ref work, out _));
        zone.Children.ShouldBe(before);
        zone.IssueWorker(new string('名', 66), "checker", AutonomyTier.Managed, false, key, ref work, out _).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(AutonomyTier.Supervised, false, 24 * 60)]
    [InlineData(AutonomyTier.Supervised, true, 60)]
    [InlineData(AutonomyTier.Managed, false, 24 * 60)]
    [InlineData(AutonomyTier.Managed, true, 60)]
    [InlineData(AutonomyTier.Autonomous, false, 60)]
    [InlineData(AutonomyTier.Autonomous, true, 15)]
    public void Lifetimes_follow_the_tier(AutonomyTier tier, bool highPrivilege, int minutes)
    {
        var work = default(Work);
        var claims = new TestFleet().Hierarchy.Zones["risk@north"].IssueWorker("w", "checker", tier, highPrivilege, TestKeys.Of("subject").PublicKey, ref work, out _)!.Leaf.Claims;
        (claims.NotAfter - claims.NotBefore).ShouldBe(TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public void Renewal_is_spread_over_60_to_80_percent_of_the_life()
    {
        var start = Fleet.Clock.GetUtcNow();
        var shares = Enumerable.Range(0, 1_000).Select(i =>
        {
            var claims = Forgery.Claims(start, subject: $"agent-{i}");
            return (CredentialLifetimes.RenewAt(claims) - start) / (claims.NotAfter - start);
        }).ToList();
        shares.ShouldAllBe(s => s >= 0.6 && s <= 0.8);
        // A tenth of them in each tenth of the span, give or take.
        var tenths = shares.GroupBy(s => (int)((s - 0.6) / 0.02)).ToDictionary(g => g.Key, g => g.Count());
        for (var t = 0; t < 10; t++) { tenths.GetValueOrDefault(t).ShouldBeInRange(60, 140); }
    }

    [Fact]
    public void An_authority_has_no_more_children_than_it_may_and_none_that_is_barred()
    {
        var fleet = new TestFleet(TestFleet.Describe(trust: new() { MaxWorkersPerZone = 2 }));
        var zone = fleet.Hierarchy.Zones["risk@north"];
        var work = default(Work);
        var key = TestKeys.Of("subject").PublicKey;
        zone.Children.ShouldBe(2);
        zone.IssueWorker("third", "checker", AutonomyTier.Managed, false, key, ref work, out _).ShouldNotBeNull();
        zone.IssueWorker("fourth", "checker", AutonomyTier.Managed, false, key, ref work, out var full).ShouldBeNull();
        full.ShouldBe(TrustReasons.AuthorityFull);
        zone.IssueWorker("third", "checker", AutonomyTier.Managed, false, key, ref work, out _).ShouldNotBeNull();
        zone.Bar("third");
        zone.IssueWorker("third", "checker", AutonomyTier.Managed, false, key, ref work, out var barred).ShouldBeNull();
        barred.ShouldBe(TrustReasons.Revoked);
        zone.Reinstate("third");
        zone.IssueWorker("third", "checker", AutonomyTier.Managed, false, key, ref work, out _).ShouldNotBeNull();
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
