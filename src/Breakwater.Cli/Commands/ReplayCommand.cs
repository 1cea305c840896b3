using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater replay</c>: one point of a stress test again, to its end or to a step of it.</summary>
internal static class ReplayCommand
{
    private const string Name = "replay";
    private const int LeastAgents = 2;
    private const int MostKept = 100_000;
    private const int Kept = 20;

    public static Command Create(CommandContext context)
    {
        var file = Arguments.FleetFile();
        var experiment = Arguments.Text("--experiment", "ID", "Which experiment, such as trust");
        var variant = Arguments.Text("--variant", "ID", "Which of its variants, such as full-mesh");
        var n = Arguments.Number("--n", "N", "How many agents", LeastAgents, FleetLimits.MaxAgents);
        experiment.Required = variant.Required = n.Required = true;
        var scaling = Arguments.Text("--scaling", "RULE", "Scaling rule (default: the first that the variant is run under)");
        var seed = Arguments.Seed();
        var full = new Option<bool>("--full") { Description = "The run was a --full one, in which some points run longer" };
        var calibration = Arguments.Text("--calibration", "FILE", "Profile the run used (default: the reference profile)");
        var toStep = Arguments.Step();
        var last = Arguments.Number("--last", "K", "How many of the last events to print (default: 20)", 0, MostKept);
        var trace = new Option<bool>("--trace") { Description = "Print every event as it happens" };
        var json = Arguments.Json();
        var command = new Command(Name, "Run one point of a stress test again, to its end or to one of its events")
        {
            file, experiment, variant, n, scaling, seed, full, calibration, toStep, last, trace, json,
        };
        trace.Validators.Add(result =>
        {
            // Whether, not what: the value of an option that is wrong cannot be asked for.
            if (!result.Implicit && (result.GetResult(json) is { Implicit: false } || result.GetResult(last) is not null)) { result.AddError("--trace prints every event, and goes with neither --json nor --last."); }
        });
        command.SetAction(parsed => Run(
            context,
            parsed.GetRequiredValue(file),
            new()
            {
                Experiment = parsed.GetRequiredValue(experiment)!,
                Variant = parsed.GetRequiredValue(variant)!,
                N = parsed.GetRequiredValue(n)!.Value,
                Scaling = parsed.GetValue(scaling),
                Seed = parsed.GetValue(seed),
                IsFull = parsed.GetValue(full),
                ToStep = parsed.GetValue(toStep),
                Last = parsed.GetValue(trace) ? 0 : parsed.GetValue(last) ?? Kept,
            },
            parsed.GetValue(calibration),
            parsed.GetValue(trace),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string path, ReplayRequest request, string? calibrationFile, bool trace, bool json)
    {
        var services = context.Services;
        var fleet = services.LoadFleet(path);
        var calibration = calibrationFile is null ? new Input<CalibrationProfile>(services.ReferenceCalibration(), []) : services.LoadCalibration(calibrationFile);
        Problem[] problems = [.. fleet.Problems, .. calibration.Problems, .. Replay.Check(request)];
        if (!fleet.IsGood || !calibration.IsGood || problems.Length > 0) { return context.Reject(Name, problems, json); }

        var output = context.Terminal.Output;
        Action<ReplayEvent>? each = trace ? e => output.WriteLine(Line(e)) : null;
        var outcome = services.Replay(fleet.Value, request, calibration.Value, each, context.Cancellation);
        var exitCode = outcome.End == ReplayEnd.Failed ? ExitCode.Fault : ExitCode.Done;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new { command = Name, exitCode, problems, outcome.Scaling, outcome.End, outcome.Events, outcome.Last, outcome.Measured, outcome.Failure });
            return exitCode;
        }
        foreach (var happened in outcome.Last) { output.WriteLine(Line(happened)); }
        output.WriteLine($"{request.Experiment}/{request.Variant}, {Count.Of(request.N, "agent")}, {outcome.Scaling}, seed {request.Seed.ToString(CultureInfo.InvariantCulture)}: {Ended(outcome)}");
        if (outcome.Measured is { } measured) { Print(measured, output); }
        if (outcome.Failure is { } failure) { context.Terminal.Error.WriteLine(failure); }
        return exitCode;
    }

    /// <summary>Step, simulation, virtual time in seconds, process, kind, payload.</summary>
    private static string Line(ReplayEvent e) => string.Create(
        CultureInfo.InvariantCulture, $"{e.Step,9} {e.Simulation} {e.TimeNs / 1_000_000_000}.{e.TimeNs % 1_000_000_000:000000000} {e.Process} {e.Kind} {e.A} {e.B}");

    private static string Ended(ReplayOutcome outcome) => string.Create(CultureInfo.InvariantCulture, $"{outcome.Events:#,0} events, ") + outcome.End switch
    {
        ReplayEnd.Finished => "ran to the end",
        ReplayEnd.StepReached => "stopped there",
        _ => "failed there",
    };

    private static void Print(PointResult measured, TextWriter output)
    {
        foreach (var (name, value) in measured.Work.Concat(measured.Effect).Append(new("money", measured.Money)).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name} {value:R}"));
        }
    }
}
