using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>Reads what agents touch: tools, data labels, and the trust boundaries that a tool's use may cross.</summary>
internal static class ToolReader
{
    public static IReadOnlyList<Tool> Tools(YamlMap root, FleetNames names)
    {
        var tools = new List<Tool>();
        foreach (var item in root.Items("tools", "tool"))
        {
            var id = item.Text("id", "submit-order");
            var access = item.Choice("access", Vocabulary.Access);
            var risk = item.Choice("risk", Vocabulary.Risk, access == ToolAccess.Write ? RiskClass.Medium : RiskClass.Low);
            var record = access == ToolAccess.Write && risk >= RiskClass.High ? RecordPolicy.Before : RecordPolicy.After;
            tools.Add(new(
                id, item.Text("description", "what it does", id), access, risk, item.Choice("record", Vocabulary.Record, record),
                item.OptionalReference("boundary", names.Boundaries)));
            item.Close();
        }
        if (tools.Count > FleetLimits.MaxTools)
        {
            root.Problem(
                "tools", FormattableString.Invariant($"has {tools.Count:#,0} tools"),
                FormattableString.Invariant($"a fleet has at most {FleetLimits.MaxTools:#,0}: merge tools that are granted together"));
        }
        return tools;
    }

    public static IReadOnlyList<DataLabel> Labels(YamlMap root)
    {
        var labels = new List<DataLabel>();
        foreach (var item in root.Items("labels", "label"))
        {
            var id = item.Text("id", "internal");
            labels.Add(new(id, item.Text("description", "what carries it", id)));
            item.Close();
        }
        return labels;
    }

    public static IReadOnlyList<TrustBoundary> Boundaries(YamlMap root)
    {
        var boundaries = new List<TrustBoundary>();
        foreach (var item in root.Items("trustBoundaries", "trust boundary"))
        {
            var id = item.Text("id", "clients");
            boundaries.Add(new(id, item.Text("name", "Clients", id), item.Text("description", "what lies on either side", ""))
            {
                Assumed = item.Flag("assumed", false),
            });
            item.Close();
        }
        return boundaries;
    }
}
