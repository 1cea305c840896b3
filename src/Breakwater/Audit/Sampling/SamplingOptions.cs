using System.Globalization;

namespace Breakwater.Audit;

/// <summary>How much of what happens is recorded. What must be kept (violations, denials, escalations, delegations, control changes, whatever is recorded before an action) always is: nothing here lowers it.</summary>
public sealed class SamplingOptions
{
    /// <summary>The least share of chains with failures, time-outs or retries, and its default.</summary>
    public const double LeastElevated = 0.5;

    /// <summary>The least share of all other chains, and its default.</summary>
    public const double LeastRoutine = 0.1;

    /// <summary>Least bytes of <see cref="Key"/>.</summary>
    public const int LeastKeyBytes = 16;

    /// <summary>Share of chains with what must be kept: 1, and nothing else is valid.</summary>
    public double MustKeep { get; init; } = 1;

    /// <summary>Share of chains with failures, time-outs or retries that are kept, from 0.5 to 1: 0.5 by default. Counted in thousandths, rounded up.</summary>
    public double Elevated { get; init; } = LeastElevated;

    /// <summary>Share of all other chains that are kept, from 0.1 to <see cref="Elevated"/>: 0.1 by default. Counted in thousandths, rounded up.</summary>
    public double Routine { get; init; } = LeastRoutine;

    /// <summary>
    /// The tenants that are told apart, those of the logs. All others count as the fleet: names that arrive from outside make no counts of their own.
    /// </summary>
    public required IReadOnlyList<string> Tenants { get; init; }

    /// <summary>
    /// The secret that decides with a chain's id whether a chain is kept, at least 16 bytes; give every node the same. Null for one from the operating system, which other nodes do not share. Who knows
    /// it can choose chains that are left out, so agents must not.
    /// </summary>
    public byte[]? Key { get; init; }

    /// <summary>
    /// How long a chain that nothing promoted is held before it is left out: 2 minutes by default. The gate denies a pending action after one minute at most by default, and finds it at the next beat: what a
    /// chain that waits comes to is known in twice that time.
    /// </summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most bytes of events and chains held: 64 MiB by default. What does not fit is recorded, the oldest chain first.</summary>
    public long MostHeldBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How often what was left out is committed to each log in which something happened: every minute by default. What a crash ends between two is not accounted for.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    internal int ElevatedPerMille => PerMille(Elevated);

    internal int RoutinePerMille => PerMille(Routine);

    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (MustKeep is not 1) { problems.Add($"{nameof(MustKeep)}: what must be kept is always kept: leave it at 1."); }
        if (!(Elevated is >= LeastElevated and <= 1)) { problems.Add(Text($"{nameof(Elevated)}: must be from {LeastElevated} to 1.")); }
        if (!(Routine is >= LeastRoutine and <= 1)) { problems.Add(Text($"{nameof(Routine)}: must be from {LeastRoutine} to 1.")); }
        if (Routine > Elevated) { problems.Add($"{nameof(Routine)}: must not be above {nameof(Elevated)}: a chain is kept at the rate of the most important of its records."); }
        if (Tenants is null) { problems.Add($"{nameof(Tenants)}: may be empty, not null."); }
        if (Key is { Length: < LeastKeyBytes }) { problems.Add(Text($"{nameof(Key)}: must have at least {LeastKeyBytes} bytes.")); }
        if (Hold <= TimeSpan.Zero) { problems.Add($"{nameof(Hold)}: must be longer than zero."); }
        if (MostHeldBytes < 0) { problems.Add($"{nameof(MostHeldBytes)}: must be zero, which keeps every chain, or more."); }
        if (Interval <= TimeSpan.Zero) { problems.Add($"{nameof(Interval)}: must be longer than zero."); }
        return problems;
    }

    private static int PerMille(double share) => (int)Math.Ceiling(Math.Round(share * 1_000, 6));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
