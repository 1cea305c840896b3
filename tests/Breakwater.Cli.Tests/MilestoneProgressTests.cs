using Breakwater.Cli.Progress;

namespace Breakwater.Cli.Tests;

public sealed class MilestoneProgressTests
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _lines = new() { NewLine = "\n" };

    [Fact]
    public void Lines_come_when_something_finishes_and_at_most_every_two_seconds()
    {
        using (var progress = new MilestoneProgress(_lines, _time))
        {
            for (var i = 1; i <= 12; i++)
            {
                progress.Report(new("trust", "mesh", 10 * i, false, i / 12.0, i - 1, 12));
                _time.Advance(TimeSpan.FromSeconds(0.5));
                progress.Report(new("trust", "mesh", 10 * i, true, i / 12.0, i, 12));
            }
        }

        _lines.ToString().ShouldBe(
            """
            [    0 s]   8% trust/mesh, 10 agents done (1 of 12 points)
            [    2 s]  41% trust/mesh, 50 agents done (5 of 12 points)
            [    4 s]  75% trust/mesh, 90 agents done (9 of 12 points)
            [    6 s] 12 points measured

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_point_that_takes_long_gives_a_sign_of_life_every_ten_seconds()
    {
        using var progress = new MilestoneProgress(_lines, _time);
        progress.Report(new("trust", "mesh", 1_000, false, 0.5, 1, 2));
        _time.Advance(TimeSpan.FromSeconds(25));
        _lines.ToString().ShouldBe(
            """
            [   10 s]  50% trust/mesh, 1,000 agents still running (1 of 2 points)
            [   20 s]  50% trust/mesh, 1,000 agents still running (1 of 2 points)

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Before_the_first_report_it_says_that_it_prepares()
    {
        using var progress = new MilestoneProgress(_lines, _time);
        _time.Advance(TimeSpan.FromSeconds(11));
        _lines.ToString().ShouldBe("[   10 s] preparing\n");
    }

    [Fact]
    public void What_remains_is_said_once_there_is_ground_to_say_it()
    {
        Milestone.Remaining(TimeSpan.FromSeconds(30), 0.25).ShouldBe(TimeSpan.FromSeconds(90));
        Milestone.Remaining(TimeSpan.FromSeconds(30), 0.01).ShouldBeNull();
        Milestone.Remaining(TimeSpan.FromSeconds(0.5), 0.9).ShouldBeNull();
        Milestone.Duration(TimeSpan.FromSeconds(99.9)).ShouldBe("99 s");
        Milestone.Duration(TimeSpan.FromSeconds(605)).ShouldBe("10 min 05 s");
    }
}
