using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Cli.Telemetry;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Comparing;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater stress</c>: the main job.</summary>
internal static class StressCommand
{
    private const string Name = "stress";
    private const string OutRemedy = "Name another folder with --out.";

    public static Command Create(CommandContext context, RunStress stress)
    {
        var arguments = new StressArguments();
        var command = new Command(Name, "Stress-test a fleet's governance at growing scale and write the report");
        arguments.AddTo(command);
        command.SetAction(parsed => Run(context, stress, arguments.Read(parsed)));
        return command;
    }

    private static int Run(CommandContext context, RunStress stress, StressRequest request)
    {
        var services = context.Services;
        var fleet = services.LoadFleet(request.Fleet);
        var calibration = request.Calibration is null ? new Input<CalibrationProfile>(services.ReferenceCalibration(), []) : services.LoadCalibration(request.Calibration);
        var baseline = request.Baseline is null ? new Input<ResultsDocument>(null, []) : services.ReadResults(request.Baseline);
        var names = fleet.IsGood ? ThresholdNames.Of(fleet.Value) : null;
        List<ThresholdReading> thresholds = [.. request.FailOn.Select(e => ThresholdParser.Parse(e, names))];
        var (otlp, otlpProblems) = OtlpTarget.Read(request.Otlp, request.OtlpProtocol, Environment.GetEnvironmentVariable);
        var folder = request.Out ?? Path.Combine("out", fleet.Value?.Name ?? "fleet");
        Problem[] problems =
        [
            .. fleet.Problems,
            .. calibration.Problems,
            .. baseline.Problems,
            .. thresholds.Where(t => !t.IsGood).Select(t => t.Problem!),
            .. MovedWithoutBaseline(request, thresholds),
            .. UnknownDimensions(request, services.Dimensions),
            .. otlpProblems,
            .. OutputPath.CheckFolder(folder, OutRemedy) is { } problem ? [problem] : Array.Empty<Problem>(),
        ];
        if (!fleet.IsGood || !calibration.IsGood || problems.Length > 0) { return context.Reject(Name, problems, request.Json); }

        var opened = services.OpenRunLog?.Invoke(fleet.Value, folder);
        if (opened is { IsGood: false }) { return context.Reject(Name, opened.Problems, request.Json); }
        using var log = opened?.Value;
        var options = request.Options with { Audit = log?.Sink, Baseline = baseline.Value, FailOn = thresholds.Select(t => t.Threshold!).ToArray() };
        var started = context.Time.GetTimestamp();
        var export = otlp is null ? null : OtlpExport.Start(otlp, fleet.Value.Name, options.Seed);
        StressOutcome outcome;
        string? undelivered;
        try
        {
            outcome = ProgressDisplay.Show(
                context.Terminal, context.Time, progress => stress(fleet.Value, options, calibration.Value, progress, context.Cancellation));
        }
        finally
        {
            undelivered = export?.End();
        }
        IReadOnlyList<string> files;
        try
        {
            files = services.WriteRun(outcome, folder);
            log?.Keep();
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            return context.Reject(Name, [new(folder, 0, 0, $"The report cannot be written: {e.Message}", OutRemedy)], request.Json);
        }

        var crossed = outcome.Results.Thresholds?.Any(t => t.Status != "passed") ?? false;
        var exitCode = outcome.Results.Scenario.Partial ? ExitCode.Interrupted : crossed ? ExitCode.ThresholdCrossed : ExitCode.Done;
        var summary = new StressSummary(outcome.Results, context.Time.GetElapsedTime(started), folder, files) { Next = NextOf(log) };
        if (request.Json) { JsonOutput.Write(context.Terminal, summary.ForPrograms(Name, exitCode)); }
        else { summary.Print(context.Terminal); }
        if (undelivered is not null) { context.Terminal.Error.WriteLine(undelivered); }
        return exitCode;
    }

    /// <summary>A whole chain of the run's log: who did what on whose authority, and how it ended.</summary>
    private static string? NextOf(RunLog? log) => log is { ExampleChain: var chain } && chain != 0 ? string.Create(CultureInfo.InvariantCulture, $"breakwater audit query {Shell.Quote(log.Folder)} --chain {chain:x32}") : null;

    private static IEnumerable<Problem> MovedWithoutBaseline(StressRequest request, IEnumerable<ThresholdReading> thresholds) =>
        request.Baseline is null && thresholds.Any(t => t.Threshold is MovedThreshold)
            ? [new("--fail-on", 0, 0, "`moved` compares with an earlier run, and none is given.", "Name its results with --baseline RESULTS.json.")]
            : [];

    private static IEnumerable<Problem> UnknownDimensions(StressRequest request, IReadOnlyList<int> known) =>
        from dimension in request.Options.Dimensions ?? []
        where !known.Contains(dimension)
        select new Problem("--dimension", 0, 0, $"Dimension {dimension} has no experiment.", $"Dimensions that have: {string.Join(", ", known)}.");
}
