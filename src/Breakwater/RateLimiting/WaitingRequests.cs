using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// The queue's structure: a pool of nodes; for each class the order of arrival and a round of tenants, each with its own line; and a heap of deadlines. A node
/// stands in all of them and is taken out of all at once. What was shed keeps its node until the host takes it. O(1), O(log n) with a deadline. Not thread-safe.
/// </summary>
internal sealed class WaitingRequests
{
    public const int Classes = 4;

    private readonly QueueNode[] _nodes;
    private readonly TenantLine[] _lines;
    private readonly int[] _perTenant;
    private readonly NodeList[] _arrivals = [new(), new(), new(), new()];
    private readonly int[] _round = [-1, -1, -1, -1];
    private readonly int[] _count = new int[Classes];
    private readonly DeadlineHeap _deadlines;
    private NodeList _shed = new();
    private int _free = -1;
    private int _fresh;
    private ulong _sequence;

    public WaitingRequests(int capacity, int tenants)
    {
        // As much again for what was shed and not yet taken.
        _nodes = new QueueNode[2 * capacity];
        _lines = new TenantLine[tenants * Classes];
        Array.Fill(_lines, new());
        _perTenant = new int[tenants];
        _deadlines = new(capacity);
    }

    public bool HasRoom => _free >= 0 || _fresh < _nodes.Length;

    public int Total => _count[0] + _count[1] + _count[2] + _count[3];

    public int Count(Priority priority) => _count[(int)priority];

    public int OfTenant(ushort tenant) => _perTenant[tenant - 1];

    public ref QueueNode Node(int index) => ref _nodes[index];

    public QueueTicket TicketOf(int index) => new((_nodes[index].Sequence << 21) | (uint)(index + 1));

    /// <summary>The node that a ticket names, if it still waits; otherwise -1.</summary>
    public int Find(QueueTicket ticket)
    {
        var index = (int)(ticket.Value & 0x1F_FFFF) - 1;
        return (uint)index < (uint)_fresh && _nodes[index].IsWaiting && TicketOf(index) == ticket ? index : -1;
    }

    public int FirstDue(long now) => _deadlines.First is >= 0 and var first && _nodes[first].Deadline <= now ? first : -1;

    public int Oldest(Priority priority) => _arrivals[(int)priority].First;

    public int Newest(Priority priority) => _arrivals[(int)priority].Last;

    public int NewestOf(ushort tenant, Priority priority) => _lines[Line(tenant, priority)].Last;

    /// <summary>First in the line of the tenant whose turn it is; -1 if the class is empty.</summary>
    public int Next(Priority priority) => _round[(int)priority] is >= 0 and var line ? _lines[line].First : -1;

    /// <summary>The turn passes to the next tenant of a class.</summary>
    public void PassTurn(Priority priority)
    {
        ref var round = ref _round[(int)priority];
        if (round >= 0) { round = _lines[round].Next; }
    }

    public int Add(in RateRequest request, Priority priority, ulong tag, long enqueued, long deadline)
    {
        int index;
        if (_free >= 0)
        {
            index = _free;
            _free = _nodes[index].Later;
        }
        else
        {
            index = _fresh++;
        }
        _nodes[index] = new()
        {
            Request = request, Priority = priority, Tag = tag, Enqueued = enqueued, Deadline = deadline, Sequence = ++_sequence,
            InLine = -1, BeforeInLine = -1, Later = -1, Earlier = -1, InHeap = -1, IsWaiting = true,
        };
        _count[(int)priority]++;
        _perTenant[request.Tenant.Value - 1]++;
        Append(index);
        if (deadline != long.MaxValue) { _deadlines.Add(_nodes, index); }
        return index;
    }

    /// <summary>Puts a node last in its line and in the order of arrival; its ticket stays.</summary>
    public void MoveToEnd(int index)
    {
        Unlink(index);
        Append(index);
    }

    /// <summary>Takes a node out and frees it.</summary>
    public void Remove(int index)
    {
        Leave(index);
        Free(index);
    }

    /// <summary>Takes a node out and keeps it for the host.</summary>
    public void Shed(int index, Reason reason)
    {
        Leave(index);
        ref var node = ref _nodes[index];
        node.Shed = reason;
        node.Later = -1;
        if (_shed.Last < 0) { _shed.First = index; } else { _nodes[_shed.Last].Later = index; }
        _shed.Last = index;
    }

    /// <summary>The one shed first of those not yet taken; -1 if there is none. Free it with <see cref="FreeShed"/>.</summary>
    public int FirstShed => _shed.First;

    public void FreeShed()
    {
        var index = _shed.First;
        _shed.First = _nodes[index].Later;
        if (_shed.First < 0) { _shed.Last = -1; }
        Free(index);
    }

    private static int Line(ushort tenant, Priority priority) => (tenant - 1) * Classes + (int)priority;

    private void Free(int index)
    {
        _nodes[index].IsWaiting = false;
        _nodes[index].Later = _free;
        _free = index;
    }

    private void Leave(int index)
    {
        ref var node = ref _nodes[index];
        Unlink(index);
        if (node.InHeap >= 0) { _deadlines.Remove(_nodes, index); }
        node.IsWaiting = false;
        _count[(int)node.Priority]--;
        _perTenant[node.Request.Tenant.Value - 1]--;
    }

    private void Append(int index)
    {
        ref var node = ref _nodes[index];
        ref var arrivals = ref _arrivals[(int)node.Priority];
        (node.Earlier, node.Later) = (arrivals.Last, -1);
        if (arrivals.Last < 0) { arrivals.First = index; } else { _nodes[arrivals.Last].Later = index; }
        arrivals.Last = index;

        var number = Line(node.Request.Tenant.Value, node.Priority);
        ref var line = ref _lines[number];
        (node.BeforeInLine, node.InLine) = (line.Last, -1);
        if (line.Last < 0)
        {
            line.First = index;
            JoinRound(number, ref _round[(int)node.Priority]);
        }
        else
        {
            _nodes[line.Last].InLine = index;
        }
        line.Last = index;
    }

    private void Unlink(int index)
    {
        ref var node = ref _nodes[index];
        ref var arrivals = ref _arrivals[(int)node.Priority];
        if (node.Earlier < 0) { arrivals.First = node.Later; } else { _nodes[node.Earlier].Later = node.Later; }
        if (node.Later < 0) { arrivals.Last = node.Earlier; } else { _nodes[node.Later].Earlier = node.Earlier; }

        var number = Line(node.Request.Tenant.Value, node.Priority);
        ref var line = ref _lines[number];
        if (node.BeforeInLine < 0) { line.First = node.InLine; } else { _nodes[node.BeforeInLine].InLine = node.InLine; }
        if (node.InLine < 0) { line.Last = node.BeforeInLine; } else { _nodes[node.InLine].BeforeInLine = node.BeforeInLine; }
        if (line.First < 0) { LeaveRound(number, ref _round[(int)node.Priority]); }
    }

    // A newcomer waits for everybody's turn once: it stands before the one whose turn it is.
    private void JoinRound(int number, ref int round)
    {
        ref var line = ref _lines[number];
        if (round < 0)
        {
            round = line.Next = line.Previous = number;
            return;
        }
        line.Next = round;
        line.Previous = _lines[round].Previous;
        _lines[line.Previous].Next = number;
        _lines[round].Previous = number;
    }

    private void LeaveRound(int number, ref int round)
    {
        ref var line = ref _lines[number];
        if (line.Next == number)
        {
            round = -1;
        }
        else
        {
            _lines[line.Previous].Next = line.Next;
            _lines[line.Next].Previous = line.Previous;
            if (round == number) { round = line.Next; }
        }
        line.Next = line.Previous = -1;
    }
}
