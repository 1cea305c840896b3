using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;

namespace Breakwater.Cli.Tests;

/// <summary>What <c>audit verify</c> and <c>audit export</c> show of a long log.</summary>
public sealed class EntriesDisplayTests
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public void A_terminal_has_a_bar_that_never_goes_back_and_is_gone_at_the_end()
    {
        using (var display = Display(live: true))
        {
            foreach (var done in new[] { 2_500_000, 5_000_000, 4_000_000, 10_000_000 })
            {
                _time.Advance(TimeSpan.FromMilliseconds(200));
                display.Report(new(done, 10_000_000));
            }
            display.Report(new(10_000_000, 10_000_000));
        }
        _error.ToString().Split("\r\e[K")[1..].ShouldBe(
        [
            "######------------------  25% 2,500,000 of 10,000,000 entries verified",
            "############------------  50% 5,000,000 of 10,000,000 entries verified",
            "############------------  50% 5,000,000 of 10,000,000 entries verified",
            "######################## 100% 10,000,000 of 10,000,000 entries verified",
            "",
        ]);
    }

    [Fact]
    public void A_pipe_has_a_line_every_two_seconds_and_none_for_what_is_done_at_once()
    {
        using (var display = Display(live: false))
        {
            display.Report(new(1, 4));
            _error.ToString().ShouldBeEmpty();
            _time.Advance(TimeSpan.FromSeconds(2));
            display.Report(new(2, 4));
            display.Report(new(3, 4));
        }
        _error.ToString().ShouldBe(" 50% 2 of 4 entries verified\n");
    }

    private EntriesDisplay Display(bool live) => new(new Terminal(TextWriter.Null, _error, LiveProgress: live, Color: false, Width: Terminal.DefaultWidth), _time, "verified");
}
