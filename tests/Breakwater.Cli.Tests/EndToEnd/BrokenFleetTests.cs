using System.Text.RegularExpressions;
using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>Ten files as people break them, and the real command.</summary>
public sealed partial class BrokenFleetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, string> Files => new()
    {
        { "01-misspelt-key.yaml", 2, ":7:[0-9]+: .*`agnets`.*`agents`" },
        { "02-no-units.yaml", 2, ":3:[0-9]+: .*`latencyMedian`.*`250ms`" },
        { "03-dangling-names.yaml", 4, ":8:[0-9]+: .*`vendor-b`.*`vendor-a`" },
        { "04-duplicate-ids.yaml", 2, ":2:[0-9]+: .*`berlin`" },
        { "05-impossible-numbers.yaml", 2, ":5:[0-9]+: .*`agents`.*`0`" },
        { "06-tabs.yaml", 1, ":1:1: this is not YAML: .*tab" },
        { "07-missing-sections.yaml", 3, "`regions`" },
        { "08-two-regions-no-network.yaml", 2, "`paris`" },
        { "09-flow-through-a-barrier.yaml", 1, ":11:[0-9]+: .*`wall`" },
        { "10-not-a-fleet.yaml", 1, ":1:[0-9]+: .*`schema`" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_problem_is_said_with_its_place_and_a_way_out_and_nothing_is_written(string name, int atLeast, string first)
    {
        var file = Path.Combine(Repository.Root, "tests", "Breakwater.Cli.Tests", "EndToEnd", "Broken", name);
        var before = File.ReadAllBytes(file);
        foreach (var command in new[] { "stress", "validate", "scale" })
        {
            string[] line = command switch
            {
                "stress" => ["stress", file, "--quick", "--out", _folder["out"]],
                "scale" => ["scale", file, "--to", "20", "--out", _folder["scaled.yaml"]],
                _ => ["validate", file],
            };
            var (exitCode, output, error) = RealCommand.Run(line);
            exitCode.ShouldBe(ExitCode.BadInput);
            output.ShouldBeEmpty();
            var text = error.Replace(file, "FILE", StringComparison.Ordinal);
            var places = text.Split('\n').Count(l => Place().IsMatch(l));
            places.ShouldBeGreaterThanOrEqualTo(atLeast, text);
            // Each problem is followed by its remedy, indented.
            text.Split('\n').Count(l => l.StartsWith("    ", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(places, text);
            Regex.IsMatch(text, first, RegexOptions.Singleline).ShouldBeTrue(text);
            text.ShouldNotContain("fault of ours");
        }
        _folder.Everything.ShouldBeEmpty();
        File.ReadAllBytes(file).ShouldBe(before);
    }

    [GeneratedRegex("^FILE:[0-9]+:[0-9]+: .")]
    private static partial Regex Place();
}
