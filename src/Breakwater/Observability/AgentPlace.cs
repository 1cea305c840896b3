using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>What an agent is a replica of, and what it shares with others. Names are those of the fleet file.</summary>
/// <param name="Type">Its type, the population it is measured against: the group or the role.</param>
/// <param name="Cluster">Its cluster.</param>
/// <param name="Provider">The model provider it calls.</param>
/// <param name="Risk">Risk of its work; ranks its alerts.</param>
public sealed record AgentPlace(string Type, string Cluster, string Provider, RiskClass Risk);
