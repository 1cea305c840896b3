using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>docs/audit.md taken word by word: its commands on the log of a real run, and its recipes with other people's tools on what they export and prove.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class AuditPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AuditPageTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The page is for a POSIX shell.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_and_the_recipes_do_what_the_page_says()
    {
        var commands = new ConsoleBlock(_folder);
        Blocks("console").Sum(commands.Follow).ShouldBeGreaterThan(10);

        Assert.SkipUnless(Runs("openssl", "version") && Runs("python3", "--version"), "openssl or python3 is not installed.");
        _folder.Write("signature.sh", Blocks("sh").ShouldHaveSingleItem());
        var scripts = Blocks("python");
        scripts.Count.ShouldBe(2);
        _folder.Write("export.py", scripts[0]);
        _folder.Write("proof.py", scripts[1]);
        const string Key = "kept/default/90d.vkey";
        var (proof, record) = ("17.tlog-proof", "17.tlog-proof.record");
        Shell($"sh -e signature.sh export {Key}").ShouldContain("Verified OK");
        Shell("python3 export.py export").ShouldContain("the root is the checkpoint's");
        Shell($"python3 proof.py {proof} {record}").ShouldContain("proved, if the checkpoint is signed: record 17 of ");
        Shell($"sh -e signature.sh proved {Key}").ShouldContain("Verified OK");

        // They notice what was changed, too: a record and its stored hash, a root, a size, and each part of a proof.
        foreach (var file in Directory.GetFiles(_folder["export"], "*", SearchOption.AllDirectories).Where(f => f.Contains("/tile/0/", StringComparison.Ordinal) || f.Contains("/entries/", StringComparison.Ordinal)))
        {
            Changed(file, 40, "python3 export.py export");
        }
        foreach (var at in new[] { 0, -60 }) { Changed(_folder["export/checkpoint"], at, $"sh -e signature.sh export {Key}"); }
        Changed(_folder["export/checkpoint"], File.ReadAllText(_folder["export/checkpoint"]).IndexOf('\n') + 8, "python3 export.py export");
        foreach (var at in new[] { 3, 29, 40, File.ReadAllText(_folder[proof]).IndexOf("\n\n", StringComparison.Ordinal) - 5 }) { Changed(_folder[proof], at, $"rm -rf proved; python3 proof.py {proof} {record}"); }
        Changed(_folder[record], 20, $"rm -rf proved; python3 proof.py {proof} {record}");
    }

    private static List<string> Blocks(string kind) =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "audit.md"))).Where(b => b.Groups["kind"].Value == kind).Select(b => b.Groups["text"].Value)];

    private static bool Runs(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private void Changed(string file, int at, string command)
    {
        var original = File.ReadAllBytes(file);
        var bytes = original.ToArray();
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(file, bytes);
        Shell(command, succeeds: false);
        File.WriteAllBytes(file, original);
    }

    private string Shell(string command, bool succeeds = true)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"({command}) 2>&1"]) { RedirectStandardOutput = true, WorkingDirectory = _folder.Path })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        (process.ExitCode == 0).ShouldBe(succeeds, $"$ {command}\n{output}");
        return output;
    }

    [GeneratedRegex("^```(?<kind>console|sh|python)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
