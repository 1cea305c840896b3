using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>One request in the queue's pool. Links are indexes into the pool; -1 is none.</summary>
internal struct QueueNode
{
    public RateRequest Request;
    public ulong Tag;
    public long Enqueued;
    public long Deadline;
    public ulong Sequence;
    public Reason? Shed;
    public int InLine;              // next of its tenant in its class
    public int BeforeInLine;
    public int Later;               // next of its class by arrival; next in the lists of shed and free nodes
    public int Earlier;
    public int InHeap;              // place in the heap of deadlines; -1 without one
    public Priority Priority;
    public bool IsWaiting;
}

/// <summary>First and last of a list of nodes.</summary>
internal struct NodeList()
{
    public int First = -1;
    public int Last = -1;
}

/// <summary>What one tenant has waiting in one class, and its neighbours in the round of tenants that have something waiting there.</summary>
internal struct TenantLine()
{
    public int First = -1;
    public int Last = -1;
    public int Next = -1;
    public int Previous = -1;
}

/// <summary>
/// Nodes by deadline: a binary heap of indexes, where each node knows its place, so that any can be taken out. O(log n).
/// </summary>
internal sealed class DeadlineHeap(int capacity)
{
    private readonly int[] _heap = new int[capacity];

    public int Count { get; private set; }

    public int First => Count == 0 ? -1 : _heap[0];

    public void Add(QueueNode[] nodes, int node)
    {
        _heap[Count] = node;
        nodes[node].InHeap = Count;
        Up(nodes, Count++);
    }

    public void Remove(QueueNode[] nodes, int node)
    {
        var at = nodes[node].InHeap;
        nodes[node].InHeap = -1;
        if (at == --Count) { return; }
        _heap[at] = _heap[Count];
        nodes[_heap[at]].InHeap = at;
        Up(nodes, at);
        Down(nodes, nodes[_heap[at]].InHeap);
    }

    private void Up(QueueNode[] nodes, int at)
    {
        while (at > 0 && IsBefore(nodes, at, (at - 1) / 2))
        {
            Swap(nodes, at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private void Down(QueueNode[] nodes, int at)
    {
        while (true)
        {
            var least = at;
            if (2 * at + 1 < Count && IsBefore(nodes, 2 * at + 1, least)) { least = 2 * at + 1; }
            if (2 * at + 2 < Count && IsBefore(nodes, 2 * at + 2, least)) { least = 2 * at + 2; }
            if (least == at) { return; }
            Swap(nodes, at, least);
            at = least;
        }
    }

    private bool IsBefore(QueueNode[] nodes, int a, int b) =>
        (nodes[_heap[a]].Deadline, nodes[_heap[a]].Sequence).CompareTo((nodes[_heap[b]].Deadline, nodes[_heap[b]].Sequence)) < 0;

    private void Swap(QueueNode[] nodes, int a, int b)
    {
        (_heap[a], _heap[b]) = (_heap[b], _heap[a]);
        nodes[_heap[a]].InHeap = a;
        nodes[_heap[b]].InHeap = b;
    }
}
