using System.Runtime.CompilerServices;

namespace Breakwater.RateLimiting;

public sealed partial class RateLimiter
{
    /// <summary>
    /// Ends a reservation at what was used: its slot is free again, and the difference to the estimate is given back or charged at every level. Usage beyond the
    /// estimate is always charged, if need be into debt, which refuses what follows until it is repaid.
    /// </summary>
    /// <param name="reservation">What <c>Reserve</c> gave.</param>
    /// <param name="tokens">Tokens used, read and written together; below zero counts as zero.</param>
    /// <returns>False if it is not open: settled or cancelled before.</returns>
    public bool Settle(Reservation reservation, long tokens) => End(reservation, Math.Max(0, tokens), isCancelled: false);

    /// <summary>Settles at the estimate: for an action that was never completed.</summary>
    /// <returns>False if it is not open.</returns>
    public bool SettleAtEstimate(Reservation reservation) => End(reservation, -1, isCancelled: false);

    /// <summary>Ends a reservation whose request was never made: everything is given back.</summary>
    /// <returns>False if it is not open.</returns>
    public bool Cancel(Reservation reservation) => End(reservation, 0, isCancelled: true);

    // Tokens of -1: the estimate.
    private bool End(Reservation reservation, long tokens, bool isCancelled)
    {
        if (reservation.IsNone || reservation.Lane >= _lanes.Length) { return false; }
        var lane = _lanes[reservation.Lane];
        Claim claim;
        long unused;
        var uncharged = 0u;
        lane.Enter();
        try
        {
            if (!lane.Open.TryRemove(reservation, out claim)) { return false; }
            unused = tokens < 0 ? 0 : claim.Tokens - tokens;
            // A clock is needed only for a charge: giving back commutes with what comes in.
            var now = unused < 0 ? _clock.Now() : 0;
            lane.SettleAgent(claim, isCancelled ? 1 : 0, unused, now);
            var route = RouteOf(claim);
            for (var i = 0; i < route.Count; i++)
            {
                ref var holding = ref lane.HoldingOf(route[i]);
                switch (holding.Dimension)
                {
                    case RateDimension.Requests when isCancelled:
                    case RateDimension.Concurrency:
                        lane.GiveBack(route[i], holding.Scale);
                        break;
                    case RateDimension.Tokens when unused > 0:
                        lane.GiveBack(route[i], unused * holding.Scale);
                        break;
                    case RateDimension.Tokens when unused < 0 && !lane.TryCharge(route[i], _shared[route[i]].Terms.Cost(-unused), now):
                        uncharged |= 1u << i;
                        break;
                }
            }
        }
        finally { lane.Lock.Exit(); }
        if (uncharged != 0) { ChargeAll(RouteOf(claim), uncharged, -unused); }
        return true;
    }

    // Into debt, or into what is kept for safety: after that no lane may hold anything.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChargeAll(in Route route, uint buckets, long tokens)
    {
        RateLimitInstruments.Recalled.Add(1);
        var now = _clock.Now();
        EnterAll();
        try
        {
            for (var i = 0; i < route.Count; i++)
            {
                if ((buckets & (1u << i)) == 0) { continue; }
                RecallAll_NeedsLanes(route[i], now);
                var shared = _shared[route[i]];
                lock (shared.Lock) { shared.Take(shared.Terms.Cost(tokens)); }
            }
        }
        finally { ExitAll(); }
    }
}
