using System.Collections.Concurrent;
using System.Diagnostics;
using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Running;

/// <summary>
/// Runs planned points on all cores. Every point is a simulation of its own, so which thread runs it, and in which order, changes nothing.
/// </summary>
internal sealed class Sweep(FleetSpecification fleet, StressOptions options, CalibrationProfile calibration, IProgress<StressProgress>? progress, CancellationToken cancellation) : IDisposable
{
    private readonly RunTelemetry _telemetry = new();
    private readonly TelemetryTally _counted = new();
    private readonly FleetSizes _sizes = new(fleet);
    private readonly KeyPool _keys = new();
    private readonly RunRecords? _records = options.Audit is { } audit ? new(audit) : null;
    private readonly ConcurrentBag<RefusedPoint> _refused = [];
    private readonly Lock _lock = new();
    private double _costDone;
    private double _costTotal;
    private double _share;
    private int _done;
    private int _total;

    /// <summary>Planned points that a hard limit refused.</summary>
    public IReadOnlyCollection<RefusedPoint> Refused => _refused;

    /// <summary>Announces points whose number is known beforehand.</summary>
    public void Plan(IEnumerable<SweepPoint> points)
    {
        lock (_lock)
        {
            foreach (var point in points)
            {
                _costTotal += point.Cost;
                _total++;
            }
        }
    }

    /// <summary>Runs planned points, the longest first, and sets aside those that a hard limit refuses. On cancellation it returns those that are finished.</summary>
    public IReadOnlyList<MeasuredPoint> Run(IReadOnlyList<SweepPoint> points)
    {
        var finished = new ConcurrentBag<MeasuredPoint>();
        Spread(points.OrderByDescending(p => p.Cost), point =>
        {
            try
            {
                finished.Add(RunOne(point));
            }
            catch (HardLimitException limit)
            {
                _refused.Add(new(point, limit.Message));
                Report(point, finished: true);
            }
        });
        return [.. finished];
    }

    /// <summary>Does something for each item on all cores; stops quietly when cancelled, and throws the first failure as it is.</summary>
    public void Spread<T>(IEnumerable<T> items, Action<T> action)
    {
        try
        {
            Parallel.ForEach(
                Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Threads), CancellationToken = cancellation },
                item =>
                {
                    // The loop hears of an interrupt a little later than the token says it.
                    cancellation.ThrowIfCancellationRequested();
                    action(item);
                });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        catch (AggregateException failure) when (failure.InnerExceptions.All(e => e is OperationCanceledException) && cancellation.IsCancellationRequested)
        {
        }
        catch (AggregateException failure)
        {
            throw failure.InnerExceptions.First(e => e is not OperationCanceledException);
        }
    }

    /// <summary>Runs one point.</summary>
    /// <exception cref="PointFailedException">It failed; the message holds the line that repeats it.</exception>
    public MeasuredPoint RunOne(SweepPoint point)
    {
        Report(point, finished: false);
        using var span = LabTelemetry.Point(point);
        var clock = Stopwatch.StartNew();
        try
        {
            var measured = _telemetry.Count(out var counted, () => point.Experiment.Run(point.Variant, new()
            {
                Roster = _sizes.At(point.N),
                IsOwnSize = point.N == fleet.AgentCount,
                Scaling = point.Scaling,
                Mode = point.Mode,
                Seed = options.Seed,
                Calibration = calibration,
                Keys = _keys,
                Records = _records,
                Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{point.Experiment.Spec.Id}/{point.Variant.Id}/{point.N}/{point.Scaling}"),
                Cancellation = cancellation,
            }));
            Report(point, finished: true, counted);
            return new(point, measured, clock.Elapsed.TotalSeconds) { Counted = counted };
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or HardLimitException))
        {
            throw new PointFailedException(point, options, failure);
        }
    }

    public void Dispose() => _telemetry.Dispose();

    private void Report(SweepPoint point, bool finished, TelemetryTally? counted = null)
    {
        lock (_lock)
        {
            if (finished)
            {
                _done++;
                _costDone += point.Cost;
                if (counted is not null) { _counted.Add(counted); }
            }
            // A bisection adds to the plan: the share then waits, and never falls.
            if (_costTotal > 0) { _share = Math.Max(_share, Math.Min(1, _costDone / _costTotal)); }
            progress?.Report(new(point.Experiment.Spec.Id, point.Variant.Id, point.N, finished, _share, _done, Math.Max(_total, _done)) { Telemetry = _done == 0 ? null : TelemetryFigures.Of(_counted, calibration) });
        }
    }
}
