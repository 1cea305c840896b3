using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

public sealed class InstanceTests
{
    private readonly TestClock _clock = new();
    private readonly TypeKeyRing _ring;
    private readonly ChallengeBook _book;
    private Work _work;

    public InstanceTests()
    {
        _ring = new(_clock);
        _book = new("gate", _clock, TimeSpan.FromSeconds(30), 100);
        _ring.Rotate("acme", "clerk");
        _ring.Rotate("acme", "other");
        _ring.Rotate("zeta", "clerk");
    }

    private TrustVerdict Verify(InstanceCredential credential, byte[] key) => _ring.Verify(credential, credential.Prove(_book.Open(), key, ref _work), ref _work);

    [Fact]
    public void Minted_proved_ended_rotated_and_expired()
    {
        _ring.Mint("acme", "nothing", 1, TimeSpan.FromHours(1), ref _work).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => _ring.Mint("acme", "clerk", 1, default, ref _work));
        Should.Throw<ArgumentOutOfRangeException>(() => _ring.Mint("acme", "clerk", 1, TimeSpan.FromHours(25), ref _work));
        var (one, key) = _ring.Mint("acme", "clerk", 1, TimeSpan.FromHours(1), ref _work)!.Value;
        var (two, keyTwo) = _ring.Mint("acme", "clerk", 2, TimeSpan.FromHours(1), ref _work)!.Value;
        Verify(one, key).IsTrusted.ShouldBeTrue();
        Verify(one, keyTwo).ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
        _ring.Verify(one, default, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.ProofFailed));
        _ring.End(one);
        Verify(one, key).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
        _ring.Check(one, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
        Verify(two, keyTwo).IsTrusted.ShouldBeTrue();
        _clock.Advance(TimeSpan.FromHours(1));
        Verify(two, keyTwo).ShouldBe(TrustVerdict.Refused(TrustReasons.Expired));
        _ring.Check(two, ref _work).ShouldBe(TrustVerdict.Refused(TrustReasons.Expired));
        var (three, keyThree) = _ring.Mint("acme", "clerk", 3, TimeSpan.FromHours(1), ref _work)!.Value;
        _ring.Rotate("acme", "clerk");
        Verify(three, keyThree).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
    }

    [Fact]
    public void No_field_can_be_changed()
    {
        var (true_, key) = _ring.Mint("acme", "clerk", 1, TimeSpan.FromHours(1), ref _work)!.Value;
        InstanceCredential Changed(string? tenant = null, string? type = null, UInt128? session = null, TimeSpan later = default, int version = 1) => new()
        {
            Tenant = tenant ?? true_.Tenant, Type = type ?? true_.Type, Session = session ?? true_.Session, NotAfter = true_.NotAfter + later, KeyVersion = version,
        };
        Verify(Changed(), key).IsTrusted.ShouldBeTrue();
        InstanceCredential[] forged =
        [
            Changed(tenant: "zeta"), Changed(type: "other"), Changed(session: 2), Changed(session: UInt128.One << 127), Changed(later: TimeSpan.FromTicks(1)), Changed(later: TimeSpan.FromHours(1)),
            Changed(version: 2), Changed(version: 0), Changed(tenant: "acm", type: "eclerk"), Changed(tenant: new('x', 300)),
        ];
        foreach (var credential in forged) { Verify(credential, key).IsTrusted.ShouldBeFalse($"{credential.Tenant} {credential.Type} {credential.Session}"); }
    }

    [Fact]
    public void Two_pairs_of_names_never_give_one_key()
    {
        var typeKey = new byte[32];
        byte[] Key(string tenant, string type)
        {
            var key = new byte[32];
            new InstanceCredential { Tenant = tenant, Type = type, Session = 1, NotAfter = _clock.GetUtcNow(), KeyVersion = 1 }.DeriveKey(typeKey, key, ref _work);
            return key;
        }

        string[] names = ["", "a", "ab", "b", "\u0001", "\u0001b", "a\u0001", new('x', 200)];
        var keys = from tenant in names from type in names select Convert.ToHexString(Key(tenant, type));
        keys.Distinct().Count().ShouldBe(names.Length * names.Length);
        Should.Throw<ArgumentException>(() => Key(new('x', 201), "a"));
        Should.Throw<ArgumentException>(() => _ring.Rotate("acme", new('x', 201)));
    }

    [Fact]
    public void Ending_a_session_ends_all_that_was_minted_for_it()
    {
        var shorter = _ring.Mint("acme", "clerk", 1, TimeSpan.FromMinutes(10), ref _work)!.Value.Credential;
        var (longer, key) = _ring.Mint("acme", "clerk", 1, TimeSpan.FromHours(24), ref _work)!.Value;
        _ring.End(shorter);
        _clock.Advance(TimeSpan.FromHours(1));
        for (UInt128 i = 2; i < 5_000; i++) { _ring.End(_ring.Mint("acme", "clerk", i, TimeSpan.FromHours(1), ref _work)!.Value.Credential); }
        Verify(longer, key).ShouldBe(TrustVerdict.Refused(TrustReasons.Revoked));
    }

    [Fact]
    public void Ended_ones_are_forgotten_when_they_could_no_longer_live()
    {
        for (var day = 0; day < 6; day++)
        {
            for (UInt128 i = 0; i < 3_000; i++) { _ring.End(new() { Tenant = "acme", Type = "clerk", Session = (UInt128)day * 10_000 + i, NotAfter = _clock.GetUtcNow(), KeyVersion = 1 }); }
            _ring.Ended.ShouldBeLessThan(9_000);
            _clock.Advance(TimeSpan.FromHours(25));
        }
    }

    [Fact]
    public void A_flood_of_challenges_costs_the_oldest_newcomers_and_stays_bounded()
    {
        var first = _book.Open();
        for (var i = 0; i < 1_000; i++) { _book.Redeem(_book.Open()).ShouldBeTrue(); }
        var open = Enumerable.Range(0, 100).Select(_ => _book.Open()).ToList();
        _book.Redeem(first).ShouldBeFalse();
        foreach (var challenge in open) { _book.Redeem(challenge).ShouldBeTrue(); _book.Redeem(challenge).ShouldBeFalse(); }
        var stale = _book.Open();
        _book.Redeem(stale with { Expires = stale.Expires + 1 }).ShouldBeFalse();
    }

    [Fact]
    public void A_check_allocates_nothing()
    {
        var credential = _ring.Mint("acme", "clerk", 1, TimeSpan.FromHours(1), ref _work)!.Value.Credential;
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 1_000; i++) { _ring.Check(credential, ref _work); }
        }).ShouldBe(0);
    }
}
