namespace Breakwater.Cli;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Bad input or usage: every problem is on standard error, and nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of ours.</summary>
    public const int Fault = 3;

    /// <summary>Ctrl-C: what was finished is written.</summary>
    public const int Interrupted = 130;
}
