using System.CommandLine;
using Breakwater.Cli.Consoles;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater validate</c>: is the file a fleet?</summary>
internal static class ValidateCommand
{
    private const string Name = "validate";

    public static Command Create(CommandContext context)
    {
        var (file, json) = (Arguments.FleetFile(), Arguments.Json());
        var command = new Command(Name, "Check a fleet file and report every problem at once") { file, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string path, bool json)
    {
        var fleet = context.Services.LoadFleet(path);
        if (!fleet.IsGood) { return context.Reject(Name, fleet.Problems, json); }
        var summary = FleetSummary.Of(fleet.Value);
        if (json) { JsonOutput.Write(context.Terminal, new { command = Name, exitCode = ExitCode.Done, problems = Array.Empty<Problem>(), file = path, fleet = summary }); }
        else { Print(context.Terminal, path, summary); }
        return ExitCode.Done;
    }

    private static void Print(Terminal terminal, string path, FleetSummary fleet)
    {
        terminal.Output.WriteLine($"{path} is valid: {fleet.Name}, {Count.Of(fleet.Agents, "agent")} in {Count.Of(fleet.Clusters, "cluster")}, "
            + $"{Count.Of(fleet.Tenants, "tenant")}, {Count.Of(fleet.Regions, "region")}, {Count.Of(fleet.Flows, "flow")}, {Count.Of(fleet.Delegations, "delegation")}.");
        foreach (var control in fleet.ControlsNotOn) { terminal.Output.WriteLine($"Not in force: {control}"); }
        if (fleet.Assumptions > 0) { terminal.Output.WriteLine($"It marks {Count.Of(fleet.Assumptions, "assumption")} of its author."); }
    }

    private sealed record FleetSummary(
        string Name, string Digest, int Agents, int Clusters, int Tenants, int Regions, int Flows, int Delegations, IReadOnlyList<string> ControlsNotOn, int Assumptions)
    {
        public static FleetSummary Of(FleetSpecification fleet) => new(
            fleet.Name,
            fleet.Digest,
            fleet.AgentCount,
            fleet.Clusters.Count,
            fleet.Tenants.Count,
            fleet.Regions.Count,
            fleet.Flows.Count,
            fleet.Delegations.Count,
            [.. fleet.Controls.Where(c => c.Value != ControlMode.On).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value.ToString().ToLowerInvariant()}")],
            fleet.Assumptions.Count);
    }
}
