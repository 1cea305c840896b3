using System.Diagnostics;
using System.Runtime.Versioning;

namespace Breakwater.Cli.Tests;

/// <summary>The scripts at the root, where the SDK is missing or too old.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    private const string Advice = "breakwater needs the .NET 10 SDK: ";

    /// <summary>What the scripts need beside dotnet.</summary>
    private static readonly string[] Tools = ["bash", "dirname", "readlink", "grep", "find", "cat", "sed", "id"];

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
        foreach (var tool in new[] { "mkdir", "touch", "flock" })
        {
            if (File.Exists($"/usr/bin/{tool}")) { File.CreateSymbolicLink(_folder[$"bin/{tool}"], $"/usr/bin/{tool}"); }
        }

        Tool("dotnet", "[ \"$1\" = --list-sdks ] && { echo '10.0.100 [x]'; exit; }; echo 'error CS1002'; exit 1");
        var (exitCode, output, error) = Run(_folder["clone/breakwater"]);
        exitCode.ShouldBe(3);
        output.ShouldBeEmpty();
        error.ShouldBe("Building Breakwater (first use) …\nerror CS1002\nbreakwater: the build failed; its output is above.\n");
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
