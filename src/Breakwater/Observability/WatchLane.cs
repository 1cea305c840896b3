using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>One part of the agents, with the links they send on, behind one lock. Agents of different lanes never wait for each other.</summary>
internal sealed class WatchLane : ILinkOwner
{
    private const int BlockSize = 64;
    private readonly SlotIndex _index = new();
    private readonly List<AgentWatch[]> _blocks = [];
    private readonly List<AgentPast[]> _pasts = [];
    private readonly Stack<int> _free = [];
    private int _used;

    public WatchLane(WatchCapacity links, WatchOptions options) => Links = new(links, (int)options.LinkIdle.TotalHours);

    public Lock Lock { get; } = new();

    public LinkTable Links { get; }

    /// <summary>Messages that the inspection plan left out. Guarded by the lock.</summary>
    public long Skipped { get; set; }

    /// <summary>Links taken out whose receivers still have to be told: they stand in other lanes.</summary>
    public List<LinkKey> Gone { get; } = [];

    /// <summary>The agent, or a null reference.</summary>
    public ref AgentWatch Find_NeedsLock(TenantHandle tenant, uint index)
    {
        var slot = _index.Find(tenant, index);
        if (slot == SlotIndex.None) { return ref Unsafe.NullRef<AgentWatch>(); }
        return ref _blocks[slot / BlockSize][slot % BlockSize];
    }

    /// <summary>What an agent of the lane needs only now and then.</summary>
    public ref AgentPast PastOf_NeedsLock(in AgentWatch agent) => ref _pasts[agent.Slot / BlockSize][agent.Slot % BlockSize];

    public ref AgentWatch Add_NeedsLock(TenantHandle tenant, uint index)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot / BlockSize == _blocks.Count)
            {
                _blocks.Add(new AgentWatch[BlockSize]);
                _pasts.Add(new AgentPast[BlockSize]);
            }
        }
        _index.Add(tenant, index, slot);
        ref var agent = ref _blocks[slot / BlockSize][slot % BlockSize];
        agent = new() { FirstLink = LinkTable.None, Slot = slot };
        return ref agent;
    }

    public void Remove_NeedsLock(TenantHandle tenant, uint index)
    {
        var slot = _index.Remove(tenant, index);
        if (slot == SlotIndex.None) { return; }
        _blocks[slot / BlockSize][slot % BlockSize] = default;
        _pasts[slot / BlockSize][slot % BlockSize] = default;
        _free.Push(slot);
    }

    /// <inheritdoc/>
    public ref int FirstLinkOf(in LinkKey link) => ref Find_NeedsLock(link.Tenant, link.From).FirstLink;

    /// <inheritdoc/>
    public void Removed(in LinkKey link)
    {
        if (link.IsHandover) { return; }
        Gone.Add(link);
        ref var sender = ref Find_NeedsLock(link.Tenant, link.From);
        if (!Unsafe.IsNullRef(ref sender)) { sender.OutDegree--; }
    }
}
