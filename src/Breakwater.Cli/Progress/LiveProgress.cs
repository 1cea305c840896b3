using System.Globalization;
using Breakwater.Lab.Running;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Breakwater.Cli.Progress;

/// <summary>Progress as lines redrawn in place: a bar with the share done, elapsed and remaining time; what is being run; what the controls' own instruments have counted. Thread-safe.</summary>
internal sealed class LiveProgress : IProgress<StressProgress>, IDisposable
{
    private const int BarWidth = 24;

    private readonly Lock _lock = new();
    private readonly LiveDisplayContext _display;
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _clock;
    private StressProgress? _latest;
    private bool _over;

    private LiveProgress(LiveDisplayContext display, IAnsiConsole console, TimeProvider time)
    {
        _display = display;
        _console = console;
        _time = time;
        _started = time.GetTimestamp();
        _clock = time.CreateTimer(_ => Draw(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
    }

    /// <summary>Shows progress while the work runs, and leaves nothing behind.</summary>
    public static T Show<T>(IAnsiConsole console, TimeProvider time, Func<IProgress<StressProgress>, T> work) =>
        console.Live(Text.Empty).AutoClear(true).Start(display =>
        {
            using var progress = new LiveProgress(display, console, time);
            return work(progress);
        });

    public void Report(StressProgress value)
    {
        lock (_lock) { _latest = value; }
    }

    public void Dispose()
    {
        _clock.Dispose();
        lock (_lock) { _over = true; }        // a tick may be under way
    }

    internal static IRenderable Picture(StressProgress? progress, TimeSpan elapsed, bool unicode, int width)
    {
        var done = Math.Clamp(progress?.Done ?? 0, 0, 1);
        var filled = (int)Math.Round(done * BarWidth);
        var (full, empty) = unicode ? ('━', '─') : ('#', '-');
        var remaining = Milestone.Remaining(elapsed, done) is { } left ? $", about {Milestone.Duration(left)} left" : "";
        var subject = progress is null ? "preparing"
            : string.Create(CultureInfo.InvariantCulture, $"{Milestone.Subject(progress)} ({progress.PointsDone} of {progress.PointsTotal} points)");
        return new Rows(
            new Markup(string.Create(
                CultureInfo.InvariantCulture,
                $"[green]{new string(full, filled)}[/][grey]{new string(empty, BarWidth - filled)}[/] {Math.Floor(100 * done),3:0}%  {Milestone.Duration(elapsed)}{remaining}")),
            new Text(Cut(subject, width)),
            new Text(Cut(TelemetryLine.Of(progress?.Telemetry) ?? "", width)));
    }

    private static string Cut(string line, int width) => line.Length < width ? line : line[..(width - 1)];

    private void Draw()
    {
        lock (_lock)
        {
            if (_over) { return; }
            var profile = _console.Profile;
            _display.UpdateTarget(Picture(_latest, _time.GetElapsedTime(_started), profile.Capabilities.Unicode, profile.Width));
        }
    }
}
