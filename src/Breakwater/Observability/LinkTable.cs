using System.Runtime.InteropServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>A directed link between two agents of a tenant; with a task, that the first took such work over from the second.</summary>
internal readonly record struct LinkKey(TenantHandle Tenant, uint From, uint To, uint Task = 0)
{
    public bool IsHandover => Task != 0;
}

/// <summary>What a message said of its link.</summary>
internal enum LinkNews : byte
{
    Known,
    New,
    /// <summary>As many messages this hour as the mean and four standard deviations of its other hours, told once an hour.</summary>
    Surge,
    /// <summary>There is no room; the link is not profiled.</summary>
    Refused,
}

/// <summary>
/// The links that agents of a lane send on, with their traffic: as many entries as links in use, never as pairs. A link idle for too long is taken out, some at each insertion.
/// Guarded by the lane's lock; the number of links is shared by all lanes.
/// </summary>
internal sealed class LinkTable(WatchCapacity capacity, int idleHours)
{
    public const int None = -1;
    private const int SweptPerInsert = 4;
    private const int SweptAtBound = 256;
    private const int LeastSurge = 20;
    private const float Rate = 2f / (168 + 1);
    private const int HoursBeforeJudging = 24;

    // Chained buckets: the head of each, and in each link the next of its bucket.
    private int[] _buckets = [None, None, None, None, None, None, None, None];
    private Link[] _links = [];
    private int _count;
    private int _used;
    private int _free = None;
    private int _hand;

    public int Count => _count;

    /// <summary>Asks for where a link is looked up.</summary>
    public void Prefetch(in LinkKey key) => Ahead.Of(ref _buckets[BucketOf(key)], sizeof(int));

    /// <summary>Counts a message.</summary>
    /// <param name="key">The link.</param>
    /// <param name="hour">Hours since the beginning of the era.</param>
    /// <param name="first">The sender's first link, or <see cref="None"/>; a new one is put before it.</param>
    /// <param name="owner">Called for a link that was idle and is taken out.</param>
    public LinkNews Touch(in LinkKey key, int hour, ref int first, ILinkOwner owner)
    {
        var at = Find(key);
        if (at != None)
        {
            ref var link = ref _links[at];
            if (link.Hour != hour) { link.CloseHour(hour); }
            link.InHour++;
            return link.IsSurge ? LinkNews.Surge : LinkNews.Known;
        }
        Sweep(SweptPerInsert, hour, owner);
        if (!capacity.TryAdd())
        {
            Sweep(SweptAtBound, hour, owner);
            if (!capacity.TryAdd()) { return LinkNews.Refused; }
        }
        var slot = Take();
        _links[slot] = new() { Key = key, Hour = hour, InHour = 1, Next = first };
        first = slot;
        Index(slot);
        return LinkNews.New;
    }

    /// <summary>The receivers on a sender's list, as far as there is room. False if there are more.</summary>
    public bool Receivers(int first, Span<uint> receivers, out int count)
    {
        count = 0;
        for (var at = first; at != None; at = _links[at].Next)
        {
            if (_links[at].Key.IsHandover) { continue; }
            if (count == receivers.Length) { return false; }
            receivers[count++] = _links[at].Key.To;
        }
        return true;
    }

    /// <summary>Takes out all links of a sender.</summary>
    public void Forget(int first, ILinkOwner owner)
    {
        for (var at = first; at != None;)
        {
            var next = _links[at].Next;
            var key = _links[at].Key;
            Release(at);
            owner.Removed(key);
            at = next;
        }
    }

    private int BucketOf(in LinkKey key)
    {
        const ulong Golden = 0x9E3779B97F4A7C15;
        var hash = ((((ulong)key.From << 32) | key.To) ^ ((((ulong)key.Tenant.Value << 32) | key.Task) * Golden)) * Golden;
        return (int)(hash >> 32) & (_buckets.Length - 1);
    }

    private int Find(in LinkKey key)
    {
        var at = _buckets[BucketOf(key)];
        while (at != None && _links[at].Key != key) { at = _links[at].NextInBucket; }
        return at;
    }

    private void Index(int slot)
    {
        if (++_count > _buckets.Length)
        {
            _buckets = new int[2 * _buckets.Length];
            Array.Fill(_buckets, None);
            for (var i = 0; i < _used; i++)
            {
                if (i != slot && !_links[i].Key.Tenant.IsNone) { Chain(i); }
            }
        }
        Chain(slot);
    }

    private void Chain(int slot)
    {
        ref var head = ref _buckets[BucketOf(_links[slot].Key)];
        _links[slot].NextInBucket = head;
        head = slot;
    }

    private void Sweep(int slots, int hour, ILinkOwner owner)
    {
        for (var i = Math.Min(slots, _used); i > 0; i--)
        {
            _hand = _hand + 1 < _used ? _hand + 1 : 0;
            if (_links[_hand].Key.Tenant.IsNone || hour - _links[_hand].Hour <= idleHours) { continue; }
            var key = _links[_hand].Key;
            Unlink(ref owner.FirstLinkOf(key), _hand);
            Release(_hand);
            owner.Removed(key);
        }
    }

    private void Unlink(ref int first, int slot)
    {
        ref var at = ref first;
        while (at != slot) { at = ref _links[at].Next; }
        at = _links[slot].Next;
    }

    private void Release(int slot)
    {
        ref var head = ref _buckets[BucketOf(_links[slot].Key)];
        while (head != slot) { head = ref _links[head].NextInBucket; }
        head = _links[slot].NextInBucket;
        _count--;
        _links[slot] = new() { Next = _free };
        _free = slot;
        capacity.Remove();
    }

    private int Take()
    {
        if (_free != None)
        {
            var slot = _free;
            _free = _links[slot].Next;
            return slot;
        }
        if (_used == _links.Length) { Array.Resize(ref _links, Math.Max(16, _links.Length * 2)); }
        return _used++;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Link
    {
        public LinkKey Key;
        public int Next;
        public int NextInBucket;
        public int Hour;
        public int InHour;
        public int Hours;
        public float Mean;
        public float Variance;
        public bool HasSurged;

        /// <summary>Whether this hour has just gone beyond its upper control limit.</summary>
        public bool IsSurge
        {
            get
            {
                if (HasSurged || Hours < HoursBeforeJudging || InHour < LeastSurge) { return false; }
                // Counts vary at least as Poisson's do.
                var limit = Mean + (4 * MathF.Sqrt(Math.Max(Variance, Mean)));
                return HasSurged = InHour > limit;
            }
        }

        // Hours without traffic are hours of the day at which there is none; they say nothing of the others.
        public void CloseHour(int hour)
        {
            Hours++;
            var rate = Math.Max(1f / Hours, Rate);
            var delta = InHour - Mean;
            Mean += delta * rate;
            Variance += ((delta * delta * (1 - rate)) - Variance) * rate;
            (Hour, InHour, HasSurged) = (hour, 0, false);
        }
    }
}

/// <summary>Who keeps the lists that a table's links are on.</summary>
internal interface ILinkOwner
{
    /// <summary>Where the first link of a link's sender is kept.</summary>
    ref int FirstLinkOf(in LinkKey link);

    /// <summary>A link was taken out.</summary>
    void Removed(in LinkKey link);
}

/// <summary>A count that several share, and its bound.</summary>
internal sealed class WatchCapacity(int most)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool TryAdd()
    {
        if (Interlocked.Increment(ref _count) <= most) { return true; }
        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Remove() => Interlocked.Decrement(ref _count);
}
