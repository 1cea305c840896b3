using System.CommandLine;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater scale</c>: the same fleet with another number of agents.</summary>
internal static class ScaleCommand
{
    private const string Name = "scale";

    public static Command Create(CommandContext context)
    {
        var file = Arguments.FleetFile();
        var to = Arguments.Number("--to", "N", "How many agents, 5 to 100,000", FleetLimits.MinScaledAgents, FleetLimits.MaxAgents);
        to.Required = true;
        var flows = Arguments.Flows();
        var output = Arguments.Text("--out", "FILE", "Where to write it (default: standard output)");
        var command = new Command(Name, "Scale a fleet file to another number of agents, by its own rule or another") { file, to, flows, output };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(to)!.Value, parsed.GetValue(flows), parsed.GetValue(output)));
        return command;
    }

    private static int Run(CommandContext context, string path, int agents, FlowScaling? flows, string? output)
    {
        const string Remedy = "Name another file with --out.";
        var loaded = context.Services.LoadFleet(path);
        Problem[] problems = [.. loaded.Problems, .. Output()];
        if (!loaded.IsGood || problems.Length > 0) { return context.Reject(Name, problems, json: false); }

        var (fleet, notes) = context.Services.ScaleFleet(loaded.Value, agents, flows);
        var text = context.Services.WriteFleet(fleet);
        if (output is null) { context.Terminal.Output.Write(text); }
        else if (OutputPath.WriteFile(output, text, Remedy) is { } problem) { return context.Reject(Name, [problem], json: false); }
        else { context.Terminal.Output.WriteLine($"Wrote {output}: {Count.Of(fleet.AgentCount, "agent")}."); }
        foreach (var note in notes) { context.Terminal.Error.WriteLine(note); }
        return ExitCode.Done;

        IEnumerable<Problem> Output()
        {
            if (output is null) { yield break; }
            if (OutputPath.CheckFile(output, Remedy) is { } problem) { yield return problem; }
            else if (Path.GetFullPath(output) == Path.GetFullPath(path)) { yield return new(output, 0, 0, "This is the file being scaled.", Remedy); }
        }
    }
}
