using System.Globalization;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Progress;

/// <summary>
/// Progress as lines, for pipes and logs: where the run stands each time something finished, at most every two seconds, and a sign of life
/// when nothing has for ten. Every ten seconds and at the end what the controls' own instruments have counted. Thread-safe.
/// </summary>
internal sealed class MilestoneProgress : IProgress<StressProgress>, IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _watch;
    private StressProgress? _latest;
    private TimeSpan _lastLine = -Least;
    private TimeSpan _lastCounts = TimeSpan.Zero;

    public MilestoneProgress(TextWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
        _started = time.GetTimestamp();
        _watch = time.CreateTimer(_ => ShowLife(), null, Silence, TimeSpan.FromSeconds(1));
    }

    public void Report(StressProgress value)
    {
        lock (_lock)
        {
            _latest = value;
            if (value.Finished && Elapsed() - _lastLine >= Least) { Line_NeedsLock(value, "done"); }
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        lock (_lock)
        {
            if (_latest is null) { return; }
            _writer.WriteLine($"[{Milestone.Duration(Elapsed()),7}] {_latest.PointsDone} points measured");
            if (TelemetryLine.Of(_latest.Telemetry) is { } counted) { _writer.WriteLine($"          {counted}"); }
        }
    }

    private void ShowLife()
    {
        lock (_lock)
        {
            if (Elapsed() - _lastLine < Silence) { return; }
            if (_latest is null) { Write_NeedsLock("preparing"); }
            else { Line_NeedsLock(_latest, _latest.Finished ? "done, and on" : "still running"); }
        }
    }

    private void Line_NeedsLock(StressProgress progress, string state)
    {
        Write_NeedsLock(string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(100 * progress.Done),3:0}% {Milestone.Subject(progress)} {state} ({progress.PointsDone} of {progress.PointsTotal} points)"));
        if (_lastLine - _lastCounts < Silence || TelemetryLine.Of(progress.Telemetry) is not { } counted) { return; }
        _lastCounts = _lastLine;
        _writer.WriteLine($"          {counted}");
        _writer.Flush();
    }

    private void Write_NeedsLock(string text)
    {
        _lastLine = Elapsed();
        _writer.WriteLine($"[{Milestone.Duration(_lastLine),7}] {text}");
        _writer.Flush();
    }

    private TimeSpan Elapsed() => _time.GetElapsedTime(_started);
}
