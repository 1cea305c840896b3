namespace Breakwater.Pace;

/// <summary>What a phase holds for: a tenant, or a cluster, a type or an agent of it. <c>default</c> is none and known nowhere.</summary>
public readonly record struct PaceScope
{
    private PaceScope(string tenant, PaceLevel level, string name) => (TenantId, Level, Name) = (tenant, level, name);

    /// <summary>Whose.</summary>
    public string TenantId { get; }

    /// <summary>How much.</summary>
    public PaceLevel Level { get; }

    /// <summary>Name of the cluster, type or agent; that of the tenant, for the tenant.</summary>
    public string Name { get; }

    /// <summary>A tenant.</summary>
    public static PaceScope Tenant(string tenant) => new(tenant, PaceLevel.Tenant, tenant);

    /// <summary>A cluster, with its orchestrator.</summary>
    public static PaceScope Cluster(string tenant, string cluster) => new(tenant, PaceLevel.Cluster, cluster);

    /// <summary>All agents and instances of a type.</summary>
    public static PaceScope Type(string tenant, string group) => new(tenant, PaceLevel.Type, group);

    /// <summary>One agent, instance or orchestrator, by its name.</summary>
    public static PaceScope Agent(string tenant, string agent) => new(tenant, PaceLevel.Agent, agent);

    internal static PaceScope Of(string tenant, PaceLevel level, string name) => new(tenant, level, name);

    /// <inheritdoc/>
    public override string ToString() => Name is null ? "nothing" : $"{Level.ToString().ToLowerInvariant()} {Name}";
}
