using System.Diagnostics;
using Breakwater.Lab.Calibration;

namespace Breakwater.Cli.Tests;

/// <summary>The real process and a real signal.</summary>
public sealed class InterruptTests
{
    [Fact]
    public void The_first_signal_ends_the_command_cleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are POSIX's.");
        Assert.SkipUnless(CalibrationProfile.Reference.Gaps().Count == 0, "The command interrupted is `calibrate`, which needs a probe for every unit of work.");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Breakwater.Cli.dll"), "calibrate"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardError.ReadLine().ShouldBe("Warming up");

        // SIGTERM takes the same way as SIGINT, which a test runner in the background would have its children ignore.
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) { kill.WaitForExit(); }

        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        error.ShouldContain("Ending with what is finished. Once more ends at once.");
        error.ShouldEndWith("Nothing was finished; nothing was written.\n");
        process.ExitCode.ShouldBe(ExitCode.Interrupted);
        process.StandardOutput.ReadToEnd().ShouldBeEmpty();
    }
}
