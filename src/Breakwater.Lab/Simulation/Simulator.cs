namespace Breakwater.Lab.Simulation;

/// <summary>Why <see cref="Simulator.Run"/> returned.</summary>
public enum SimulationEnd
{
    /// <summary>Nothing is left to happen.</summary>
    Idle,
    /// <summary>What is left happens after the time asked for.</summary>
    TimeReached,
    /// <summary><see cref="Simulator.StopAtStep"/> comes next.</summary>
    StepReached,
    /// <summary>A process asked to <see cref="Simulator.Stop"/>.</summary>
    Stopped,
}

/// <summary>
/// A discrete-event simulation in virtual time: events happen in order of time, those of the same nanosecond in the order in which they
/// were scheduled. One thread; the same seed and the same code give the same run. An event scheduled for a process allocates nothing in
/// the steady state. Events cannot be withdrawn: a process that has moved on ignores them, by a generation in the payload.
/// </summary>
public sealed class Simulator
{
    private const int StepsBetweenCancellationChecks = 4096;
    private readonly EventQueue _queue = new();
    private readonly int? _partition;
    private readonly ulong _reportedSeed;
    private bool _stopRequested;

    /// <summary>A simulation at virtual time zero.</summary>
    public Simulator(ulong seed) : this(seed, seed, null) { }

    internal Simulator(ulong seed, ulong reportedSeed, int? partition)
    {
        Seed = seed;
        _reportedSeed = reportedSeed;
        _partition = partition;
        Random = new LabRandom(seed);
        Clock = new SimulationClock(this);
    }

    public ulong Seed { get; }

    /// <summary>Chance, for this simulation: fork it by purpose rather than share it.</summary>
    public LabRandom Random { get; }

    /// <summary>Virtual time for code that reads a <see cref="TimeProvider"/>.</summary>
    public SimulationClock Clock { get; }

    /// <summary>Virtual time in nanoseconds since the start.</summary>
    public long Now { get; private set; }

    /// <summary>How many events have happened, the one under way included.</summary>
    public long Steps { get; private set; }

    /// <summary>How many events are still to happen.</summary>
    public int Pending => _queue.Count;

    /// <summary>Time of the next event; null when nothing is left.</summary>
    public long? NextTime => _queue.Count > 0 ? _queue.NextTime : null;

    /// <summary>For replays: <see cref="Run"/> returns just before this step (counted from 1). Null, the default, for never.</summary>
    public long? StopAtStep { get; set; }

    /// <summary>For replays: sees every event. Null, the default, for nobody.</summary>
    public ISimulationObserver? Observer { get; init; }

    /// <summary>An event for a process, <paramref name="delayNs"/> from now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or reaches beyond the end of time.</exception>
    public void Schedule(long delayNs, SimProcess target, int kind = 0, long a = 0, long b = 0)
    {
        if ((ulong)delayNs > (ulong)(long.MaxValue - Now)) { throw NotInFuture(nameof(delayNs), delayNs); }
        _queue.Add(Now + delayNs, new SimEvent(target, kind, a, b));
    }

    /// <summary>An event for a process, <paramref name="delay"/> from now.</summary>
    public void Schedule(TimeSpan delay, SimProcess target, int kind = 0, long a = 0, long b = 0) => Schedule(SimTime.From(delay), target, kind, a, b);

    /// <summary>An action <paramref name="delayNs"/> from now. Convenient; allocates.</summary>
    public void Schedule(long delayNs, Action<Simulator> action) => Schedule(delayNs, new ActionProcess(action));

    /// <summary>An action <paramref name="delay"/> from now. Convenient; allocates.</summary>
    public void Schedule(TimeSpan delay, Action<Simulator> action) => Schedule(SimTime.From(delay), action);

    /// <summary>An event for a process at a time that is not past.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is past.</exception>
    public void ScheduleAt(long timeNs, SimProcess target, int kind = 0, long a = 0, long b = 0)
    {
        if (timeNs < Now) { throw NotInFuture(nameof(timeNs), timeNs); }
        _queue.Add(timeNs, new SimEvent(target, kind, a, b));
    }

    /// <summary>Makes <see cref="Run"/> return after the event under way.</summary>
    public void Stop() => _stopRequested = true;

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False when nothing is left.</returns>
    /// <exception cref="SimulationException">Its handler failed.</exception>
    public bool Step()
    {
        if (_queue.Count == 0) { return false; }
        try
        {
            Next();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Failed(e);
        }
        return true;
    }

    /// <summary>
    /// Lets everything happen up to and including a time, then moves the clock there. Without a time, runs until nothing is left.
    /// </summary>
    /// <exception cref="SimulationException">A handler failed. The simulation is of no further use.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at every few thousand events.</exception>
    public SimulationEnd Run(long untilNs = long.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(untilNs, Now);
        _stopRequested = false;
        try
        {
            return RunLoop(untilNs, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Failed(e);
        }
    }

    private SimulationEnd RunLoop(long untilNs, CancellationToken cancellationToken)
    {
        var stopBefore = StopAtStep ?? long.MaxValue;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < StepsBetweenCancellationChecks; i++)
            {
                if (_queue.Count == 0 || _queue.NextTime > untilNs)
                {
                    if (untilNs != long.MaxValue) { Now = untilNs; }
                    return _queue.Count == 0 ? SimulationEnd.Idle : SimulationEnd.TimeReached;
                }
                if (Steps + 1 >= stopBefore) { return SimulationEnd.StepReached; }
                Next();
                if (_stopRequested) { return SimulationEnd.Stopped; }
            }
        }
    }

    private void Next()
    {
        var next = _queue.Take(out var time);
        Now = time;
        Steps++;
        Observer?.OnStep(this, next.Target, next.Kind, next.A, next.B);
        next.Target.OnEvent(this, next.Kind, next.A, next.B);
    }

    private SimulationException Failed(Exception e) => new(_reportedSeed, _partition, Steps, Now, e);

    private ArgumentOutOfRangeException NotInFuture(string name, long value) =>
        new(name, value, $"an event cannot be scheduled in the past or beyond the end of time (now is {Now} ns)");

    private sealed class ActionProcess(Action<Simulator> action) : SimProcess
    {
        public override void OnEvent(Simulator sim, int kind, long a, long b) => action(sim);
    }
}
