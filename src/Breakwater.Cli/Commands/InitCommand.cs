using System.CommandLine;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater init</c>: a starter fleet to edit.</summary>
internal static class InitCommand
{
    private const string Name = "init";
    private const string Default = "fleet.yaml";

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "Where to write it", DefaultValueFactory = _ => Default };
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists" };
        var command = new Command(Name, "Write a commented starter fleet that runs as it is") { file, force };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(force)));
        return command;
    }

    private static int Run(CommandContext context, string path, bool force)
    {
        const string Remedy = "Name another file, in a folder that you can write to.";
        var problem = File.Exists(path) && !force ? new(path, 0, 0, "The file exists already.", "Name another file, or overwrite it with --force.") : OutputPath.CheckFile(path, Remedy) ?? OutputPath.WriteFile(path, context.Services.StarterFleet, Remedy);
        if (problem is not null) { return context.Reject(Name, [problem], json: false); }
        context.Terminal.Output.WriteLine($"Wrote {path}. Edit it, then: breakwater stress {Shell.Quote(path)} --quick");
        return ExitCode.Done;
    }
}
