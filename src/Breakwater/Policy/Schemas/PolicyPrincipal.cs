using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;

namespace Breakwater.Policy.Schemas;

/// <summary>An agent as policies see it. Made once, when the agent is registered, and shared by everything it asks for. Immutable, thread-safe.</summary>
public sealed class PolicyPrincipal
{
    internal PolicyPrincipal(CedarEntity entity, string tenant, int cluster, int region, int[] jurisdictions)
    {
        Entity = entity;
        Tenant = tenant;
        Cluster = cluster;
        Region = region;
        Jurisdictions = jurisdictions;
    }

    /// <summary>Its name in policies: the agent's own, or for a short-lived instance that of its type.</summary>
    public string Name => Entity.Uid.Id;

    /// <summary>Its tenant.</summary>
    public string Tenant { get; }

    internal CedarEntity Entity { get; }

    /// <summary>The same as its tenant's store holds it, so that no request has to look it up; null for one that the store does not list. Set once, before it is handed out.</summary>
    internal StoredEntity? Stored { get; set; }

    /// <summary>Ordinal of its cluster in the fleet.</summary>
    internal int Cluster { get; }

    /// <summary>Ordinal of its region; of an instance, that of its type's first.</summary>
    internal int Region { get; }

    /// <summary>Ordinals of the jurisdictions it may stand under: one, or for an instance all of its type's.</summary>
    internal int[] Jurisdictions { get; }
}
