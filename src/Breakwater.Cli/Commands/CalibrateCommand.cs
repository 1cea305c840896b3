using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Lab.Calibration;
using Spectre.Console;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater calibrate</c>: what a unit of work costs on this machine.</summary>
internal static class CalibrateCommand
{
    private const string Name = "calibrate";
    private const double DoubtfulSpread = 1;

    public static Command Create(CommandContext context)
    {
        var output = Arguments.Text("--out", "FILE", "Where to write the profile, for `stress --calibration FILE`");
        var json = new Option<bool>("--json") { Description = "Print the profile itself, as --out would write it" };
        var command = new Command(Name, "Measure what each unit of work costs on this machine (about 20 seconds)") { output, json };
        command.SetAction(parsed => Run(context, parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string? output, bool json)
    {
        const string Remedy = "Name another file with --out.";
        if (output is not null && OutputPath.CheckFile(output, Remedy) is { } problem) { return context.Reject(Name, [problem], json); }

        CalibrationProfile profile;
        try
        {
            using var progress = new CalibrationDisplay(context.Terminal);
            profile = context.Services.Calibrate(progress, context.Cancellation);
        }
        catch (BusyMachineException e)
        {
            context.Terminal.Error.WriteLine($"{e.Message} Nothing was written.");
            return ExitCode.ThresholdCrossed;
        }
        if (output is not null && OutputPath.WriteFile(output, profile.ToJson(), Remedy) is { } unwritten) { return context.Reject(Name, [unwritten], json); }

        if (json) { context.Terminal.Output.Write(profile.ToJson()); }
        else { Print(context.Terminal, profile, output); }
        return ExitCode.Done;
    }

    private static void Print(Terminal terminal, CalibrationProfile profile, string? output)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("Unit of work");
        foreach (var title in new[] { "ns, in cache", "ns, in memory", "spread" }) { table.AddColumn(new TableColumn(title).RightAligned()); }
        foreach (var cost in profile.Costs)
        {
            table.AddRow(cost.Unit.ToString(), Nanoseconds(cost.CacheSizedPicoseconds), Nanoseconds(cost.MemorySizedPicoseconds), cost.Spread.ToString("0%", CultureInfo.InvariantCulture));
        }

        var console = terminal.Results();
        console.Write(table);
        var doubtful = profile.Costs.Where(c => c.Spread > DoubtfulSpread).Select(c => c.Unit).ToList();
        if (doubtful.Count > 0) { terminal.Output.WriteLine($"Doubt {string.Join(", ", doubtful)}: rounds differed by more than the figure itself. If the machine was busy, measure again when it is quiet."); }
        terminal.Output.WriteLine($"Machine: {profile.Machine}");
        terminal.Output.WriteLine(output is null
            ? "To use it, write it to a file: breakwater calibrate --out FILE"
            : $"Wrote {output}. To use it: breakwater stress FLEET.yaml --calibration {Shell.Quote(output)}");
    }

    private static string Nanoseconds(long picoseconds) => (picoseconds / 1000m).ToString("#,0.###", CultureInfo.InvariantCulture);
}
