using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>The command as it is composed for users, run inside the test.</summary>
internal static class RealCommand
{
    public static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var terminal = new Terminal(output, error, LiveProgress: false, Color: false, Width: 100);
        var exitCode = BreakwaterCommand.Run(args, new(terminal, Composition.Services(TimeProvider.System), TimeProvider.System, default));
        return (exitCode, output.ToString(), error.ToString());
    }
}
