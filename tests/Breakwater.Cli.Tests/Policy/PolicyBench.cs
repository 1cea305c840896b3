using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Tests.Policy;

/// <summary>The real command from the root of the repository, on a terminal of 80 columns.</summary>
internal static class PolicyBench
{
    public static string Policies { get; } = Path.Combine(Repository.Root, "policies");

    public static string Broken { get; } = Path.Combine(Repository.Root, "tests", "Breakwater.Cli.Tests", "Policy", "Broken");

    public static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var terminal = new Terminal(output, error, LiveProgress: false, Color: false, Width: Terminal.DefaultWidth);
        string[] words = [.. args.Select(a => a.StartsWith("policies", StringComparison.Ordinal) || a.StartsWith("scenarios/", StringComparison.Ordinal) || a.StartsWith("tests/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, a) : a)];
        var exitCode = BreakwaterCommand.Run(words, new(terminal, Composition.Services(TimeProvider.System), TimeProvider.System, default));
        return (exitCode, Short(output), Short(error));
    }

    private static string Short(StringWriter text) => text.ToString().Replace(Repository.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
