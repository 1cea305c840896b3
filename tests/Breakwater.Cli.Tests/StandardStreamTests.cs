using System.Diagnostics;

namespace Breakwater.Cli.Tests;

/// <summary>The real process, where what it prints cannot be taken.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("validate FLEET >&-", 74, "breakwater: Standard output is closed.\n")]
    [InlineData("validate FLEET >/dev/full", 74, "breakwater: Standard output cannot be written to: No space left on device\n")]
    [InlineData("validate FLEET --json >/dev/full", 74, "breakwater: Standard output cannot be written to: No space left on device\n")]
    [InlineData("validate nowhere.yaml --json >/dev/full", 74, null)]
    [InlineData("--help >/dev/full", 74, "breakwater: Standard output cannot be written to: No space left on device\n")]
    [InlineData("replay FLEET --experiment trust --variant full-mesh --n 5 --trace >/dev/full", 74, "breakwater: Standard output cannot be written to: No space left on device\n")]
    [InlineData("validate nowhere.yaml 2>/dev/full", 2, "")]
    [InlineData("validate nowhere.yaml 2>&-", 2, "")]
    [InlineData("stress FLEET --quick --dimension 2 --scale 5 --out OUT >/dev/null 2>&-", 0, "")]
    [InlineData("stress FLEET --quick --dimension 2 --scale 5 --out OUT >/dev/null 2>/dev/full", 0, "")]
    [InlineData("init - | true", 0, "")]
    public void Nothing_that_cannot_be_printed_is_a_fault_or_bad_input(string line, int exitCode, string? error)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        var words = line.Replace("FLEET", $"'{Path.Combine(Repository.Root, "scenarios", "agora-6.yaml")}'").Replace("OUT", $"'{_folder["out"]}'").Replace("init -", $"init '{_folder["fleet.yaml"]}'");
        var start = new ProcessStartInfo("sh", ["-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Breakwater.Cli.dll")}' {words}"]) { RedirectStandardError = true, WorkingDirectory = _folder.Path };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(exitCode, said);
        if (error is not null) { said.ShouldBe(error); }
        if (words.Contains("out'", StringComparison.Ordinal)) { File.Exists(_folder["out/results.json"]).ShouldBeTrue("the run itself was no worse"); }
    }
}
