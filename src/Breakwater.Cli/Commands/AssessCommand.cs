using System.CommandLine;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.Structure;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater assess</c>: what the fleet's structure says, without running anything.</summary>
internal static class AssessCommand
{
    private const string Name = "assess";

    public static Command Create(CommandContext context)
    {
        var (file, json) = (Arguments.FleetFile(), Arguments.Json());
        var observed = Arguments.Text("--observed", "RESULTS.json", "A run of the same fleet: how many delegation paths it saw in use");
        var command = new Command(Name, "Find delegation, attack and boundary paths, over-permissive rules and single points of failure, without running anything") { file, observed, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(observed), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string path, string? results, bool json)
    {
        var fleet = context.Services.LoadFleet(path);
        var run = results is null ? null : context.Services.ReadResults(results);
        Problem[] problems = [.. fleet.Problems, .. run?.Problems ?? []];
        if (!fleet.IsGood || problems.Length > 0) { return context.Reject(Name, problems, json); }

        var observed = ObservedRun.None;
        if (run?.Value is { } document)
        {
            var (read, problem) = ObservedRun.Read(fleet.Value, document);
            if (read is null) { return context.Reject(Name, [new(results!, 0, 0, problem!, $"Run `breakwater stress {Shell.Quote(path)}` and name its results.json.")], json); }
            observed = read;
        }

        var assessment = context.Services.Assess(fleet.Value, observed);
        if (json) { JsonOutput.Write(context.Terminal, new { command = Name, exitCode = ExitCode.Done, problems = Array.Empty<Problem>(), file = path, assessment }); }
        else { AssessmentText.Print(assessment, context.Terminal); }
        return ExitCode.Done;
    }
}
