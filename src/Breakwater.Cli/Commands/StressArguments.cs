using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Commands;

/// <summary>What was asked of <c>stress</c>.</summary>
internal sealed record StressRequest(string Fleet, StressOptions Options, string? Out, string? Calibration, bool Json);

/// <summary>The arguments and options of <c>stress</c>.</summary>
internal sealed class StressArguments
{
    private const int Dimensions = 8;

    private readonly Argument<string> _fleet = Arguments.FleetFile();
    private readonly Option<IReadOnlyList<int>?> _scale =
        Arguments.Numbers("--scale", "N,N,…", "Fleet sizes to run instead of the default ladder, such as 5,10,100", FleetLimits.MinScaledAgents, FleetLimits.MaxAgents);
    private readonly Option<IReadOnlyList<int>?> _dimension = Arguments.Numbers("--dimension", "D,D,…", "Stress dimensions to run, 1 to 8 (default: all that have experiments)", 1, Dimensions);
    private readonly Option<ulong> _seed = Arguments.Seed();
    private readonly Option<bool> _quick = new("--quick") { Description = "A quarter of the work: shorter ladders, coarser breakpoints" };
    private readonly Option<bool> _full = new("--full") { Description = "Climb up to 100,000 agents" };
    private readonly Option<string?> _out = Arguments.Text("--out", "DIR", "Folder for report and results (default: out/ and the fleet's name)");
    private readonly Option<string?> _calibration = Arguments.Text("--calibration", "FILE", "Profile that `breakwater calibrate --out FILE` measured (default: the reference profile)");
    private readonly Option<int?> _threads = Arguments.Threads();
    private readonly Option<bool> _json = Arguments.Json();

    public void AddTo(Command command)
    {
        command.Add(_fleet);
        foreach (var option in new Option[] { _scale, _dimension, _seed, _quick, _full, _out, _calibration, _threads, _json }) { command.Add(option); }
        _full.Validators.Add(result =>
        {
            if (result.GetValue(_full) && result.GetValue(_quick)) { result.AddError("--quick and --full exclude each other."); }
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
        var (fleet, calibration) = (parsed.GetRequiredValue(_fleet), parsed.GetValue(_calibration));
        return new(fleet, options with { Reproduce = Reproduce(fleet, options, calibration) }, parsed.GetValue(_out), calibration, parsed.GetValue(_json));
    }

    /// <summary>The shortest command line that gives the same results: nothing that only changes where they go or how fast they come.</summary>
    private static string Reproduce(string fleet, StressOptions options, string? calibration)
    {
        List<string> words = ["breakwater", "stress", Shell.Quote(fleet), "--seed", options.Seed.ToString(CultureInfo.InvariantCulture)];
        if (options.Scale is { } scale) { words.AddRange(["--scale", string.Join(',', scale)]); }
        if (options.Dimensions is { } dimensions) { words.AddRange(["--dimension", string.Join(',', dimensions)]); }
        if (options.Mode != StressMode.Default) { words.Add(options.Mode == StressMode.Quick ? "--quick" : "--full"); }
        if (calibration is not null) { words.AddRange(["--calibration", Shell.Quote(calibration)]); }
        return string.Join(' ', words);
    }
}
