using System.Diagnostics;
using System.Globalization;
using Breakwater.Contracts;
using Breakwater.RateLimiting;

namespace Breakwater.Benchmarks;

/// <summary>
/// Throughput of the rate limits in millions a second: the best of several rounds, a reservation being a <c>Reserve</c> and its <c>Settle</c>. Agents are asked for in a
/// scattered order. Run with <c>rate-limits</c>, or
/// <c>rate-limits threads</c> for the part with two threads, <c>rate-limits one-tenant</c> for that which meets most, several times. That begins with two limiters that share nothing: what the machine can do at best at the moment.
/// </summary>
internal static class RateLimitScale
{
    private const int Rounds = 7;
    private const int Tenants = 10;
    private static readonly Rate Ample = new(1_000_000_000, TimeSpan.FromSeconds(1), 1_000_000_000);
    private static readonly RateLimits Everything = new() { Requests = Ample, Tokens = new(1L << 36, TimeSpan.FromSeconds(1), 1L << 36), Concurrency = 10_000_000 };

    /// <summary>Two threads that meet at one tenant and one provider, with limiters of their own each time: whether the figure repeats.</summary>
    public static void OneTenant(TextWriter output)
    {
        for (var i = 0; i < 4; i++)
        {
            Threads(output, "requests only, one tenant, one provider", new() { Requests = Ample }, 0, sameTenant: true, sameProvider: true);
            Threads(output, "all dimensions, one tenant, one provider", Everything, 1_000, sameTenant: true, sameProvider: true);
        }
    }

    public static void Run(TextWriter output, bool threadsOnly)
    {
        var requests = new RateLimits { Requests = Ample };
        var all = Everything;
        if (!threadsOnly) { Single(output, requests, all); }
        Threads(output, "a limiter each: the machine's own ratio", requests, 0, sameTenant: false, sameProvider: false, limiters: 2);
        Threads(output, "requests only, different tenants and providers", requests, 0, sameTenant: false, sameProvider: false);
        Threads(output, "requests only, different tenants, one provider", requests, 0, sameTenant: false, sameProvider: true);
        Threads(output, "requests only, one tenant, one provider", requests, 0, sameTenant: true, sameProvider: true);
        Threads(output, "all dimensions, different tenants and providers", all, 1_000, sameTenant: false, sameProvider: false);
        Threads(output, "all dimensions, different tenants, one provider", all, 1_000, sameTenant: false, sameProvider: true);
        Threads(output, "all dimensions, one tenant, one provider", all, 1_000, sameTenant: true, sameProvider: true);
        Threads(output, "all dimensions, different tenants and providers, no leases", all, 1_000, sameTenant: false, sameProvider: false, leasePart: 0);
    }

    private static void Single(TextWriter output, RateLimits requests, RateLimits all)
    {
        Line(output, "requests only, four levels, 10,000 agents, one thread", One(requests, 10_000, 0));
        Line(output, "requests only, five levels, 10,000 agents, one thread", One(requests, 10_000, 0, global: true));
        Line(output, "requests, tokens, concurrency, 10,000 agents, one thread", One(all, 10_000, 1_000));
        Line(output, "requests, tokens, concurrency, 5,000,000 agents, one thread", One(all, 5_000_000, 1_000));
        Refusing(output);
    }

    private static RateLimiter Limiter(RateLimits limits, int agents, bool global = false, int leasePart = 8) => new(new()
    {
        Agent = limits with { Concurrency = limits.Concurrency is null ? null : 100 },
        Tenants = [.. Enumerable.Range(0, Tenants).Select(i => new TenantRateLimits($"t{i}", limits))],
        Fleets = [limits],
        Global = global ? limits : RateLimits.None,
        Providers = [new("a", limits), new("b", limits)],
        MaxAgents = agents,
        MaxReservations = 16_000_000,
        LeasePart = leasePart,
    }, TimeProvider.System);

    private static (double Millions, double Bytes) One(RateLimits limits, int agents, long tokens, bool global = false)
    {
        var limiter = Limiter(limits, agents, global);
        // All at once, so that none is idle while the others come in; then settled, and there they stay.
        var open = Enumerable.Range(0, agents).Select(i => Once(limiter, Request(i, tokens))).ToArray();
        foreach (var reservation in open) { limiter.SettleAtEstimate(reservation); }
        if (limiter.Agents < agents) { throw new InvalidOperationException($"Only {limiter.Agents} of {agents} agents are remembered: the figures would mean nothing."); }
        var best = 0.0;
        var bytes = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            const int Operations = 2_000_000;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            Loop(limiter, agents, tokens, Operations, 0, Tenants, 0);
            best = Math.Max(best, Operations / clock.Elapsed.TotalMicroseconds);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Operations);
        }
        return (best, bytes);
    }

    private static void Refusing(TextWriter output)
    {
        var scarce = new RateLimits { Requests = new(1, TimeSpan.FromDays(1), 2) };
        var limiter = new RateLimiter(new()
        {
            Agent = new() { Requests = Ample },
            Tenants = [new("t", new() { Requests = Ample })],
            Fleets = [new() { Requests = Ample }],
            Providers = [new("a", scarce)],
        }, TimeProvider.System);
        var work = default(Work);
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            const int Operations = 1_000_000;
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < Operations; i++) { limiter.Reserve(new RateRequest(new(1), new((uint)(i * 7919L % 10_000), 1), new(1), 0), ref work, out _); }
            best = Math.Max(best, Operations / clock.Elapsed.TotalMicroseconds);
        }
        Line(output, "refused by an exhausted provider, one thread", (best, 0));
    }

    private static void Threads(TextWriter output, string what, RateLimits limits, long tokens, bool sameTenant, bool sameProvider, int leasePart = 8, int limiters = 1)
    {
        const int Agents = 10_000;
        const int Operations = 2_000_000;
        // Room for both threads' agents: at the bound every newcomer pushes somebody out.
        var limiter = Enumerable.Range(0, limiters).Select(_ => Limiter(limits, 2 * Agents, leasePart: leasePart)).ToArray();
        double one = 0, two = 0;
        for (var round = 0; round < Rounds; round++)
        {
            one = Math.Max(one, Timed(1));
            two = Math.Max(two, Timed(2));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: one thread {one:0.00} M/s, two {two:0.00} M/s, ratio {two / one:0.00}"));

        double Timed(int threads)
        {
            using var start = new Barrier(threads + 1);
            var running = Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                start.SignalAndWait();
                var (first, count) = sameTenant ? (0, 1) : (t * Tenants / 2, Tenants / 2);
                Loop(limiter[t % limiters], Agents, tokens, Operations, first, count, sameProvider ? 0 : t);
            })).ToList();
            foreach (var thread in running) { thread.Start(); }
            start.SignalAndWait();
            var clock = Stopwatch.StartNew();
            foreach (var thread in running) { thread.Join(); }
            return threads * (double)Operations / clock.Elapsed.TotalMicroseconds;
        }
    }

    private static void Loop(RateLimiter limiter, int agents, long tokens, int operations, int firstTenant, int tenants, int provider)
    {
        var work = default(Work);
        var at = 0L;
        for (var i = 0; i < operations; i++)
        {
            at += 2_654_435_761;
            var agent = (int)((at >> 7) % agents);
            var request = new RateRequest(new((ushort)(firstTenant + agent % tenants + 1)), new((uint)agent, 1), new((ushort)(provider + 1)), tokens);
            if (!limiter.Reserve(request, ref work, out var reservation).IsGranted || !limiter.Settle(reservation, tokens)) { throw new InvalidOperationException("Refused: the figures would mean nothing."); }
        }
    }

    private static RateRequest Request(int agent, long tokens) => new(new((ushort)(agent % Tenants + 1)), new((uint)agent, 1), new(1), tokens);

    private static Reservation Once(RateLimiter limiter, in RateRequest request)
    {
        var work = default(Work);
        if (limiter.Reserve(request, ref work, out var reservation) is { IsGranted: false } refused) { throw new InvalidOperationException($"{refused.Reason}"); }
        return reservation;
    }

    private static void Line(TextWriter output, string what, (double Millions, double Bytes) figure) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {figure.Millions:0.00} M/s, {figure.Bytes:0.###} B each"));
}
