using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Breakwater.Fleet;
using Breakwater.Policy.Rollout;

namespace Breakwater.Cli.Commands;

/// <summary>Arguments and options that several commands share, and how lists of numbers are read.</summary>
internal static class Arguments
{
    private const int MostThreads = 256;

    public static Argument<string> FleetFile() => new("FLEET.yaml") { Description = "The fleet file" };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object for programs" };

    public static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    public static Option<IReadOnlyList<int>?> Numbers(string name, string helpName, string description, int least, int most) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result => NumbersOf(result, name, least, most),
    };

    public static Option<int?> Number(string name, string helpName, string description, int least, int most) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result => NumbersOf(result, name, least, most) is { } numbers
            ? numbers.Count == 1 ? numbers[0] : Wrong<int?>(result, $"{name} takes one number, not `{result.Tokens[0].Value}`.")
            : null,
    };

    public static Option<int?> Threads() =>
        Number("--threads", "N", "Worker threads; results are the same for any number (default: one for each core)", 1, MostThreads);

    public static Option<ulong> Seed() => new("--seed")
    {
        HelpName = "N",
        Description = "What decides every draw of the simulation",
        DefaultValueFactory = _ => 1,
        CustomParser = result => ulong.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Wrong<ulong>(result, $"--seed is `{result.Tokens[0].Value}`; it must be a whole number from 0 to {ulong.MaxValue}."),
    };

    public static Option<long?> Step() => new("--to-step")
    {
        HelpName = "S",
        Description = "End after this event, counted from 1 through the whole point (default: run to the end)",
        CustomParser = result => long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0
            ? step
            : Wrong<long?>(result, $"--to-step is `{result.Tokens[0].Value}`; it must be a whole number from 1."),
    };

    public static Option<FlowScaling?> Flows() => new("--flows")
    {
        HelpName = "RULE",
        Description = "How flows follow: constant-degree, proportional or complete (default: the file's rule)",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "constant-degree" => FlowScaling.ConstantDegree,
            "proportional" => FlowScaling.Proportional,
            "complete" => FlowScaling.Complete,
            var other => Wrong<FlowScaling?>(result, $"--flows is `{other}`; it must be constant-degree, proportional or complete."),
        },
    };

    public static Option<RolloutMode?> Mode() => new("--mode")
    {
        HelpName = "MODE",
        Description = "Protection that is shown stage by stage: compatibility (the default), routing or none",
        CustomParser = result => result.Tokens[0].Value.ToLowerInvariant() switch
        {
            "compatibility" => RolloutMode.Compatibility,
            "routing" => RolloutMode.Routing,
            "none" => RolloutMode.None,
            _ => Wrong<RolloutMode?>(result, $"--mode is `{result.Tokens[0].Value}`; it must be compatibility, routing or none."),
        },
    };

    /// <summary>A required whole number from 0.</summary>
    public static Argument<long> Place(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? place
            : Wrong<long>(result, $"{name} is `{result.Tokens[0].Value}`; it must be a whole number from 0."),
    };

    private static IReadOnlyList<int>? NumbersOf(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[0].Value;
        var numbers = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            {
                return Wrong<IReadOnlyList<int>>(result, string.Create(CultureInfo.InvariantCulture, $"{name} is `{text}`; `{part}` must be a whole number from {least} to {most}."));
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static T? Wrong<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
