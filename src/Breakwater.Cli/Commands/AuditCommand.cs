using System.CommandLine;
using System.Globalization;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Cli.Consoles;
using Breakwater.Cli.Progress;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit</c>: checks, searches and copies audit logs.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandContext context) => new("audit", "Verify, prove, query, export and tier audit logs")
    {
        AuditVerifyCommand.Create(context), AuditProveCommand.Create(context), AuditQueryCommand.Create(context), AuditExportCommand.Create(context),
        AuditTierCommand.Create(context), AuditHoldCommand.Create(context), AuditCompletenessCommand.Create(context),
    };

    /// <summary>The one log in a folder; reports it if there is none or more.</summary>
    public static string? OneLog(string folder, List<Problem> problems)
    {
        var logs = AuditFolder.Logs(folder);
        if (logs.Count == 1) { return logs[0]; }
        problems.Add(logs.Count == 0 ? NoLog(folder) : new(folder, 0, 0, $"There are {logs.Count} logs here.", $"Name one of them, such as `{logs[0]}`."));
        return null;
    }

    public static Problem NoLog(string folder) => new(folder, 0, 0, "There is no audit log here.", "Name a log's folder, or one with logs below it, such as `out/NAME/audit`.");

    /// <summary>Reports a log that is damaged, which is no fault of the command line.</summary>
    public static int Damaged(CommandContext context, string name, string log, string what, bool json)
    {
        var problem = new Problem(log, 0, 0, what, "Run `breakwater audit verify`.");
        ProblemList.Write([problem], context.Terminal);
        if (json) { JsonOutput.Write(context.Terminal, new { command = name, exitCode = ExitCode.ThresholdCrossed, problems = new[] { problem } }); }
        return ExitCode.ThresholdCrossed;
    }

    /// <summary>Runs something long with a progress line.</summary>
    public static T WithProgress<T>(CommandContext context, string what, Func<IProgress<VerifyProgress>, T> work)
    {
        using var display = new EntriesDisplay(context.Terminal, context.Time, what);
        return work(display);
    }
}

/// <summary><c>breakwater audit prove</c>: a proof to give away, with its record.</summary>
internal static class AuditProveCommand
{
    private const string Name = "audit prove";

    public static Command Create(CommandContext context)
    {
        var log = new Argument<string>("LOG") { Description = "The log's folder" };
        var position = Arguments.Place("POSITION", "The record's place in the log, from 0, as `audit query` shows it");
        var output = Arguments.Text("--out", "FILE", "Where the proof goes; the record goes beside it, with `.record` (default: POSITION.tlog-proof)");
        var json = Arguments.Json();
        var command = new Command("prove", "Write a proof that a record is in a log, to be checked offline with the record and the log's key") { log, position, output, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(log), parsed.GetValue(position), parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string folder, long position, string? output, bool json)
    {
        var problems = new List<Problem>();
        if (AuditCommand.OneLog(folder, problems) is not { } log) { return context.Reject(Name, problems, json); }
        using var view = AuditArchives.TryOpenView(log, out var problem);
        if (view is null) { return context.Reject(Name, [new(log, 0, 0, problem!, "Run `breakwater audit verify`.")], json); }
        if (position < 0 || position >= view.Size)
        {
            return context.Reject(Name, [new(log, 0, 0, $"There is no record {position} under the checkpoint, which is over {view.Size}.", "Name a smaller position, or wait for the next checkpoint.")], json);
        }
        var key = AuditVerifyCommand.KeyOf(log, log, null, problems);
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }
        var file = output ?? string.Create(CultureInfo.InvariantCulture, $"{position}.tlog-proof");
        try
        {
            if (view.ReadRecord(position) is not { } record) { return context.Reject(Name, [new(log, 0, 0, $"Record {position} is no longer kept here.", "It has expired: its hash stays, and whoever has the record can still prove it.")], json); }
            if (OutputPath.CheckFile(file, overwrite: true, "Name another file with --out.") is { } bad) { return context.Reject(Name, [bad], json); }
            var proof = view.Prove(position);
            if (ProblemWith(proof, record, view.Checkpoint, key) is { } wrong) { return AuditCommand.Damaged(context, Name, log, $"Record {position} cannot be proved: {wrong}", json); }
            File.WriteAllBytes(file + ".record", record);
            File.WriteAllBytes(file, proof.ToBytes());
        }
        catch (LogDamagedException e)
        {
            return AuditCommand.Damaged(context, Name, log, e.Message, json);
        }
        catch (Exception e) when (OutputPath.IsAboutThePath(e))
        {
            return context.Reject(Name, [new(file, 0, 0, $"The proof cannot be made: {e.Message}", "Run `breakwater audit verify`, or name another file with --out.")], json);
        }
        if (json) { JsonOutput.Write(context.Terminal, new { command = Name, exitCode = ExitCode.Done, problems, log, position, proof = file, record = file + ".record", size = view.Size }); }
        else { context.Terminal.Output.WriteLine($"{file} proves that {file}.record is entry {position} of {view.Checkpoint.Origin}, of {view.Size} entries."); }
        return ExitCode.Done;
    }

    /// <summary>What is given away must hold: under the key beside the log if there is one, else under the checkpoint as it stands.</summary>
    private static string? ProblemWith(ProofFile proof, ReadOnlySpan<byte> record, Checkpoint checkpoint, EcdsaNoteVerifier? key) =>
        key is not null ? proof.ProblemWith(record, [key])
        : MerkleProof.VerifyInclusion((ulong)proof.Index, (ulong)checkpoint.Size, MerkleHashing.Leaf(record).ToArray(), [.. proof.Proof], checkpoint.Root.ToArray()) ? null
        : "it is not in the tree of the checkpoint.";
}

/// <summary><c>breakwater audit export</c>: a log as a plain tlog-tiles directory.</summary>
internal static class AuditExportCommand
{
    private const string Name = "audit export";

    public static Command Create(CommandContext context)
    {
        var log = new Argument<string>("LOG") { Description = "The log's folder" };
        var output = new Option<string>("--out") { HelpName = "DIR", Description = "Where to: a new or an empty folder", Required = true };
        var json = Arguments.Json();
        var command = new Command("export", "Write a log as a plain C2SP tlog-tiles directory, for other people's tools") { log, output, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(log), parsed.GetRequiredValue(output), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string folder, string output, bool json)
    {
        var problems = new List<Problem>();
        var log = AuditCommand.OneLog(folder, problems);
        if (OutputPath.CheckFolder(output, "Name another folder with --out.") is { } bad) { problems.Add(bad); }
        else if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()) { problems.Add(new(output, 0, 0, "The folder is not empty.", "Name another folder with --out.")); }
        if (log is null || problems.Count > 0) { return context.Reject(Name, problems, json); }
        using var view = AuditArchives.TryOpenView(log, out var problem);
        if (view is null) { return context.Reject(Name, [new(log, 0, 0, problem!, "Run `breakwater audit verify`.")], json); }
        long files, kept, first;
        try
        {
            kept = view.FirstReadable;
            first = Math.Min((kept + TilePath.Width - 1) / TilePath.Width * TilePath.Width, view.Size);
            files = AuditCommand.WithProgress(context, "exported", p => view.Export(output, new Entries(p, view.Size), context.Cancellation));
        }
        catch (LogDamagedException e)
        {
            return AuditCommand.Damaged(context, Name, log, e.Message, json);
        }
        catch (Exception e) when (OutputPath.IsAboutThePath(e))
        {
            return context.Reject(Name, [new(output, 0, 0, $"The log cannot be exported: {e.Message}", "Run `breakwater audit verify`, or name another folder with --out.")], json);
        }
        if (json) { JsonOutput.Write(context.Terminal, new { command = Name, exitCode = ExitCode.Done, problems, log, folder = output, files, size = view.Size, firstEntry = first }); }
        else { context.Terminal.Output.WriteLine($"{output} holds {view.Size} entries of {view.Checkpoint.Origin}{(first > 0 ? $", records from {first} on," : "")} in {files} files."); }
        if (!json && first > kept) { context.Terminal.Error.WriteLine($"Not in it: records {kept} to {first - 1}, because tlog-tiles has only whole bundles, and of theirs some have expired. `audit query` and `audit prove` give them."); }
        return ExitCode.Done;
    }

    private sealed class Entries(IProgress<VerifyProgress> to, long of) : IProgress<long>
    {
        public void Report(long value) => to.Report(new(value, of));
    }
}
