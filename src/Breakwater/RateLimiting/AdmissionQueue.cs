using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// Requests of work that wait for quota, most often those of one provider: critical strictly first, the others by weight, tenants of a class in turn, and the aged in
/// between, so that nothing starves. Bounded: when full it sheds what has expired, then the newest of the lowest class below the newcomer's, and says so. Driven by its host;
/// nothing waits inside. Safety traffic cannot be enqueued. O(1), O(log n) with a deadline; allocates nothing after it is made. Thread-safe.
/// </summary>
/// <remarks>
/// Bound on waiting: a request below critical that is aged, with m requests below critical that arrived before it, is handed out by the
/// <c>AgedEvery × (m + 1)</c>th <see cref="TryDequeue"/> below critical from then on. Before that, a class with weight w gets at least w of every
/// sum of weights handed out below critical while it has something waiting, less what the aged of other classes take.
/// </remarks>
public sealed class AdmissionQueue
{
    // Divisible by every usual weight; what is rounded off elsewhere is at most a part in 720. Small enough to be added for ever.
    private const long Stride = 720_720;

    // What an agent's own limit holds back gives way to so many others in one call.
    private const int MostPassedBy = 16;

    private readonly AdmissionQueueOptions _options;
    private readonly TickClock _clock;
    private readonly Lock _lock = new();
    private readonly WaitingRequests _waiting;
    private readonly long[] _strides;
    private readonly long[] _passes = new long[WaitingRequests.Classes];
    private readonly Tally[] _tallies = new Tally[WaitingRequests.Classes];
    private long _pass;
    private int _sinceAged;

    /// <summary>Builds an empty queue.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public AdmissionQueue(AdmissionQueueOptions options, TimeProvider time)
    {
        var problems = options.Problems();
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _options = options;
        _clock = new(time);
        _waiting = new(options.Capacity, options.Tenants);
        _strides = [0, Stride / options.HighWeight, Stride / options.NormalWeight, Stride / options.LowWeight];
    }

    /// <summary>Requests waiting.</summary>
    public int Count
    {
        get { lock (_lock) { return _waiting.Total; } }
    }

    /// <summary>Takes a request in.</summary>
    /// <param name="request">What is to be reserved when its turn comes.</param>
    /// <param name="priority">Its class.</param>
    /// <param name="deadline">From now on; it is shed when that has passed. <see cref="TimeSpan.MaxValue"/> for none.</param>
    /// <param name="tag">The host's own number.</param>
    /// <param name="ticket">To cancel it; none if it was refused.</param>
    /// <returns>Why it was refused; null if it waits.</returns>
    public Reason? Enqueue(in RateRequest request, Priority priority, TimeSpan deadline, ulong tag, out QueueTicket ticket)
    {
        lock (_lock)
        {
            ticket = default;
            var now = _clock.Now();
            var refusal = Room_NeedsLock(request, priority, deadline, now);
            ref var tally = ref _tallies[(int)priority];
            if (refusal is not null)
            {
                tally.Refused++;
                return refusal;
            }
            // A class that had nothing waiting starts level with the others: it has saved up nothing.
            if (_waiting.Count(priority) == 0) { _passes[(int)priority] = Math.Max(_passes[(int)priority], _pass); }
            var until = deadline.Ticks > long.MaxValue - now ? long.MaxValue : now + deadline.Ticks;
            ticket = _waiting.TicketOf(_waiting.Add(request, priority, tag, now, until));
            tally.Enqueued++;
            return null;
        }
    }

    /// <summary>Takes a request out that is no longer wanted.</summary>
    /// <returns>False if it does not wait any more.</returns>
    public bool Cancel(QueueTicket ticket)
    {
        lock (_lock)
        {
            var index = _waiting.Find(ticket);
            if (index < 0) { return false; }
            _tallies[(int)_waiting.Node(index).Priority].Cancelled++;
            _waiting.Remove(index);
            return true;
        }
    }

    /// <summary>Hands out the request whose turn it is.</summary>
    /// <returns>False if none waits.</returns>
    public bool TryDequeue(out QueuedRequest request)
    {
        lock (_lock)
        {
            request = default;
            var now = _clock.Now();
            ShedExpired_NeedsLock(now);
            var index = Choose_NeedsLock(now, out var isAged);
            if (index < 0) { return false; }
            request = HandOut_NeedsLock(index, isAged, now);
            return true;
        }
    }

    /// <summary>
    /// Hands out the request whose turn it is if it can be reserved at once; otherwise it keeps its turn. One that only its own agent's or tenant's limit holds back goes to
    /// the end of its line, and up to sixteen others are tried.
    /// </summary>
    /// <param name="limiter">Where to reserve.</param>
    /// <param name="work">Counts the limits examined.</param>
    /// <param name="request">The request handed out; or, refused, the one to answer for.</param>
    /// <param name="reservation">To settle or cancel.</param>
    /// <param name="verdict">Why nothing was handed out, and when to come again; a grant if nothing waits. A refusal for good hands the request out too, without a reservation.</param>
    /// <returns>Whether a request was handed out.</returns>
    public bool TryAdmit(RateLimiter limiter, ref Work work, out QueuedRequest request, out Reservation reservation, out RateVerdict verdict)
    {
        lock (_lock)
        {
            (request, reservation, verdict) = (default, default, default);
            var now = _clock.Now();
            ShedExpired_NeedsLock(now);
            for (var tries = 0; tries <= MostPassedBy; tries++)
            {
                var index = Choose_NeedsLock(now, out var isAged);
                if (index < 0) { return false; }
                ref var node = ref _waiting.Node(index);
                var answer = limiter.Reserve(node.Request, ref work, out reservation);
                // When to come again is the soonest of what was tried.
                if (tries == 0 || answer.IsGranted || answer.Effect == Effect.Deny || answer.RetryAfter < verdict.RetryAfter) { verdict = answer; }
                if (answer.IsGranted || answer.Effect == Effect.Deny)
                {
                    request = HandOut_NeedsLock(index, isAged, now);
                    return true;
                }
                if (answer.Level > RateLevel.Tenant) { return false; }
                _waiting.PassTurn(node.Priority);
                _waiting.MoveToEnd(index);
            }
            return false;
        }
    }

    /// <summary>Takes the next request that was shed, so that its host can answer it. Until all are taken they occupy room.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryTakeShed(out ShedRequest shed)
    {
        lock (_lock)
        {
            shed = default;
            var now = _clock.Now();
            ShedExpired_NeedsLock(now);
            var index = _waiting.FirstShed;
            if (index < 0) { return false; }
            shed = new(Describe_NeedsLock(index, now), _waiting.Node(index).Shed!);
            _waiting.FreeShed();
            return true;
        }
    }

    /// <summary>What became of the requests of a class so far.</summary>
    public QueueCounts Counts(Priority priority)
    {
        lock (_lock)
        {
            ref var tally = ref _tallies[(int)priority];
            return new(tally.Enqueued, tally.Refused, tally.Served, tally.Cancelled, tally.Expired, tally.Displaced, _waiting.Count(priority));
        }
    }

    private Reason? Room_NeedsLock(in RateRequest request, Priority priority, TimeSpan deadline, long now)
    {
        if ((uint)(request.Tenant.Value - 1) >= (uint)_options.Tenants) { return RateLimitReasons.UnknownTenant; }
        if (deadline <= TimeSpan.Zero) { return RateLimitReasons.DeadlinePassed; }
        ShedExpired_NeedsLock(now);
        if (!_waiting.HasRoom) { return RateLimitReasons.ShedNotTaken; }
        if (_waiting.OfTenant(request.Tenant.Value) >= _options.MaxPerTenant)
        {
            return Displace_NeedsLock(priority, request.Tenant.Value) ? null : RateLimitReasons.TenantQueueFull;
        }
        return _waiting.Total < _options.Capacity || Displace_NeedsLock(priority, 0) ? null : RateLimitReasons.QueueFull;
    }

    // The newest of the lowest class below a newcomer's; of one tenant, where that is at its bound.
    private bool Displace_NeedsLock(Priority newcomer, ushort tenant)
    {
        for (var priority = Priority.Low; priority > newcomer; priority--)
        {
            var index = tenant == 0 ? _waiting.Newest(priority) : _waiting.NewestOf(tenant, priority);
            if (index < 0) { continue; }
            _tallies[(int)priority].Displaced++;
            RateLimitInstruments.Shed.Add(1);
            _waiting.Shed(index, RateLimitReasons.Displaced);
            return true;
        }
        return false;
    }

    private void ShedExpired_NeedsLock(long now)
    {
        while (_waiting.FirstDue(now) is >= 0 and var index)
        {
            _tallies[(int)_waiting.Node(index).Priority].Expired++;
            RateLimitInstruments.Shed.Add(1);
            _waiting.Shed(index, RateLimitReasons.DeadlinePassed);
        }
    }

    private int Choose_NeedsLock(long now, out bool isAged)
    {
        isAged = false;
        if (_waiting.Next(Priority.Critical) is >= 0 and var critical) { return critical; }
        if (_sinceAged >= _options.AgedEvery - 1 && OldestAged_NeedsLock(now) is >= 0 and var aged)
        {
            isAged = true;
            return aged;
        }
        var chosen = -1;
        for (var priority = Priority.High; priority <= Priority.Low; priority++)
        {
            if (_waiting.Count(priority) > 0 && (chosen < 0 || _passes[(int)priority] < _passes[chosen])) { chosen = (int)priority; }
        }
        return chosen < 0 ? -1 : _waiting.Next((Priority)chosen);
    }

    private int OldestAged_NeedsLock(long now)
    {
        var oldest = -1;
        for (var priority = Priority.High; priority <= Priority.Low; priority++)
        {
            var index = _waiting.Oldest(priority);
            if (index >= 0 && now - _waiting.Node(index).Enqueued >= _options.AgeAfter.Ticks && (oldest < 0 || _waiting.Node(index).Sequence < _waiting.Node(oldest).Sequence)) { oldest = index; }
        }
        return oldest;
    }

    private QueuedRequest HandOut_NeedsLock(int index, bool isAged, long now)
    {
        var request = Describe_NeedsLock(index, now);
        var priority = request.Priority;
        if (isAged)
        {
            _sinceAged = 0;
        }
        else
        {
            _waiting.PassTurn(priority);
            if (priority != Priority.Critical)
            {
                _sinceAged++;
                _pass = _passes[(int)priority];
                _passes[(int)priority] += _strides[(int)priority];
            }
        }
        _waiting.Remove(index);
        _tallies[(int)priority].Served++;
        return request;
    }

    private QueuedRequest Describe_NeedsLock(int index, long now)
    {
        ref var node = ref _waiting.Node(index);
        return new(_waiting.TicketOf(index), node.Request, node.Priority, node.Tag, new(Math.Max(0, now - node.Enqueued)));
    }

    private struct Tally
    {
        public long Enqueued;
        public long Refused;
        public long Served;
        public long Cancelled;
        public long Expired;
        public long Displaced;
    }
}
