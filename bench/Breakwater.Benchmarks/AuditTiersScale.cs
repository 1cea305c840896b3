using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Lab.Calibration;
using Breakwater.TransparencyLog;

namespace Breakwater.Benchmarks;

/// <summary>
/// What tiers cost and give, over records that real gates wrote: how fast segments are indexed and compacted, how much smaller they are, with and without what is kept beside them, and how long
/// a query takes in each tier, beside what the counts of its work come to at the reference profile's prices. Run with <c>audit-tiers</c>, and the number of actions after it. Files are in the page cache. With a folder after the number it only writes the logs there, of the
/// 120 days up to now, a busy part of each, to try the commands on.
/// </summary>
internal static class AuditTiersScale
{
    private const int Queries = 15;
    private const int Days = 120;

    public static void Run(string[] args, TextWriter output)
    {
        var actions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 300_000;
        if (args.Length > 2)
        {
            Fill(args[2], actions, new(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(Days)), Days, output);
            return;
        }
        var folder = Directory.CreateTempSubdirectory("audit-tiers-");
        try
        {
            var clock = new HandClock(_start);
            Fill(folder.FullName, actions, clock, 1, output);
            var chains = ChainsIn(folder.FullName);
            Query("hot, without index", folder.FullName, chains, output);
            var hot = Bytes(folder.FullName, "entries-*");
            var hashes = Bytes(folder.FullName, "hashes-*");

            var never = new TierSettings { HotDays = 1_000, WarmDays = 1_000 };
            Step("indexed", folder.FullName, never, clock, output);
            var index = Bytes(folder.FullName, "index-*");
            Query("hot", folder.FullName, chains, output);
            var report = Step("compacted", folder.FullName, never with { HotDays = 0 }, clock, output);
            var (before, after) = (report.Steps.Sum(s => s.BytesBefore), report.Steps.Sum(s => s.BytesAfter));
            var records = report.Logs.Sum(l => l.Warm);
            if (records == 0) { throw new InvalidOperationException("No segment became whole: give more actions."); }
            output.WriteLine(Text($"  {records:#,0} records of {(double)before / records:0.0} B become {(double)after / records:0.0} B: -{100 - 100.0 * after / before:0.0}%; their index has {(double)index / records:0.0} B each: -{100 - 100.0 * (after + index) / before:0.0}%"));
            var share = (double)records / report.Logs.Sum(l => l.Warm + l.Hot);
            output.WriteLine(Text($"  with the hashes, which stay ({hashes * share / records:0.0} B each): -{100 - 100.0 * (after + index + hashes * share) / (before + hashes * share):0.0}%"));
            Query("warm", folder.FullName, chains, output);
            new TierSettings { HotDays = 0, WarmDays = 0 }.Save(folder.FullName);
            Step("moved", folder.FullName, new() { HotDays = 0, WarmDays = 0 }, clock, output);
            Query("cold, a folder", folder.FullName, chains, output);
            var verifying = Stopwatch.StartNew();
            var verified = AuditFolder.Logs(folder.FullName).Sum(log => LogVerifier.Verify(log, new() { Archive = AuditArchives.TryOpen(log, out _) }) is { IsIntact: true } r ? r.DurableSize : throw new InvalidOperationException("A log does not verify."));
            output.WriteLine(Text($"verified over all tiers: {verified:#,0} records in {verifying.Elapsed.TotalSeconds:0.0} s, {verified / verifying.Elapsed.TotalSeconds / 1e3:0} thousand/s; hot entries before were {hot / 1e6:0.0} MB"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Fill(string folder, int actions, HandClock clock, int days, TextWriter output)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var sink = TransparencyAuditSink.Open(new() { Directory = folder, Origin = "example.com/bench", Key = key, Tenants = ["default"], MostPendingBytes = 256 << 20, ReservedBytes = 0 }, clock).Sink!;
        var filling = Stopwatch.StartNew();
        for (var day = 0; day < days; day++)
        {
            var begun = clock.GetUtcNow();
            RecordedGates.Run("scenarios/investment-bank.yaml", actions / days, new Unhurried(sink), clock, TimeSpan.FromMilliseconds(10), (ulong)day);
            if (days > 1) { clock.Move(begun.AddDays(1) - clock.GetUtcNow()); }
        }
        output.WriteLine(Text($"{actions:#,0} actions decided and recorded by four gates in {filling.Elapsed.TotalSeconds:0.0} s"));
    }

    private static TieringReport Step(string what, string folder, TierSettings settings, HandClock clock, TextWriter output)
    {
        using var process = Process.GetCurrentProcess();
        var worked = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        clock.Move(TimeSpan.FromSeconds(1));
        var report = AuditTiering.Run(folder, settings, clock.GetUtcNow());
        process.Refresh();
        worked = process.TotalProcessorTime - worked;
        if (report.Problems.Count > 0) { throw new InvalidOperationException(string.Join('\n', report.Problems)); }
        var bytes = report.Steps.Sum(s => s.BytesBefore);
        output.WriteLine(Text($"{report.Steps.Count} segments {what} in {watch.Elapsed.TotalSeconds:0.00} s, {worked.TotalSeconds:0.00} processor seconds{(bytes > 0 ? Text($": {bytes / 1e6 / watch.Elapsed.TotalSeconds:0} MB/s, {bytes / 1e6 / worked.TotalSeconds:0} MB per processor second, packing, reading back and hashing against the tree") : "")}"));
        return report;
    }

    private static void Query(string tier, string folder, IReadOnlyList<UInt128> chains, TextWriter output)
    {
        Measure("chain", i => new() { Chain = chains[i] });
        Measure("agent and a minute", i => new() { Agent = "risk-modelling-1", From = _start.AddMinutes(2 * i), Until = _start.AddMinutes(2 * i + 1) });
        Measure("decision and control", _ => new() { Decision = "deny", Control = "IA-1.4" }, times: 3);

        void Measure(string what, Func<int, AuditQuery> query, int times = Queries)
        {
            var (all, read, found) = (new List<double>(), new AuditReadEffort(), 0L);
            for (var i = 0; i < times; i++)
            {
                var problems = new List<string>();
                var watch = Stopwatch.StartNew();
                found += AuditReader.Read(folder, query(i), problems, effort: read).LongCount();
                all.Add(watch.Elapsed.TotalMilliseconds);
                if (problems.Count > 0) { throw new InvalidOperationException(problems[0]); }
            }
            all.Sort();
            output.WriteLine(Text($"{tier}: by {what}: median {all[all.Count / 2]:0.0} ms, worst {all[^1]:0.0} ms; {(double)found / times:0.0} found; {Predicted(read) / times:0.0} ms predicted by count × unit cost ({all.Sum() / Predicted(read):0.00} times that on average); {(double)read.RecordsRead / times:#,0} records read, {(double)read.SegmentsOpened / times:0.0} of {(double)(read.SegmentsOpened + read.SegmentsSkipped) / times:0.0} segments opened"));
        }
    }

    /// <summary>What was counted, in ms at the prices of the reference profile: no device, no file opened.</summary>
    private static double Predicted(AuditReadEffort read) => CalibrationProfile.Reference.Nanoseconds(read.Work, memorySized: true) / 1e6;

    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Chains from all over the day.</summary>
    private static List<UInt128> ChainsIn(string folder)
    {
        var log = AuditFolder.Logs(folder).MaxBy(l => new DirectoryInfo(l).GetFiles("entries-*").Sum(f => f.Length))!;
        using var view = LogView.TryOpen(log, out _)!;
        var chains = new List<UInt128>();
        for (var i = 0; i < Queries; i++)
        {
            var record = JsonDocument.Parse(view.ReadRecord(view.DurableSize * (2 * i + 1) / (2 * Queries))!).RootElement;
            chains.Add(UInt128.Parse(record.GetProperty("chain").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }
        return chains;
    }

    private static long Bytes(string folder, string pattern) => Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Lets nobody wait for the disk: what is measured comes after.</summary>
    private sealed class Unhurried(AuditSink sink) : AuditSink
    {
        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
        {
            var status = sink.Append(auditEvent, RecordUrgency.After);
            if (status == RecordStatus.Refused) { throw new InvalidOperationException("A record was refused: the figures would mean nothing."); }
            return urgency == RecordUrgency.Before ? RecordStatus.Kept : status;
        }

        public override void Advance() => sink.Advance();
    }
}
