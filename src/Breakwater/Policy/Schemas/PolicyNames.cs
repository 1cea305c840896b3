using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;

namespace Breakwater.Policy.Schemas;

/// <summary>What the things of a fleet are called in policies.</summary>
internal static class PolicyNames
{
    public const string Agent = "Agent", Group = "Group", Cluster = "Cluster", Region = "Region", Jurisdiction = "Jurisdiction", Tenant = "Tenant", Target = "Target",
        Boundary = "Boundary", Action = "Action";

    /// <summary>The boundary of a tool that crosses none.</summary>
    public const string Inside = "inside";

    public const string Arguments = "args", Now = "now", Delegated = "delegated", CrossJurisdiction = "crossJurisdiction";

    public static EntityUid ActionOf(Tool tool) => new(Action, tool.Id);

    // A colon cannot occur in a tool id, so a group of actions never has the name of a tool.
    public static EntityUid AccessGroup(ToolAccess access) => new(Action, $"access:{Vocabulary.Access.Word(access)}");

    public static EntityUid RiskGroup(RiskClass risk) => new(Action, $"risk:{Vocabulary.Risk.Word(risk)}");

    public static string BoundaryOf(Tool tool) => tool.Boundary ?? Inside;

    public static string TargetId(string boundary, string region) => $"{boundary}@{region}";

    /// <summary>An instance of a type, which stands in no region of its own. An at sign cannot occur in an agent's name.</summary>
    public static string InstanceId(string group) => $"{group}@instance";
}
