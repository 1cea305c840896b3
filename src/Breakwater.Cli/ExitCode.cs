namespace Breakwater.Cli;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>What was asked not to come true has, or could not be judged, or a check found something; everything is written.</summary>
    public const int ThresholdCrossed = 1;

    /// <summary>Bad input or usage: every problem is on standard error, and nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of ours.</summary>
    public const int Fault = 3;

    /// <summary>Standard output was closed, or its disk is full: what was done is done, and not all of it was said. <c>EX_IOERR</c> of sysexits.h.</summary>
    public const int OutputLost = 74;

    /// <summary>Ctrl-C: what was finished is written.</summary>
    public const int Interrupted = 130;
}
