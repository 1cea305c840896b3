using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Policy;

public sealed class GrantTableTests
{
    [Fact]
    public void It_grants_exactly_what_the_fleet_says_even_with_many_tools()
    {
        var fleet = TestFleet.Describe();
        var many = fleet with { Tools = [.. fleet.Tools, .. Enumerable.Range(0, 200).Select(i => new Tool($"tool-{i}", "", ToolAccess.Read, RiskClass.Low, RecordPolicy.After, null))] };
        many = many with
        {
            Clusters = [.. many.Clusters.Select((c, i) => c with { Groups = [.. c.Groups.Select(g => g with { Tools = [.. g.Tools, .. Enumerable.Range(0, 200).Where(t => t % 3 == i).Select(t => $"tool-{t}")] })] })],
        };
        var table = new GrantTable(many);
        var work = default(Work);
        foreach (var group in many.Clusters.SelectMany(c => c.Groups))
        {
            foreach (var tool in many.Tools)
            {
                var handle = table.Tool(tool.Id);
                table.Describe(handle).ShouldBe(tool);
                table.Refusal(table.Group(group.Id), handle, ref work).ShouldBe(group.Tools.Contains(tool.Id) ? null : GrantReasons.NotGranted);
                table.Refusal(GrantTable.NoGroup, handle, ref work).ShouldBe(GrantReasons.OrchestratorTool);
            }
        }
        foreach (ushort handle in (ushort[])[0, (ushort)(many.Tools.Count + 1), ushort.MaxValue])
        {
            table.Describe(new(handle)).ShouldBeNull();
            table.Refusal(0, new(handle), ref work).ShouldBe(GrantReasons.UnlistedTool);
        }
        table.Group("no-such-group").ShouldBe(GrantTable.NoGroup);
        table.Tool("no-such-tool").IsNone.ShouldBeTrue();
    }
}
