using System.CommandLine;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Cli.Consoles;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Commands;

/// <summary>
/// <c>breakwater audit verify</c>: every record, hash, signature and index of one log or of all in a folder, and that no log is missing of which there is a key or a kept checkpoint. Of a control log
/// also that its numbers are in a row and that its snapshot is the one it names. Of a proof file, that it proves its record.
/// </summary>
internal static class AuditVerifyCommand
{
    private const string Name = "audit verify";

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "An audit log, a control log, an export, a folder with logs below it, or a proof file" };
        var keys = Arguments.Text("--keys", "PATH", "Verifier keys kept elsewhere: a key file, or a folder with the layout of DIR (default: the keys beside the logs, which prove less). A log whose key is there must be there");
        var known = Arguments.Text("--checkpoint", "PATH", "A checkpoint that was kept elsewhere, or a folder of them: the log of each must be there, and one that does not continue it was cut or forked");
        var record = Arguments.Text("--record", "FILE", "With a proof file: the record that it proves (default: DIR.record); --keys is needed too");
        var json = Arguments.Json();
        var command = new Command("verify", "Check every record, hash, signature and index") { folder, keys, known, record, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(folder), parsed.GetValue(keys), parsed.GetValue(known), parsed.GetValue(record), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string folder, string? keys, string? known, string? record, bool json)
    {
        if (File.Exists(folder)) { return AuditProofCheck.Run(context, Name, folder, record, keys, known, json); }
        var problems = new List<Problem>();
        if (record is not null) { problems.Add(new(record, 0, 0, "A record is checked with its proof, and no proof is named.", "Name the proof file in place of the folder, or leave out --record.")); }
        if (keys is not null && !File.Exists(keys) && !Directory.Exists(keys)) { problems.Add(new(keys, 0, 0, "There is no such file or folder.", "Name a key file, or a folder of them.")); }
        var logs = AuditFolder.Logs(folder);
        var missing = Missing(folder, logs, keys);
        if (logs.Count + missing.Count == 0) { problems.Add(AuditCommand.NoLog(folder)); }
        var checkpoints = known is null ? [] : KeptCheckpoint.Read(known, problems);
        var archives = logs.Select(l => ArchiveOf(l, problems)).ToList();
        var verifiers = problems.Count > 0 ? [] : logs.Select(l => KeyOf(folder, l, keys, problems)).ToList();
        var origins = verifiers.Select((v, i) => v?.Name ?? KeptCheckpoint.OriginOf(logs[i])).ToList();
        var orphans = checkpoints.Where(c => !origins.Contains(c.Origin)).ToList();
        if (problems.Count == 0 && File.Exists(known) && orphans is [var other]) { problems.Add(new(known, 0, 0, $"This is a checkpoint of the log `{other.Origin}`, which is not here.", "Name one that was kept of this log.")); }
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }

        var reports = logs.Select((log, i) => Verify(context, folder, log, verifiers[i], [.. checkpoints.Where(c => c.Origin == origins[i]).Select(c => (ReadOnlyMemory<byte>)c.Bytes)], archives[i]))
            .Concat(missing)
            .Concat(Holds(folder, logs))
            .Concat(orphans.Select(c => Verified.Missing(c.Origin, $"its checkpoint was kept, {c.File}")))
            .ToList();
        var isIntact = reports.All(r => r.Damage is null);
        var exitCode = isIntact ? ExitCode.Done : ExitCode.ThresholdCrossed;
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode, problems, intact = isIntact,
                logs = reports.Select(r => new
                {
                    log = r.Log, intact = r.Damage is null, damage = r.Damage, entry = r.Report.Damage?.Entry, origin = r.Report.Checkpoint?.Origin, size = r.Report.Checkpoint?.Size,
                    durableSize = r.Report.DurableSize, firstEntry = r.Report.FirstEntry, signatureChecked = r.Report.SignatureChecked, keyFromElsewhere = keys is not null,
                    controlLog = r.Control is { } control ? new { control.LastNumber, control.SnapshotUpTo } : null,
                }),
            });
            return exitCode;
        }
        var output = context.Terminal.Output;
        foreach (var r in reports)
        {
            var (from, control) = (r.Report.FirstEntry > 0 ? $", records from {r.Report.FirstEntry} on" : "", r.Control is { } c ? $"; a control log up to number {c.LastNumber}{(c.SnapshotUpTo is { } upTo ? $", its snapshot up to {upTo}" : "")}" : "");
            output.WriteLine(r.Damage is { } damage ? $"{r.Log}: DAMAGED: {damage}" : $"{r.Log}: intact, {r.Report.DurableSize} entries{from}{control}{(r.Key is null ? "; no key, signature not checked" : "")}");
        }
        if (verifiers.Count > 0 && verifiers.All(k => k is null)) { output.WriteLine("No key lies beside the logs, so no signature was checked: anyone could have written them. Use --keys with keys that were kept elsewhere."); }
        else if (verifiers.Count > 0 && keys is null) { output.WriteLine("The keys were those beside the logs: who can rewrite a log can rewrite them. Use --keys with keys that were kept elsewhere."); }
        return exitCode;
    }

    /// <summary>The logs that are not there, and whose keys are: beside where they were, or among those that were kept.</summary>
    private static List<Verified> Missing(string folder, IReadOnlyList<string> logs, string? keys)
    {
        if (logs is [var only] && only == folder) { return []; }
        var places = Directory.Exists(keys) ? new[] { folder, keys } : [folder];
        var found = Directory.Exists(folder)
            ? places.SelectMany(p => AuditFolder.Keyed(p).Select(n => (Name: n, Key: AuditFolder.KeyPathOf(Path.Combine(p, n))))).ToList()
            : [];
        var itself = NameIn(folder, folder);
        if (logs.Count == 0) { found.AddRange(new[] { AuditFolder.KeyPathOf(folder), AuditFolder.KeyPathOf(Path.Combine(places[^1], itself)) }.Where(File.Exists).Select(k => (itself, k))); }
        var there = logs.Select(l => AuditFolder.NameOf(folder, l)).ToHashSet(StringComparer.Ordinal);
        return [.. found.Where(f => !there.Contains(f.Name)).DistinctBy(f => f.Name).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => Verified.Missing(f.Name, $"its key is there, {f.Key}"))];
    }

    private static Verified Verify(CommandContext context, string folder, string log, EcdsaNoteVerifier? key, IReadOnlyList<ReadOnlyMemory<byte>> checkpoints, SegmentArchive? archive)
    {
        var name = AuditFolder.NameOf(folder, log);
        var options = new VerifyOptions { Keys = key is null ? null : [key], Origin = key?.Name, KnownCheckpoints = checkpoints, Archive = archive };
        var report = AuditCommand.WithProgress(context, $"of {name} verified", p => LogVerifier.Verify(log, options, p, context.Cancellation));
        var control = report.IsIntact && RecordedControlLog.IsOne(log) ? RecordedControlLog.Read(log) : null;
        return new(name, key, report, control, report.Damage?.ToString() ?? control?.Problems.FirstOrDefault() ?? (report.IsIntact && archive is not null ? Indexes(context, name, log) : null));
    }

    /// <summary>What is wrong with the indexes of a log whose records are sound.</summary>
    private static string? Indexes(CommandContext context, string name, string log)
    {
        using var view = AuditArchives.TryOpenView(log, out _);
        if (view is null || view.SegmentsWithIndex().Count == 0) { return null; }
        try
        {
            var wrong = AuditCommand.WithProgress(context, $"of {name}: indexes compared", p => IndexCheck.Run(view, p, context.Cancellation));
            return wrong.Count == 0 ? null : string.Join("; ", wrong);
        }
        catch (LogDamagedException e)
        {
            return e.Message;
        }
    }

    /// <summary>What is wrong between the legal holds in the log and those in the file beside the logs.</summary>
    private static List<Verified> Holds(string folder, IReadOnlyList<string> logs) => logs.Contains(AuditFolder.PathOf(folder, AuditFolder.Fleet, RetentionClass.Years7))
        ? [.. HoldRegister.Compare(folder).Select(p => new Verified(HoldRegister.FileName, null, new(null, null, 0, 0, SignatureChecked: false), null, p.ToString()))]
        : [];

    /// <summary>What was found in a log.</summary>
    private sealed record Verified(string Log, EcdsaNoteVerifier? Key, VerifyReport Report, RecordedControlLog? Control, string? Damage)
    {
        /// <summary>A log that is not there.</summary>
        public static Verified Missing(string log, string sign) =>
            new(log, null, new(null, null, 0, 0, SignatureChecked: false), null, $"there is no log, and {sign}: it was removed. Restore the whole directory from a copy.");
    }

    private static SegmentArchive? ArchiveOf(string log, List<Problem> problems)
    {
        var archive = AuditArchives.TryOpen(log, out var problem);
        if (problem is not null) { problems.Add(new(log, 0, 0, problem, "")); }
        return archive;
    }

    private static string NameIn(string folder, string log) => Path.GetRelativePath(folder, log) is not "." and var below ? below : Path.GetFileName(Path.GetFullPath(log).TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The key for a log; null where none was asked for and none lies beside it, as with an export.</summary>
    internal static EcdsaNoteVerifier? KeyOf(string folder, string log, string? keys, List<Problem> problems)
    {
        var path = keys is null ? AuditFolder.KeyPathOf(log)
            : File.Exists(keys) ? keys
            : AuditFolder.KeyPathOf(Path.Combine(keys, NameIn(folder, log)));
        if (!File.Exists(path))
        {
            if (keys is not null) { problems.Add(new(path, 0, 0, $"There is no key for the log `{log}`.", "Add it, or name the key file itself.")); }
            return null;
        }
        return ReadKey(path, problems);
    }

    /// <summary>The key in a file; reports a file that holds none.</summary>
    internal static EcdsaNoteVerifier? ReadKey(string path, List<Problem> problems)
    {
        var key = EcdsaNoteVerifier.TryParse(File.ReadAllText(path), out var problem);
        if (key is null) { problems.Add(new(path, 0, 0, problem!, "Take the key from where it was kept.")); }
        return key;
    }
}
