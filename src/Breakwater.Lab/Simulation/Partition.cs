namespace Breakwater.Lab.Simulation;

/// <summary>One part of a <see cref="PartitionedSimulation"/>, with a simulation of its own. What lives in it touches nothing outside but by messages.</summary>
public sealed class Partition
{
    private readonly int _partitions;
    private readonly long _windowNs;

    internal Partition(int index, int partitions, long windowNs, Simulator simulator) =>
        (Index, _partitions, _windowNs, Simulator) = (index, partitions, windowNs, simulator);

    public int Index { get; }

    public Simulator Simulator { get; }

    /// <summary>What receives messages from other partitions. Set before the run; a message without a receiver is an error.</summary>
    public SimProcess? Inbox { get; set; }

    internal List<PartitionMessage> Outbox { get; } = [];

    internal List<PartitionMessage> Incoming { get; } = [];

    internal SimulationEnd End { get; private set; }

    internal SimulationException? Failure { get; private set; }

    /// <summary>Sends a message to a partition's inbox (its own, too).</summary>
    /// <param name="target">Index of the partition.</param>
    /// <param name="delayNs">Latency; at least the window.</param>
    /// <param name="kind">For the receiver.</param>
    /// <param name="a">First payload.</param>
    /// <param name="b">Second payload.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such partition, or a latency shorter than the window.</exception>
    public void Send(int target, long delayNs, int kind = 0, long a = 0, long b = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, _partitions);
        ArgumentOutOfRangeException.ThrowIfLessThan(delayNs, _windowNs);
        Outbox.Add(new PartitionMessage(checked(Simulator.Now + delayNs), target, kind, a, b));
    }

    internal void RunWindow(long untilNs, CancellationToken cancellationToken)
    {
        try
        {
            End = Simulator.Run(untilNs, cancellationToken);
        }
        catch (SimulationException e)
        {
            Failure = e;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Reported once for all partitions, after the window.
        }
    }

    internal void Receive()
    {
        if (Incoming.Count == 0) { return; }
        var inbox = Inbox ?? throw new InvalidOperationException($"partition {Index} has received a message but has no inbox");
        // They lie in order of source, then of sending, and the queue keeps that order among those of one time.
        foreach (var m in Incoming) { Simulator.ScheduleAt(m.Time, inbox, m.Kind, m.A, m.B); }
        Incoming.Clear();
    }
}

/// <summary>A message under way between partitions.</summary>
internal readonly record struct PartitionMessage(long Time, int Target, int Kind, long A, long B);
