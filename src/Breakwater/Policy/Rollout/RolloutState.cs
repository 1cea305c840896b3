namespace Breakwater.Policy.Rollout;

/// <summary>
/// The state of a bundle's latest rollout: the fold of its records, in the order of their numbers, and of nothing else. What was observed is not part
/// of it. Immutable.
/// </summary>
internal sealed record RolloutState
{
    public required string Tenant { get; init; }
    public required BundleReference From { get; init; }
    public required BundleReference To { get; init; }
    public required IReadOnlyList<RolloutStage> Stages { get; init; }

    /// <summary>Number of the record that started it.</summary>
    public required long Id { get; init; }

    /// <summary>Number of the last record that changed it.</summary>
    public required long Number { get; init; }

    public required RolloutPhase Phase { get; init; }
    public required RolloutCause Cause { get; init; }
    public required int Stage { get; init; }
    public required bool Paused { get; init; }

    /// <summary>Time in the stage up to <see cref="Since"/>, pauses not counted.</summary>
    public required TimeSpan Banked { get; init; }

    /// <summary>When the stage was entered or last resumed.</summary>
    public required DateTimeOffset Since { get; init; }

    public bool IsActive => Phase == RolloutPhase.Active;

    /// <summary>Whether the author declared that it breaks something, whatever its number says.</summary>
    public required bool IsDeclaredBreaking { get; init; }

    public bool IsBreaking => IsDeclaredBreaking || Breaks(From, To);

    public BundleReference Current => Phase == RolloutPhase.Completed ? To : From;

    /// <summary>Time spent in the stage, pauses not counted. A clock that was set back does not take away what was banked.</summary>
    public TimeSpan Elapsed(DateTimeOffset now) => Paused || now <= Since ? Banked : Banked + (now - Since);

    /// <summary>Whether a change is a breaking one: another major version, or before 1.0.0 another minor one (semver.org 2.0, items 4 and 8).</summary>
    public static bool Breaks(BundleReference from, BundleReference to) =>
        from.Version.Major != to.Version.Major || (to.Version.Major == 0 && from.Version.Minor != to.Version.Minor);

    /// <summary>
    /// The state after a record; the same if the record changes nothing. Rolling back is final: a promotion that was on its way to disk meanwhile, before
    /// or after it in the log, does not bring the rollout back.
    /// </summary>
    public static RolloutState? After(RolloutState? state, RolloutRecord record, long number)
    {
        if (state is not null && number <= state.Number) { return state; }
        if (record.Kind == RolloutRecord.Start) { return state is { IsActive: true } ? state : Started(record, number); }
        if (state is not { IsActive: true } || record.Rollout != state.Id) { return state; }
        return record.Kind switch
        {
            RolloutRecord.Promote when record.Stage > state.Stage && record.Stage <= state.Stages.Count => state with
            {
                Number = number, Cause = record.Cause, Stage = record.Stage, Banked = TimeSpan.Zero, Since = record.At,
                Phase = record.Stage == state.Stages.Count ? RolloutPhase.Completed : RolloutPhase.Active,
                Paused = state.Paused && record.Stage < state.Stages.Count,
            },
            RolloutRecord.Pause when !state.Paused => state with { Number = number, Cause = record.Cause, Paused = true, Banked = state.Elapsed(record.At), Since = record.At },
            RolloutRecord.Resume when state.Paused => state with { Number = number, Cause = record.Cause, Paused = false, Since = record.At },
            RolloutRecord.RollBack => state with { Number = number, Cause = record.Cause, Phase = RolloutPhase.RolledBack, Paused = false, Banked = state.Elapsed(record.At), Since = record.At },
            _ => state,
        };
    }

    private static RolloutState Started(RolloutRecord record, long number) => new()
    {
        Tenant = record.Tenant, From = record.From!, To = record.To!, Stages = record.Stages, IsDeclaredBreaking = record.IsDeclaredBreaking, Id = number, Number = number, Cause = record.Cause, Stage = 0,
        Phase = record.Stages.Count == 0 ? RolloutPhase.Completed : RolloutPhase.Active, Paused = false, Banked = TimeSpan.Zero, Since = record.At,
    };
}
