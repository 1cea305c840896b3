namespace Breakwater.Policy.Bundles;

/// <summary>Where a bundle stands in the order of composition: each layer may add to, and by declaration replace, what the ones before it say.</summary>
public enum BundleLayer : byte
{
    /// <summary>The whole fleet, or all of one tenant that has a base of its own.</summary>
    Fleet,

    /// <summary>Agents and targets of one jurisdiction.</summary>
    Jurisdiction,

    /// <summary>One tenant.</summary>
    Tenant,

    /// <summary>Agents of one cluster.</summary>
    Cluster,
}
