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

    /// <summary>0 to 100; 60 is the limit of the CUSUM.</summary>
    public readonly float DriftScore(WatchTerms terms) => Math.Min(100, 60 * Lanes.Max(_up, _down).Largest() / terms.DriftLimit);

    /// <summary>How far the agent has gone from its original, and in what.</summary>
    public readonly DriftReading Drift(WatchTerms terms)
    {
        var sum = Lanes.Max(_up, _down);
        var signal = sum.LargestLane();
        var message = Math.Max(_originMessage[signal], terms.MessageFloor[signal]);
        var isFrozen = _originDays[signal] >= OriginDays(terms);
        return new(
            DriftScore(terms),
            signal,
            isFrozen,
            isFrozen ? (_hourMean[signal] - _originMean[signal]) / message : 0,
            isFrozen ? (_month[signal] - _originMean[signal]) / message : 0,
            isFrozen ? (_quarter[signal] - _originMean[signal]) / message : 0);
    }

    private static float OriginDays(WatchTerms terms) => terms.Options.FreezeAfterDays - DaysNotInOriginal;

    private void CloseMinute(WatchTerms terms, ref WatchEvents events)
    {
        var mask = Lanes.Mask(_seen);
        var one = Lanes.All(1);
        var deviations = Deviations(terms) & mask;
        _samples += one & mask;
        // Bounded influence: an anomaly moves what is usual only slowly, and a change that stays becomes usual in the end. The original catches what comes in by this door.
        var reach = Lanes.Select(Ripe(terms), Lanes.All(SampleReach) / Lanes.Max(_inverse, Lanes.All(1e-9f)), Lanes.All(1e9f));
        var delta = Lanes.Clamp(_smooth - _mean, -reach, reach) & mask;
        var rate = Lanes.Max(one / Lanes.Max(_samples, one), Lanes.All(terms.RollingRate));
        _mean += delta * rate;
        _variance += (((delta * delta * (one - rate)) - _variance) & mask) * rate;
        _inverse = one / Lanes.Sqrt(Lanes.Max(_variance, terms.SmoothFloor * terms.SmoothFloor));
        _hourSum += _smooth & mask;
        _hourSamples += one & mask;
        Groups.Contribute(_minute, deviations, _smooth, mask, ref events);
        if (Groups.IsShifted) { _shifted |= (ushort)Lanes.Bits(Lanes.AtLeast(Groups.Shift * Groups.Shift, Lanes.All(1e-6f))); }
        _seen = 0;
    }

    private void CloseHour(WatchTerms terms, ref WatchEvents events)
    {
        var mask = Lanes.AtLeast(_hourSamples, Lanes.All(SamplesOfAnHour));
        if (Lanes.Bits(mask) != 0)
        {
            var one = Lanes.All(1);
            var mean = _hourSum / Lanes.Max(_hourSamples, one);
            Roll(mean, mask, terms, ref events);
            _daySum += mean & mask;
            _dayHours += one & mask;
            _hasHours = true;
        }
        _hourSum = default;
        _hourSamples = default;
        _shiftedToday |= _shifted;
        _shifted = 0;
    }

    private void CloseDay(WatchTerms terms, ref WatchEvents events)
    {
        var mask = Lanes.AtLeast(_dayHours, Lanes.All(HoursOfADay)) & Lanes.Mask(~(uint)_shiftedToday);
        if (Lanes.Bits(mask) != 0)
        {
            _daysActive++;
            // The first day is spent on learning which tools and hours are usual.
            if (_daysActive > DaysNotInOriginal) { Compare(_daySum / Lanes.Max(_dayHours, Lanes.All(1)), mask, terms, ref events); }
        }
        _daySum = default;
        _dayHours = default;
        _shiftedToday = 0;
    }

    private void Roll(in Lanes mean, in Lanes mask, WatchTerms terms, ref WatchEvents events)
    {
        const float Week = 2f / (168 + 1), Month = 2f / (720 + 1), Quarter = 2f / (2_160 + 1);
        var one = Lanes.All(1);
        var floor = MessageDeviation(_messageVariance, terms) * Lanes.All(LeastOfMessage);
        var deviation = Lanes.Sqrt(Lanes.Max(_hourVariance, floor * floor));
        var isJudged = Lanes.AtLeast(_hours, Lanes.All(HoursBeforeJudging));
        var reach = Lanes.Select(isJudged, deviation * Lanes.All(SampleReach), Lanes.All(1e9f));
        var off = (mean - _hourMean) & mask;
        var unusual = Lanes.AtLeast(off * off, deviation * deviation * Lanes.All((float)(terms.Options.RollingSigma * terms.Options.RollingSigma))) & isJudged & mask;
        events.Rolling |= Lanes.Bits(unusual) & terms.Scored & ~(uint)_shifted;
        _hours += one & mask;
        var count = one / Lanes.Max(_hours, one);
        var rate = Lanes.Max(count, Lanes.All(Week));
        var delta = Lanes.Clamp(off, -reach, reach);
        _hourMean += delta * rate;
        _hourVariance += (((delta * delta * (one - rate)) - _hourVariance) & mask) * rate;
        _month += ((mean - _month) & mask) * Lanes.Max(count, Lanes.All(Month));
        _quarter += ((mean - _quarter) & mask) * Lanes.Max(count, Lanes.All(Quarter));
    }

    private void Compare(in Lanes mean, in Lanes mask, WatchTerms terms, ref WatchEvents events)
    {
        var one = Lanes.All(1);
        var isFrozen = Lanes.AtLeast(_originDays, Lanes.All(OriginDays(terms)));

        // Learning: Welford, until the lane has its days.
        var learns = Lanes.Select(isFrozen, default, mask);
        _originDays += one & learns;
        var days = Lanes.Max(_originDays, one);
        var delta = (mean - _originMean) & learns;
        _originMean += delta / days;
        _originVariance += (((delta * delta * (one - (one / days))) - _originVariance) & learns) / days;
        _originMessage = Lanes.Select(isFrozen, _originMessage, MessageDeviation(_messageVariance, terms));

        // A mean and a deviation known from some days only are not exact: the deviation is taken at one standard error more, and the mean's two standard errors are tolerated besides.
        var least = _originMessage * Lanes.All(LeastOfMessage);
        var deviation = Lanes.Max(Lanes.Sqrt(_originVariance) * (one + Lanes.Sqrt(one / (days + days))), least);
        var tolerance = terms.DriftTolerance + (Lanes.All(2) / Lanes.Sqrt(days));
        var off = Lanes.Clamp((mean - _originMean) / deviation, Lanes.All(-DayReach), Lanes.All(DayReach));
        var judged = isFrozen & mask & Lanes.Mask(terms.Scored);
        // Twice the limit at most, so that an agent that is put right is believed within days.
        var most = Lanes.All(2 * terms.DriftLimit);
        _up = Lanes.Select(judged, Lanes.Clamp(_up + off - tolerance, default, most), _up);
        _down = Lanes.Select(judged, Lanes.Clamp(_down - off - tolerance, default, most), _down);
        var drift = DriftScore(terms);
        if (drift >= 60 && !IsDrifting) { events.HasDrifted = true; }
        IsDrifting = drift >= (IsDrifting ? 30 : 60);
    }

    private static Lanes MessageDeviation(in Lanes variance, WatchTerms terms) => Lanes.Sqrt(Lanes.Max(variance, terms.MessageFloor * terms.MessageFloor));
}
