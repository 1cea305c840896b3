using Breakwater.Contracts;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// A way to hand work on and to judge what was handed on: the contract that the shipping control and the baselines both answer to. Everything
/// is done for real; what it costs is counted in <see cref="Work"/>.
/// </summary>
internal abstract class DelegationScheme(DelegationWorld world)
{
    protected DelegationWorld World { get; } = world;

    protected Workload Workload => World.Workload;

    /// <summary>Rules that somebody has to write, review and keep up.</summary>
    public abstract long Rules { get; }

    /// <summary>Ordered pairs of principals between which its rules let work be handed on.</summary>
    public abstract long PairsAllowed { get; }

    /// <summary>Principals that a search has come to.</summary>
    public long NodesVisited { get; protected set; }

    /// <summary>Judgements of one hop.</summary>
    public long Judged { get; protected set; }

    /// <summary>Paths that were approved beforehand.</summary>
    public virtual int PathsApproved => 0;

    /// <summary>How often an errand is handed over: once for each hop, or once for a path approved as a whole.</summary>
    public virtual int Handovers(Errand errand) => errand.Hops;

    /// <summary>What the delegator does: makes the document that travels.</summary>
    public abstract void HandOn(Errand errand, int hop, ref Work work);

    /// <summary>What the delegate's node does: whether the document counts and, at the last hop, whether its tool may be used.</summary>
    public abstract Judgement Take(Errand errand, int hop, ref Work work);
}

/// <summary>What a delegate's node makes of what arrived.</summary>
internal enum Judgement : byte
{
    /// <summary>It does not count.</summary>
    Refused,
    /// <summary>The work is accepted; at the last hop, without the tool that was asked for.</summary>
    Accepted,
    /// <summary>The work is accepted and its tool may be used.</summary>
    Permitted,
}
