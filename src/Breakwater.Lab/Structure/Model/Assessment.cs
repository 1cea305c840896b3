namespace Breakwater.Lab.Structure;

/// <summary>
/// What a fleet's structure says, without running anything: exact numbers over its groups, flows, delegation rules, tools, barriers and dependencies.
/// Counts of agents and of pairs of agents hold for what is permitted: every agent of a group may do what its group may.
/// </summary>
public sealed record Assessment
{
    /// <summary>Name and version of the form.</summary>
    public const string CurrentSchema = "breakwater.assessment/1.0";

    public string Schema { get; init; } = CurrentSchema;
    public required AssessedFleet Fleet { get; init; }
    public required DelegationStructure Delegation { get; init; }
    public required HandoffStructure Handoffs { get; init; }
    public required ReachStructure Reach { get; init; }
    public required RuleReview Rules { get; init; }
    public required CrossingStructure Crossings { get; init; }
    public required IReadOnlyList<ExternalWrite> ExternalWrites { get; init; }
    public required ControlPlaneStructure ControlPlane { get; init; }
    public required AttackPaths AttackPaths { get; init; }
    public required ConcentrationStructure Concentration { get; init; }
    public required DependencyStructure Dependencies { get; init; }
    public required IReadOnlyList<SinglePoint> SinglePoints { get; init; }
    public required IReadOnlyList<StructureAnswer> Answers { get; init; }
}

/// <summary>What was assessed.</summary>
public sealed record AssessedFleet(string Name, string Digest, int Agents, int Orchestrators, int Clusters, int Groups, int Flows, int DelegationRules, int Tools);

/// <summary>One step of a path.</summary>
/// <param name="Kind"><c>flow</c> or <c>delegation</c>.</param>
/// <param name="Link">Id of the flow or the rule.</param>
/// <param name="To">Group it leads to.</param>
public sealed record PathStep(string Kind, string Link, string To);

/// <summary>A path that shows what is claimed.</summary>
/// <param name="From">Group or orchestrator it begins at.</param>
/// <param name="Steps">Its steps, in order.</param>
public sealed record Witness(string From, IReadOnlyList<PathStep> Steps);

/// <summary>A cycle.</summary>
/// <param name="Members">Everything that lies on a cycle with everything else here, in file order.</param>
/// <param name="Shortest">A shortest cycle through the first member; its first name is repeated at the end.</param>
public sealed record Loop(IReadOnlyList<string> Members, IReadOnlyList<string> Shortest);

/// <summary>An answer to a question of the catalogue.</summary>
/// <param name="Id">Such as <c>1.8.2</c>.</param>
/// <param name="Question">Its text.</param>
/// <param name="Answer">The answer with its numbers.</param>
/// <param name="Complete">Whether structure answers all of it; otherwise the answer says what is missing.</param>
/// <param name="Evidence">Where the numbers come from: <c>roster</c>, or the member of this document.</param>
public sealed record StructureAnswer(string Id, string Question, string Answer, bool Complete, IReadOnlyList<string> Evidence);
