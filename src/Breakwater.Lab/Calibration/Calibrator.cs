using System.Diagnostics;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>
/// Measures what each unit of work costs on this machine by running the code that does it: everything is warmed up together, then each
/// unit is timed in many short rounds, and the median round counts. Takes some twenty seconds; single-threaded.
/// </summary>
public static class Calibrator
{
    private const int Rounds = 101;

    /// <summary>How often a unit is measured before the machine counts as too busy.</summary>
    private const int Attempts = 3;

    /// <summary>Shorter than a turn of the operating system's scheduler, so that on a busy machine most rounds are still undisturbed.</summary>
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(1);

    // Two seconds leave the policy engine, measured last but five, half compiled.
    private static readonly TimeSpan WarmUpLength = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan TurnLength = TimeSpan.FromMilliseconds(2);

    /// <summary>Measures every unit.</summary>
    /// <param name="time">Gives the day.</param>
    /// <param name="progress">Told when a unit's turn comes; may be null.</param>
    /// <param name="cancellation">Ends it with nothing.</param>
    /// <exception cref="InvalidOperationException">A unit has no probe.</exception>
    /// <exception cref="BusyMachineException">The machine is too busy to measure a unit.</exception>
    public static CalibrationProfile Measure(TimeProvider time, IProgress<CalibrationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var missing = WithoutProbe(CalibrationProbes.All);
        if (missing.Count > 0) { throw new InvalidOperationException($"No calibration probe for {string.Join(", ", missing)}: add it to {nameof(CalibrationProbes)}."); }
        return Measure("measured", CalibrationProbes.All, time, progress, cancellation);
    }

    /// <summary>The units that no probe measures.</summary>
    internal static IReadOnlyList<WorkUnit> WithoutProbe(IEnumerable<CalibrationProbe> probes) => [.. WorkUnitVersions.Units.Except(probes.Select(p => p.Unit))];

    /// <summary>Measures the units of the probes given, in their order.</summary>
    internal static CalibrationProfile Measure(
        string name, IReadOnlyList<CalibrationProbe> probes, TimeProvider time, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new(null, 0, probes.Count));
        WarmUp(probes, cancellation);
        var costs = new Dictionary<WorkUnit, UnitCost>();
        foreach (var probe in probes)
        {
            progress?.Report(new(probe.Unit, costs.Count, probes.Count));
            var cache = Measure(probe, StateSize.Cache, costs, cancellation);
            var memory = Measure(probe, StateSize.Memory, costs, cancellation);
            costs.Add(probe.Unit, new(probe.Unit, WorkUnitVersions.Of(probe.Unit), cache.Picoseconds, memory.Picoseconds, Math.Round(Math.Max(cache.Spread, memory.Spread), 3)));
        }

        return new(name, Machine.Describe(), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), costs.Values);
    }

    /// <summary>Runs all bodies in turn until the runtime has had the time to compile them for good.</summary>
    private static void WarmUp(IReadOnlyList<CalibrationProbe> probes, CancellationToken cancellation)
    {
        var prepared = probes.Select(p => p.Prepare(StateSize.Cache)).ToArray();
        try
        {
            var unused = default(Work);
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUpLength;)
            {
                foreach (var probe in prepared)
                {
                    cancellation.ThrowIfCancellationRequested();
                    // By turns of equal length: a body that takes long leaves the others enough calls to be compiled for good.
                    var turn = Stopwatch.GetTimestamp();
                    for (var i = 0; i < 100 && Stopwatch.GetElapsedTime(turn) < TurnLength; i++) { probe.Body(1, ref unused); }
                }
            }
        }
        finally
        {
            foreach (var probe in prepared) { probe.Dispose(); }
        }
    }

    private static (long Picoseconds, double Spread) Measure(
        CalibrationProbe probe, StateSize size, IReadOnlyDictionary<WorkUnit, UnitCost> known, CancellationToken cancellation)
    {
        using var prepared = probe.Prepare(size);
        GC.Collect();
        var operations = OperationsPerRound(prepared.Body);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (median, spread) = MeasureRounds(probe.Unit, size, prepared.Body, operations, known, cancellation);
            if (median is >= 1 and <= UnitCost.MaxPicoseconds) { return ((long)median, spread); }
        }
        throw new BusyMachineException(probe.Unit);
    }

    private static (double Picoseconds, double Spread) MeasureRounds(
        WorkUnit unit, StateSize size, ProbeBody body, int operations, IReadOnlyDictionary<WorkUnit, UnitCost> known, CancellationToken cancellation)
    {
        var rounds = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var work = default(Work);
            var start = Stopwatch.GetTimestamp();
            body(operations, ref work);
            var elapsed = Stopwatch.GetElapsedTime(start);
            rounds[i] = PerUnit(unit, size, elapsed, work, known);
        }

        Array.Sort(rounds);
        var median = rounds[Rounds / 2];
        return (Math.Round(median), (rounds[Rounds * 3 / 4] - rounds[Rounds / 4]) / median);
    }

    /// <summary>As many operations as fill a round; also brings the state up to temperature.</summary>
    private static int OperationsPerRound(ProbeBody body)
    {
        var unused = default(Work);
        for (var operations = 1; ; operations *= 2)
        {
            var start = Stopwatch.GetTimestamp();
            body(operations, ref unused);
            if (Stopwatch.GetElapsedTime(start) >= RoundLength || operations == 1 << 28) { return operations; }
        }
    }

    /// <summary>Picoseconds of one unit, after subtracting what the other units counted are known to cost.</summary>
    internal static double PerUnit(WorkUnit unit, StateSize size, TimeSpan elapsed, in Work work, IReadOnlyDictionary<WorkUnit, UnitCost> known)
    {
        var picoseconds = elapsed.Ticks * 100_000.0;
        foreach (var other in WorkUnitVersions.Units)
        {
            if (other == unit || work[other] == 0) { continue; }
            if (!known.TryGetValue(other, out var cost)) { throw new InvalidOperationException($"The probe of `{unit}` also does `{other}`, which must be measured first."); }
            picoseconds -= (double)work[other] * cost.Picoseconds(size);
        }

        return work[unit] > 0 ? picoseconds / work[unit] : throw new InvalidOperationException($"The probe of `{unit}` counted none.");
    }
}
