namespace Breakwater.Audit;

/// <summary>
/// What sampling made of the events of one log since its commitment before. Without a crash, intervals join without a gap, and three sums hold: waiting before + <see cref="Seen"/> =
/// <see cref="Written"/> + omitted + <see cref="Refused"/> + <see cref="Waiting"/>; open before + <see cref="Written"/> = kept of all classes + <see cref="Open"/>; and the log holds
/// <see cref="Written"/> events between the two commitments.
/// </summary>
public sealed record OmittedCounts
{
    /// <summary>The retention class whose log it is.</summary>
    public required RetentionClass Retention { get; init; }

    /// <summary>Number of the interval since the sink was made: 0 begins, and counts nothing.</summary>
    public required long Interval { get; init; }

    /// <summary>Whether it is the last: the sink was closed, and nothing waits.</summary>
    public bool IsLast { get; init; }

    /// <summary>Events that arrived.</summary>
    public long Seen { get; init; }

    /// <summary>Events handed to the log, now or later than they arrived.</summary>
    public long Written { get; init; }

    /// <summary>Events that the log refused.</summary>
    public long Refused { get; init; }

    /// <summary>Events that wait at the end of the interval, for their chain to close or to be kept.</summary>
    public long Waiting { get; init; }

    /// <summary>Events written, now or earlier, of chains that have not ended.</summary>
    public long Open { get; init; }

    /// <summary>Chains that ended with something that is always kept.</summary>
    public ClassCounts MustKeep { get; init; }

    /// <summary>Chains that ended with failures, time-outs or retries, and nothing more important.</summary>
    public ClassCounts Elevated { get; init; }

    /// <summary>Chains that ended with nothing but the rest.</summary>
    public ClassCounts Routine { get; init; }

    /// <summary>Events left out.</summary>
    public long Omitted => MustKeep.Omitted + Elevated.Omitted + Routine.Omitted;

    internal void Write(CanonicalJson json)
    {
        json.Begin("omitted"u8, (byte)'{');
        json.Number("interval"u8, Interval);
        json.Number("last"u8, IsLast ? 1L : 0);
        json.Number("seen"u8, Seen);
        json.Number("written"u8, Written);
        json.Number("refused"u8, Refused);
        json.Number("waiting"u8, Waiting);
        json.Number("open"u8, Open);
        MustKeep.Write(json, "mustKeep"u8);
        Elevated.Write(json, "elevated"u8);
        Routine.Write(json, "routine"u8);
        json.End((byte)'}');
    }
}

/// <summary>The chains of one class that ended in an interval, and their events. A chain that touches several logs is counted in each, with what it has there.</summary>
/// <param name="PerMille">In how many of a thousand chains this class is kept.</param>
/// <param name="ChainsKept">Chains kept because their hash says so, or their class always is.</param>
/// <param name="ChainsPressed">Chains kept under pressure only: their hash would have left them out.</param>
/// <param name="ChainsOmitted">Chains left out.</param>
/// <param name="Kept">Events of chains kept, for whichever cause.</param>
/// <param name="Omitted">Events of chains left out.</param>
public readonly record struct ClassCounts(int PerMille, long ChainsKept, long ChainsPressed, long ChainsOmitted, long Kept, long Omitted)
{
    /// <summary>Chains seen.</summary>
    public long Chains => ChainsKept + ChainsPressed + ChainsOmitted;

    /// <summary>Events seen.</summary>
    public long Seen => Kept + Omitted;

    internal ClassCounts Since(in ClassCounts before) => new(
        PerMille, ChainsKept - before.ChainsKept, ChainsPressed - before.ChainsPressed, ChainsOmitted - before.ChainsOmitted, Kept - before.Kept, Omitted - before.Omitted);

    internal ClassCounts Plus(in ClassCounts more) => new(
        Math.Max(PerMille, more.PerMille), ChainsKept + more.ChainsKept, ChainsPressed + more.ChainsPressed, ChainsOmitted + more.ChainsOmitted, Kept + more.Kept, Omitted + more.Omitted);

    internal void Write(CanonicalJson json, ReadOnlySpan<byte> name)
    {
        if (Chains == 0) { return; }
        json.Begin(name, (byte)'{');
        json.Number("perMille"u8, (long)PerMille);
        json.Number("chainsKept"u8, ChainsKept);
        json.Number("chainsPressed"u8, ChainsPressed);
        json.Number("chainsOmitted"u8, ChainsOmitted);
        json.Number("kept"u8, Kept);
        json.Number("omitted"u8, Omitted);
        json.End((byte)'}');
    }
}
