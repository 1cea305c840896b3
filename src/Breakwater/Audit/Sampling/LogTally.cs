namespace Breakwater.Audit;

/// <summary>What became of the events of one log, since the beginning; <see cref="Waiting"/> and <see cref="Open"/> are levels. Waiting + written + omitted + refused is what was seen, always.</summary>
internal struct LogTally
{
    public long Seen;
    public long Written;
    public long Refused;
    public long Waiting;
    public long Open;
    public ClassCounts MustKeep;
    public ClassCounts Elevated;
    public ClassCounts Routine;

    public readonly long Omitted => MustKeep.Omitted + Elevated.Omitted + Routine.Omitted;

    /// <summary>A chain that ended, with its events in this log.</summary>
    public void End(SampleClass of, bool isKept, bool isPressed, long events)
    {
        var more = new ClassCounts(0, isKept && !isPressed ? 1 : 0, isPressed ? 1 : 0, isKept ? 0 : 1, isKept ? events : 0, isKept ? 0 : events);
        switch (of)
        {
            case SampleClass.MustKeep: MustKeep = MustKeep.Plus(more); break;
            case SampleClass.Elevated: Elevated = Elevated.Plus(more); break;
            default: Routine = Routine.Plus(more); break;
        }
    }

    public void Add(in LogTally more)
    {
        Seen += more.Seen;
        Written += more.Written;
        Refused += more.Refused;
        Waiting += more.Waiting;
        Open += more.Open;
        MustKeep = MustKeep.Plus(more.MustKeep);
        Elevated = Elevated.Plus(more.Elevated);
        Routine = Routine.Plus(more.Routine);
    }

    /// <summary>What an interval adds, as it is committed; null if nothing moved.</summary>
    public readonly OmittedCounts? Since(in LogTally before, RetentionClass retention, long interval, SamplingOptions options, bool last)
    {
        if (!last && Seen == before.Seen && Written == before.Written && Omitted == before.Omitted && Refused == before.Refused && Open == before.Open) { return null; }
        return new()
        {
            Retention = retention,
            Interval = interval,
            IsLast = last,
            Seen = Seen - before.Seen,
            Written = Written - before.Written,
            Refused = Refused - before.Refused,
            Waiting = Waiting,
            Open = Open,
            MustKeep = MustKeep.Since(before.MustKeep) with { PerMille = 1_000 },
            Elevated = Elevated.Since(before.Elevated) with { PerMille = options.ElevatedPerMille },
            Routine = Routine.Since(before.Routine) with { PerMille = options.RoutinePerMille },
        };
    }
}
