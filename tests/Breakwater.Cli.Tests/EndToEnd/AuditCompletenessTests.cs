using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>A sampled and aggregated log, closed in order or left by a writer that died, and what the commands say of it.</summary>
public sealed class AuditCompletenessTests
{
    [Fact]
    public void A_log_that_was_closed_is_accounted_for_and_its_rates_are_estimated()
    {
        using var folder = new TemporaryFolder();
        Write(folder["audit"], close: true);
        var (exitCode, output, error) = RealCommand.Run("audit", "completeness", folder["audit"]);
        exitCode.ShouldBe(0, error);
        output.ShouldContain("acme/90d: 1 interval, 2,400 seen = ");
        output.ShouldContain("must keep: 40 of 40 chains, all; 120 events kept, 0 left out");
        output.ShouldContain("of 760 chains");
        output.ShouldContain("Everything that was seen was kept or is counted as left out.");

        var estimate = JsonDocument.Parse(RealCommand.Run("audit", "query", folder["audit"], "--kind", "completed", "--estimate", "--json").Output).RootElement;
        1_560.0.ShouldBeInRange(estimate.GetProperty("lower").GetDouble(), estimate.GetProperty("upper").GetDouble());
        estimate.GetProperty("found").GetInt64().ShouldBeLessThan(1_560);
        RealCommand.Run("audit", "query", folder["audit"], "--estimate", "--limit", "3").ExitCode.ShouldBe(2);

        // The denials are one record of forty chains, which the query finds by each.
        var denied = RealCommand.Run("audit", "query", folder["audit"], "--decision", "deny", "--chain", $"{8:x32}").Output;
        denied.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("×40");
        RealCommand.Run("audit", "query", folder["audit"], "--decision", "deny", "--chain", $"{9:x32}").Output.ShouldBeEmpty();
    }

    [Fact]
    public void A_log_whose_writer_died_is_not_accounted_for_to_its_end()
    {
        using var folder = new TemporaryFolder();
        Write(folder["audit"], close: false);
        var (exitCode, output, _) = RealCommand.Run("audit", "completeness", folder["audit"]);
        exitCode.ShouldBe(1);
        output.ShouldContain("NOT ACCOUNTED FOR: from ");
        var json = JsonDocument.Parse(RealCommand.Run("audit", "completeness", folder["audit"], "--json").Output).RootElement;
        json.GetProperty("complete").GetBoolean().ShouldBeFalse();
        RealCommand.Run("audit", "completeness", folder["nothing"]).ExitCode.ShouldBe(2);
    }

    private static void Write(string root, bool close)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var opened = TransparencyAuditSink.Open(
            new() { Directory = root, Origin = "example.com/audit", Key = key, Tenants = ["acme"], ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0, ReservedBytes = 0 }, new ManualTime());
        using var log = opened.Sink.ShouldNotBeNull();
        var volume = new AuditVolume(log, new() { Tenants = ["acme"], Key = SHA256.HashData("a key"u8) }, new() { Tenants = ["acme"] }, new ManualTime());
        for (var i = 1UL; i <= 800; i++)
        {
            var e = new AuditEvent { Kind = AuditEventKind.Completed, Tenant = "acme", Agent = $"a-{i}", Chain = i, Request = 1, Risk = RiskClass.Low, Time = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero) };
            volume.Sink.Append(e with { Kind = AuditEventKind.Decided, Decision = new() { Effect = Effect.Allow } }, RecordUrgency.After);
            volume.Sink.Append(e, RecordUrgency.After);
            volume.Sink.Append(i % 20 == 8 ? e with { Kind = AuditEventKind.Decided } : e, RecordUrgency.After);
        }
        if (close) { volume.Dispose(); }
        log.Advance();
    }
}
