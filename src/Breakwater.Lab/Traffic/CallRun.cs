using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

/// <summary>
/// Calls played through: agents ask, the real limiter, queues and retry policy decide, simulated providers answer. Everything that was asked for ends in exactly one way.
/// </summary>
internal sealed partial class CallRun : SimProcess
{
    /// <summary>What a refusal takes to come back from a provider.</summary>
    public static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(50);

    private const int Arrive = 0;
    private const int Again = 1;
    private const int Answered = 2;
    private const int Turned = 3;
    private const int Wake = 4;
    private const int Due = 5;
    private const int MostRetries = 3;

    // A queue looks at its four classes for whatever it does.
    private const int QueueWork = 4;

    private readonly Simulator _simulator;
    private readonly IReadOnlyList<CallRequest> _requests;
    private readonly IReadOnlyList<SimulatedProvider> _providers;
    private readonly CallRules _rules;
    private readonly long[] _latencies;
    private readonly TenantHandle[] _tenants;
    private readonly RateLimiter? _limiter;
    private readonly RetryPolicy? _retries;
    private readonly AdmissionQueue[] _queues;
    private readonly OvershootMeter? _meter;
    private readonly Reservation[] _reservations;
    private readonly byte[] _attempts;
    private readonly long[] _sentAt;
    private readonly TimeSpan[] _told;
    private readonly bool[] _isWithProvider;
    private readonly int[] _waiting;
    private readonly int[] _critical;
    private readonly bool _givesBack;
    private readonly TurnCount _turns = new();
    private long _wakeAt = long.MaxValue;
    private int _turn;
    private Work _work;

    /// <summary>Prepares a run.</summary>
    /// <param name="simulator">Where it happens.</param>
    /// <param name="requests">The calls, in order of time.</param>
    /// <param name="providers">In the fleet file's order.</param>
    /// <param name="rules">How calls are let out.</param>
    /// <param name="latencies">What an answer to each call takes, in nanoseconds.</param>
    /// <param name="tenants">Tenants of the fleet.</param>
    public CallRun(Simulator simulator, IReadOnlyList<CallRequest> requests, IReadOnlyList<SimulatedProvider> providers, CallRules rules, long[] latencies, int tenants)
    {
        (_simulator, _requests, _providers, _rules, _latencies) = (simulator, requests, providers, rules, latencies);
        _tenants = TenantHandles.First(tenants);
        _limiter = rules.Limits is null ? null : new(rules.Limits, simulator.Clock);
        _meter = rules.Limits is null ? null : new(rules.Limits);
        _retries = rules.Retrying == Retrying.Budgeted ? new(new(), tenants) : null;
        var room = Math.Clamp(requests.Count, 10_000, 1_000_000);
        _queues = rules.Queues ? [.. providers.Select(_ => new AdmissionQueue(new() { Tenants = tenants, Capacity = room, MaxPerTenant = room }, simulator.Clock))] : [];
        _reservations = new Reservation[requests.Count];
        _attempts = new byte[requests.Count];
        _sentAt = new long[requests.Count];
        _told = new TimeSpan[requests.Count];
        _isWithProvider = new bool[requests.Count];
        Ends = new CallEnd[requests.Count];
        TakenAt = new long[requests.Count];
        EndedAt = new long[requests.Count];
        _waiting = new int[providers.Count];
        _critical = new int[providers.Count];
        _givesBack = requests.Any(r => r.Used < r.Estimate) || rules.Limits?.Providers.Any(p => p.Adaptive is not null || p.Limits.Concurrency is not null) == true;
    }

    /// <summary>How each call ended.</summary>
    public CallEnd[] Ends { get; }

    /// <summary>When the provider took each call that was answered.</summary>
    public long[] TakenAt { get; }

    /// <summary>When each call ended.</summary>
    public long[] EndedAt { get; }

    /// <summary>Calls that reached a provider, those it refused included.</summary>
    public long Sent { get; private set; }

    /// <summary>Calls answered with 429.</summary>
    public long Throttled => _providers.Sum(p => p.Throttled);

    /// <summary>Calls tried again.</summary>
    public long Retries { get; private set; }

    /// <summary>Turns taken at the limiter.</summary>
    public long Turns => _turns.Count;

    /// <summary>Most turns in one second of virtual time.</summary>
    public long BusiestSecond => _turns.BusiestSecond;

    /// <summary>What limits and queues did.</summary>
    public Work Work => _work;

    /// <summary>What a level let out beyond its bucket.</summary>
    public double Overshoot => _meter?.Overshoot ?? 0;

    public void Run(CancellationToken cancellation)
    {
        for (var i = 0; i < _requests.Count; i++) { _simulator.ScheduleAt(_requests[i].At, this, Arrive, i); }
        _simulator.Run(cancellationToken: cancellation);
        if (Array.IndexOf(Ends, CallEnd.Pending) is >= 0 and var left) { throw new InvalidOperationException($"Call {left} of {_requests.Count} never ended."); }
        if (_limiter is { OpenReservations: > 0 and var open }) { throw new InvalidOperationException($"{open} reservations were left open."); }
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Arrive:
                _retries?.Requested(_tenants[_requests[(int)a].Tenant - 1]);
                if (_rules.Deadline is not null) { sim.ScheduleAt(DueAt((int)a), this, Due, a); }
                Ask((int)a);
                break;
            case Again:
                Ask((int)a);
                break;
            case Answered when !IsHungUp((int)a):
                OnAnswered((int)a);
                break;
            case Turned when !IsHungUp((int)a):
                OnTurned((int)a, (ProviderAnswer)b);
                break;
            case Due:
                OnDue((int)a);
                break;
            case Wake when a == _wakeAt:
                _wakeAt = long.MaxValue;
                Dispatch();
                break;
        }
    }

    private void Ask(int call)
    {
        var request = _requests[call];
        _attempts[call]++;
        if (_rules.Queues)
        {
            _work.Add(WorkUnit.EntryExamined, QueueWork);
            if (_queues[request.Provider - 1].Enqueue(request.Rate(_tenants), request.Priority, Patience(call), (ulong)call, out _) is not null)
            {
                End(call, CallEnd.Refused);
                return;
            }
            _waiting[request.Provider - 1]++;
            if (request.Priority == Priority.Critical) { _critical[request.Provider - 1]++; }
            Dispatch();
        }
        else if (_limiter is not null)
        {
            _turns.Add(_simulator.Now);
            var verdict = _limiter.Reserve(request.Rate(_tenants), ref _work, out _reservations[call]);
            if (verdict.IsGranted) { Send(call); } else { TryAgain(call, verdict.Effect == Effect.Throttle, verdict.RetryAfter, CallEnd.Refused); }
        }
        else
        {
            Send(call);
        }
    }

    // One turn for everyone who waits: the queues share levels, so those with something critical come first and the others take turns.
    private void Dispatch()
    {
        if (_rules.Deadline is not null) { TakeShed(); }
        while (true)
        {
            var (soonest, served) = (TimeSpan.MaxValue, false);
            for (var pass = 0; pass < 2 && !served; pass++)
            {
                for (var i = 0; i < _queues.Length && !served; i++)
                {
                    var at = (_turn + i) % _queues.Length;
                    if (_waiting[at] == 0 || _critical[at] > 0 != (pass == 0)) { continue; }
                    served = Admit(at, ref soonest);
                    if (served) { _turn = at + 1; }
                }
            }
            if (!served)
            {
                if (soonest != TimeSpan.MaxValue) { WakeIn(soonest); }
                return;
            }
        }
    }

    private bool Admit(int at, ref TimeSpan soonest)
    {
        _turns.Add(_simulator.Now);
        _work.Add(WorkUnit.EntryExamined, QueueWork);
        if (!_queues[at].TryAdmit(_limiter!, ref _work, out var queued, out var reservation, out var verdict))
        {
            if (!verdict.IsGranted && verdict.RetryAfter < soonest) { soonest = verdict.RetryAfter; }
            return false;
        }
        _waiting[at]--;
        if (queued.Priority == Priority.Critical) { _critical[at]--; }
        var call = (int)queued.Tag;
        _reservations[call] = reservation;
        if (reservation.IsNone) { End(call, CallEnd.Refused); } else { Send(call); }
        return true;
    }

    // In the limiter's ticks, so that it is not a part of a tick too early.
    private void WakeIn(TimeSpan wait)
    {
        var at = (_simulator.Now / 100 + Math.Max(1, wait.Ticks)) * 100;
        if (at >= _wakeAt) { return; }
        _wakeAt = at;
        _simulator.ScheduleAt(at, this, Wake, at);
    }

    private void Send(int call)
    {
        var (request, now) = (_requests[call], _simulator.Now);
        var provider = _providers[request.Provider - 1];
        _meter?.Take(request, now / 100);
        (_sentAt[call], _isWithProvider[call]) = (now, true);
        Sent++;
        var answer = provider.Ask(now, request.Used, out _told[call]);
        if (answer == ProviderAnswer.Taken)
        {
            TakenAt[call] = now;
            var answeredAt = now + _latencies[call] * provider.Slowness;
            // What would come after the deadline never does: the agent hangs up then.
            if (answeredAt <= DueAt(call)) { _simulator.ScheduleAt((long)answeredAt, this, Answered, call); }
        }
        else
        {
            _simulator.Schedule(RefusalTakes, this, Turned, call, (long)answer);
        }
    }

    private void OnAnswered(int call)
    {
        _isWithProvider[call] = false;
        Settle(call, _requests[call].Used);
        Tell(call, ProviderOutcome.Answered, default);
        End(call, CallEnd.Answered);
        if (_givesBack && _rules.Queues) { Dispatch(); }
    }

    private void OnTurned(int call, ProviderAnswer answer)
    {
        _isWithProvider[call] = false;
        Settle(call, 0);
        var isThrottled = answer == ProviderAnswer.Throttled;
        Tell(call, isThrottled ? ProviderOutcome.Throttled : ProviderOutcome.Overloaded, _told[call]);
        TryAgain(call, true, _told[call], isThrottled ? CallEnd.Throttled : CallEnd.Out);
        if (_rules.Queues) { Dispatch(); }
    }

    private void TryAgain(int call, bool helps, TimeSpan told, CallEnd otherwise)
    {
        TimeSpan? wait = _rules.Retrying switch
        {
            _ when !helps => null,
            Retrying.AtOnce when _attempts[call] <= MostRetries => TimeSpan.Zero,
            Retrying.AsTold when _attempts[call] <= MostRetries => told,
            Retrying.Budgeted => _retries!.Advise(_requests[call].Rate(_tenants), (ulong)call, _attempts[call], true, told) is { IsGranted: true } advice ? advice.Wait : null,
            _ => null,
        };
        var again = Math.Max(_simulator.Now, (_simulator.Now / 100 + (wait ?? default).Ticks) * 100);
        if (wait is null || again >= DueAt(call))
        {
            End(call, otherwise);
            return;
        }
        Retries++;
        _simulator.ScheduleAt(again, this, Again, call);
    }

    private void Settle(int call, long used)
    {
        if (_limiter is null) { return; }
        if (!_limiter.Settle(_reservations[call], used)) { throw new InvalidOperationException($"The reservation of call {call} was not open."); }
        _meter!.Settle(_requests[call], used, _simulator.Now / 100);
    }

    private void Tell(int call, ProviderOutcome outcome, TimeSpan retryAfter)
    {
        if (_rules.Feedback) { _limiter?.Observe(new(_requests[call].Provider), outcome, SimTime.ToTimeSpan(_simulator.Now - _sentAt[call]), retryAfter); }
    }

    private void End(int call, CallEnd end)
    {
        if (Ends[call] != CallEnd.Pending) { throw new InvalidOperationException($"Call {call} ended twice."); }
        (Ends[call], EndedAt[call]) = (end, _simulator.Now);
    }
}
