namespace Breakwater.Lab.Providers;

/// <summary>When what happens in a run with a fault, in virtual time.</summary>
internal static class FaultTimes
{
    /// <summary>From one call of a caller to its next.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    /// <summary>How long after it was asked for an answer still counts.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Begins = 3 * Between;

    public static readonly TimeSpan Ends = 7 * Between;

    public static readonly TimeSpan LastAsked = 15 * Between;

    /// <summary>Tokens of a call: so few that requests run out first.</summary>
    public const long Tokens = 1_000;

    /// <summary>Calls that each caller makes.</summary>
    public static int Rounds => (int)(LastAsked / Between);
}
