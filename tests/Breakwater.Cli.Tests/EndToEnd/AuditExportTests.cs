using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>An export is whole or not there, whatever ends it.</summary>
public sealed class AuditExportTests : AuditBench
{
    public static TheoryData<string, bool> Places => new() { { "export", false }, { "export", true }, { "new/and/newer", false } };

    [Theory]
    [MemberData(nameof(Places))]
    public void An_interrupted_export_leaves_nothing_and_the_next_one_works(string place, bool isThere)
    {
        if (isThere) { Directory.CreateDirectory(_folder[place]); }
        var before = _folder.Everything;
        for (var reports = 1; reports <= 3; reports++)
        {
            var (exitCode, error) = Interrupted(_folder[place], reports);
            exitCode.ShouldBe(ExitCode.Interrupted);
            error.ShouldEndWith("Nothing was finished; nothing was written.\n");
            _folder.Everything.ShouldBe(before, ignoreOrder: true);
        }
        RealCommand.Run("audit", "export", Log, "--out", _folder[place]).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "verify", _folder[place], "--keys", Log + ".vkey").Output.ShouldContain("intact, 600 entries");
        Directory.GetFileSystemEntries(_folder[place]).Select(Path.GetFileName).ShouldBe(["checkpoint", "tile"], ignoreOrder: true);
        _folder.Everything.ShouldNotContain(f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_damaged_log_leaves_nothing(string place, bool isThere)
    {
        if (isThere) { Directory.CreateDirectory(_folder[place]); }
        var entries = Path.Combine(Log, "entries-000000000001");
        var bytes = File.ReadAllBytes(entries);
        bytes[40] ^= 1;
        File.WriteAllBytes(entries, bytes);
        var before = _folder.Everything;
        RealCommand.Run("audit", "export", Log, "--out", _folder[place]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("does not have the hash"));
        _folder.Everything.ShouldBe(before, ignoreOrder: true);
    }

    private (int ExitCode, string Error) Interrupted(string output, int reports)
    {
        using var interrupt = new CancellationTokenSource();
        var error = new StringWriter { NewLine = "\n" };
        var time = new EndingTime(reports, interrupt);
        var exitCode = BreakwaterCommand.Run(["audit", "export", Log, "--out", output], new(new(new StringWriter(), error, LiveProgress: false, Color: false, Width: 80), Composition.Services(time), time, interrupt.Token));
        return (exitCode, error.ToString());
    }

    /// <summary>A clock of which the progress display asks once when it begins, and once for each bundle: then comes the interrupt.</summary>
    private sealed class EndingTime(int reports, CancellationTokenSource interrupt) : TimeProvider
    {
        private int _asked;

        public override long GetTimestamp()
        {
            if (++_asked > reports) { interrupt.Cancel(); }
            return 0;
        }
    }
}
