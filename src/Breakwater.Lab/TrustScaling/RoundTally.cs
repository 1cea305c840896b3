using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.TrustScaling;

/// <summary>What one round of checks cost and how it went.</summary>
internal sealed class RoundTally(long startedNs, long deadlineNs)
{
    private Work _work;
    private long _second = -1;
    private long _inSecond;

    public LatencyRecorder Checks { get; } = new();

    public long Started { get; } = startedNs;

    public long LateOrRefused { get; private set; }

    public long Refused { get; private set; }

    public long ServiceNs { get; private set; }

    public long LastDone { get; private set; } = startedNs;

    public Work Work => _work;

    /// <summary>Signature checks that all nodes together began in the busiest second.</summary>
    public long BusiestSecond { get; private set; }

    /// <summary>Counts the work of one job, begun now, and the time it occupies a core.</summary>
    public void Served(long nowNs, in Work work, long serviceNs)
    {
        _work.Add(work);
        ServiceNs += serviceNs;
        var second = nowNs / SimTime.Second;
        _inSecond = (second == _second ? _inSecond : 0) + work[WorkUnit.SignatureCheck];
        _second = second;
        BusiestSecond = Math.Max(BusiestSecond, _inSecond);
    }

    /// <summary>Counts checks that were asked for at the round's start and are answered now.</summary>
    public void Answered(long nowNs, int trusted, int refused) => Answered(nowNs, Started, trusted, refused);

    /// <summary>Counts checks that were asked for at a time of their own and are answered now.</summary>
    public void Answered(long nowNs, long askedNs, int trusted, int refused)
    {
        var took = nowNs - askedNs;
        for (var i = 0; i < trusted + refused; i++) { Checks.Record(took); }
        LateOrRefused += took > deadlineNs ? trusted + refused : refused;
        Refused += refused;
        LastDone = Math.Max(LastDone, nowNs);
    }
}
