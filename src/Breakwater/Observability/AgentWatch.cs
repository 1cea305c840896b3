using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// Everything that is known of one agent's behaviour, in a fixed size. Three scales of time: each message moves a smoothed value (an EWMA control chart, Roberts 1959); each active minute
/// samples it into the rolling baseline; each hour is
/// compared with the rolling hours, and each day, by a two-sided CUSUM (Page 1954), with the original, which is frozen. Guarded by its lane's lock.
/// </summary>
internal partial struct AgentWatch
{
    private const float MessageReach = 5;
    private const float MessageMemory = 8_192;
    private const int ReachAfter = 32;

    // What is smoothed, and the messages behind it.
    private StoredLanes _smooth;
    private StoredLanes _messages;
    private StoredLanes _messageMean;
    private StoredLanes _messageVariance;

    // The rolling baseline, as a message is compared with it.
    private StoredLanes _mean;
    private StoredLanes _inverse;

    private ToolProfile _tools;
    private HourNow _now;

    public AgentGroups Groups;
    public AgentHandle Handle;
    public TenantHandle Tenant;
    public RiskClass Risk;
    public WatchBand Band;
    public bool IsDrifting;
    public long LastTicks;
    public long InspectedUntil;
    public float StandingScore;
    public int FirstLink;
    public int OutDegree;
    public int InDegree;

    /// <summary>Where it stands in its lane, and so its <see cref="AgentPast"/>.</summary>
    public int Slot;

    private int _minute;
    private int _hour;
    private int _daysActive;
    private float _drift;
    private ushort _seen;
    private ushort _ripe;
    private bool _hasHours;

    /// <summary>Whether the agent's usual tools, hours and original baseline are still being learnt.</summary>
    public readonly bool IsLearning(WatchTerms terms) => _daysActive < terms.Options.FreezeAfterDays;

    /// <summary>What was last read of it, for a message that is not inspected.</summary>
    public readonly AnomalyReading Standing() =>
        new(StandingScore, Band == WatchBand.NotWatched ? WatchBand.Learning : Band, BehaviourSignal.Peers, 0, IsDrifting) { IsStanding = true };

    /// <summary>Asks for what a message will touch, so that the waits for memory overlap.</summary>
    public static void Prefetch(ref AgentWatch agent) => Ahead.Of(ref agent, Unsafe.SizeOf<AgentWatch>());

    /// <summary>Turns a message into signals and takes them in. Says whether its tool was a first use.</summary>
    public bool Absorb(in Observation message, long ticks, WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        var isLearning = IsLearning(terms);
        var isFirst = false;
        Span<float> x = stackalloc float[Lanes.Count];
        x.Clear();
        uint bits = 1u << (int)BehaviourSignal.Degree;
        x[(int)BehaviourSignal.Degree] = MathF.Log(1 + OutDegree + InDegree);
        if (!message.Tool.IsNone)
        {
            Put(x, ref bits, BehaviourSignal.ToolUse, _tools.Call(message.Tool.Value, isLearning, out isFirst));
            isFirst &= _hasHours;
        }
        if (message.Quality is >= 0 and <= 1) { Put(x, ref bits, BehaviourSignal.Quality, message.Quality); }
        if (message.LatencyMs is > 0 and < float.PositiveInfinity) { Put(x, ref bits, BehaviourSignal.Latency, MathF.Log(message.LatencyMs)); }
        if (message.Failed is { } failed) { Put(x, ref bits, BehaviourSignal.Errors, failed ? 1 : 0); }
        if (message.ContentDistance is >= 0 and <= 2) { Put(x, ref bits, BehaviourSignal.Content, message.ContentDistance); }
        if (message.ContextUse is >= 0 and <= 1) { Put(x, ref bits, BehaviourSignal.Context, message.ContextUse); }
        if (message.Cost is { Micros: >= 0 } cost) { Put(x, ref bits, BehaviourSignal.Cost, MathF.Log(1f + cost.Micros)); }

        var hour = (int)(ticks / TimeSpan.TicksPerHour % 24);
        if (LastTicks != 0 && !message.IsOutcome)
        {
            // 10 ms more, so that a burst within one tick of the clock is a number.
            var gap = MathF.Log((float)((double)(ticks - LastTicks) / TimeSpan.TicksPerSecond) + 0.01f);
            _now.Move(hour, ref past.Schedule);
            Put(x, ref bits, BehaviourSignal.Volume, _now.Relative(gap));
            Put(x, ref bits, BehaviourSignal.Schedule, _now.Surprise());
            if (isLearning) { _now.Learn(gap); }
        }
        if (!message.IsOutcome) { LastTicks = ticks; }
        CloseUntil(ticks, terms, ref past, ref events);
        Smooth(Lanes.Of(x), bits, terms);
        return isFirst;
    }

    /// <summary>The smoothed values' deviations from the rolling baseline, in its standard deviations; 0 where the baseline is too young.</summary>
    public readonly Lanes Deviations(WatchTerms terms) =>
        Lanes.Clamp(((Lanes)_smooth - _mean) * _inverse, terms.Lowest, terms.Highest) & Lanes.Mask(_ripe);

    /// <summary>The score now: squares of deviations, weighted.</summary>
    public readonly AnomalyReading Score(WatchTerms terms)
    {
        if (!TryShares(terms, out var shares, out var peers)) { return new(0, WatchBand.Learning, BehaviourSignal.Peers, _drift, IsDrifting); }
        shares = shares.With(BehaviourSignal.Peers, peers.Largest());
        var sum = shares.Sum();
        var score = 100 * sum / (sum + terms.Half);
        return new(score, Banded(score, terms), shares.LargestLane(), _drift, IsDrifting);
    }

    /// <summary>The lanes that make up a fifth of the score or more, as bits; what the comparison with the type says counts for the lane it says it of.</summary>
    public readonly uint Speaking(WatchTerms terms)
    {
        if (!TryShares(terms, out var shares, out var peers)) { return 0; }
        var furthest = peers.Largest();
        var total = shares.Sum() + furthest;
        shares = shares.With(peers.LargestLane(), shares[peers.LargestLane()] + furthest);
        return Lanes.Bits(Lanes.AtLeast(shares, Lanes.All(Math.Max(total / 5, 1e-6f))));
    }

    /// <summary>What each lane adds to the score on its own, and what it would add by its distance from the type; of the latter the largest counts. False if nothing is known yet.</summary>
    private readonly bool TryShares(WatchTerms terms, out Lanes shares, out Lanes peers)
    {
        var own = Deviations(terms);
        var type = Groups.Type;
        var ripe = Lanes.Mask(_ripe);
        peers = default;
        shares = default;
        if (type.IsRipe)
        {
            peers = Lanes.Clamp(((Lanes)_smooth - type.Mean) * type.Inverse, terms.Lowest, terms.Highest) * terms.Compared & type.Ripe & Lanes.AtLeast(_messages, Lanes.All(ReachAfter));
            own = Lanes.Select(ripe, own, peers);
        }
        else if (_ripe == 0) { return false; }
        if (Groups.IsShifted)
        {
            var shift = Groups.Shift;
            own = Unexplained(own, shift);
            peers = Unexplained(peers, shift);
        }
        shares = own * own * terms.Weights;
        peers = peers * peers * Lanes.All(terms.PeerWeight);
        return true;
    }

    /// <summary>Puts the smoothed value of the minutes and hours that have ended into the baselines.</summary>
    public void CloseUntil(long ticks, WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        var minute = (int)(ticks / TimeSpan.TicksPerMinute);
        if (minute <= _minute) { return; }
        if (_seen != 0) { CloseMinute(terms, ref past, ref events); }
        _minute = minute;
        if (minute / 60 != _hour)
        {
            CloseHour(terms, ref past, ref events);
            _hour = minute / 60;
            if (_hour / 24 != past.Day)
            {
                CloseDay(terms, ref past, ref events);
                past.Day = _hour / 24;
            }
        }
    }

    private static void Put(Span<float> x, ref uint bits, BehaviourSignal signal, float value)
    {
        x[(int)signal] = value;
        bits |= 1u << (int)signal;
    }

    /// <summary>What a shift of the whole group does not explain: anything between nothing and twice the shift is explained, because the members' shifts are spread and the group's is a minute old.</summary>
    private static Lanes Unexplained(in Lanes deviation, in Lanes shift)
    {
        var twice = shift + shift;
        return deviation - Lanes.Clamp(deviation, Lanes.Min(default, twice), Lanes.Max(default, twice));
    }

    // Down only when the score has left the line by ten points, so that a score on the line is one alert and not many.
    private readonly WatchBand Banded(float score, WatchTerms terms)
    {
        var options = terms.Options;
        var band = At(score);
        return band >= Band ? band : (WatchBand)Math.Min((int)At(score + 10), (int)Band);

        WatchBand At(float s) => s >= options.StopAt ? WatchBand.Stop : s >= options.IsolateAt ? WatchBand.Isolate : s >= options.MonitorAt ? WatchBand.Monitor : WatchBand.Normal;
    }

    private void Smooth(in Lanes x, uint bits, WatchTerms terms)
    {
        var mask = Lanes.Mask(bits);
        var one = Lanes.All(1);
        var messages = _messages + (one & mask);
        var rate = one / Lanes.Max(messages, one);
        // A single message counts for no more than five of its usual deviations, whatever it says: a point is noise, a run of them is not.
        Lanes mean = _messageMean, variance = _messageVariance, smooth = _smooth;
        var usual = Lanes.Sqrt(Lanes.Max(variance, terms.MessageFloor * terms.MessageFloor));
        var reach = Lanes.Select(Lanes.AtLeast(messages, Lanes.All(ReachAfter)), usual * Lanes.All(MessageReach), Lanes.All(1e9f));
        var delta = Lanes.Clamp(x - mean, -reach, reach) & mask;
        var value = mean + delta;
        var slow = Lanes.Max(rate, Lanes.All(1 / MessageMemory));
        _messages = messages;
        _messageMean = mean + (delta * slow);
        _messageVariance = variance + ((((delta * delta * (one - slow)) - variance) & mask) * slow);
        _smooth = smooth + (((value - smooth) & mask) * Lanes.Max(rate, Lanes.All(terms.Smoothing)));
        _seen |= (ushort)bits;
    }
}
