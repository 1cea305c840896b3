using System.Runtime.Versioning;
using System.Text.Json;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>What cannot be read is never left out in silence, and is no fault of ours: exit code 2, the path, and what helps.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UnreadableTests : AuditBench
{
    [Theory]
    [InlineData("query")]
    [InlineData("completeness")]
    [InlineData("verify")]
    [InlineData("tier")]
    public void A_log_that_cannot_be_read_is_not_left_out(string command)
    {
        RealCommand.Run("audit", command, Root).ExitCode.ShouldBe(0);
        Refused(Log, "audit", command, Root);
        Refused(Log, "audit", command, Log);
        Refused(Path.GetDirectoryName(Log)!, "audit", command, Root);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("completeness")]
    public void A_segment_that_cannot_be_read_is_no_fault_of_ours(string command) => Refused(Path.Combine(Log, "entries-000000000001"), "audit", command, Root);

    [Fact]
    public void A_key_that_cannot_be_read_is_no_fault_of_ours()
    {
        Refused(Log + ".vkey", "audit", "verify", Root);
        Refused(Log + ".vkey", "audit", "prove", Log, "1", "--out", _folder["p"]);
    }

    [Fact]
    public void A_bundle_that_cannot_be_read_is_not_left_out()
    {
        var advisors = Path.Combine(Repository.Root, "policies", "advisors");
        foreach (var file in Directory.GetFiles(advisors, "*", SearchOption.AllDirectories))
        {
            var to = _folder["bundles/" + Path.GetRelativePath(advisors, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        Refused(_folder["bundles/1.1.0"], "policy", "lint", _folder["bundles"], "--fleet", Path.Combine(Repository.Root, "scenarios", "advisors-1000.yaml"));
        Refused(_folder["bundles/1.1.0"], "policy", "test", _folder["bundles"]);
        Refused(_folder["bundles/1.1.0"], "policy", "test", "--cedar", _folder["bundles"]);
    }

    /// <summary>The command is refused for a path alone, in words and as JSON.</summary>
    private static void Refused(string path, params string[] arguments)
    {
        var (exitCode, output, error) = Unprivileged.Without(path, () => RealCommand.Run(arguments));
        exitCode.ShouldBe(ExitCode.BadInput, output + error);
        error.ShouldContain($"Access to the path '{path}' is denied.\n    Check the path and its permissions");
        error.ShouldNotContain("fault of ours");
        var json = Unprivileged.Without(path, () => RealCommand.Run([.. arguments, "--json"]).Output);
        var problem = JsonDocument.Parse(json[json.IndexOf("{\n", StringComparison.Ordinal)..]).RootElement.GetProperty("problems")[0];
        problem.GetProperty("message").GetString()!.ShouldContain(path);
    }
}
