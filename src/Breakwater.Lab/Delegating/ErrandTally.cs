using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Delegating;

/// <summary>What one round of errands cost and how it was decided.</summary>
internal sealed class ErrandTally(long startedNs)
{
    private Work _work;

    public long Started { get; } = startedNs;

    /// <summary>Time that delegation added to each errand that was decided, from its start to its last judgement.</summary>
    public LatencyRecorder Added { get; } = new();

    public Work Work => _work;

    public long ServiceNs { get; private set; }

    /// <summary>Hops that were asked for.</summary>
    public long Handoffs { get; private set; }

    public long Decisions { get; private set; }

    /// <summary>Decisions for what the chain's true authority does not cover.</summary>
    public long OverPermitted { get; private set; }

    /// <summary>Decisions against what it does cover.</summary>
    public long WronglyRefused { get; private set; }

    /// <summary>Work that was accepted and carries no authority to the tool it was for.</summary>
    public long AcceptedWithout { get; private set; }

    /// <summary>Principals that searches came to.</summary>
    public long NodesVisited { get; private set; }

    public void Served(in Work work, long serviceNs, long nodesVisited)
    {
        _work.Add(work);
        NodesVisited += nodesVisited;
        ServiceNs += serviceNs;
    }

    public void Decided(long nowNs, Errand errand, Judgement judgement, bool may)
    {
        Added.Record(nowNs - Started);
        Decisions++;
        Handoffs += errand.Hops;
        OverPermitted += judgement == Judgement.Permitted && !may ? 1 : 0;
        WronglyRefused += judgement != Judgement.Permitted && may ? 1 : 0;
        AcceptedWithout += judgement == Judgement.Accepted ? 1 : 0;
    }
}
