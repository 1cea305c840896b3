using System.CommandLine;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Cli.Consoles;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Commands;

/// <summary>
/// <c>breakwater audit verify</c>: every record, hash and signature of one log or of all in a folder. Of a control log also that its numbers are in a row and that its
/// snapshot is the one it names.
/// </summary>
internal static class AuditVerifyCommand
{
    private const string Name = "audit verify";

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("DIR") { Description = "An audit log, a control log, an export, or a folder with logs below it" };
        var keys = Arguments.Text("--keys", "PATH", "Verifier keys kept elsewhere: a key file, or a folder with the layout of DIR (default: the keys beside the logs, which prove less)");
        var known = Arguments.Text("--checkpoint", "FILE", "A checkpoint of the log that was kept elsewhere: a log that does not continue it was cut or forked");
        var json = Arguments.Json();
        var command = new Command("verify", "Check every record, hash and signature") { folder, keys, known, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(folder), parsed.GetValue(keys), parsed.GetValue(known), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string folder, string? keys, string? known, bool json)
    {
        var problems = new List<Problem>();
        var logs = AuditFolder.Logs(folder);
        if (logs.Count == 0) { problems.Add(AuditCommand.NoLog(folder)); }
        if (known is not null && logs.Count > 1) { problems.Add(new(folder, 0, 0, "A checkpoint is of one log, and there are several here.", $"Name one of them, such as `{logs[0]}`.")); }
        if (known is not null && !File.Exists(known)) { problems.Add(new(known, 0, 0, "There is no such file.", "Name a checkpoint that was kept.")); }
        if (keys is not null && !File.Exists(keys) && !Directory.Exists(keys)) { problems.Add(new(keys, 0, 0, "There is no such file or folder.", "Name a key file, or a folder of them.")); }
        var checkpoint = known is not null && File.Exists(known) ? ReadKnown(known, problems) : null;
        var archives = logs.Select(l => ArchiveOf(l, problems)).ToList();
        var verifiers = problems.Count > 0 ? [] : logs.Select(l => KeyOf(folder, l, keys, problems)).ToList();
        if (checkpoint is { } of && verifiers is [{ } verifier] && of.Origin != verifier.Name) { problems.Add(new(known!, 0, 0, $"This is a checkpoint of the log `{of.Origin}`, not of `{verifier.Name}`.", "Name one that was kept of this log.")); }
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }

        var reports = logs.Select((log, i) => Verify(context, folder, log, verifiers[i], checkpoint?.Bytes ?? default, archives[i])).ToList();
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
        if (reports.All(r => r.Key is null)) { output.WriteLine("No key lies beside the logs, so no signature was checked: anyone could have written them. Use --keys with keys that were kept elsewhere."); }
        else if (keys is null) { output.WriteLine("The keys were those beside the logs: who can rewrite a log can rewrite them. Use --keys with keys that were kept elsewhere."); }
        return exitCode;
    }

    /// <summary>What a file that should be a checkpoint says it is of, unverified; reports a file that is none.</summary>
    private static (string Origin, byte[] Bytes)? ReadKnown(string file, List<Problem> problems)
    {
        var bytes = File.ReadAllBytes(file);
        var problem = default(string);
        var found = SignedNote.TryParse(bytes, out problem) is { } note ? Checkpoint.TryParse(note.Text, out problem) : null;
        if (found is not null) { return (found.Origin, bytes); }
        problems.Add(new(file, 0, 0, $"This is no checkpoint: {problem}", "Name a checkpoint that was kept."));
        return null;
    }

    private static Verified Verify(CommandContext context, string folder, string log, EcdsaNoteVerifier? key, ReadOnlyMemory<byte> checkpoint, SegmentArchive? archive)
    {
        var name = AuditFolder.NameOf(folder, log);
        var options = new VerifyOptions { Keys = key is null ? null : [key], Origin = key?.Name, KnownCheckpoint = checkpoint, Archive = archive };
        var report = AuditCommand.WithProgress(context, $"of {name} verified", p => LogVerifier.Verify(log, options, p, context.Cancellation));
        var control = report.IsIntact && RecordedControlLog.IsOne(log) ? RecordedControlLog.Read(log) : null;
        return new(name, key, report, control, report.Damage?.ToString() ?? control?.Problems.FirstOrDefault());
    }

    /// <summary>What was found in a log.</summary>
    private sealed record Verified(string Log, EcdsaNoteVerifier? Key, VerifyReport Report, RecordedControlLog? Control, string? Damage);

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
        var key = EcdsaNoteVerifier.TryParse(File.ReadAllText(path), out var problem);
        if (key is null) { problems.Add(new(path, 0, 0, problem!, "Take the key from where it was kept.")); }
        return key;
    }
}
