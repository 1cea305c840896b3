using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>What a reader must know before reading on: controls that did not act, points that were not measured.</summary>
internal static class Banners
{
    public static IEnumerable<Banner> Build(ScenarioResult scenario)
    {
        if (scenario.ControlsOff.Count > 0)
        {
            yield return new(
                $"{Figures.Of(scenario.ControlsOff.Count, "control")} of this fleet {(scenario.ControlsOff.Count == 1 ? "is" : "are")} off or only observe{(scenario.ControlsOff.Count == 1 ? "s" : "")}",
                [.. scenario.ControlsOff.Select(c => (Text)c), "The fleet file sets them so: they stop nothing on this fleet."]);
        }

        if (scenario.Partial)
        {
            yield return new("This run was cut short", ["Some points were not measured. Laws, breakpoints and judgements rest on the points that were."]);
        }
    }
}
