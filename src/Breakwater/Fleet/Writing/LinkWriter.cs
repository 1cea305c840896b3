using Breakwater.Fleet.Reading;

namespace Breakwater.Fleet.Writing;

/// <summary>Writes flows, delegations, barriers and dependencies.</summary>
internal static class LinkWriter
{
    public static void Write(YamlText text, FleetSpecification fleet)
    {
        text.Entries("flows", fleet.Flows, f =>
        {
            text.Text("id", f.Id);
            text.Text("from", f.From);
            text.Text("to", f.To);
            text.Plain("steady", UnitText.PerMinute(f.SteadyPerMinute));
            text.Plain("peak", UnitText.PerMinute(f.PeakPerMinute));
            text.Number("claimDepth", f.ClaimDepth);
            text.Names("labels", f.Labels);
        });
        text.Entries("delegations", fleet.Delegations, d =>
        {
            text.Text("id", d.Id);
            text.Text("from", d.From);
            text.Text("to", d.To);
            text.Names("tasks", d.Tasks);
            text.Number("maxDepth", d.MaxDepth);
            text.Plain("timeLimit", UnitText.Duration(d.TimeLimit));
            text.Names("permissions", d.Permissions);
        });
        text.Entries("barriers", fleet.Barriers, b =>
        {
            text.Text("id", b.Id);
            text.Text("name", b.Name);
            text.Names("left", b.Left);
            text.Names("right", b.Right);
            text.Names("labels", b.Labels);
        });
        text.Entries("dependencies", fleet.Dependencies, d =>
        {
            text.Text("consumer", d.Consumer);
            text.Text("producer", d.Producer);
            text.Plain("onAlternate", Vocabulary.Cascade.Word(d.OnAlternate));
            text.Plain("onContingency", Vocabulary.Cascade.Word(d.OnContingency));
            text.Plain("onEmergency", Vocabulary.Cascade.Word(d.OnEmergency));
        });
    }
}
