using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.TransparencyLog;
using System.Buffers;

namespace Breakwater.Benchmarks;

internal static class AuditTiersScale
{
    public static void Run(string[] args, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("audit-tiers-");
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var clock = new HandClock(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
            var sink = TransparencyAuditSink.Open(new() { Directory = folder.FullName, Origin = "example.com/bench", Key = key, Tenants = ["default"], MostPendingBytes = 256 << 20, ReservedBytes = 0 }, clock).Sink!;
            var watch = Stopwatch.StartNew();
            RecordedGates.Run("scenarios/investment-bank.yaml", 60_000, sink, clock, TimeSpan.FromMilliseconds(10), 1);
            sink.Dispose();
            output.WriteLine($"generated in {watch.Elapsed}");
            var codec = new AuditSegmentCodec();
            foreach (var log in AuditFolder.Logs(folder.FullName))
            {
                using var view = LogView.TryOpen(log, out _)!;
                if (view.DurableSize < 100) { continue; }
                long raw = 0, packed = 0, flat = 0;
                watch.Restart();
                for (var first = 0L; first + 4096 <= view.DurableSize; first += 4096)
                {
                    var entries = new ArrayBufferWriter<byte>();
                    for (var b = 0; b < 16; b++) { view.TryReadBundle(first / 256 + b, 256, entries); }
                    raw += entries.WrittenCount;
                    var block = codec.Encode(entries.WrittenSpan, 4096);
                    packed += block.Length;
                    flat += AuditSegmentCodec.Pack(entries.WrittenSpan, 4096).Length;
                    var back = new ArrayBufferWriter<byte>();
                    codec.Decode(block, 4096, back);
                    if (!back.WrittenSpan.SequenceEqual(entries.WrittenSpan)) { throw new InvalidOperationException("not the same"); }
                }
                var n = view.DurableSize / 4096 * 4096;
                if (n > 0) { output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{AuditFolder.NameOf(folder.FullName, log)}: {view.DurableSize} records, {(double)raw / n:0.0} B each, flat {(double)flat / n:0.0}, packed {(double)packed / n:0.00} B each: -{100 - 100.0 * packed / raw:0.00}% in {watch.Elapsed.TotalSeconds:0.0} s")); }
                for (var i = 100; i < 106; i++) { output.WriteLine(System.Text.Encoding.UTF8.GetString(view.ReadRecord(i)!)); }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
