namespace Breakwater.Lab.Watching;

/// <summary>How an agent behaves beyond what is usual for it. Shifts are in the signal's own unit.</summary>
internal readonly record struct Behaviour
{
    public Behaviour()
    {
    }

    public required double Rate { get; init; }
    public double Quality { get; init; }
    public double LogLatency { get; init; }
    public double Content { get; init; }
    public double Failing { get; init; }
    public double LogCost { get; init; }
    public bool OtherTools { get; init; }

    /// <summary>The causal chain that its messages quote; 0 for none.</summary>
    public UInt128 Chain { get; init; }

    /// <summary>A partner that it does not usually have; −1 for its usual ones.</summary>
    public int Partner { get; init; } = -1;
}
