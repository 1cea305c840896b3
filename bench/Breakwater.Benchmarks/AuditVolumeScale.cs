using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.TransparencyLog;

namespace Breakwater.Benchmarks;

/// <summary>
/// What sampling and aggregation cost, and what they save: events per second and bytes through them into logs in memory. Run with <c>audit-volume</c>; with a folder behind it, the sampled and aggregated
/// log is also written there, for <c>breakwater audit</c>. The best of several rounds counts.
/// </summary>
internal static class AuditVolumeScale
{
    private const int Chains = 60_000;
    private const int Rounds = 4;
    private static readonly string[] Agents = [.. Enumerable.Range(1, 1_000).Select(i => $"agent-{i}")];
    private static readonly Reason Denied = new(ControlId.Parse("IA-1.4"), "grants.not-granted", "The role may not use the tool");
    private static readonly Reason Throttled = new(ControlId.Parse("EC-2.1"), "rates.provider", "The provider's rate is used up", retryable: true);

    public static void Run(string[] args, TextWriter output)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        output.WriteLine($"{Chains:N0} chains of {Agents.Length:N0} agents; 4% failures, 1% denials, one storm of 1,000 time-outs in each 10,000 chains");
        foreach (var (name, sampling, aggregation) in new[] { ("all", false, false), ("aggregated", false, true), ("sampled", true, false), ("sampled and aggregated", true, true) })
        {
            var (best, events, bytes) = (TimeSpan.MaxValue, 0L, 0L);
            for (var round = 0; round < Rounds; round++)
            {
                var directories = new List<MemoryLogDirectory>();
                var clock = new BenchClock();
                using var log = Open("memory", key, clock, _ => { var d = new MemoryLogDirectory(); directories.Add(d); return d; });
                using var volume = Compose(log, sampling, aggregation, clock);
                var watch = Stopwatch.StartNew();
                events = Feed(volume.Sink, clock);
                var took = watch.Elapsed;
                volume.Dispose();
                log.Advance();
                bytes = directories.Sum(d => d.Names().Where(n => n.StartsWith("entries-", StringComparison.Ordinal)).Sum(n => d.Open(n).Length));
                if (took < best) { best = took; }
            }
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {events / best.TotalSeconds / 1e3:0} thousand events/s, {best.TotalNanoseconds / events:0} ns an event; {bytes / (double)events:0} B an event in the log"));
        }
        if (args.Length > 1)
        {
            var clock = new BenchClock();
            using var log = Open(args[1], key, clock, path => new DiskLogDirectory(path));
            using var volume = Compose(log, sampling: true, aggregation: true, clock);
            Feed(volume.Sink, clock);
            volume.Dispose();
            output.WriteLine($"written to {args[1]}");
        }
    }

    private static AuditVolume Compose(AuditSink log, bool sampling, bool aggregation, TimeProvider clock) => new(
        log, sampling ? new() { Tenants = ["acme"], Key = SHA256.HashData("benchmark"u8) } : null, aggregation ? new() { Tenants = ["acme"] } : null, clock);

    private static TransparencyAuditSink Open(string root, ECDsa key, TimeProvider clock, Func<string, LogDirectory> directory) => TransparencyAuditSink.Open(
        new()
        {
            Directory = root == "memory" ? Path.Combine(Path.GetTempPath(), "audit-volume-keys") : root, Origin = "example.com/audit", Key = key, Tenants = ["acme"], OpenDirectory = directory,
            ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0, ReservedBytes = 0, MostPendingBytes = 256 << 20,
        },
        clock).Sink ?? throw new InvalidOperationException("The log cannot be opened: is the folder new?");

    /// <summary>The same traffic each time: 100 chains a second, a beat twice a second.</summary>
    private static long Feed(AuditSink sink, BenchClock clock)
    {
        var events = 0L;
        for (var i = 1; i <= Chains; i++)
        {
            var chain = (UInt128)0x9E3779B97F4A7C15 * (ulong)i << 64 | (ulong)i;
            var e = new AuditEvent
            {
                Kind = AuditEventKind.Decided, Node = "london-1", Tenant = "acme", Agent = Agents[i % Agents.Length], Session = (ulong)i % 1_000 + 1, Chain = chain, Tool = "read-book", Risk = RiskClass.Low,
                ArgumentsDigest = chain, Decision = new() { Effect = Effect.Allow, Consulted = 127, Position = 4_711 }, Request = 1, Admission = (ulong)i,
            };
            if (i % 10_000 == 0)
            {
                // A provider stops answering, and every agent times out.
                for (var a = 0; a < Agents.Length; a++, events++)
                {
                    sink.Append(e with { Kind = AuditEventKind.AdmissionExpired, Agent = Agents[a], Chain = chain + (UInt128)(a + 1) * 1_000_000, Outcome = Outcome.Unknown, Time = clock.GetUtcNow(), Decision = default }, RecordUrgency.After);
                }
            }
            events += 2;
            switch (i % 100)
            {
                case 0:
                    sink.Append(e with { Time = clock.GetUtcNow(), Admission = 0, Decision = new() { Effect = Effect.Deny, Reason = Denied, Consulted = 15 } }, RecordUrgency.After);
                    events--;
                    break;
                case < 5:
                    sink.Append(e with { Time = clock.GetUtcNow() }, RecordUrgency.After);
                    sink.Append(e with { Time = clock.GetUtcNow(), Admission = 0, Request = 2, Parent = 1, Decision = new() { Effect = Effect.Throttle, Reason = Throttled, Consulted = 63, RetryAfter = TimeSpan.FromSeconds(1) } }, RecordUrgency.After);
                    break;
                default:
                    sink.Append(e with { Time = clock.GetUtcNow() }, RecordUrgency.After);
                    sink.Append(e with { Kind = AuditEventKind.Completed, Time = clock.GetUtcNow(), Decision = default, Charged = new(120) }, RecordUrgency.After);
                    break;
            }
            sink.CloseChain("acme", chain);
            clock.Advance(TimeSpan.FromMilliseconds(10));
            if (i % 50 == 0) { sink.Advance(); }
        }
        return events;
    }

    private sealed class BenchClock : TimeProvider
    {
        private long _ticks = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
