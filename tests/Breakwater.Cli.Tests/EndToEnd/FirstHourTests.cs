using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>Follows docs/first-hour.md to the letter: saves its files, runs its commands in a shell, compares what they print and how they end.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class FirstHourTests : IDisposable
{
    private const string Program = "breakwater";
    private readonly TemporaryFolder _folder = new();

    public FirstHourTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The page is for a POSIX shell.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_command_does_what_the_page_says()
    {
        // The folder stands for the clone, but for the build.
        _folder.Write(Program, $"#!/bin/sh\nexec dotnet '{typeof(BreakwaterCommand).Assembly.Location}' \"$@\"\n");
        File.SetUnixFileMode(_folder[Program], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(_folder["scenarios"], Path.Combine(Repository.Root, "scenarios"));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "first-hour.md"));
        var ran = 0;
        foreach (Match block in Block().Matches(page))
        {
            var text = block.Groups["text"].Value;
            if (block.Groups["kind"].Value == "yaml") { _folder.Write(SavedAs().Matches(page[..block.Index])[^1].Groups["file"].Value, text); }
            else { ran += Follow(text); }
        }
        ran.ShouldBeGreaterThanOrEqualTo(10);
    }

    /// <summary>Runs the commands of a block; each line that begins with <c>$</c> is one, and what follows is what it prints.</summary>
    private int Follow(string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        var commands = 0;
        for (var i = 0; i < lines.Length; commands++)
        {
            lines[i].ShouldStartWith("$ ");
            var command = lines[i][2..];
            var said = lines[(i + 1)..].TakeWhile(l => !l.StartsWith("$ ", StringComparison.Ordinal)).ToList();
            i += 1 + said.Count;
            var exit = said is [.., var last] && ExitLine().Match(last) is { Success: true } line ? int.Parse(line.Groups["code"].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
            said.RemoveAll(l => ExitLine().IsMatch(l));
            var (code, printed) = Shell(command);
            code.ShouldBe(exit, $"$ {command}\n{printed}");
            Regex.IsMatch(Tidy(printed), $"^{Pattern(said)}$", RegexOptions.Singleline).ShouldBeTrue($"$ {command}\nprinted\n{printed}\nand the page says\n{string.Join('\n', said)}");
        }
        return commands;
    }

    /// <summary>A line that is only … stands for any number of lines, … within a line for any text of that line.</summary>
    private static string Pattern(IEnumerable<string> said) =>
        string.Concat(said.Select(l => l == "…" ? "(?:[^\n]*\n)*" : Regex.Escape(l.TrimEnd()).Replace("…", "[^\n]*", StringComparison.Ordinal) + "\n"));

    private static string Tidy(string printed) => string.Concat(printed.Split('\n').Select(l => l.TrimEnd() + "\n")).TrimEnd('\n') is { Length: > 0 } text ? text + "\n" : "";

    private (int ExitCode, string Printed) Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"({command}) 2>&1"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, printed);
    }

    [GeneratedRegex("^```(?<kind>console|yaml)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("Save it as `(?<file>[a-z.]+)`")]
    private static partial Regex SavedAs();

    [GeneratedRegex(@"^\[exit (?<code>[0-9]+)\]$")]
    private static partial Regex ExitLine();
}
