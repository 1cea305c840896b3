using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.Running;
using Breakwater.Lab.Structure;

namespace Breakwater.Cli.Tests;

/// <summary>The command with fakes behind it, and what it said.</summary>
internal sealed class Bench : IDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public Bench() => Services = new()
    {
        LoadFleet = path => path.EndsWith("good.yaml", StringComparison.Ordinal) ? new(Samples.Fleet(), []) : new(null, BadFleet(path)),
        ScaleFleet = (fleet, agents, flows) => (Samples.Fleet(agents), [$"scaled by {flows?.ToString() ?? "its own rule"}"]),
        WriteFleet = fleet => $"agents: {fleet.AgentCount}\n",
        StarterFleet = "starter: true\n",
        Dimensions = [2],
        Stress = (_, options, _, _, _) =>
        {
            Stressed = options;
            return Samples.Outcome();
        },
        Assess = StructureAssessment.Of,
        Replay = (_, request, _, each, _) =>
        {
            Replayed = request;
            each?.Invoke(Samples.Event(1));
            return Samples.Replay(ReplayEnd.Finished);
        },
        WriteRun = (_, folder) => Write(folder, "results.json", "report.html"),
        ReadResults = path => path.EndsWith("results.json", StringComparison.Ordinal) ? new(Samples.Results(), []) : new(null, [new(path, 1, 0, "Not results.", "Name a results.json.")]),
        WriteReport = (_, folder) => Write(folder, "report.html"),
        ReferenceCalibration = Samples.Calibration,
        LoadCalibration = path => new(null, [new(path, 0, 0, "Not a profile.", "Run `breakwater calibrate`.")]),
        Calibrate = (progress, _) =>
        {
            progress.Report(new(Contracts.WorkUnit.Mac, 0, 1));
            return Samples.Calibration();
        },
    };

    public CommandServices Services { get; set; }

    public ManualTime Time { get; } = new();

    /// <summary>The options that the stress test ran with; null if it did not.</summary>
    public StressOptions? Stressed { get; set; }

    /// <summary>The point that was replayed; null if none was.</summary>
    public ReplayRequest? Replayed { get; set; }

    public bool LiveProgress { get; init; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public void Interrupt() => _interrupt.Cancel();

    public int Run(params string[] args) => BreakwaterCommand.Run(
        args, new(new Terminal(_output, _error, LiveProgress, Color: false, Width: 80), Services, Time, _interrupt.Token));

    public void Dispose() => _interrupt.Dispose();

    public static IReadOnlyList<Problem> BadFleet(string path) =>
        [new(path, 3, 5, "Unknown key `agnets`.", "Write `agents`."), new(path, 9, 1, "Provider `x` is not declared.", "Declare it under `providers`.")];

    private static IReadOnlyList<string> Write(string folder, params string[] names)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in names) { File.WriteAllText(Path.Combine(folder, name), name); }
        return [.. names.Select(n => Path.Combine(folder, n))];
    }
}
