using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.Revocation;

/// <summary>
/// A way of taking trust back: how the order travels, and whether an agent is still believed at a place. A place is where a decision to believe is
/// made: an enforcement node for the control that ships, each agent for the meshes.
/// </summary>
internal abstract class RevocationScheme(TrustWorld world)
{
    protected TrustWorld World { get; } = world;

    protected Simulator Sim => World.Simulator;

    /// <summary>Node from which the order goes out.</summary>
    protected int ControlPlane { get; } = world.NodeOfRegion(world.Fleet.ControlPlane.Region);

    /// <summary>Revocation records that had to be delivered.</summary>
    public long RecordsDelivered { get; protected set; }

    /// <summary>The places where a subject is believed or not.</summary>
    public abstract IReadOnlyList<int> PlacesOf(int subject);

    /// <summary>Whether a place believes a subject now.</summary>
    public abstract bool Believes(int place, int subject, ref Work work);

    /// <summary>Whether a place would believe a subject now; asking changes nothing that a later decision could notice.</summary>
    public virtual bool WouldBelieve(int place, int subject, ref Work work) => Believes(place, subject, ref work);

    /// <summary>Whether a place believes a credential that an attacker made with the stolen key of a zone authority.</summary>
    public abstract bool BelievesForged(int place, CredentialChain forged, ref Work work);

    /// <summary>Gives the order: these agents, or (where there is one) their whole zone.</summary>
    public abstract void Order(IReadOnlyList<int> subjects, string? zone);

    /// <summary>The place that receives what a subject sends to a partner.</summary>
    public abstract int PlaceOf(int relying);

    /// <summary>Whether a subject's own gate lets it act now. Meshes have none.</summary>
    public virtual bool MayAct(int subject, ref Work work) => true;

    /// <summary>The attack is over.</summary>
    public virtual void End() { }

    /// <summary>Those a subject sends its decisions to, who are those who check it.</summary>
    protected IReadOnlyList<int> Partners(int subject) => [.. Enumerable.Range(0, World.Degree).Select(number => World.Partner(subject, number))];
}
