namespace Breakwater.Lab.Simulation;

/// <summary>Virtual time is a count of nanoseconds since the start of a simulation, in a <see cref="long"/> (enough for 292 years).</summary>
public static class SimTime
{
    public const long Microsecond = 1_000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    /// <summary>Nanoseconds of a duration.</summary>
    /// <exception cref="OverflowException">The duration is longer than 292 years.</exception>
    public static long From(TimeSpan duration) => checked(duration.Ticks * 100);

    /// <summary>Nanoseconds of a fractional count, to the nearest.</summary>
    /// <exception cref="OverflowException">Not a number, or out of range.</exception>
    public static long FromNanoseconds(double nanoseconds) => checked((long)Math.Round(nanoseconds));

    /// <summary>Nanoseconds of a fractional count of seconds, to the nearest.</summary>
    /// <exception cref="OverflowException">Not a number, or out of range.</exception>
    public static long FromSeconds(double seconds) => FromNanoseconds(seconds * Second);

    /// <summary>As a duration, cut to 100 ns.</summary>
    public static TimeSpan ToTimeSpan(long nanoseconds) => new(nanoseconds / 100);
}
