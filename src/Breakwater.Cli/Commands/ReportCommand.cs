using System.CommandLine;
using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater report</c>: renders a run's results again.</summary>
internal static class ReportCommand
{
    private const string Name = "report";

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("RESULTS.json") { Description = "The results.json of a run" };
        var output = Arguments.Text("--out", "DIR", "Where to write the report (default: beside the results)");
        var command = new Command(Name, "Render the report of a run again from its results") { file, output };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(output)));
        return command;
    }

    private static int Run(CommandContext context, string path, string? output)
    {
        const string Remedy = "Name another folder with --out.";
        var results = context.Services.ReadResults(path);
        if (!results.IsGood) { return context.Reject(Name, results.Problems, json: false); }
        var folder = output ?? (Path.GetDirectoryName(path) is { Length: > 0 } beside ? beside : ".");
        if (OutputPath.CheckFolder(folder, Remedy) is { } problem) { return context.Reject(Name, [problem], json: false); }
        try
        {
            foreach (var written in context.Services.WriteReport(results.Value, folder)) { context.Terminal.Output.WriteLine(written); }
            return ExitCode.Done;
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            return context.Reject(Name, [new(folder, 0, 0, $"The report cannot be written: {e.Message}", Remedy)], json: false);
        }
    }
}
