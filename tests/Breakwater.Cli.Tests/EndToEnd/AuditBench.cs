using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>A folder with a small audit log for each of two retention classes.</summary>
public abstract class AuditBench : IDisposable
{
    private protected readonly TemporaryFolder _folder = new();

    private protected AuditBench(int records = 600)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var sink = TransparencyAuditSink.Open(
            new() { Directory = Root, Origin = "example.com/audit", Key = key, Tenants = ["acme"], ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0, ReservedBytes = 0, SegmentRecords = 256 }, new ManualTime()).Sink!;
        foreach (var risk in (RiskClass[])[RiskClass.Low, RiskClass.Medium])
        {
            for (var i = 0; i < records; i++)
            {
                sink.Append(new() { Kind = AuditEventKind.Completed, Time = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).AddSeconds(i), Node = "gate", Tenant = "acme", Agent = "agent", Risk = risk, Chain = (UInt128)i + 1, Request = 1 }, RecordUrgency.After);
            }
        }
        sink.Advance();
    }

    private protected string Root => _folder["audit"];

    private protected string Log => Path.Combine(Root, "acme", "1y");

    public void Dispose() => _folder.Dispose();
}
