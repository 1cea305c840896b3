using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;

namespace Breakwater.Lab.Providers;

/// <summary>What happens to a provider.</summary>
internal enum FaultKind
{
    /// <summary>Nothing: what the others are held against.</summary>
    None,
    /// <summary>It answers every call with an error, at once.</summary>
    Outage,
    /// <summary>It takes every call and answers none.</summary>
    Silence,
    /// <summary>It grants a part of its contract, and answers 429 beyond.</summary>
    RateCut,
    /// <summary>Its answers take longer.</summary>
    SlowDown,
}

/// <summary>A fault that begins and ends, at one or more providers at once.</summary>
internal sealed class ProviderFault(FaultKind kind, IReadOnlyList<SimulatedProvider> struck) : SimProcess
{
    /// <summary>Part of the contract that is left in a rate cut.</summary>
    public const double Granted = 0.02;

    /// <summary>How many times as long answers take in a slow-down.</summary>
    public const double Slower = 10;

    public void Between(Simulator simulator, TimeSpan begin, TimeSpan end)
    {
        simulator.ScheduleAt(SimTime.From(begin), this, (int)kind);
        simulator.ScheduleAt(SimTime.From(end), this);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        var fault = (FaultKind)kind;
        foreach (var provider in struck)
        {
            provider.IsOut = fault == FaultKind.Outage;
            provider.Granted = fault == FaultKind.RateCut ? Granted : 1;
            provider.Slowness = fault switch { FaultKind.Silence => double.PositiveInfinity, FaultKind.SlowDown => Slower, _ => 1 };
        }
    }
}
