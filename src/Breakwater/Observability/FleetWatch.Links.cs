using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>Who talks to whom, and what is made of it.</summary>
public sealed partial class FleetWatch
{
    private const int CircleDepth = 4;
    private const int CircleBound = 128;

    /// <summary>Partners of an agent: whom it sends to and whom it hears from. 0 if it is not watched.</summary>
    public (int Out, int In) Partners(TenantHandle tenant, AgentHandle agent) => Read(tenant, agent, static (in a, in _, _) => (a.OutDegree, a.InDegree));

    private static Signal Of(SignalKind kind, in Observation message, float magnitude, DateTimeOffset now) => new()
    {
        Kind = kind,
        Tenant = message.Tenant,
        Agent = message.Agent,
        Peer = message.Peer,
        Chain = message.Chain,
        Parent = message.Parent,
        Magnitude = magnitude,
        Time = now,
    };

    private void OnLink(LinkNews news, in Observation message, bool isLearning, DateTimeOffset now)
    {
        switch (news)
        {
            case LinkNews.Refused:
                Interlocked.Increment(ref _linksRefused);
                WatchInstruments.LinksRefused.Add(1);
                break;
            case LinkNews.Surge:
                Raise(Of(SignalKind.LinkVolume, message, 0.2f, now));
                break;
            default:
                AddToReceiver(message.Tenant, message.Peer.Index, 1);
                var closes = Closes(message.Tenant, message.Agent.Index, message.Peer.Index);
                // What is new while the fleet learns who talks to whom is no news.
                if (isLearning) { break; }
                Raise(Of(SignalKind.NewPartner, message, 0.2f, now));
                if (closes) { Raise(Of(SignalKind.Cycle, message, 0.3f, now)); }
                break;
        }
    }

    /// <summary>Whether there is a way back from the receiver to the sender, in at most so many links and among at most so many agents. A search that had to stop short is counted.</summary>
    private bool Closes(TenantHandle tenant, uint sender, uint receiver)
    {
        Span<uint> queue = stackalloc uint[CircleBound];
        queue[0] = receiver;
        var (head, tail, isCut) = (0, 1, false);
        for (var depth = 1; depth < CircleDepth && head < tail; depth++)
        {
            for (var level = tail; head < level; head++)
            {
                var lane = Lane(tenant, queue[head]);
                var from = tail;
                lock (lane.Lock)
                {
                    ref var agent = ref lane.Find_NeedsLock(tenant, queue[head]);
                    if (Unsafe.IsNullRef(ref agent)) { continue; }
                    isCut |= !lane.Links.Receivers(agent.FirstLink, queue[tail..], out var count);
                    tail += count;
                }
                var kept = from;
                for (var i = from; i < tail; i++)
                {
                    if (queue[i] == sender) { return true; }
                    if (!queue[..kept].Contains(queue[i])) { queue[kept++] = queue[i]; }
                }
                tail = kept;
            }
        }
        if (isCut) { Interlocked.Increment(ref _unsearched); }
        return false;
    }

    // A receiver stands in another lane: two lanes are never held at once.
    private void TellReceivers(WatchLane lane)
    {
        LinkKey[] gone;
        lock (lane.Lock)
        {
            gone = [.. lane.Gone];
            lane.Gone.Clear();
        }
        foreach (var link in gone) { AddToReceiver(link.Tenant, link.To, -1); }
    }

    private void AddToReceiver(TenantHandle tenant, uint index, int difference)
    {
        var lane = Lane(tenant, index);
        lock (lane.Lock)
        {
            ref var receiver = ref lane.Find_NeedsLock(tenant, index);
            if (!Unsafe.IsNullRef(ref receiver)) { receiver.InDegree = Math.Max(0, receiver.InDegree + difference); }
        }
    }
}
