using Breakwater.Contracts;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// What the questions of a trial take of logs that hold one day in whole segments: what was counted, made as large as the day, at the calibrated price of each unit and the assumed rate of each device. The index is
/// asked about every block of the day. A chain and an agent's minute lie in as many blocks as they did; denials lie all over the day.
/// </summary>
/// <param name="answers">What was counted, for each log.</param>
/// <param name="toDay">How often the run goes into a day.</param>
/// <param name="calibration">Prices.</param>
internal sealed class DayQueries(IReadOnlyList<LogAnswers> answers, double toDay, CalibrationProfile calibration)
{
    /// <summary>One block in so many is opened though it holds no such chain: what a filter of 16 bits a value promises.</summary>
    public const double OneForNothing = 2_000;

    // For the chain itself, and for the members of an aggregated record.
    private const int SearchesForNothing = 2;

    // The head of a compacted segment, and the first block behind it; other blocks follow each other.
    private const int SeeksPerSegment = 2;

    /// <summary>What every record of a day takes of a device, where it is read block by block.</summary>
    public static double Seconds(string tier, double bytes, double records)
    {
        var blocks = records / SegmentArchive.BlockEntries;
        var segments = blocks / RecentRecords.MostBlocks;
        return VolumePrices.Seconds(tier, bytes, blocks + segments, SeeksPerSegment * segments);
    }

    /// <summary>Adds the metrics.</summary>
    public void AddTo(Measurements measured)
    {
        foreach (var question in Enum.GetValues<AuditQuestion>())
        {
            var name = NameOf(question);
            foreach (var (tier, _, _) in VolumePrices.Reading) { measured.Effect[$"{name}{Capital(tier)}Ms"] = answers.Sum(a => Milliseconds(a, question, tier)); }
            measured.Work[$"{name}Blocks"] = answers.Sum(a => Blocks(a, question));
        }
        measured.Work["indexBlocks"] = answers.Sum(Blocks);
    }

    /// <summary>First part of the names of a question's metrics.</summary>
    public static string NameOf(AuditQuestion question) => question switch { AuditQuestion.Chain => "chain", AuditQuestion.Minute => "minute", _ => "denials" };

    /// <summary>Name of the metric of a question in a tier.</summary>
    public static string MetricOf(AuditQuestion question, string tier) => $"{NameOf(question)}{Capital(tier)}Ms";

    private double Blocks(LogAnswers log, AuditQuestion question)
    {
        var blocks = PerQuestion(log.Effort(question, "hot").Blocks, question);
        return IsAllOver(question) ? blocks * Blocks(log) / log.Blocks : blocks + ForNothing(log, question);
    }

    private double Milliseconds(LogAnswers log, AuditQuestion question, string tier)
    {
        var (effort, nothing) = (log.Effort(question, tier), ForNothing(log, question));
        // What was counted grows with the records; what a device is asked for, with blocks and segments. In a day's log all of them are full.
        var full = log.Blocks * SegmentArchive.BlockEntries / log.Kept;
        var (records, blocks, segments) = IsAllOver(question) ? (Records(log) / log.Kept, Blocks(log) / log.Blocks, Segments(log)) : (full, 1, 1);
        double Of(WorkUnit unit) => PerQuestion(effort.Work[unit], question) * records;
        var (raw, stored) = (nothing * full * log.Bytes["hot"] / log.Blocks, nothing * full * log.Bytes[tier] / log.Blocks);
        var work = default(Work);
        work.Add(WorkUnit.IndexBlockProbed, Whole(Blocks(log)));
        work.Add(WorkUnit.ByteUnpacked, Whole(Of(WorkUnit.ByteUnpacked) + (tier == "hot" ? 0 : raw)));
        work.Add(WorkUnit.ByteScanned, Whole(Of(WorkUnit.ByteScanned) + (SearchesForNothing * raw)));
        work.Add(WorkUnit.RecordParsed, Whole(Of(WorkUnit.RecordParsed)));
        var (opened, bytes) = (PerQuestion(effort.Segments, question), PerQuestion(effort.OfRecords.Bytes, question));
        var requests = ((PerQuestion(effort.OfRecords.Requests, question) - opened) * blocks) + (opened * segments);
        var seeks = Math.Max(0, PerQuestion(effort.OfRecords.Seeks, question) - (SeeksPerSegment * opened)) * blocks + (Math.Min(SeeksPerSegment * opened, PerQuestion(effort.OfRecords.Seeks, question)) * segments);
        var device = VolumePrices.Seconds("hot", PerQuestion(effort.OfIndex.Bytes, question) * Blocks(log) / log.Blocks, 0, 0)
            + VolumePrices.Seconds(tier, (bytes * records) + stored, requests + nothing, seeks + nothing);
        return (calibration.Nanoseconds(work, memorySized: true) / 1e6) + (1e3 * device);
    }

    /// <summary>Records, blocks and whole segments of a log's day.</summary>
    private double Records(LogAnswers log) => log.Written * toDay;

    private double Blocks(LogAnswers log) => Records(log) / SegmentArchive.BlockEntries;

    private double Segments(LogAnswers log) => Blocks(log) / RecentRecords.MostBlocks;

    private static bool IsAllOver(AuditQuestion question) => question == AuditQuestion.Denials;

    // Of the rest of the day: what the trial opened for nothing is counted already.
    private double ForNothing(LogAnswers log, AuditQuestion question) => question == AuditQuestion.Chain ? Math.Max(0, Blocks(log) - log.Blocks) / OneForNothing : 0;

    private static double PerQuestion(long counted, AuditQuestion question) => IsAllOver(question) ? counted : (double)counted / QueryTrial.Samples;

    private static long Whole(double count) => (long)Math.Round(count);

    private static string Capital(string tier) => char.ToUpperInvariant(tier[0]) + tier[1..];
}
