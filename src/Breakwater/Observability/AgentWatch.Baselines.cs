namespace Breakwater.Observability;

/// <summary>The baselines: rolling by the minute, rolling by the hour, original by the day.</summary>
internal partial struct AgentWatch
{
    private const float SampleReach = 3;
    private const float DayReach = 4;
    private const int SamplesOfAnHour = 10;
    private const int HoursOfADay = 3;
    private const int DaysNotInOriginal = 1;
    private const int HoursBeforeJudging = 24;

    // Of a message's original standard deviation: a shift smaller than some of these is of no account, however certain.
    private const float LeastOfMessage = 0.1f;

    /// <summary>How far the agent has gone from its original, and in what.</summary>
    public readonly DriftReading Drift(WatchTerms terms, in AgentPast past)
    {
        var signal = Lanes.Max(past.Up, past.Down).LargestLane();
        var lane = (int)signal;
        var message = Math.Max(past.OriginMessage[lane], terms.MessageFloor[lane]);
        var isFrozen = past.OriginDays[lane] >= OriginDays(terms);
        var origin = past.OriginMean[lane];
        return new(
            _drift,
            signal,
            isFrozen,
            isFrozen ? (past.HourMean[lane] - origin) / message : 0,
            isFrozen ? (past.Month[lane] - origin) / message : 0,
            isFrozen ? (past.Quarter[lane] - origin) / message : 0);
    }

    private static float OriginDays(WatchTerms terms) => terms.Options.FreezeAfterDays - DaysNotInOriginal;

    private void CloseMinute(WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        var mask = Lanes.Mask(_seen);
        var one = Lanes.All(1);
        var deviations = Deviations(terms) & mask;
        Lanes smooth = _smooth, mean = _mean, variance = past.Variance;
        var samples = past.Samples + (one & mask);
        _ripe = (ushort)Lanes.Bits(Lanes.AtLeast(samples, Lanes.All(terms.Options.BaselineMinutes)));
        // Bounded influence: an anomaly moves what is usual only slowly, and a change that stays becomes usual in the end. The original catches what comes in by this door.
        var reach = Lanes.Select(Lanes.Mask(_ripe), Lanes.All(SampleReach) / Lanes.Max(_inverse, Lanes.All(1e-9f)), Lanes.All(1e9f));
        var delta = Lanes.Clamp(smooth - mean, -reach, reach) & mask;
        var rate = Lanes.Max(one / Lanes.Max(samples, one), Lanes.All(terms.RollingRate));
        variance += (((delta * delta * (one - rate)) - variance) & mask) * rate;
        past.Samples = samples;
        past.Variance = variance;
        past.HourSum = past.HourSum + (smooth & mask);
        past.HourSamples = past.HourSamples + (one & mask);
        _mean = mean + (delta * rate);
        _inverse = one / Lanes.Sqrt(Lanes.Max(variance, terms.SmoothFloor * terms.SmoothFloor));
        Groups.Contribute(_minute, deviations, smooth, mask, ref events);
        if (Groups.IsShifted) { past.Shifted |= (ushort)Lanes.Bits(Lanes.AtLeast(Groups.Shift * Groups.Shift, Lanes.All(1e-6f))); }
        _seen = 0;
    }

    private void CloseHour(WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        var mask = Lanes.AtLeast(past.HourSamples, Lanes.All(SamplesOfAnHour));
        if (Lanes.Bits(mask) != 0)
        {
            var one = Lanes.All(1);
            var mean = past.HourSum / Lanes.Max(past.HourSamples, one);
            Roll(mean, mask, terms, ref past, ref events);
            past.DaySum += mean & mask;
            past.DayHours += one & mask;
            _hasHours = true;
        }
        past.HourSum = default;
        past.HourSamples = default;
        past.ShiftedToday |= past.Shifted;
        past.Shifted = 0;
    }

    private void CloseDay(WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        var mask = Lanes.AtLeast(past.DayHours, Lanes.All(HoursOfADay)) & Lanes.Mask(~(uint)past.ShiftedToday);
        if (Lanes.Bits(mask) != 0)
        {
            _daysActive++;
            // The first day is spent on learning which tools and hours are usual.
            if (_daysActive > DaysNotInOriginal) { Compare(past.DaySum / Lanes.Max(past.DayHours, Lanes.All(1)), mask, terms, ref past, ref events); }
        }
        past.DaySum = default;
        past.DayHours = default;
        past.ShiftedToday = 0;
    }

    private void Roll(in Lanes mean, in Lanes mask, WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        const float Week = 2f / (168 + 1), Month = 2f / (720 + 1), Quarter = 2f / (2_160 + 1);
        var one = Lanes.All(1);
        var floor = MessageDeviation(_messageVariance, terms) * Lanes.All(LeastOfMessage);
        var deviation = Lanes.Sqrt(Lanes.Max(past.HourVariance, floor * floor));
        var isJudged = Lanes.AtLeast(past.Hours, Lanes.All(HoursBeforeJudging));
        var reach = Lanes.Select(isJudged, deviation * Lanes.All(SampleReach), Lanes.All(1e9f));
        var off = (mean - past.HourMean) & mask;
        var unusual = Lanes.AtLeast(off * off, deviation * deviation * Lanes.All((float)(terms.Options.RollingSigma * terms.Options.RollingSigma))) & isJudged & mask;
        events.Rolling |= Lanes.Bits(unusual) & terms.Scored & ~(uint)past.Shifted;
        past.Hours += one & mask;
        var count = one / Lanes.Max(past.Hours, one);
        var rate = Lanes.Max(count, Lanes.All(Week));
        var delta = Lanes.Clamp(off, -reach, reach);
        past.HourMean += delta * rate;
        past.HourVariance += (((delta * delta * (one - rate)) - past.HourVariance) & mask) * rate;
        past.Month += ((mean - past.Month) & mask) * Lanes.Max(count, Lanes.All(Month));
        past.Quarter += ((mean - past.Quarter) & mask) * Lanes.Max(count, Lanes.All(Quarter));
    }

    private void Compare(in Lanes mean, in Lanes mask, WatchTerms terms, ref AgentPast past, ref WatchEvents events)
    {
        var one = Lanes.All(1);
        var isFrozen = Lanes.AtLeast(past.OriginDays, Lanes.All(OriginDays(terms)));

        // Learning: Welford, until the lane has its days.
        var learns = Lanes.Select(isFrozen, default, mask);
        past.OriginDays += one & learns;
        var days = Lanes.Max(past.OriginDays, one);
        var delta = (mean - past.OriginMean) & learns;
        past.OriginMean += delta / days;
        past.OriginVariance += (((delta * delta * (one - (one / days))) - past.OriginVariance) & learns) / days;
        past.OriginMessage = Lanes.Select(isFrozen, past.OriginMessage, MessageDeviation(_messageVariance, terms));

        // A mean and a deviation known from some days only are not exact: the deviation is taken at one standard error more, and the mean's two standard errors are tolerated besides.
        var least = past.OriginMessage * Lanes.All(LeastOfMessage);
        var deviation = Lanes.Max(Lanes.Sqrt(past.OriginVariance) * (one + Lanes.Sqrt(one / (days + days))), least);
        var tolerance = terms.DriftTolerance + (Lanes.All(2) / Lanes.Sqrt(days));
        var off = Lanes.Clamp((mean - past.OriginMean) / deviation, Lanes.All(-DayReach), Lanes.All(DayReach));
        var judged = isFrozen & mask & Lanes.Mask(terms.Scored);
        // Twice the limit at most, so that an agent that is put right is believed within days.
        var most = Lanes.All(2 * terms.DriftLimit);
        past.Up = Lanes.Select(judged, Lanes.Clamp(past.Up + off - tolerance, default, most), past.Up);
        past.Down = Lanes.Select(judged, Lanes.Clamp(past.Down - off - tolerance, default, most), past.Down);
        // 60 is the limit of the CUSUM.
        _drift = Math.Min(100, 60 * Lanes.Max(past.Up, past.Down).Largest() / terms.DriftLimit);
        if (_drift >= 60 && !IsDrifting) { events.HasDrifted = true; }
        IsDrifting = _drift >= (IsDrifting ? 30 : 60);
    }

    private static Lanes MessageDeviation(in Lanes variance, WatchTerms terms) => Lanes.Sqrt(Lanes.Max(variance, terms.MessageFloor * terms.MessageFloor));
}
