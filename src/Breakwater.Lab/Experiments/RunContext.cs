using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Running;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Experiments;

/// <summary>Everything one run may use. Two runs with equal contexts measure the same.</summary>
public sealed class RunContext
{
    public required FleetRoster Roster { get; init; }

    /// <summary>Whether this is the size that the fleet file describes: what speaks of the fleet as it stands is measured there alone.</summary>
    public bool IsOwnSize { get; init; }

    /// <summary>Scaling rule: a name of <see cref="ScalingNames"/>.</summary>
    public required string Scaling { get; init; }

    /// <summary>How far the stress test climbs: what takes minutes at a size is run whole with <see cref="StressMode.Full"/> alone.</summary>
    public StressMode Mode { get; init; } = StressMode.Default;

    public required ulong Seed { get; init; }

    public required CalibrationProfile Calibration { get; init; }

    public required KeyPool Keys { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>Watches the run's simulations, in a replay; null otherwise. It changes no measurement.</summary>
    public ISimulationObserver? Observer { get; init; }

    /// <summary>Receives copies of what the run's gates record; null for none. It changes no measurement.</summary>
    public RunRecords? Records { get; init; }

    /// <summary>The run's name, which stands before the nodes' in those copies.</summary>
    public string Name { get; init; } = "";

    /// <summary>A simulation of this run, at virtual time zero. Experiments make theirs here, so that a replay can watch them.</summary>
    public Simulator NewSimulator() => new(Seed) { Observer = Observer };

    public FleetSpecification Fleet => Roster.Fleet;

    public int Agents => Roster.Agents.Count;

    /// <summary>A stream of random numbers for one purpose, the same in every run with this seed and size.</summary>
    public LabRandom Random(string purpose) => new LabRandom(Seed).Fork(purpose).Fork((ulong)Agents);
}
