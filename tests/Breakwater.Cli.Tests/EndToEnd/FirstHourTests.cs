using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>Follows docs/first-hour.md to the letter: saves its files, runs its commands in a shell, compares what they print and how they end.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class FirstHourTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FirstHourTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The page is for a POSIX shell.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_command_does_what_the_page_says()
    {
        var commands = new ConsoleBlock(_folder);
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "first-hour.md"));
        var ran = 0;
        foreach (Match block in Block().Matches(page))
        {
            var text = block.Groups["text"].Value;
            if (block.Groups["kind"].Value == "yaml") { _folder.Write(SavedAs().Matches(page[..block.Index])[^1].Groups["file"].Value, text); }
            else { ran += commands.Follow(text); }
        }
        ran.ShouldBeGreaterThanOrEqualTo(10);
    }

    [GeneratedRegex("^```(?<kind>console|yaml)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("Save it as `(?<file>[a-z.]+)`")]
    private static partial Regex SavedAs();
}
