using Breakwater.Contracts;
using Breakwater.RateLimiting;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.RateLimiting;

/// <summary>The limiter beside exact buckets, over random interleavings of everything it does.</summary>
public sealed class RateLimiterOracleTests
{
    private static readonly Gen<Step> Steps =
        from kind in Gen.Frequency<Kind>(
            (10, Gen.Constant(Kind.Reserve)), (2, Gen.Constant(Kind.Safety)), (4, Gen.Constant(Kind.Settle)), (2, Gen.Constant(Kind.Estimate)), (2, Gen.Constant(Kind.Cancel)),
            (3, Gen.Constant(Kind.Time)), (1, Gen.Constant(Kind.Reclaim)))
        from a in Gen.Choose(0, 1_000_000)
        from b in Gen.Choose(0, 1_000_000)
        from c in Gen.Choose(0, 1_000_000)
        select new Step(kind, a, b, c);

    private enum Kind { Reserve, Safety, Settle, Estimate, Cancel, Time, Reclaim }

    [Fact]
    public void Without_leases_every_decision_is_that_of_exact_buckets()
    {
        var grants = 0;
        var refusals = new HashSet<(RateLevel, RateDimension)>();
        Check.One(Trials.Of(400, endSize: 200), Prop.ForAll(Steps.ArrayOf().ToArbitrary(), steps =>
        {
            var options = Small(leasePart: 0);
            var world = new World(options);
            var oracle = new OracleHierarchy(options);
            foreach (var step in steps)
            {
                world.Do(step, oracle, (asked, verdict) =>
                {
                    var expected = asked(oracle);
                    verdict.IsGranted.ShouldBe(expected.IsGranted);
                    if (verdict.IsGranted)
                    {
                        grants++;
                        return;
                    }
                    refusals.Add((verdict.Level, verdict.Dimension));
                    (verdict.Level, verdict.Dimension).ShouldBe((expected.Level, expected.Dimension));
                    verdict.Reason.ShouldBe(expected.IsNever ? RateLimitReasons.Above(expected.Level, expected.Dimension) : RateLimitReasons.Of(expected.Level, expected.Dimension));
                    verdict.Effect.ShouldBe(expected.IsNever ? Effect.Deny : Effect.Throttle);
                    var wait = expected.IsNever ? 0 : expected.IsCompletion ? System.Numerics.BigInteger.Max(expected.Wait, options.CompletionRetry.Ticks) : expected.Wait;
                    ((System.Numerics.BigInteger)verdict.RetryAfter.Ticks).ShouldBe(wait);
                });
            }
            world.BalancesOut();
        }));
        grants.ShouldBeGreaterThan(1_000);
        refusals.Count.ShouldBeGreaterThan(8, "more than half of all levels and dimensions have to have refused something");
    }

    [Fact]
    public void With_leases_nothing_overshoots_and_little_is_withheld()
    {
        var lent = 0;
        var refused = 0;
        Check.One(Trials.Of(150, endSize: 600), Prop.ForAll(Steps.ArrayOf().ToArbitrary(), steps =>
        {
            var options = Large();
            var world = new World(options);
            var exact = new OracleHierarchy(options);
            var shrunk = new OracleHierarchy(options, shrunkBy: options.LeasePart);
            foreach (var step in steps)
            {
                world.Do(step, exact, (asked, verdict) =>
                {
                    if (verdict.IsGranted) { asked(exact).IsGranted.ShouldBeTrue("an exact bucket would have refused: overshoot"); return; }
                    refused++;
                    asked(shrunk).IsGranted.ShouldBeFalse("a bucket smaller by all that lanes may hold would have granted");
                }, shrunk);
                foreach (var bucket in world.Limiter.Shared)
                {
                    (bucket.Level + bucket.Lent).ShouldBeLessThanOrEqualTo(bucket.Terms.Capacity);
                    if (bucket.Lent > 0)
                    {
                        lent++;
                        bucket.Level.ShouldBeGreaterThanOrEqualTo(bucket.Reserve);
                        bucket.Lent.ShouldBeLessThanOrEqualTo(bucket.Terms.Capacity / options.LeasePart);
                    }
                }
            }
            world.BalancesOut();
        }));
        lent.ShouldBeGreaterThan(1_000, "lanes have to have held something");
        refused.ShouldBeGreaterThan(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Retry_after_is_the_truth_to_the_tick(bool leases)
    {
        var truths = 0;
        Check.One(Trials.Of(300, endSize: 300), Prop.ForAll(Steps.ArrayOf().ToArbitrary(), steps =>
        {
            var world = new World(leases ? Large() : Small(leasePart: 0));
            var isOver = false;
            foreach (var step in steps)
            {
                if (isOver) { break; }
                world.Do(step, null, (_, verdict) =>
                {
                    if (verdict.IsGranted || verdict.Dimension is not (RateDimension.Requests or RateDimension.Tokens) || verdict.Effect != Effect.Throttle) { return; }
                    isOver = true;
                    truths++;
                    world.Clock.Advance(verdict.RetryAfter - TimeSpan.FromTicks(1));
                    world.Again().RetryAfter.ShouldBe(TimeSpan.FromTicks(1));
                    world.Clock.Advance(TimeSpan.FromTicks(1));
                    world.Again().IsGranted.ShouldBeTrue();
                });
            }
        }));
        truths.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Safety_traffic_always_finds_its_part_whatever_work_took()
    {
        Check.One(Trials.Of(200, endSize: 400), Prop.ForAll(Steps.Where(s => s.Kind is not (Kind.Safety or Kind.Settle)).ArrayOf().ToArbitrary(), Gen.Elements(false, true).ToArbitrary(), (steps, leases) =>
        {
            var options = leases ? Large() : Small(leasePart: 0);
            var world = new World(options);
            foreach (var step in steps) { world.Do(step, null, (_, _) => { }); }
            var work = default(Work);
            foreach (var provider in (int[])[0, 1, 2])
            {
                foreach (var tenant in (ushort[])[1, 2, 3])
                {
                    // Every level keeps at least one request, one slot and one token; the widest are asked by each of these, one after the other.
                    var verdict = world.Limiter.Reserve(new SafetyRequest(SafetyPurpose.Halt, new(tenant), new((ushort)provider), 1), ref work, out var reservation);
                    verdict.IsGranted.ShouldBeTrue($"{verdict.Reason} for tenant {tenant}, provider {provider}");
                    world.Limiter.Cancel(reservation).ShouldBeTrue();
                }
            }
        }));
    }

    private static RateLimits Limits(long amount, double seconds, long burst, long tokens, long tokenBurst, int slots) => new()
    {
        Requests = new(amount, TimeSpan.FromSeconds(seconds), burst), Tokens = new(tokens, TimeSpan.FromSeconds(seconds * 3), tokenBurst), Concurrency = slots,
    };

    // Small and mutually prime, so that every level refuses sometime and no period divides another.
    private static RateLimitOptions Small(int leasePart) => new()
    {
        Agent = Limits(7, 1.3, 5, 1_001, 500, 3),
        Tenants = [new("a", Limits(11, 1, 9, 1_501, 900, 8)), new("b", Limits(13, 1, 12, 997, 800, 9), 1), new("c", RateLimits.None)],
        Fleets = [Limits(17, 0.9, 14, 2_003, 1_200, 12), new() { Requests = new(23, TimeSpan.FromSeconds(1.7), 19) }],
        Global = Limits(29, 1.1, 22, 3_001, 1_300, 17),
        Providers = [new("p", Limits(19, 1.1, 12, 1_999, 1_000, 11)), new("q", new() { Tokens = new(1_009, TimeSpan.FromSeconds(1), 700) })],
        Lanes = 4,
        LeasePart = leasePart,
    };

    private static RateLimitOptions Large() => new()
    {
        Agent = Limits(1_000, 1, 2_000, 100_000, 60_000, 500),
        Tenants = [new("a", Limits(101, 1, 1_500, 9_001, 40_000, 900)), new("b", RateLimits.None), new("c", RateLimits.None)],
        Fleets = [Limits(211, 1, 2_500, 20_011, 90_000, 1_000)],
        Providers = [new("p", Limits(97, 1, 1_000, 8_009, 30_000, 800)), new("q", RateLimits.None)],
        Lanes = 4,
        LeasePart = 2,
    };

    private sealed record Step(Kind Kind, int A, int B, int C);

    private sealed class World(RateLimitOptions options)
    {
        private readonly bool _isLarge = options.LeasePart != 0;
        private readonly List<(Reservation Reservation, int Tenant, int Agent, int Provider, long Tokens, bool IsSafety)> _open = [];
        private readonly long _start = new TestClock().GetTimestamp();
        private Func<RateVerdict> _again = () => default;
        private RateLimiter? _limiter;
        private long _granted;
        private long _ended;

        public TestClock Clock { get; } = new();

        public RateLimiter Limiter => _limiter ??= new(options, Clock);

        private long Now => Clock.GetTimestamp() - _start;

        public RateVerdict Again() => _again();

        public void Do(Step step, OracleHierarchy? oracle, Action<Func<OracleHierarchy, OracleHierarchy.Answer>, RateVerdict> check, OracleHierarchy? second = null)
        {
            _ = Limiter;
            OracleHierarchy[] oracles = [.. new[] { oracle, second }.OfType<OracleHierarchy>()];
            switch (step.Kind)
            {
                case Kind.Reserve or Kind.Safety:
                    // In the large world a step is a crowd: fifty requests of the same kind, so that buckets run dry.
                    for (var i = 0; i < (_isLarge && step.Kind == Kind.Reserve ? 50 : 1); i++) { Reserve(step, oracles, check); }
                    break;
                case Kind.Time:
                    Clock.Advance(TimeSpan.FromTicks(step.A % 4 == 0 ? step.B % 3 : step.B * (_isLarge ? 7L : 3L)));
                    break;
                case Kind.Reclaim:
                    Limiter.Reclaim(step.A % 100);
                    break;
                case var _ when _open.Count == 0:
                    Limiter.Settle(new((ulong)step.A * 7_919), 1).ShouldBeFalse("nothing is open");
                    break;
                default:
                    for (var i = _isLarge ? Math.Min(40, _open.Count) : 1; i > 0; i--) { End(step, oracles); }
                    break;
            }
        }

        /// <summary>What was reserved is settled, cancelled or open.</summary>
        public void BalancesOut()
        {
            Limiter.OpenReservations.ShouldBe(_open.Count);
            _granted.ShouldBe(_ended + _open.Count);
            foreach (var o in _open)
            {
                Limiter.Cancel(o.Reservation).ShouldBeTrue();
                Limiter.Cancel(o.Reservation).ShouldBeFalse("once only");
            }
            Limiter.OpenReservations.ShouldBe(0);
            Clock.Advance(TimeSpan.FromDays(3));
            Limiter.Reclaim(100_000);
            Limiter.Agents.ShouldBe(0, "everyone is idle");
            for (var i = 0; i < Limiter.Shared.Count; i++)
            {
                if (Limiter.Shared[i].Dimension == RateDimension.Concurrency) { Limiter.Total(i).ShouldBe(Limiter.Shared[i].Terms.Capacity); }
            }
        }

        private void Reserve(Step step, OracleHierarchy[] oracles, Action<Func<OracleHierarchy, OracleHierarchy.Answer>, RateVerdict> check)
        {
            var isSafety = step.Kind == Kind.Safety;
            var (tenant, agent, provider) = (step.A % 3, step.A / 3 % (_isLarge ? 3 : 4), step.B % 3);
            // Now and then none, or more than a bucket ever holds.
            long tokens = _isLarge ? step.C % 30 : step.C % 13 == 0 ? 0 : step.C % 17 == 0 ? 1_100 : step.C % 150;
            var work = default(Work);
            RateVerdict Ask(out Reservation reservation) => isSafety
                ? Limiter.Reserve(new SafetyRequest(SafetyPurpose.Audit, new((ushort)(tenant + 1)), new((ushort)provider), tokens), ref work, out reservation)
                : Limiter.Reserve(new RateRequest(new((ushort)(tenant + 1)), new((uint)agent, 1), new((ushort)provider), tokens), ref work, out reservation);
            _again = () => Ask(out _);
            var verdict = Ask(out var made);
            var now = Now;
            made.IsNone.ShouldBe(!verdict.IsGranted);
            check(o => o.Ask(tenant, agent, provider, tokens, isSafety, now), verdict);
            if (!verdict.IsGranted) { return; }
            _granted++;
            foreach (var o in oracles) { o.Move(tenant, agent, provider, isSafety, -1, -tokens, -1, now); }
            _open.Add((made, tenant, agent, provider, tokens, isSafety));
        }

        private void End(Step step, OracleHierarchy[] oracles)
        {
            var at = step.A % _open.Count;
            var o = _open[at];
            _open.RemoveAt(at);
            _ended++;
            // Most use less than estimated; some more, a few far more.
            long used = step.Kind == Kind.Estimate ? o.Tokens : step.B % 20 == 0 ? step.C % 3_000 : step.B % (2 * o.Tokens + 2);
            (step.Kind switch
            {
                Kind.Cancel => Limiter.Cancel(o.Reservation),
                Kind.Estimate => Limiter.SettleAtEstimate(o.Reservation),
                _ => Limiter.Settle(o.Reservation, used),
            }).ShouldBeTrue();
            Limiter.Settle(o.Reservation, 1).ShouldBeFalse("once only");
            foreach (var oracle in oracles)
            {
                var isCancelled = step.Kind == Kind.Cancel;
                oracle.Move(o.Tenant, o.Agent, o.Provider, o.IsSafety, isCancelled ? 1 : 0, isCancelled ? o.Tokens : o.Tokens - used, 1, Now);
            }
        }
    }
}
