using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Lab.Running;

/// <summary>
/// Listens to the runtime's own instruments while a run drives the controls, and counts for each point apart what that point did. A point runs on one thread, so its counts need no
/// lock; their sums are the same for any number of threads. What other runs of the process do at the same time is not counted.
/// </summary>
internal sealed class RunTelemetry : IDisposable
{
    [ThreadStatic]
    private static TelemetryTally? _counting;

    private readonly MeterListener _listener = new();

    public RunTelemetry()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != BreakwaterTelemetry.Name) { return; }
            var place = Watched.All.ToList().FindIndex(w => w.Instrument == instrument.Name);
            if (place >= 0) { listener.EnableMeasurementEvents(instrument, new Place(this, place)); }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) =>
        {
            var place = (Place)state!;
            if (_counting is not { } tally || tally.Owner != place.Owner) { return; }
            var watched = Watched.All[place.Index];
            string? first = null, second = null;
            foreach (var tag in tags)
            {
                if (tag.Key == watched.First) { first = (string?)tag.Value; }
                else if (tag.Key == watched.Second) { second = (string?)tag.Value; }
            }
            tally.Add(place.Index, first, second, value);
        });
        _listener.Start();
    }

    /// <summary>Does a point's work on this thread, and counts what the controls tell meanwhile.</summary>
    public T Count<T>(out TelemetryTally tally, Func<T> work)
    {
        _counting = tally = new(this);
        try
        {
            return work();
        }
        finally
        {
            _counting = null;
        }
    }

    public void Dispose() => _listener.Dispose();

    private sealed record Place(RunTelemetry Owner, int Index);
}
