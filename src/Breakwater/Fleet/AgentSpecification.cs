using Breakwater.Contracts;

namespace Breakwater.Fleet;

/// <summary>One agent of an expanded fleet.</summary>
/// <param name="Index">Position in the roster, from 0, in file order.</param>
/// <param name="Name">Unique outside name: group id, a hyphen, a number from 1 (<c>order-management-3</c>).</param>
/// <param name="Cluster">Its cluster.</param>
/// <param name="Group">Its group.</param>
/// <param name="Region">Its region.</param>
/// <param name="Zone">Its zone: cluster id, <c>@</c>, region id; a zone that outgrows its authority is split and numbered (<c>…#2</c>).</param>
public sealed record AgentSpecification(int Index, string Name, Cluster Cluster, AgentGroup Group, Region Region, string Zone)
{
    /// <summary>Its tenant's id.</summary>
    public string Tenant => Cluster.Tenant;

    /// <summary>Autonomy tier of its group.</summary>
    public AutonomyTier Tier => Group.Tier;
}
