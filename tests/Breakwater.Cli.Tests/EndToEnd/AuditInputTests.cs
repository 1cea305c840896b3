using System.Runtime.Versioning;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>What the audit commands say of what they were given, where it is nearly right.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AuditInputTests : AuditBench
{
    [Fact]
    public void An_export_is_called_one_by_every_command_that_needs_the_log()
    {
        var export = _folder["export"];
        RealCommand.Run("audit", "export", Log, "--out", export).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "verify", export, "--keys", Log + ".vkey").ExitCode.ShouldBe(0);
        foreach (var line in (string[][])[["query", export], ["completeness", export], ["tier", export], ["prove", export, "3"], ["export", export, "--out", _folder["again"]]])
        {
            var (exitCode, _, error) = RealCommand.Run(["audit", .. line]);
            exitCode.ShouldBe(2, error);
            error.ShouldBe($"{export}: This is an export, which `breakwater audit verify` checks.\n    Name the log that it was made of.\n");
        }
    }

    [Fact]
    public void A_copy_of_a_log_or_an_export_is_as_good_as_its_checkpoint()
    {
        foreach (var file in Directory.GetFiles(Log))
        {
            Directory.CreateDirectory(_folder["kept/1y"]);
            File.Copy(file, _folder[$"kept/1y/{Path.GetFileName(file)}"]);
        }
        RealCommand.Run("audit", "export", Path.Combine(Root, "acme", "90d"), "--out", _folder["kept/export"]).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "verify", Root, "--checkpoint", _folder["kept"]).ExitCode.ShouldBe(0);
        // They are compared, and not left out.
        RealCommand.Run("audit", "verify", Log, "--checkpoint", _folder["kept"]).Output.ShouldContain("acme/90d: DAMAGED: there is no log");
        // A note beside them is read too.
        File.WriteAllText(_folder["kept/note"], "none");
        RealCommand.Run("audit", "verify", Root, "--checkpoint", _folder["kept"]).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldStartWith($"{_folder["kept/note"]}: This is no checkpoint"));
    }

    [Fact]
    public void A_part_of_a_chain_is_no_chain()
    {
        RealCommand.Run("audit", "query", Root, "--chain", $"{7:x32}").Output.Split('\n').Length.ShouldBe(3);
        RealCommand.Run("audit", "query", Root, "--chain", "7").ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldBe("--chain: `7` is no chain.\n    Write all 32 hexadecimal digits of it, as `--json` shows them.\n"));
    }

    [Fact]
    public void A_dry_run_takes_no_log()
    {
        using (new FileStream(Path.Combine(Log, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            RealCommand.Run("audit", "tier", Root).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("open in another process"));
            RealCommand.Run("audit", "tier", Root, "--dry-run").ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(0, r.Error), r => r.Output.ShouldContain("acme/1y: 2 segments to be compacted"));
        }
        var before = _folder.Everything;
        UnixFileMode[] readOnly = [UnixFileMode.UserRead | UnixFileMode.UserExecute, UnixFileMode.UserRead];
        Unprivileged.With(Log, readOnly[0], () => Unprivileged.With(Path.Combine(Log, "head"), readOnly[1], () => Unprivileged.With(Path.Combine(Log, "lock"), readOnly[1], () => RealCommand.Run("audit", "tier", Root, "--dry-run").ExitCode))).ShouldBe(0);
        _folder.Everything.ShouldBe(before, ignoreOrder: true);
    }

    [Theory]
    [InlineData("Bad Name!", 2)]
    [InlineData("audit-", 2)]
    [InlineData("a--b", 2)]
    [InlineData("au", 2)]
    [InlineData("audit-2026", 0)]
    public void A_container_has_a_name_that_the_store_takes(string name, int exitCode)
    {
        var (ended, output, error) = RealCommand.Run("audit", "tier", Root, "--emit-lifecycle", "azure", "--container", name);
        ended.ShouldBe(exitCode, error);
        if (exitCode == 0) { output.ShouldContain($"{name}/"); } else { error.ShouldStartWith($"--container: `{name}` is no name of a container."); }
    }

    [Fact]
    public void Counts_that_have_expired_are_not_called_never_made()
    {
        RealCommand.Run("audit", "completeness", Root).Output.ShouldEndWith("no log says how many events there were.\n");
        RealCommand.Run("audit", "tier", Root).ExitCode.ShouldBe(0);
        RealCommand.Run("audit", "completeness", Root).Output.ShouldSatisfyAllConditions(
            o => o.ShouldContain("acme/90d: no counts are left; what was recorded before entry 600 has expired, counts too if there were any\n"),
            o => o.ShouldContain("acme/1y: nothing was sampled\n"),
            o => o.ShouldEndWith("No counts are left: whether something was left out by sampling is not known any more.\n"));
    }

    [Fact]
    public void What_a_path_lacks_is_what_the_remedy_gives()
    {
        RealCommand.Run("audit", "export", Log, "--out", "").Error.ShouldBe("'': The folder has no name.\n    Name another folder with --out.\n");
        var (exitCode, _, error) = Unprivileged.With(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute, () => RealCommand.Run("init", _folder["fleet.yaml"]));
        exitCode.ShouldBe(2);
        error.ShouldBe($"{_folder["fleet.yaml"]}: The folder cannot be written to.\n    Name another file, in a folder that you can write to.\n");
        _folder.Write("fleet.yaml", "mine");
        RealCommand.Run("init", _folder["fleet.yaml"]).Error.ShouldContain("or overwrite it with --force.");
    }
}
