using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// The rate limits of one node (EC-1.3): agent → tenant → fleet → global → provider, in requests, tokens and concurrency, taken all at once or not at all. Synchronous; nothing
/// waits inside. Thread-safe. Agents are hashed into lanes with a lock each, and a lane holds a share of the shared levels, so that requests of different agents
/// seldom meet. O(levels); nothing is allocated in the steady state.
/// </summary>
/// <remarks>
/// No level ever admits more than its bucket would, under any interleaving. What lanes hold can make a shared level stricter by at most one part in
/// <see cref="RateLimitOptions.LeasePart"/> of its burst, and nothing is refused before all lanes have been asked for what they hold.
/// </remarks>
public sealed partial class RateLimiter
{
    private const int SweptElsewhere = 256;
    private const int LeastLanesPerTenant = 4;

    private readonly RateLimitOptions _options;
    private readonly TickClock _clock;
    private readonly SharedBucket[] _shared;
    private readonly int[][] _tenantRoutes;
    private readonly int[][] _providerRoutes;
    private readonly ProviderGate[] _gates;
    private readonly FrozenDictionary<string, ushort> _tenantsByName;
    private readonly FrozenDictionary<string, ushort> _providersByName;
    private readonly string[] _tenantNames;
    private readonly string[] _providerNames;
    private readonly Lane[] _lanes;
    private readonly KeyCount _keys;
    private readonly int _lanesPerTenant;
    private int _nextSwept;

    /// <summary>Builds the limiter of a node.</summary>
    /// <param name="options">The hierarchy; read once.</param>
    /// <param name="time">The node's clock: timestamps only.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public RateLimiter(RateLimitOptions options, TimeProvider time)
    {
        var problems = RateLimitOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _options = options;
        _clock = new(time);
        var hierarchy = new HierarchyBuilder(options);
        _shared = hierarchy.Buckets;
        _tenantRoutes = hierarchy.TenantRoutes;
        _providerRoutes = hierarchy.ProviderRoutes;
        _gates = [.. options.Providers.Select((p, i) => new ProviderGate(p, options, hierarchy.ConcurrencyOf[i]))];
        _tenantsByName = options.Tenants.Select((t, i) => (t.Name, i)).ToFrozenDictionary(t => t.Name, t => (ushort)(t.i + 1), StringComparer.Ordinal);
        _providersByName = options.Providers.Select((p, i) => (p.Name, i)).ToFrozenDictionary(p => p.Name, p => (ushort)(p.i + 1), StringComparer.Ordinal);
        _tenantNames = [TelemetryTags.None, .. options.Tenants.Select(t => t.Name)];
        _providerNames = [TelemetryTags.None, .. options.Providers.Select(p => p.Name)];
        _keys = new(options.MaxAgents);
        // Tenants stay apart as far as there are lanes for it: then their threads do not even share a cache line.
        var shareOfLanes = options.Lanes / (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, options.Tenants.Count));
        _lanesPerTenant = Math.Min(options.Lanes, Math.Max(shareOfLanes, LeastLanesPerTenant));
        var agentTerms = AgentTerms.Of(options.Agent);
        var reservations = (options.MaxReservations + options.Lanes - 1) / options.Lanes;
        // All lanes together hold at most one part in LeasePart: a share is a lane's part of that.
        var shift = options.LeasePart == 0 ? 63 : int.Log2(options.LeasePart) + int.Log2(options.Lanes);
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(i => new Lane(i, agentTerms, _keys, _shared, reservations, shift))];
    }

    /// <summary>Agents remembered at present.</summary>
    public int Agents => _keys.Count;

    /// <summary>Reservations neither settled nor cancelled.</summary>
    public int OpenReservations
    {
        get
        {
            var sum = 0;
            foreach (var lane in _lanes)
            {
                lock (lane.Lock) { sum += lane.Open.Count; }
            }
            return sum;
        }
    }

    /// <summary>The shared buckets, for those who check the books.</summary>
    internal IReadOnlyList<SharedBucket> Shared => _shared;

    /// <summary>What is left of a shared bucket, in parts: at the level and with the lanes.</summary>
    internal long Total(int bucket)
    {
        EnterAll();
        try
        {
            var total = _shared[bucket].Level;
            foreach (var lane in _lanes) { total += lane.HoldingOf(bucket).Have; }
            return total;
        }
        finally { ExitAll(); }
    }

    /// <summary>Handle of a provider; <c>default</c> for one that is not configured.</summary>
    public ProviderHandle Provider(string name) => _providersByName.TryGetValue(name, out var value) ? new(value) : default;

    /// <summary>Handle of a tenant; <c>default</c> for one that is not configured.</summary>
    public TenantHandle Tenant(string name) => _tenantsByName.TryGetValue(name, out var value) ? new(value) : default;

    /// <summary>Reserves one request, one slot and the estimated tokens at every level, or nothing anywhere.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="work">Counts the limits examined.</param>
    /// <param name="reservation">What to settle or cancel; none unless granted.</param>
    public RateVerdict Reserve(in RateRequest request, ref Work work, out Reservation reservation)
    {
        reservation = default;
        if (request.Agent.IsNone) { return Counted(request.Tenant, request.Provider, Deny(RateLimitReasons.UnknownAgent)); }
        var claim = new Claim(((ulong)request.Agent.Generation << 32) | request.Agent.Index, request.Tokens, request.Tenant.Value, request.Provider.Value);
        return Counted(request.Tenant, request.Provider, Take(claim, ref work, out reservation));
    }

    /// <summary>The same for safety traffic: no agent's limit applies, and every shared level has a part that only it may use.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="work">Counts the limits examined.</param>
    /// <param name="reservation">What to settle or cancel; none unless granted.</param>
    public RateVerdict Reserve(in SafetyRequest request, ref Work work, out Reservation reservation) =>
        Counted(request.Tenant, request.Provider, Take(new(0, request.Tokens, request.Tenant.Value, request.Provider.Value), ref work, out reservation));

    /// <summary>
    /// Looks at so many slots for idle agents and forgets those, a lane after the other. Newcomers do the same for a few slots each; a host that has seen a crowd leave
    /// may call it now and then. O(slots).
    /// </summary>
    public void Reclaim(int slots)
    {
        var now = _clock.Now();
        var each = (slots + _lanes.Length - 1) / _lanes.Length;
        for (var i = 0; i < _lanes.Length; i++) { SweepNext(each, now); }
    }

    private static RateVerdict Deny(Reason reason) => RateVerdict.Refused(reason, default, default, 0);

    private RateVerdict Take(in Claim claim, ref Work work, out Reservation reservation)
    {
        reservation = default;
        if ((uint)(claim.Tenant - 1) >= (uint)_tenantRoutes.Length) { return Deny(RateLimitReasons.UnknownTenant); }
        if (claim.Provider >= _providerRoutes.Length) { return Deny(RateLimitReasons.UnknownProvider); }
        if (claim.Tokens < 0) { return Deny(RateLimitReasons.BadEstimate); }
        var route = RouteOf(claim);
        work.Add(WorkUnit.EntryExamined, 1 + route.Count);
        var now = _clock.Now();
        var refusal = default(Refusal);
        if (claim.Provider != 0 && _gates[claim.Provider - 1].Wait(claim, now) is > 0 and var wait) { refusal.Wait(RateLevel.Provider, RateDimension.Gate, wait); }
        var hash = AgentHash.Of(claim.Tenant, claim.Agent);
        var lane = LaneOf(claim.Tenant, hash);
        var gate = refusal;
        Attempt attempt;
        lane.Enter();
        try { attempt = lane.Take(claim, hash, route, now, ref refusal, out reservation); }
        finally { lane.Lock.Exit(); }
        return attempt == Attempt.Granted ? RateVerdict.Granted : Otherwise(attempt, lane, claim, hash, route, now, gate, refusal, out reservation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RateVerdict Otherwise(Attempt attempt, Lane lane, in Claim claim, ulong hash, in Route route, long now, Refusal gate, Refusal refusal, out Reservation reservation)
    {
        reservation = default;
        if (attempt == Attempt.NoRoomForAgent)
        {
            // Its own lane was swept in vain; the idle may be in another.
            SweepNext(SweptElsewhere, now);
            refusal = gate;
            lock (lane.Lock) { attempt = lane.Take(claim, hash, route, now, ref refusal, out reservation); }
        }
        if (attempt == Attempt.OthersHold)
        {
            RateLimitInstruments.Recalled.Add(1);
            refusal = gate;
            EnterAll();
            try
            {
                for (var i = 0; i < route.Count; i++) { RecallAll_NeedsLanes(route[i], now); }
                attempt = lane.Take(claim, hash, route, now, ref refusal, out reservation);
            }
            finally { ExitAll(); }
        }
        if (attempt == Attempt.Granted) { return RateVerdict.Granted; }
        return attempt switch
        {
            Attempt.NoRoomForAgent => RateVerdict.Refused(RateLimitReasons.TooManyAgents, RateLevel.Agent, RateDimension.Concurrency, _options.CompletionRetry.Ticks),
            Attempt.NoRoomForReservation => RateVerdict.Refused(RateLimitReasons.TooManyReservations, RateLevel.Global, RateDimension.Concurrency, _options.CompletionRetry.Ticks),
            _ => refusal.Verdict(_options.CompletionRetry.Ticks),
        };
    }

    private Route RouteOf(in Claim claim) => new(_tenantRoutes[claim.Tenant - 1], _providerRoutes[claim.Provider]);

    private Lane LaneOf(ushort tenant, ulong hash) => _lanes[((tenant - 1) * _lanesPerTenant + ((int)(hash >> 32) & (_lanesPerTenant - 1))) & (_lanes.Length - 1)];

    private void SweepNext(int slots, long now)
    {
        var lane = _lanes[Interlocked.Increment(ref _nextSwept) & (_lanes.Length - 1)];
        lock (lane.Lock) { lane.Agents.Sweep(slots, now); }
    }

    // INVARIANT (order of locks): a provider's gate, then lanes by number, then shared buckets by number.
    private void EnterAll()
    {
        foreach (var lane in _lanes) { lane.Lock.Enter(); }
    }

    private void ExitAll()
    {
        foreach (var lane in _lanes) { lane.Lock.Exit(); }
    }

    private void RecallAll_NeedsLanes(int bucket, long now)
    {
        var shared = _shared[bucket];
        lock (shared.Lock)
        {
            shared.Refill(now);
            if (shared.Lent == 0) { return; }
            foreach (var lane in _lanes) { shared.Recall(ref lane.HoldingOf(bucket)); }
        }
    }
}
