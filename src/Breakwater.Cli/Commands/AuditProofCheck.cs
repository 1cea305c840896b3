using Breakwater.Audit;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater audit verify</c> of a proof file: with its record and the log's key, and no log.</summary>
internal static class AuditProofCheck
{
    public static int Run(CommandContext context, string name, string file, string? record, string? keys, string? known, bool json)
    {
        var problems = new List<Problem>();
        record ??= file + ".record";
        if (known is not null) { problems.Add(new(known, 0, 0, "A proof holds the checkpoint it is under, and is checked against no other.", "Leave out --checkpoint.")); }
        var proof = TryRead(file, SignedNote.MostBytes * 2, "Name a proof, such as `audit prove` writes.", problems) is { } bytes ? Parse(file, bytes, problems) : null;
        var content = TryRead(record, MerkleLog.MostRecordBytes, "Name the record with --record.", problems);
        var origin = proof is null ? null : Checkpoint.TryParse(proof.CheckpointNote.Text, out _)?.Origin;
        var key = Key(keys, origin, problems);
        if (problems.Count > 0) { return context.Reject(name, problems, json); }

        var wrong = proof!.ProblemWith(content, [key!]);
        var exitCode = wrong is null ? ExitCode.Done : ExitCode.ThresholdCrossed;
        var size = Checkpoint.TryParse(proof.CheckpointNote.Text, out _)?.Size;
        if (json) { JsonOutput.Write(context.Terminal, new { command = name, exitCode, problems, proof = file, record, proved = wrong is null, why = wrong, origin, position = proof.Index, size }); }
        else { context.Terminal.Output.WriteLine(wrong is null ? $"{file}: proves that {record} is entry {proof.Index} of {origin}, of {size} entries." : $"{file}: NO PROOF of {record}: {wrong}"); }
        return exitCode;
    }

    private static ProofFile? Parse(string file, byte[] bytes, List<Problem> problems)
    {
        if (ProofFile.TryParse(bytes, out var problem) is { } proof) { return proof; }
        problems.Add(new(file, 0, 0, $"This is no proof: {problem}", "Name a proof, such as `audit prove` writes, or a log's folder."));
        return null;
    }

    private static byte[]? TryRead(string file, int most, string remedy, List<Problem> problems)
    {
        try
        {
            if (!File.Exists(file)) { problems.Add(new(file, 0, 0, "There is no such file.", remedy)); }
            else if (new FileInfo(file).Length > most) { problems.Add(new(file, 0, 0, $"The file is larger than {most} bytes.", remedy)); }
            else { return File.ReadAllBytes(file); }
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            problems.Add(new(file, 0, 0, e.Message, "Make the file readable."));
        }
        return null;
    }

    /// <summary>The key that was named, or the one of the proof's log in the folder that was named.</summary>
    private static EcdsaNoteVerifier? Key(string? keys, string? origin, List<Problem> problems)
    {
        if (keys is null)
        {
            problems.Add(new("--keys", 0, 0, "A proof is checked with the log's verifier key.", "Name the key file, or a folder of keys, with --keys."));
            return null;
        }
        if (!Directory.Exists(keys)) { return TryRead(keys, SignedNote.MostBytes, "Name a key file, or a folder of them.", problems) is not null ? AuditVerifyCommand.ReadKey(keys, problems) : null; }
        if (origin is null) { return null; }
        var found = AuditFolder.Keyed(keys).Select(n => AuditVerifyCommand.ReadKey(AuditFolder.KeyPathOf(Path.Combine(keys, n)), problems)).FirstOrDefault(k => k?.Name == origin);
        if (found is null && problems.Count == 0) { problems.Add(new(keys, 0, 0, $"There is no key for the log `{origin}` here.", "Add it, or name the key file itself.")); }
        return found;
    }
}
