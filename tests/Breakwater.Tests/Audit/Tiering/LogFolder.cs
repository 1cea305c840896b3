using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Audit.Tiering;

/// <summary>A folder for the logs of a fleet with the tenant <c>acme</c>, their key and a clock. How full the disk is plays no part.</summary>
internal sealed class LogFolder : IDisposable
{
    /// <summary>Records of a segment, the fewest there can be.</summary>
    public const int Segment = 256;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Root { get; } = Directory.CreateTempSubdirectory("breakwater-logs-").FullName;

    public TestClock Clock { get; } = new();

    public TransparencyAuditOptions Options(int segment = Segment) => new()
    {
        Directory = Root, Origin = "example.com/audit", Key = _key, Tenants = ["acme"], SegmentRecords = segment, ReservedBytes = 0, ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0,
    };

    public TransparencyAuditSink Open(int segment = Segment) => TransparencyAuditSink.Open(Options(segment), Clock).Sink.ShouldNotBeNull();

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
