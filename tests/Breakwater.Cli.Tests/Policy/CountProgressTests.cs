using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;

namespace Breakwater.Cli.Tests.Policy;

public sealed class CountProgressTests
{
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly ManualTime _time = new();

    [Fact]
    public void Work_that_is_over_in_two_seconds_says_nothing_and_longer_work_a_line_every_two()
    {
        using (var progress = new CountProgress(new(TextWriter.Null, _error, LiveProgress: false, Color: false, Width: 80), _time, "files"))
        {
            for (var i = 0; i <= 50; i++)
            {
                progress.Report(i * 100, 5_000);
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }
        _error.ToString().ShouldBe("[    2 s] 2,000 of 5,000 files\n[    4 s] 4,000 of 5,000 files\n");
    }

    [Fact]
    public void In_a_terminal_the_line_is_redrawn_and_removed()
    {
        using (var progress = new CountProgress(new(TextWriter.Null, _error, LiveProgress: true, Color: false, Width: 80), _time, "files"))
        {
            progress.Report(1, 3);
            _time.Advance(TimeSpan.FromSeconds(3));
            progress.Report(2, 3);
        }
        _error.ToString().ShouldBe("\r\e[K[    3 s] 2 of 3 files\r\e[K");
    }
}
