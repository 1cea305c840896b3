namespace Breakwater.Pace;

/// <summary>How much a scope takes in. Append only: the order is part of the record format.</summary>
public enum PaceLevel : byte
{
    /// <summary>A tenant: its whole system.</summary>
    Tenant,
    /// <summary>A cluster of it, with its orchestrator.</summary>
    Cluster,
    /// <summary>All agents and instances of a type (a group of the fleet file).</summary>
    Type,
    /// <summary>One agent, instance or orchestrator.</summary>
    Agent,
}
