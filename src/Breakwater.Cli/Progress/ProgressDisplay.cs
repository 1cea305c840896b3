using Breakwater.Cli.Consoles;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Progress;

/// <summary>Shows progress on standard error in the way the terminal can.</summary>
internal static class ProgressDisplay
{
    public static T Show<T>(Terminal terminal, TimeProvider time, Func<IProgress<StressProgress>, T> work)
    {
        if (terminal.LiveProgress) { return LiveProgress.Show(terminal.Live(), time, work); }
        using var progress = new MilestoneProgress(terminal.Error, time);
        return work(progress);
    }
}
