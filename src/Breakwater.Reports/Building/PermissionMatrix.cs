using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Groups against tools: R where a group may read, W where it may change something. An empty cell is a denial.</summary>
internal static class PermissionMatrix
{
    public static Table Build(RosterResult roster) => new(
        "Permission matrix: groups and the tools granted to them",
        ["Group", new("Agents", true), .. roster.Tools.Select(t => new Column(t.Id))],
        roster.Tools.Count == 0 ? [] : [.. roster.Groups.Select(g => Row(g, roster.Tools))])
    {
        Matrix = true,
        Note = "R: reads. W: changes something. Empty: denied, as is everything that is not listed.",
    };

    private static IReadOnlyList<Piece> Row(RosterGroup group, IReadOnlyList<RosterTool> tools)
    {
        var granted = group.Tools.ToHashSet(StringComparer.Ordinal);
        return [new(group.Name, Note: group.Cluster), Figures.Count(group.Agents), .. tools.Select(t => Grant(t, granted))];
    }

    private static Piece Grant(RosterTool tool, HashSet<string> granted) =>
        !granted.Contains(tool.Id) ? new Piece(default(Text)) : tool.Access.Equals("write", StringComparison.OrdinalIgnoreCase) ? new("W", Tone.Bend) : new("R");
}
