namespace Breakwater.Audit;

/// <summary>What the count commitments of one log say, and whether the log agrees.</summary>
/// <param name="Log">The log's name below the folder that was asked.</param>
public sealed record LogCompleteness(string Log)
{
    /// <summary>The first entry whose record is kept. What was before has expired, and with it what its commitments said.</summary>
    public long FirstEntry { get; internal init; }

    /// <summary>Intervals with a commitment.</summary>
    public long Intervals { get; internal set; }

    /// <summary>Events that sampling saw, in those.</summary>
    public long Seen { get; internal set; }

    /// <summary>Events recorded.</summary>
    public long Written { get; internal set; }

    /// <summary>Events that the log refused.</summary>
    public long Refused { get; internal set; }

    /// <summary>Events that waited at the last commitment of a log that is still written, or was never closed.</summary>
    public long Waiting { get; internal set; }

    /// <summary>Chains that ended with something that is always kept.</summary>
    public ClassCounts MustKeep { get; internal set; }

    /// <summary>Chains that ended with failures, time-outs or retries.</summary>
    public ClassCounts Elevated { get; internal set; }

    /// <summary>All other chains.</summary>
    public ClassCounts Routine { get; internal set; }

    /// <summary>Events left out.</summary>
    public long Omitted => MustKeep.Omitted + Elevated.Omitted + Routine.Omitted;

    /// <summary>Events in the log that stand outside of any sampling: recorded before it was switched on, or after it was off.</summary>
    public long Unsampled { get; internal set; }

    /// <summary>Times without a commitment, because the writer ended before it made one or is still in it: what was left out there is not accounted for.</summary>
    public IReadOnlyList<UnaccountedPeriod> Unaccounted { get; internal set; } = [];

    /// <summary>Where commitments and log disagree, or a commitment is missing; empty if all is as it should be.</summary>
    public IReadOnlyList<string> Problems { get; internal set; } = [];

    /// <summary>Whether everything is accounted for and nothing disagrees.</summary>
    public bool IsComplete => Problems.Count == 0 && Unaccounted.Count == 0;
}

/// <summary>A time without a commitment.</summary>
/// <param name="From">The last commitment before it.</param>
/// <param name="Until">The next beginning; null for none yet.</param>
/// <param name="Written">Events recorded in it.</param>
/// <param name="Waited">Events that were held at its beginning: recorded in it, left out or lost.</param>
public sealed record UnaccountedPeriod(DateTimeOffset From, DateTimeOffset? Until, long Written, long Waited);
