using System.Text;
using Breakwater.Audit;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>
/// Asks the logs that a run wrote by the reader that ships, in each tier, and checks every answer against what was written. One log at a time, so that no more than one segment is held twice. Not thread-safe.
/// </summary>
internal sealed class QueryTrial
{
    /// <summary>How many chains, and how many agents' minutes, are asked for.</summary>
    public const int Samples = 3;

    /// <summary>The control that is asked for.</summary>
    public const string Control = "IA-1.4";

    private static readonly TimeSpan _half = TimeSpan.FromSeconds(30);
    private readonly IReadOnlyList<KeptRecords> _logs;
    private readonly List<(AuditQuestion Question, AuditQuery Query, Func<RecordNote, bool> Expected)> _asked;

    public QueryTrial(IReadOnlyList<KeptRecords> logs) => (_logs, _asked) = (logs, Questions(logs));

    /// <summary>Asks everything of every log in every tier.</summary>
    public IReadOnlyList<LogAnswers> Run(TimeProvider time, CancellationToken cancellation) => [.. _logs.Select(log => Run(log, time, cancellation))];

    private LogAnswers Run(KeptRecords kept, TimeProvider time, CancellationToken cancellation)
    {
        using var log = new TieredLog(kept.Starts.Count, kept.Record, time);
        var answers = new LogAnswers(kept.Written, kept.Starts.Count);
        foreach (var (tier, move) in new (string, Action)[] { ("hot", log.Index), ("warm", log.Compact), ("cold", log.MoveToCold) })
        {
            cancellation.ThrowIfCancellationRequested();
            move();
            answers.Bytes[tier] = log.Bytes;
            foreach (var (question, query, expected) in _asked) { Ask(kept, log, query, expected, answers.Effort(question, tier)); }
        }
        return answers;
    }

    private static void Ask(KeptRecords kept, TieredLog log, AuditQuery query, Func<RecordNote, bool> expected, AnswerEffort into)
    {
        var (problems, effort, next) = (new List<string>(), new AuditReadEffort(), 0);
        log.ForgetReads();
        using var view = log.Open();
        foreach (var record in AuditReader.Read([("lab", view)], query, problems, effort: effort))
        {
            for (; next < record.Position; next++) { if (expected(kept.Notes[next])) { throw Wrong(query, $"entry {next} is missing"); } }
            if (!expected(kept.Notes[next]) || !Encoding.UTF8.GetBytes(record.Json.GetRawText()).AsSpan().SequenceEqual(kept.Record(next))) { throw Wrong(query, $"entry {next} is no answer, or not what was written"); }
            next++;
        }
        for (; next < kept.Notes.Count; next++) { if (expected(kept.Notes[next])) { throw Wrong(query, $"entry {next} is missing"); } }
        if (problems.Count > 0) { throw Wrong(query, problems[0]); }
        into.Add(effort, log);
    }

    private static InvalidOperationException Wrong(AuditQuery query, string what) => new($"The log answered {query} wrongly: {what}.");

    // Of records that lie where all logs still have theirs, at even distances; so that chains and minutes are whole.
    private static List<(AuditQuestion, AuditQuery, Func<RecordNote, bool>)> Questions(IReadOnlyList<KeptRecords> logs)
    {
        var asked = new List<(AuditQuestion, AuditQuery, Func<RecordNote, bool>)>
        {
            (AuditQuestion.Denials, new() { Decision = "deny", Control = Control }, n => n.DeniedBy == Control),
        };
        if (logs.Count == 0) { return asked; }
        var (from, until) = (logs.Where(l => l.IsCut).Select(l => l.Notes[0].Last).DefaultIfEmpty(DateTimeOffset.MinValue).Max(), logs.Max(l => l.Notes[^1].Last));
        var about = logs.SelectMany(l => l.Notes).Where(n => n.Agent is not null || n.Members is not null);
        List<RecordNote> inside = [.. about.Where(n => n.First >= from && n.First - from >= _half && until - n.Last >= _half)];
        if (inside.Count == 0) { inside = [.. about]; }
        for (var i = 0; i < Samples && inside.Count > 0; i++)
        {
            var note = inside[(int)((2L * i + 1) * inside.Count / (2 * Samples))];
            var (chain, agent) = note.Members is [var member, ..] ? (member.Chain, member.Agent!) : (note.Chain, note.Agent!);
            asked.Add((AuditQuestion.Chain, new() { Chain = chain }, n => n.IsOf(chain)));
            var (begin, end) = (note.Last - _half, note.Last + _half);
            asked.Add((AuditQuestion.Minute, new() { Agent = agent, From = begin, Until = end }, n => n.IsOf(agent, begin, end)));
        }
        return asked;
    }
}

/// <summary>What one log's answers took, by question and tier, all samples together.</summary>
/// <param name="Written">Records that the run wrote to the log.</param>
/// <param name="Kept">Those of them that were asked.</param>
internal sealed record LogAnswers(long Written, int Kept)
{
    private readonly Dictionary<(AuditQuestion, string), AnswerEffort> _efforts = [];

    /// <summary>Blocks asked, the last of them as far as it goes.</summary>
    public double Blocks => Math.Ceiling((double)Kept / SegmentArchive.BlockEntries);

    /// <summary>Bytes of the records asked, by tier.</summary>
    public Dictionary<string, long> Bytes { get; } = [];

    public AnswerEffort Effort(AuditQuestion question, string tier) => _efforts.TryGetValue((question, tier), out var effort) ? effort : _efforts[(question, tier)] = new();
}
