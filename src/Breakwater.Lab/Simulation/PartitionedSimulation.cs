namespace Breakwater.Lab.Simulation;

/// <summary>
/// Several simulations that exchange messages, on any number of threads with the same result. Virtual time is cut into windows no longer
/// than the least latency between partitions: within a window partitions cannot affect each other and run side by side; at its end the
/// messages are handed over in order of time, then source, then the order of sending.
/// </summary>
public sealed class PartitionedSimulation
{
    private readonly Partition[] _partitions;

    // INVARIANT (window): messages are handed over at the ends of windows only, however a run is cut up, since an event's place among those
    // of its nanosecond is that of its scheduling. A run that ends inside a window leaves it open.
    private long? _windowEnd;

    /// <summary>Partitions at virtual time zero.</summary>
    /// <param name="seed">Decides every partition's own stream of chance.</param>
    /// <param name="partitions">How many; at least one.</param>
    /// <param name="windowNs">Least latency of a message between partitions, in nanoseconds; at least one.</param>
    public PartitionedSimulation(ulong seed, int partitions, long windowNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowNs);
        Seed = seed;
        WindowNs = windowNs;
        var random = new LabRandom(seed).Fork("partitions");
        _partitions = new Partition[partitions];
        for (var i = 0; i < partitions; i++)
        {
            _partitions[i] = new Partition(i, partitions, windowNs, new Simulator(random.Fork((ulong)i).NextUInt64(), seed, i));
        }
    }

    public ulong Seed { get; }

    public long WindowNs { get; }

    public IReadOnlyList<Partition> Partitions => _partitions;

    /// <summary>Lets everything happen up to and including a time, or, without one, until nothing is left.</summary>
    /// <param name="threads">Threads to use; the result is the same for any number.</param>
    /// <param name="untilNs">Virtual time at which to end.</param>
    /// <param name="cancellationToken">Looked at between windows and every few thousand events.</param>
    /// <returns>
    /// Why it returned. A partition that stops, or comes to its <see cref="Simulator.StopAtStep"/>, ends the run with the window under way.
    /// </returns>
    /// <exception cref="SimulationException">A handler failed; of several, the earliest in virtual time, then of the lowest partition.</exception>
    public SimulationEnd Run(int threads, long untilNs = long.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(untilNs, _partitions.Max(p => p.Simulator.Now));
        while (_windowEnd is not null || NextTime() <= untilNs)
        {
            _windowEnd ??= WindowEnd(NextTime()!.Value);
            RunWindow(threads, Math.Min(_windowEnd.Value, untilNs), cancellationToken);
            var early = _partitions.Max(p => p.End);
            if (early is SimulationEnd.StepReached or SimulationEnd.Stopped) { return early; }
            if (untilNs < _windowEnd) { return SimulationEnd.TimeReached; }
            Exchange();
            _windowEnd = null;
        }
        if (untilNs != long.MaxValue) { RunWindow(threads, untilNs, cancellationToken); }
        return NextTime() is null ? SimulationEnd.Idle : SimulationEnd.TimeReached;
    }

    // Windows lie on a grid; those in which nothing happens are skipped.
    private long WindowEnd(long time)
    {
        var start = time - time % WindowNs;
        return start > long.MaxValue - WindowNs ? long.MaxValue : start + WindowNs - 1;
    }

    private void RunWindow(int threads, long untilNs, CancellationToken cancellationToken)
    {
        if (threads == 1)
        {
            foreach (var partition in _partitions) { partition.RunWindow(untilNs, cancellationToken); }
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
            Parallel.For(0, _partitions.Length, options, i => _partitions[i].RunWindow(untilNs, cancellationToken));
        }
        cancellationToken.ThrowIfCancellationRequested();
        var failure = _partitions.Select(p => p.Failure).OfType<SimulationException>().MinBy(f => (f.TimeNs, f.Partition));
        if (failure is not null) { throw failure; }
    }

    private void Exchange()
    {
        foreach (var source in _partitions)
        {
            foreach (var message in source.Outbox) { _partitions[message.Target].Incoming.Add(message); }
            source.Outbox.Clear();
        }
        foreach (var partition in _partitions) { partition.Receive(); }
    }

    private long? NextTime() => _partitions.Min(p => p.Simulator.NextTime);
}
