namespace Breakwater.RateLimiting;

/// <summary>How urgent a request of work is. Safety traffic (halt, audit, PACE) is none of these: it never waits in a queue.</summary>
public enum Priority : byte
{
    /// <summary>Compliance and safety checks that agents do as work. Always served first.</summary>
    Critical,
    /// <summary>Somebody waits for it.</summary>
    High,
    /// <summary>Work in the background.</summary>
    Normal,
    /// <summary>Analytics.</summary>
    Low,
}
