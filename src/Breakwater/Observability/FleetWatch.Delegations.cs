using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>Who hands what to whom.</summary>
public sealed partial class FleetWatch
{
    private const float UnusualHandover = 0.3f;

    /// <summary>
    /// Takes in that work was handed on. Once the delegate has learnt what is usual, a delegator who never handed it such work is a signal. Profiled with the links, within their
    /// bound, and forgotten when idle as they are.
    /// </summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="delegator">Who handed it on; <c>default</c> if this node does not know.</param>
    /// <param name="receiver">Who took it; must be watched.</param>
    /// <param name="task">The type of the task; empty for a pre-approved path.</param>
    /// <param name="chain">The causal chain; 0 for none.</param>
    public void HandOn(TenantHandle tenant, AgentHandle delegator, AgentHandle receiver, string task, UInt128 chain)
    {
        var now = _time.GetUtcNow();
        var lane = Lane(tenant, receiver.Index);
        LinkNews news;
        bool isLearning;
        lock (lane.Lock)
        {
            ref var agent = ref lane.Find_NeedsLock(tenant, receiver.Index);
            if (Unsafe.IsNullRef(ref agent) || agent.Handle != receiver) { return; }
            isLearning = agent.IsLearning(_terms);
            var hour = (int)(Math.Max(now.UtcTicks, agent.LastTicks) / TimeSpan.TicksPerHour);
            news = lane.Links.Touch(new(tenant, receiver.Index, delegator.Index, (uint)StableHash.Of("task", task) | 1), hour, ref agent.FirstLink, lane);
        }
        TellReceivers(lane);
        if (news == LinkNews.Refused)
        {
            Interlocked.Increment(ref _linksRefused);
            WatchInstruments.LinksRefused.Add(1);
        }
        if (news == LinkNews.New && !isLearning)
        {
            Raise(new() { Kind = SignalKind.UnusualDelegation, Tenant = tenant, Agent = delegator, Peer = receiver, Chain = chain, Magnitude = UnusualHandover, Time = now });
        }
    }
}
