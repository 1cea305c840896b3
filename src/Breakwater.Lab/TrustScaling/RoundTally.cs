using Breakwater.Contracts;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.TrustScaling;

/// <summary>What one round of checks cost and how it went.</summary>
internal sealed class RoundTally(long startedNs, long deadlineNs)
{
    private Work _work;

    public LatencyRecorder Checks { get; } = new();

    public long Started { get; } = startedNs;

    public long LateOrRefused { get; private set; }

    public long Refused { get; private set; }

    public long ServiceNs { get; private set; }

    public long LastDone { get; private set; } = startedNs;

    public Work Work => _work;

    /// <summary>Counts the work of one job and the time it occupied a core.</summary>
    public void Served(in Work work, long serviceNs)
    {
        _work.Add(work);
        ServiceNs += serviceNs;
    }

    /// <summary>Counts checks that were asked for at the round's start and are answered now.</summary>
    public void Answered(long nowNs, int trusted, int refused)
    {
        var took = nowNs - Started;
        for (var i = 0; i < trusted + refused; i++) { Checks.Record(took); }
        LateOrRefused += took > deadlineNs ? trusted + refused : refused;
        Refused += refused;
        LastDone = Math.Max(LastDone, nowNs);
    }
}
