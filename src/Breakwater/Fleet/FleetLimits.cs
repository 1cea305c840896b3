namespace Breakwater.Fleet;

/// <summary>What a fleet file may hold at most. Handles and the lab are built for these sizes; more is refused, never cut off.</summary>
public static class FleetLimits
{
    /// <summary>Task agents of a fleet.</summary>
    public const int MaxAgents = 100_000;

    /// <summary>Fewest agents a fleet can be scaled to.</summary>
    public const int MinScaledAgents = 5;

    /// <summary>Tenants: their handle has 16 bits and 0 names nobody.</summary>
    public const int MaxTenants = ushort.MaxValue;

    /// <summary>Tools: their handle has 16 bits and 0 names no tool.</summary>
    public const int MaxTools = ushort.MaxValue;

    /// <summary>Size of a fleet file: 16 MiB.</summary>
    public const int MaxFileBytes = 16 * 1024 * 1024;

    /// <summary>Length of an id, in characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>How deep the sections of a file may nest; a fleet needs 6.</summary>
    public const int MaxDepth = 16;

    /// <summary>Problems reported for one file; how many more there are is said.</summary>
    public const int MaxProblems = 1_000;
}
