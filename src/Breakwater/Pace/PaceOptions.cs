namespace Breakwater.Pace;

/// <summary>What a phase does, where the framework leaves it open, and how much a node remembers.</summary>
public sealed class PaceOptions
{
    /// <summary>What becomes of writes in Alternate. Default <see cref="AlternateWrites.Denied"/>: the framework has both, and what exceeds a state is "blocked automatically, not escalated".</summary>
    public AlternateWrites AlternateWrites { get; set; }

    /// <summary>
    /// Agents of a tenant that operators may hold in a phase of their own at a time; to degrade one more is refused, and their type, cluster or tenant can be degraded instead. What the log or another node
    /// brings is always held. Default 65,536.
    /// </summary>
    public int MaxAgents { get; set; } = 65_536;
}

/// <summary>What becomes of writes in Alternate.</summary>
public enum AlternateWrites : byte
{
    /// <summary>Denied.</summary>
    Denied,
    /// <summary>Each waits for a person.</summary>
    Approved,
}
