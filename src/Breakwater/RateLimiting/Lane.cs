using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// A part of the agents, with its own lock, its own table, and what it holds of the shared buckets. A request whose lane holds enough meets nobody else. Everything needs
/// <see cref="Lock"/>.
/// </summary>
internal sealed class Lane
{
    // Two lanes' holdings never share a cache line, nor do their neighbours.
    private const int Padding = 4;

    private const int Looks = 40;
    private const int SpinsBetweenLooks = 4;

    private readonly AgentTerms _agentTerms;
    private readonly bool _limitsAgents;
    private readonly SharedBucket[] _shared;
    private readonly Holding[] _holdings;
    private readonly int _leaseShift;

    /// <param name="number">Its number.</param>
    /// <param name="agentTerms">Limits of every agent.</param>
    /// <param name="keys">Bound on agents.</param>
    /// <param name="shared">The shared buckets.</param>
    /// <param name="mostReservations">Bound on open reservations.</param>
    /// <param name="leaseShift">A share is what is left of a bucket, shifted right by this; 63 for none.</param>
    public Lane(int number, in AgentTerms agentTerms, KeyCount keys, SharedBucket[] shared, int mostReservations, int leaseShift)
    {
        _agentTerms = agentTerms;
        _limitsAgents = agentTerms.Requests.IsLimited || agentTerms.Tokens.IsLimited || agentTerms.Concurrency != int.MaxValue;
        _shared = shared;
        _leaseShift = leaseShift;
        _holdings = new Holding[shared.Length + 2 * Padding];
        for (var i = 0; i < shared.Length; i++) { HoldingOf(i) = new() { Scale = shared[i].Terms.Scale, Most = shared[i].MostForWork, Dimension = shared[i].Dimension }; }
        Agents = new(agentTerms, keys);
        Open = new(number, mostReservations);
    }

    public Lock Lock { get; } = new();

    /// <summary>
    /// Takes <see cref="Lock"/>. It is held for a tenth of a microsecond and thus soon free: whoever finds it taken looks again for a microsecond or two before being parked, which
    /// costs both sides as much as a hundred requests.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (!Lock.TryEnter()) { EnterSoon(); }
    }

    public AgentTable Agents { get; }

    public OpenReservations Open { get; }

    public ref Holding HoldingOf(int bucket) => ref _holdings[Padding + bucket];

    /// <summary>Takes everything that is asked for, or nothing.</summary>
    public Attempt Take(in Claim claim, ulong hash, in Route route, long now, ref Refusal refusal, out Reservation reservation)
    {
        reservation = default;
        ref var agent = ref Unsafe.NullRef<AgentSlot>();
        if (_limitsAgents && !claim.IsSafety)
        {
            agent = ref Agents.FindOrAdd(claim.Tenant, claim.Agent, hash, now);
            if (Unsafe.IsNullRef(ref agent)) { return Attempt.NoRoomForAgent; }
            agent.Refill(_agentTerms, now);
            Ask(agent, claim.Tokens, now, ref refusal);
        }
        if (!refusal.IsNone || claim.IsSafety || !Covers(route.Tenant, claim.Tokens) || !Covers(route.Provider, claim.Tokens))
        {
            return TakeShared(claim, ref agent, route, now, ref refusal, out reservation);
        }
        reservation = Open.Add(claim);
        if (reservation.IsNone) { return Attempt.NoRoomForReservation; }
        Spend(route.Tenant, claim.Tokens);
        Spend(route.Provider, claim.Tokens);
        if (!Unsafe.IsNullRef(ref agent)) { Spend(ref agent, claim.Tokens); }
        return Attempt.Granted;
    }

    /// <summary>Settles with the agent: gives back, or charges, the difference between estimate and use. The agent need not be asked again for what it holds no more.</summary>
    public void SettleAgent(in Claim claim, long requests, long tokens, long now)
    {
        if (!_limitsAgents || claim.IsSafety) { return; }
        ref var agent = ref Agents.Find(claim.Tenant, claim.Agent, AgentHash.Of(claim.Tenant, claim.Agent));
        agent.UnderWay--;
        agent.Requests = Math.Min(_agentTerms.Requests.Capacity, agent.Requests + requests * _agentTerms.Requests.Scale);
        if (!_agentTerms.Tokens.IsLimited) { return; }
        if (tokens >= 0)
        {
            agent.Tokens = Math.Min(_agentTerms.Tokens.Capacity, agent.Tokens + _agentTerms.Tokens.Cost(tokens));
        }
        else
        {
            agent.Refill(_agentTerms, now);
            agent.Tokens = Math.Max(BucketTerms.Floor, agent.Tokens - _agentTerms.Tokens.Cost(-tokens));
        }
    }

    /// <summary>Puts back into a bucket what was reserved there: into what the lane holds, as far as that goes, and the rest to all.</summary>
    public void GiveBack(int bucket, long parts)
    {
        ref var holding = ref HoldingOf(bucket);
        var kept = Math.Min(parts, holding.Share - holding.Have);
        holding.Have += kept;
        if (kept == parts) { return; }
        var shared = _shared[bucket];
        lock (shared.Lock) { shared.GiveBack(parts - kept); }
    }

    /// <summary>Charges a bucket for what was used beyond the estimate. False if other lanes hold part of what that would need: they have to be asked first.</summary>
    public bool TryCharge(int bucket, long parts, long now)
    {
        ref var holding = ref HoldingOf(bucket);
        if (holding.Have >= parts)
        {
            holding.Have -= parts;
            return true;
        }
        var shared = _shared[bucket];
        lock (shared.Lock)
        {
            shared.Refill(now);
            shared.Recall(ref holding);
            if (shared.Lent > 0 && shared.Level - parts < shared.Reserve) { return false; }
            shared.Take(parts);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSoon()
    {
        for (var i = 0; i < Looks; i++)
        {
            Thread.SpinWait(SpinsBetweenLooks);
            if (Lock.TryEnter()) { return; }
        }
        Lock.Enter();
    }

    private bool Covers(int[] route, long tokens)
    {
        foreach (var bucket in route)
        {
            ref var holding = ref HoldingOf(bucket);
            var amount = holding.Dimension == RateDimension.Tokens ? tokens : 1;
            if (amount > holding.Most || amount * holding.Scale > holding.Have) { return false; }
        }
        return true;
    }

    private void Spend(int[] route, long tokens)
    {
        foreach (var bucket in route)
        {
            ref var holding = ref HoldingOf(bucket);
            holding.Have -= (holding.Dimension == RateDimension.Tokens ? tokens : 1) * holding.Scale;
        }
    }

    private void Spend(ref AgentSlot agent, long tokens)
    {
        agent.UnderWay++;
        agent.Requests -= _agentTerms.Requests.Scale;
        agent.Tokens -= tokens * _agentTerms.Tokens.Scale;
    }

    private void Ask(in AgentSlot agent, long tokens, long now, ref Refusal refusal)
    {
        var late = Math.Max(0, agent.Last - now);
        var lacking = _agentTerms.Requests.Scale - agent.Requests;
        if (_agentTerms.Requests.IsLimited && lacking > 0) { refusal.Wait(RateLevel.Agent, RateDimension.Requests, late + _agentTerms.Requests.Wait(lacking)); }
        if (agent.UnderWay >= _agentTerms.Concurrency) { refusal.UntilCompletion(RateLevel.Agent); }
        if (tokens == 0 || !_agentTerms.Tokens.IsLimited) { return; }
        if (tokens > _agentTerms.Tokens.Burst)
        {
            refusal.Never(RateLevel.Agent, RateDimension.Tokens);
        }
        else if (tokens * _agentTerms.Tokens.Scale - agent.Tokens is > 0 and var short_)
        {
            refusal.Wait(RateLevel.Agent, RateDimension.Tokens, late + _agentTerms.Tokens.Wait(short_));
        }
    }

    // Where the lane does not hold enough. The buckets concerned stay locked until it is clear whether all of them, and the agent, agree.
    private Attempt TakeShared(in Claim claim, ref AgentSlot agent, in Route route, long now, ref Refusal refusal, out Reservation reservation)
    {
        reservation = default;
        var locked = 0u;
        try
        {
            for (var i = 0; i < route.Count; i++)
            {
                ref var holding = ref HoldingOf(route[i]);
                var shared = _shared[route[i]];
                var amount = claim.Amount(holding.Dimension);
                if (amount == 0 || (!claim.IsSafety && amount <= holding.Most && amount * holding.Scale <= holding.Have)) { continue; }
                shared.Lock.Enter();
                locked |= 1u << i;
                if (!Agrees(shared, ref holding, claim.IsSafety, amount, now, ref refusal)) { return Attempt.OthersHold; }
            }
            if (!refusal.IsNone) { return Attempt.Refused; }
            reservation = Open.Add(claim);
            if (reservation.IsNone) { return Attempt.NoRoomForReservation; }
            for (var i = 0; i < route.Count; i++)
            {
                ref var holding = ref HoldingOf(route[i]);
                var cost = claim.Amount(holding.Dimension) * holding.Scale;
                if ((locked & (1u << i)) == 0)
                {
                    holding.Have -= cost;
                    continue;
                }
                var shared = _shared[route[i]];
                shared.Take(cost);
                if (!claim.IsSafety) { shared.Lend(ref holding, cost, _leaseShift); }
            }
            if (!Unsafe.IsNullRef(ref agent)) { Spend(ref agent, claim.Tokens); }
            return Attempt.Granted;
        }
        finally
        {
            for (var i = 0; locked >> i != 0; i++)
            {
                if ((locked & (1u << i)) != 0) { _shared[route[i]].Lock.Exit(); }
            }
        }
    }

    // False if only the other lanes know.
    private static bool Agrees(SharedBucket shared, ref Holding holding, bool isSafety, long amount, long now, ref Refusal refusal)
    {
        var most = isSafety ? shared.Terms.Burst : shared.MostForWork;
        if (amount > most)
        {
            refusal.Never(shared.At, shared.Dimension);
            return true;
        }
        shared.Refill(now);
        shared.Recall(ref holding);
        var cost = amount * holding.Scale;
        var free = isSafety ? shared.Level : shared.Level - shared.Reserve;
        if (free < cost)
        {
            if (shared.Lent > 0) { return false; }
            refusal.Lacking(shared.At, shared.Dimension, shared.Wait(cost - free, now));
            return true;
        }
        // INVARIANT (debt stops all): safety may dip into the reserve only when no lane holds anything.
        return !isSafety || shared.Lent == 0 || shared.Level - cost >= shared.Reserve;
    }
}
