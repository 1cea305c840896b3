namespace Breakwater.Lab.Simulation;

/// <summary>
/// A node with a number of cores and one first-come queue before them. A job waits until a core is free, occupies it for its service
/// time, and its completion event arrives only then. A job that ends frees its core before its event is delivered, and the next job
/// starts right after: what a completion changes is seen by the job that follows. A full queue refuses and says so.
/// </summary>
public sealed class ServiceNode : SimProcess
{
    private const long AskAtStart = -1;
    private readonly Simulator _simulator;
    private readonly Job[] _running;
    private readonly long[] _startedAt;
    private readonly long[] _busyNs;
    private readonly int[] _freeCores;
    private readonly int _queueLimit;
    private Job[] _queue = new Job[16];
    private int _head;
    private int _free;

    /// <summary>An idle node.</summary>
    /// <param name="simulator">Where it stands.</param>
    /// <param name="cores">At least one.</param>
    /// <param name="queueLimit">Most jobs that may wait; 0 for none. Without a limit the queue is bounded by memory alone.</param>
    public ServiceNode(Simulator simulator, int cores, int queueLimit = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cores);
        ArgumentOutOfRangeException.ThrowIfNegative(queueLimit);
        _simulator = simulator;
        _queueLimit = queueLimit;
        _running = new Job[cores];
        _startedAt = new long[cores];
        _busyNs = new long[cores];
        _freeCores = new int[cores];
        for (var i = 0; i < cores; i++) { _freeCores[i] = cores - 1 - i; }
        _free = cores;
    }

    public int Cores => _running.Length;

    /// <summary>Jobs that wait now.</summary>
    public int QueueLength { get; private set; }

    /// <summary>Most jobs that ever waited at once.</summary>
    public int MaxQueueLength { get; private set; }

    /// <summary>Cores at work now.</summary>
    public int BusyCores => Cores - _free;

    /// <summary>Jobs that have ended.</summary>
    public long Completed { get; private set; }

    /// <summary>Jobs that found the queue full.</summary>
    public long Refused { get; private set; }

    /// <summary>Nanoseconds each started job has waited for a core.</summary>
    public LatencyRecorder Waiting { get; } = new();

    /// <summary>Nanoseconds a core has worked up to now, the job under way included as far as it has got.</summary>
    public long BusyNs(int core) => _busyNs[core] + (_running[core].Target is null ? 0 : _simulator.Now - _startedAt[core]);

    /// <summary>Share of all cores' time that was spent working, from the start of the simulation to now; 0 at the start.</summary>
    public double Utilisation
    {
        get
        {
            var busy = 0.0;
            for (var core = 0; core < Cores; core++) { busy += BusyNs(core); }
            return _simulator.Now == 0 ? 0 : busy / ((double)_simulator.Now * Cores);
        }
    }

    /// <summary>A job whose service time is known. Its completion is an event for <paramref name="target"/>.</summary>
    /// <returns>False when the queue is full: the job is refused and counted.</returns>
    public bool Submit(long serviceNs, SimProcess target, int kind = 0, long a = 0, long b = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(serviceNs);
        return Accept(new Job(target, serviceNs, _simulator.Now, kind, a, b));
    }

    /// <summary>A job that is done for real when a core takes it up, which is when its service time becomes known.</summary>
    /// <returns>False when the queue is full: the job is refused and counted.</returns>
    public bool Submit(ServedProcess target, int kind = 0, long a = 0, long b = 0) =>
        Accept(new Job(target, AskAtStart, _simulator.Now, kind, a, b));

    /// <summary>The node's own event: a core has finished its job. Not for callers.</summary>
    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        var core = kind;
        var done = _running[core];
        _running[core] = default;
        _busyNs[core] += sim.Now - _startedAt[core];
        Completed++;

        // The next job leaves the queue, or the core becomes free, before the result is delivered: a job submitted by the receiver takes
        // its place behind those who wait, and is not refused for want of the place that has just become free.
        if (QueueLength == 0)
        {
            _freeCores[_free++] = core;
            done.Target.OnEvent(sim, done.Kind, done.A, done.B);
            return;
        }
        var next = Dequeue();
        done.Target.OnEvent(sim, done.Kind, done.A, done.B);
        Start(core, next);
    }

    private bool Accept(in Job job)
    {
        if (_free > 0)
        {
            Start(_freeCores[--_free], job);
            return true;
        }
        if (QueueLength >= _queueLimit)
        {
            Refused++;
            return false;
        }
        Enqueue(job);
        return true;
    }

    private void Start(int core, in Job job)
    {
        var now = _simulator.Now;
        _running[core] = job;
        _startedAt[core] = now;
        Waiting.Record(now - job.ArrivedAt);
        var service = job.ServiceNs == AskAtStart ? ((ServedProcess)job.Target).Serve(_simulator, job.Kind, job.A, job.B) : job.ServiceNs;
        _simulator.Schedule(service, this, core);
    }

    private void Enqueue(in Job job)
    {
        if (QueueLength == _queue.Length)
        {
            var larger = new Job[checked(_queue.Length * 2)];
            for (var i = 0; i < QueueLength; i++) { larger[i] = _queue[(_head + i) & (_queue.Length - 1)]; }
            (_queue, _head) = (larger, 0);
        }
        _queue[(_head + QueueLength) & (_queue.Length - 1)] = job;
        QueueLength++;
        MaxQueueLength = Math.Max(MaxQueueLength, QueueLength);
    }

    private Job Dequeue()
    {
        var job = _queue[_head];
        _queue[_head] = default;
        _head = (_head + 1) & (_queue.Length - 1);
        QueueLength--;
        return job;
    }

    private readonly struct Job(SimProcess target, long serviceNs, long arrivedAt, int kind, long a, long b)
    {
        public readonly SimProcess Target = target;
        public readonly long ServiceNs = serviceNs;
        public readonly long ArrivedAt = arrivedAt;
        public readonly long A = a;
        public readonly long B = b;
        public readonly int Kind = kind;
    }
}
