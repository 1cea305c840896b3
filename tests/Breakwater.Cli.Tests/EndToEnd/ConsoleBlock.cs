using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>Runs what a page shows between <c>```console</c> and <c>```</c> in a shell, and compares what is printed and how it ends with what the page says.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class ConsoleBlock
{
    private const string Program = "breakwater";
    private readonly TemporaryFolder _folder;

    /// <summary>In a folder that stands for the clone, but for the build.</summary>
    public ConsoleBlock(TemporaryFolder folder)
    {
        _folder = folder;
        var launcher = folder.Write(Program, $"#!/bin/sh\nexec dotnet '{typeof(BreakwaterCommand).Assembly.Location}' \"$@\"\n");
        File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(folder["scenarios"], Path.Combine(Repository.Root, "scenarios"));
    }

    /// <summary>Runs the commands of a block; each line that begins with <c>$</c> is one, and what follows is what it prints.</summary>
    public int Follow(string block)
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
            // A measurement refuses a machine that others are using, and asks to be tried again.
            for (var again = 0; again < 5 && code != exit && printed.Contains("the machine is too busy", StringComparison.Ordinal); again++) { (code, printed) = Shell(command); }
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
            Environment = { ["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        process.StandardInput.Close();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, printed);
    }

    [GeneratedRegex(@"^\[exit (?<code>[0-9]+)\]$")]
    private static partial Regex ExitLine();
}
