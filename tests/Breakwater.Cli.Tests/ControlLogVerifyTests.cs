using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Cli.Tests.Policy;
using Breakwater.ControlLog;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Tests;

/// <summary>The <c>audit</c> commands and a control log, which may be in use.</summary>
public sealed class ControlLogVerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FileControlLog _log;
    private readonly string _keys;

    public ControlLogVerifyTests()
    {
        var signer = new EcdsaNoteSigner("example.com/control", _key);
        _log = FileControlLog.Open(_folder["control"], new() { Origin = "example.com/control", Signers = [signer] }, TimeProvider.System).Log!;
        _log.Append(default, "policy.publish", "bundle"u8, "ann").Durable.ShouldBeTrue();
        _log.EnqueueRestriction(default, "trust.revoke", "mallory"u8, "bob");
        _log.WriteSnapshot(1, "state"u8).Durable.ShouldBeTrue();
        _keys = _folder.Write("control.key", signer.Key.ToString());
    }

    public void Dispose()
    {
        _log.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_sound_one_is_intact_and_says_how_far_it_goes()
    {
        var (exitCode, output, error) = PolicyBench.Run("audit", "verify", _folder["control"], "--keys", _keys);
        error.ShouldBeEmpty();
        (exitCode, output).ShouldBe((ExitCode.Done, "control: intact, 3 entries; a control log up to number 2, its snapshot up to 1\n"));
        var control = JsonDocument.Parse(PolicyBench.Run("audit", "verify", _folder["control"], "--keys", _keys, "--json").Output).RootElement.GetProperty("logs")[0].GetProperty("controlLog");
        (control.GetProperty("lastNumber").GetInt64(), control.GetProperty("snapshotUpTo").GetInt64()).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("entries-000000000000")]
    [InlineData("hashes-0")]
    [InlineData("checkpoint")]
    [InlineData("snapshot-00000000000000000002")]
    public void A_changed_file_is_damage_and_ends_with_1(string name)
    {
        var bytes = Read(Path.Combine(_folder["control"], name));
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(_folder["control"], name), bytes);
        var (exitCode, output, _) = PolicyBench.Run("audit", "verify", _folder["control"], "--keys", _keys);
        exitCode.ShouldBe(ExitCode.ThresholdCrossed);
        output.ShouldContain("control: DAMAGED: ");
    }

    [Fact]
    public void A_query_says_that_it_is_no_audit_log_and_what_reads_it()
    {
        var (exitCode, _, error) = PolicyBench.Run("audit", "query", _folder["control"]);
        exitCode.ShouldBe(ExitCode.BadInput);
        error.ShouldContain("This is a control log");
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
