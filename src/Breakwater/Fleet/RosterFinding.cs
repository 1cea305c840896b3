namespace Breakwater.Fleet;

/// <summary>Where a number of the fleet's prose source and its roster disagree, or where the source leaves something open.</summary>
/// <param name="Claim">What the source says.</param>
/// <param name="Actual">What the roster adds up to.</param>
/// <param name="Text">Both numbers and what lies between them, in a sentence or two.</param>
/// <param name="Agents">Names of the agents affected, in roster order; empty where the point is not about agents.</param>
/// <param name="Clusters">Ids of the clusters affected, in file order.</param>
public sealed record RosterFinding(SourceClaim Claim, int Actual, string Text, IReadOnlyList<string> Agents, IReadOnlyList<string> Clusters);
