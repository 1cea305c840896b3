using Breakwater.Contracts;
using Breakwater.RateLimiting;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.RateLimiting;

/// <summary>Two threads at once, and books that balance to the last part.</summary>
public sealed class ConcurrentRateLimiterTests
{
    private const int Threads = 2;
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void While_time_stands_still_exactly_one_burst_is_granted(int leasePart)
    {
        const int Burst = 40_000;
        var rate = new Rate(1, TimeSpan.FromDays(1), Burst);
        var limiter = new RateLimiter(new()
        {
            Agent = RateLimits.None, Tenants = [new("a", RateLimits.None), new("b", RateLimits.None)], Fleets = [RateLimits.None],
            Providers = [new("p", new() { Requests = rate })], LeasePart = leasePart,
        }, _clock);
        var granted = new long[Threads];
        Together(thread =>
        {
            var work = default(Work);
            for (var i = 0; i < Burst; i++)
            {
                var verdict = limiter.Reserve(new RateRequest(new((ushort)(thread + 1)), new((uint)(i % 100), 1), new(1), 0), ref work, out _);
                if (verdict.IsGranted) { granted[thread]++; } else { verdict.Level.ShouldBe(RateLevel.Provider); }
            }
        });
        granted.Sum().ShouldBe(Burst - Burst / 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Slots_tokens_and_debts_add_up(int leasePart)
    {
        const int Slots = 60;
        const long Tokens = 4_000_000;
        var all = new RateLimits { Tokens = new(1, TimeSpan.FromSeconds(1), Tokens), Concurrency = Slots };
        var limiter = new RateLimiter(new()
        {
            Agent = RateLimits.None, Tenants = [new("a", RateLimits.None), new("b", RateLimits.None)], Fleets = [all], Providers = [new("p", all)], Lanes = 4, LeasePart = leasePart,
        }, _clock);
        var used = new long[Threads];
        var refused = new int[Threads];
        long underWay = 0, most = 0;
        Together(thread =>
        {
            var work = default(Work);
            var open = new Queue<(Reservation Reservation, long Actual)>();
            var state = (uint)thread + 1;
            for (var i = 0; i < 30_000; i++)
            {
                state = state * 1_664_525 + 1_013_904_223;
                var tokens = (state >> 8) % 60;
                // Alone, a thread reaches the limit too: what is refused does not hang on how the threads meet.
                // Under way, as seen from outside: counted after the grant and before the release, so never above the limit if that holds.
                if (limiter.Reserve(new RateRequest(new((ushort)(thread + 1)), new(state % 50, 1), new(1), tokens), ref work, out var made).IsGranted)
                {
                    var now = Interlocked.Increment(ref underWay);
                    if (now > Volatile.Read(ref most)) { Volatile.Write(ref most, now); }
                    open.Enqueue((made, (state >> 16) % 120));
                }
                else
                {
                    refused[thread]++;
                }
                while (open.Count > 0 && (open.Count > 80 || state % 211 == 0 || (state >> 9) % 2 == 0 && open.Count > 50))
                {
                    var (reservation, actual) = open.Dequeue();
                    Interlocked.Decrement(ref underWay);
                    if (actual % 5 == 0) { limiter.Cancel(reservation).ShouldBeTrue(); continue; }
                    limiter.Settle(reservation, actual).ShouldBeTrue();
                    limiter.Settle(reservation, actual).ShouldBeFalse();
                    used[thread] += actual;
                }
            }
            foreach (var (reservation, _) in open)
            {
                Interlocked.Decrement(ref underWay);
                limiter.Cancel(reservation).ShouldBeTrue();
            }
        });
        most.ShouldBeLessThanOrEqualTo(Slots - Slots / 20);
        refused.Sum().ShouldBeGreaterThan(0, "the limits have to have been reached");
        limiter.OpenReservations.ShouldBe(0);
        for (var i = 0; i < limiter.Shared.Count; i++)
        {
            var bucket = limiter.Shared[i];
            limiter.Total(i).ShouldBe(bucket.Dimension == RateDimension.Tokens ? (Tokens - used.Sum()) * bucket.Terms.Scale : Slots, $"{bucket.At} {bucket.Dimension}");
        }
    }

    [Fact]
    public void While_time_moves_no_more_is_granted_than_burst_and_rate_allow()
    {
        var rate = new Rate(3_000, TimeSpan.FromSeconds(1), 5_000);
        var limiter = new RateLimiter(new()
        {
            Agent = RateLimits.None, Tenants = [new("a", RateLimits.None), new("b", RateLimits.None)], Fleets = [RateLimits.None], Lanes = 4, LeasePart = 2,
            Providers = [new("p", new() { Requests = rate })],
        }, _clock);
        var granted = new long[Threads];
        var advanced = 0L;
        Together(thread =>
        {
            var work = default(Work);
            for (var i = 0; i < 100_000; i++)
            {
                if (limiter.Reserve(new RateRequest(new((ushort)(thread + 1)), new((uint)(i % 100), 1), new(1), 0), ref work, out _).IsGranted) { granted[thread]++; }
                if (i % 10 != 0) { continue; }
                _clock.Advance(TimeSpan.FromMicroseconds(100));
                Interlocked.Add(ref advanced, TimeSpan.FromMicroseconds(100).Ticks);
            }
        });
        var seconds = advanced / (double)TimeSpan.TicksPerSecond;
        granted.Sum().ShouldBeLessThanOrEqualTo((long)(4_750 + 3_000 * seconds));
        // All time passed while somebody asked, so at most what lanes may hold and the reserve are left.
        granted.Sum().ShouldBeGreaterThan((long)(3_000 * seconds));
    }

    private static void Together(Action<int> body)
    {
        var failures = new Exception?[Threads];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            start.SignalAndWait();
            try { body(t); }
            catch (Exception e) { failures[t] = e; }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        failures.ShouldAllBe(f => f == null);
    }
}
