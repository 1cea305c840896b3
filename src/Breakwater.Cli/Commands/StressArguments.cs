using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Commands;

/// <summary>What was asked of <c>stress</c>.</summary>
/// <param name="Fleet">The fleet file.</param>
/// <param name="Options">What to run and how far, as far as the command line alone says.</param>
/// <param name="Out">Folder for report and results.</param>
/// <param name="Calibration">Calibration profile.</param>
/// <param name="Baseline">Results of the run to compare with.</param>
/// <param name="FailOn">Expressions that must not come true, as given.</param>
/// <param name="Otlp">Where telemetry goes, as given; null for nowhere.</param>
/// <param name="OtlpProtocol">How it goes there, as given.</param>
/// <param name="Json">Whether to print one object for programs.</param>
internal sealed record StressRequest(
    string Fleet, StressOptions Options, string? Out, string? Calibration, string? Baseline, IReadOnlyList<string> FailOn, string? Otlp, string? OtlpProtocol, bool Json);

/// <summary>The arguments and options of <c>stress</c>.</summary>
internal sealed class StressArguments
{
    private const int Dimensions = 8;

    private readonly Argument<string> _fleet = Arguments.FleetFile();
    private readonly Option<IReadOnlyList<int>?> _scale =
        Arguments.Numbers("--scale", "N,N,…", "Fleet sizes to run instead of the default ladder, such as 5,10,100", FleetLimits.MinScaledAgents, FleetLimits.MaxAgents);
    private readonly Option<IReadOnlyList<int>?> _dimension = Arguments.Numbers("--dimension", "D,D,…", "Stress dimensions to run, 1 to 8, or 0 for what the sources ask beside them (default: all that have experiments)", 0, Dimensions);
    private readonly Option<ulong> _seed = Arguments.Seed();
    private readonly Option<bool> _quick = new("--quick") { Description = "A quarter of the work: shorter ladders, coarser breakpoints" };
    private readonly Option<bool> _full = new("--full") { Description = "Climb up to 100,000 agents" };
    private readonly Option<string?> _out = Arguments.Text("--out", "DIR", "Folder for report and results (default: out/ and the fleet's name)");
    private readonly Option<string?> _calibration = Arguments.Text("--calibration", "FILE", "Profile that `breakwater calibrate --out FILE` measured (default: the reference profile)");
    private readonly Option<string?> _baseline = Arguments.Text("--baseline", "RESULTS.json", "Results of an earlier run, to say what moved since");
    private readonly Option<string[]> _failOn = new("--fail-on")
    {
        HelpName = "EXPR",
        Description = "End with exit code 1 if this is true, such as 'trust/full-mesh/breakpoint<200'; may be given again. What it may name is in docs/comparing.md",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _otlp = Arguments.Text("--otlp", "URL", "Export telemetry to this OTLP receiver, such as http://localhost:4318; `env` for what the OTEL_EXPORTER_OTLP_* variables say");
    private readonly Option<string?> _otlpProtocol = Arguments.Text("--otlp-protocol", "WORD", "grpc or http/protobuf (default: OTEL_EXPORTER_OTLP_PROTOCOL, else http/protobuf)");
    private readonly Option<int?> _threads = Arguments.Threads();
    private readonly Option<bool> _json = Arguments.Json();

    public void AddTo(Command command)
    {
        command.Add(_fleet);
        foreach (var option in new Option[] { _scale, _dimension, _seed, _quick, _full, _out, _calibration, _baseline, _failOn, _otlp, _otlpProtocol, _threads, _json }) { command.Add(option); }
        _full.Validators.Add(result =>
        {
            // Whether, not what: the value of an option that is wrong cannot be asked for.
            if (!result.Implicit && result.GetResult(_quick) is { Implicit: false }) { result.AddError("--quick and --full exclude each other."); }
        });
    }

    public StressRequest Read(ParseResult parsed)
    {
        var options = new StressOptions
        {
            Mode = parsed.GetValue(_quick) ? StressMode.Quick : parsed.GetValue(_full) ? StressMode.Full : StressMode.Default,
            Scale = parsed.GetValue(_scale),
            Dimensions = parsed.GetValue(_dimension),
            Seed = parsed.GetValue(_seed),
        };
        if (parsed.GetValue(_threads) is { } threads) { options = options with { Threads = threads }; }
        var (fleet, calibration, baseline, failOn) = (parsed.GetRequiredValue(_fleet), parsed.GetValue(_calibration), parsed.GetValue(_baseline), parsed.GetValue(_failOn) ?? []);
        options = options with
        {
            Reproduce = string.Join(' ', [Reproduce(fleet, options, calibration), .. Words("--baseline", baseline), .. failOn.SelectMany(e => Words("--fail-on", e))]),
            Replay = string.Join(' ', ["breakwater replay", Shell.Quote(fleet), .. Words("--calibration", calibration), .. options.Mode == StressMode.Full ? ["--full"] : (string[])[]]),
        };
        return new(fleet, options, parsed.GetValue(_out), calibration, baseline, failOn, parsed.GetValue(_otlp), parsed.GetValue(_otlpProtocol), parsed.GetValue(_json));
    }

    private static IEnumerable<string> Words(string option, string? value) => value is null ? [] : [option, Shell.Quote(value)];

    /// <summary>The shortest command line that gives the same results: nothing that only changes where they go or how fast they come.</summary>
    private static string Reproduce(string fleet, StressOptions options, string? calibration)
    {
        List<string> words = ["breakwater", "stress", Shell.Quote(fleet), "--seed", options.Seed.ToString(CultureInfo.InvariantCulture)];
        if (options.Scale is { } scale) { words.AddRange(["--scale", string.Join(',', scale)]); }
        if (options.Dimensions is { } dimensions) { words.AddRange(["--dimension", string.Join(',', dimensions)]); }
        if (options.Mode != StressMode.Default) { words.Add(options.Mode == StressMode.Quick ? "--quick" : "--full"); }
        words.AddRange(Words("--calibration", calibration));
        return string.Join(' ', words);
    }
}
