using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The control mapping: the current number beside the one a source cites, the tier, the configuration.</summary>
internal static class ControlTable
{
    public static IEnumerable<Block> Build(string caption, IReadOnlyList<ControlCitation> controls) =>
        controls.Count == 0
            ? []
            :
            [
                new Table(caption, ["Control", "Name", "Cited as", "Tier", "Configuration"],
                    [.. controls.Select(c => (IReadOnlyList<Piece>)[new(c.Id, Tone.Code), c.Name, c.CitedAs is null ? Piece.None : new(c.CitedAs, Tone.Code), c.Tier, c.Configuration])]),
            ];
}
