using System.Globalization;
using System.Runtime.CompilerServices;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Running;

/// <summary>Keeps the last events of a point and ends it after a step.</summary>
internal sealed class ReplayTrace(int kept, long? toStep, Action<ReplayEvent>? each) : ISimulationObserver
{
    private readonly Queue<ReplayEvent> _last = new();
    private readonly ConditionalWeakTable<SimProcess, string> _names = [];
    private readonly Dictionary<Type, int> _numbered = [];
    private Simulator? _simulator;
    private int _simulations;

    /// <summary>The last event that happened; null before the first.</summary>
    public ReplayEvent? Latest { get; private set; }

    /// <summary>The last events, the earliest first.</summary>
    public IReadOnlyList<ReplayEvent> Last => [.. _last];

    public void OnStep(Simulator sim, SimProcess target, int kind, long a, long b)
    {
        var step = (Latest?.Step ?? 0) + 1;
        if (step > toStep) { throw new ReplayEndedException(); }
        if (sim != _simulator) { (_simulator, _simulations) = (sim, _simulations + 1); }
        var happening = new ReplayEvent(step, _simulations, sim.Now, Name(target), kind, a, b);
        Latest = happening;
        if (_last.Count == kept) { _last.TryDequeue(out _); }
        if (kept > 0) { _last.Enqueue(happening); }
        each?.Invoke(happening);
    }

    private string Name(SimProcess process)
    {
        if (_names.TryGetValue(process, out var name)) { return name; }
        var type = process.GetType();
        var number = _numbered[type] = _numbered.GetValueOrDefault(type) + 1;
        name = string.Create(CultureInfo.InvariantCulture, $"{type.Name}-{number}");
        _names.Add(process, name);
        return name;
    }
}

/// <summary>The step asked for has been reached. Passes through simulations and experiments like a cancellation, which is what it is to them.</summary>
internal sealed class ReplayEndedException : OperationCanceledException;
