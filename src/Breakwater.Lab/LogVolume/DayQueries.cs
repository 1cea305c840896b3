using Breakwater.Contracts;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Experiments;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// What the questions of a trial take of logs that hold one day: what was counted, made as large as the day, at the calibrated price of each unit and the assumed rate of each device. The index is asked about every block of
/// the day. A chain and an agent's minute lie in as many blocks as they did; denials lie all over the day.
/// </summary>
/// <param name="answers">What was counted, for each log.</param>
/// <param name="toDay">How often the run goes into a day.</param>
/// <param name="calibration">Prices.</param>
internal sealed class DayQueries(IReadOnlyList<LogAnswers> answers, double toDay, CalibrationProfile calibration)
{
    /// <summary>One block in so many is opened though it holds no such chain: what a filter of 16 bits a value promises.</summary>
    public const double OneForNothing = 2_000;

    /// <summary>Adds the metrics.</summary>
    public void AddTo(Measurements measured)
    {
        foreach (var question in Enum.GetValues<AuditQuestion>())
        {
            var name = NameOf(question);
            foreach (var (tier, _, _) in VolumePrices.Reading) { measured.Effect[$"{name}{Capital(tier)}Ms"] = answers.Sum(a => Milliseconds(a, question, tier)); }
            measured.Work[$"{name}Blocks"] = answers.Sum(a => Blocks(a, question));
        }
        measured.Work["indexBlocks"] = answers.Sum(a => Probed(a, AuditQuestion.Denials));
    }

    /// <summary>First part of the names of a question's metrics.</summary>
    public static string NameOf(AuditQuestion question) => question switch { AuditQuestion.Chain => "chain", AuditQuestion.Minute => "minute", _ => "denials" };

    /// <summary>Name of the metric of a question in a tier.</summary>
    public static string MetricOf(AuditQuestion question, string tier) => $"{NameOf(question)}{Capital(tier)}Ms";

    private double Blocks(LogAnswers log, AuditQuestion question) => (PerQuestion(log.Effort(question, "hot").Blocks, question) * Opened(log, question)) + ForNothing(log, question);

    private double Probed(LogAnswers log, AuditQuestion question) => PerQuestion(log.Effort(question, "hot").Work[WorkUnit.IndexBlockProbed], question) * Day(log);

    private double Milliseconds(LogAnswers log, AuditQuestion question, string tier)
    {
        var (effort, opened, nothing, isPacked) = (log.Effort(question, tier), Opened(log, question), ForNothing(log, question), tier != "hot");
        double Of(WorkUnit unit) => PerQuestion(effort.Work[unit], question) * opened;
        var blocks = Math.Ceiling((double)log.Kept / SegmentArchive.BlockEntries);
        var (raw, packed) = (nothing * log.Bytes["hot"] / blocks, nothing * log.Bytes[tier] / blocks);
        var work = default(Work);
        work.Add(WorkUnit.IndexBlockProbed, Whole(Probed(log, question)));
        work.Add(WorkUnit.ByteUnpacked, Whole(Of(WorkUnit.ByteUnpacked) + (isPacked ? raw : 0)));
        work.Add(WorkUnit.ByteScanned, Whole(Of(WorkUnit.ByteScanned) + raw));
        work.Add(WorkUnit.RecordParsed, Whole(Of(WorkUnit.RecordParsed)));
        double Read(long counted) => PerQuestion(counted, question) * opened;
        var index = VolumePrices.Seconds("hot", PerQuestion(effort.OfIndex.Bytes, question) * Day(log), 0, 0);
        var records = VolumePrices.Seconds(tier, Read(effort.OfRecords.Bytes) + packed, Read(effort.OfRecords.Requests) + nothing, Read(effort.OfRecords.Seeks) + nothing);
        return (calibration.Nanoseconds(work, memorySized: true) / 1e6) + (1e3 * (index + records));
    }

    private double Day(LogAnswers log) => log.Written * toDay / log.Kept;

    private double Opened(LogAnswers log, AuditQuestion question) => question == AuditQuestion.Denials ? Day(log) : 1;

    // Of the rest of the day: what the trial opened for nothing is counted already.
    private double ForNothing(LogAnswers log, AuditQuestion question) =>
        question == AuditQuestion.Chain ? Probed(log, question) * (1 - (1 / Math.Max(1, Day(log)))) / OneForNothing : 0;

    private static double PerQuestion(long counted, AuditQuestion question) => question == AuditQuestion.Denials ? counted : (double)counted / QueryTrial.Samples;

    private static long Whole(double count) => (long)Math.Round(count);

    private static string Capital(string tier) => char.ToUpperInvariant(tier[0]) + tier[1..];
}
