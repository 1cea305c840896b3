using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>What is remembered of one agent. A tenant of 0 marks an empty slot.</summary>
internal struct AgentSlot
{
    public ulong Agent;
    public long Requests;
    public long Tokens;
    public long Last;
    public int UnderWay;
    public ushort Tenant;

    public void Refill(in AgentTerms terms, long now)
    {
        if (now <= Last) { return; }
        Requests = terms.Requests.Refilled(Requests, now - Last, terms.Requests.Capacity);
        Tokens = terms.Tokens.Refilled(Tokens, now - Last, terms.Tokens.Capacity);
        Last = now;
    }

    /// <summary>Whether it has asked for nothing for so long, and forgetting it loses nothing: a newcomer starts the same.</summary>
    public readonly bool IsIdle(in AgentTerms terms, long now, long since)
    {
        var elapsed = Math.Max(0, now - Last);
        return UnderWay == 0 && elapsed >= since
            && terms.Requests.Refilled(Requests, elapsed, terms.Requests.Capacity) >= terms.Requests.Capacity
            && terms.Tokens.Refilled(Tokens, elapsed, terms.Tokens.Capacity) >= terms.Tokens.Capacity;
    }
}

/// <summary>The limits of every agent.</summary>
internal readonly record struct AgentTerms(BucketTerms Requests, BucketTerms Tokens, int Concurrency)
{
    public static AgentTerms Of(RateLimits limits) => new(BucketTerms.Of(limits.Requests), BucketTerms.Of(limits.Tokens), limits.Concurrency ?? int.MaxValue);
}
