using Breakwater.Fleet;

namespace Breakwater.Cli.Consoles;

/// <summary>Problems for people: where and what on one line, the remedy under it.</summary>
internal static class ProblemList
{
    public static void Write(IReadOnlyList<Problem> problems, Terminal terminal)
    {
        foreach (var problem in problems)
        {
            terminal.Error.WriteLine($"{Where(problem)}{problem.Message}");
            if (problem.Remedy.Length > 0) { terminal.Error.WriteLine($"    {problem.Remedy}"); }
        }

        if (problems.Count > 1) { terminal.Error.WriteLine($"{problems.Count} problems."); }
    }

    private static string Where(Problem problem) => problem switch
    {
        { File: "" } => "",
        { Line: > 0, Column: > 0 } => $"{problem.File}:{problem.Line}:{problem.Column}: ",
        { Line: > 0 } => $"{problem.File}:{problem.Line}: ",
        _ => $"{problem.File}: ",
    };
}
