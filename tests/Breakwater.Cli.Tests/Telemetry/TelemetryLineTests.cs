using Breakwater.Cli.Progress;
using Breakwater.Lab.Running;
using Spectre.Console;

namespace Breakwater.Cli.Tests.Telemetry;

public sealed class TelemetryLineTests
{
    private const string Line = "policy 171 ns (calibrated) · verified 95.9% · log 424.1 MiB, 2,531,805 records · rate limits hit 2.8% · cache hits 97.1%";
    private static readonly TelemetryFigures Figures = new(171.3, 0.9594, 2_531_805, 444_694_727, 0.0276, 0.971);

    [Fact]
    public void The_figures_stand_in_one_line_and_what_was_not_counted_is_left_out()
    {
        TelemetryLine.Of(Figures).ShouldBe(Line);
        TelemetryLine.Of(Figures with { PolicyNanoseconds = null, LogRecords = 0, LogBytes = 0, CacheHits = null }).ShouldBe("verified 95.9% · rate limits hit 2.8%");
        TelemetryLine.Of(new(null, null, 0, 0, null, null)).ShouldBeNull();
        TelemetryLine.Of(null).ShouldBeNull();
    }

    [Fact]
    public void A_terminal_shows_them_live()
    {
        var screen = new StringWriter();
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(screen), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        console.Write(LiveProgress.Picture(new("trust", "mesh", 10, true, 0.5, 1, 2) { Telemetry = Figures }, TimeSpan.FromSeconds(5), unicode: true, 200));
        screen.ToString().ShouldContain(Line);
    }

    [Fact]
    public void A_pipe_gets_them_every_ten_seconds_and_at_the_end()
    {
        var (time, lines) = (new ManualTime(), new StringWriter { NewLine = "\n" });
        using (var progress = new MilestoneProgress(lines, time))
        {
            for (var i = 1; i <= 6; i++)
            {
                time.Advance(TimeSpan.FromSeconds(4));
                progress.Report(new("trust", "mesh", 10, true, i / 6.0, i, 6) { Telemetry = Figures });
            }
        }
        lines.ToString().Split('\n').Select((l, at) => (l, at)).Where(l => l.l.EndsWith(Line, StringComparison.Ordinal)).Select(l => l.at).ShouldBe([3, 7, 9]);
    }
}
