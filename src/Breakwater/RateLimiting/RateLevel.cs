namespace Breakwater.RateLimiting;

/// <summary>The levels of the hierarchy, narrowest first. A reservation takes from all of them or from none.</summary>
public enum RateLevel : byte
{
    /// <summary>One agent.</summary>
    Agent,
    /// <summary>All agents of a tenant.</summary>
    Tenant,
    /// <summary>All tenants of a fleet.</summary>
    Fleet,
    /// <summary>All fleets that share this limiter.</summary>
    Global,
    /// <summary>All that call one model provider.</summary>
    Provider,
}
