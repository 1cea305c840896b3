using System.Diagnostics;
using System.Runtime.Versioning;

namespace Breakwater.Cli.Tests;

/// <summary>The scripts at the root, where the SDK is missing or too old.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    private const string Advice = "breakwater needs the .NET 10 SDK: ";

    /// <summary>What the scripts need beside dotnet.</summary>
    private static readonly string[] Tools = ["bash", "basename", "cat", "dirname", "find", "flock", "grep", "id", "mkdir", "mktemp", "readlink", "rm", "sed", "tail", "timeout", "touch"];

    private readonly TemporaryFolder _folder = new();

    public LauncherTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for POSIX systems.");
        Directory.CreateDirectory(_folder["bin"]);
        foreach (var tool in Tools)
        {
            var found = new[] { "/usr/bin", "/bin" }.Select(d => Path.Combine(d, tool)).FirstOrDefault(File.Exists);
            if (found is not null) { File.CreateSymbolicLink(_folder[$"bin/{tool}"], found); }
        }

        // A copy that was never built, so that the launcher has to build.
        Directory.CreateDirectory(_folder["clone/eng"]);
        foreach (var script in new[] { "breakwater", "test", "eng/sdk.sh" }) { File.Copy(Path.Combine(Repository.Root, script), _folder[$"clone/{script}"]); }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("breakwater")]
    [InlineData("test")]
    public void Without_an_sdk_one_line_says_what_to_install(string script)
    {
        var (exitCode, output, error) = Run(_folder[$"clone/{script}"]);
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith(Advice);
        error.Count(c => c == '\n').ShouldBe(1);
    }

    [Fact]
    public void An_sdk_that_is_too_old_is_none()
    {
        Tool("dotnet", "echo '9.0.100 [/usr/share/dotnet/sdk]'");
        var (exitCode, _, error) = Run(_folder["clone/breakwater"]);
        exitCode.ShouldBe(2);
        error.ShouldStartWith(Advice);
    }

    [Fact]
    public void It_is_found_through_a_link_from_anywhere()
    {
        File.CreateSymbolicLink(_folder["link"], "clone/breakwater");
        var (exitCode, _, error) = Run(_folder["link"]);
        exitCode.ShouldBe(2);
        error.ShouldStartWith(Advice);
    }

    [Fact]
    public void A_build_that_fails_shows_its_output()
    {
        Tool("dotnet", "[ \"$1\" = --list-sdks ] && { echo '10.0.100 [x]'; exit; }; echo 'error CS1002'; exit 1");
        var (exitCode, output, error) = Run(_folder["clone/breakwater"]);
        exitCode.ShouldBe(3);
        output.ShouldBeEmpty();
        error.ShouldBe("Building Breakwater (first use) …\nerror CS1002\nbreakwater: the build failed; its output is above.\n");
    }

    [Fact]
    public void A_closed_standard_output_does_not_become_the_next_file_that_is_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Where it leads is asked of /proc.");
        Directory.CreateDirectory(_folder["clone/artifacts/bin/Breakwater.Cli/release"]);
        Tool("dotnet", "case $1 in --list-sdks) echo '10.0.100 [x]' ;; build) ;; *) readlink /proc/$$/fd/1 >&2 ;; esac");
        File.WriteAllText(_folder["closed"], $"exec bash '{_folder["clone/breakwater"]}' validate >&-");
        var (exitCode, _, error) = Run(_folder["closed"]);
        exitCode.ShouldBe(0, error);
        error.ShouldEndWith("\n/dev/null\n");
    }

    [Fact]
    public void The_test_script_sums_up_what_passed_failed_crashed_and_was_skipped()
    {
        foreach (var project in new[] { "Good", "Bad", "Dead", "Empty" })
        {
            Directory.CreateDirectory(_folder[$"clone/tests/{project}"]);
            File.WriteAllText(_folder[$"clone/tests/{project}/{project}.csproj"], "");
        }

        Tool("chromium", "");
        Tool(
            "dotnet",
            """
            case $1 in
              --list-sdks) echo '10.0.100 [x]' ;;
              */Good.dll) printf '    A.Test [SKIP]\n      no browser\n   Good  Total: 4, Errors: 0, Failed: 0, Skipped: 1, Not Run: 0, Time: 0.1s\n' ;;
              */Bad.dll) printf '    B.Test [FAIL]\n   Bad  Total: 3, Errors: 0, Failed: 1, Skipped: 0, Not Run: 0, Time: 0.1s\n'; exit 1 ;;
              */Dead.dll) echo 'stack overflow'; exit 134 ;;
              */Empty.dll) printf '   Empty  Total: 0\n' ;;
            esac
            """);
        var (exitCode, output, error) = Run(_folder["clone/test"]);
        output.ShouldContain("A.Test [SKIP]\n      no browser\n");
        output.ShouldContain("B.Test [FAIL]\n");
        output.ShouldContain("stack overflow\nDead crashed (exit code 134).\n");
        output.ShouldEndWith("\n5 passed, 2 failed, 1 skipped\n");
        error.ShouldBeEmpty();
        exitCode.ShouldBe(1);
    }

    private void Tool(string name, string script)
    {
        File.WriteAllText(_folder[$"bin/{name}"], $"#!/usr/bin/env bash\n{script}\n");
        File.SetUnixFileMode(_folder[$"bin/{name}"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private (int ExitCode, string Output, string Error) Run(string script)
    {
        var start = new ProcessStartInfo(_folder["bin/bash"], [script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PATH"] = _folder["bin"];
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
