using System.Globalization;

namespace Breakwater.Lab.Simulation;

/// <summary>An event's handler failed. Carries what is needed to run to the same step again.</summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(ulong seed, int? partition, long step, long timeNs, Exception inner)
        : base(Describe(seed, partition, step, timeNs, inner), inner) =>
        (Seed, Partition, Step, TimeNs) = (seed, partition, step, timeNs);

    /// <summary>Seed of the simulation, or of the whole partitioned one.</summary>
    public ulong Seed { get; }

    /// <summary>Which partition failed; null outside a partitioned simulation.</summary>
    public int? Partition { get; }

    /// <summary>Number of the event that failed, from 1: stopping at it (<see cref="Simulator.StopAtStep"/>) ends just before.</summary>
    public long Step { get; }

    /// <summary>Virtual time of the failure in nanoseconds.</summary>
    public long TimeNs { get; }

    private static string Describe(ulong seed, int? partition, long step, long timeNs, Exception inner) => string.Create(
        CultureInfo.InvariantCulture,
        $"{inner.Message} – at step {step}{(partition is { } p ? $" of partition {p}" : "")}, virtual time {timeNs / 1e9:0.000000000} s, seed 0x{seed:X}");
}
