using Breakwater.Audit;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Commands;

/// <summary>A checkpoint that was kept elsewhere, and the log that it says it is of, unverified.</summary>
internal sealed record KeptCheckpoint(string File, string Origin, byte[] Bytes)
{
    /// <summary>The checkpoint in a file, or all in a folder and below, in ordinal order; verifier keys may lie beside them, and of a whole log only its checkpoint is read. Reports what is no checkpoint, and where there is none.</summary>
    public static IReadOnlyList<KeptCheckpoint> Read(string path, List<Problem> problems)
    {
        if (System.IO.File.Exists(path)) { return TryRead(path, problems) is { } one ? [one] : []; }
        if (!Directory.Exists(path))
        {
            problems.Add(new(path, 0, 0, "There is no such file or folder.", "Name a checkpoint that was kept, or a folder of them."));
            return [];
        }
        var files = Directory.GetFiles(path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(AuditFolder.KeyExtension, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        // Of a copy of a log, or of an export, its checkpoint.
        var copies = files.Where(f => Path.GetFileName(f) == "checkpoint").Select(f => Path.GetDirectoryName(f)!).Where(d => System.IO.File.Exists(Path.Combine(d, "head")) || Directory.Exists(Path.Combine(d, "tile"))).ToList();
        files.RemoveAll(f => copies.Exists(d => f.StartsWith(d + Path.DirectorySeparatorChar, StringComparison.Ordinal) && f != Path.Combine(d, "checkpoint")));
        if (files.Count == 0) { problems.Add(new(path, 0, 0, "There is no checkpoint here.", "Name a folder with checkpoints that were kept.")); }
        return [.. files.Select(f => TryRead(f, problems)).OfType<KeptCheckpoint>()];
    }

    /// <summary>The log that a log's own checkpoint says it is; null if that does not read.</summary>
    public static string? OriginOf(string log)
    {
        var file = Path.Combine(log, "checkpoint");
        return System.IO.File.Exists(file) ? TryRead(file, [])?.Origin : null;
    }

    private static KeptCheckpoint? TryRead(string file, List<Problem> problems)
    {
        string? problem;
        try
        {
            var bytes = new FileInfo(file).Length > SignedNote.MostBytes ? [] : System.IO.File.ReadAllBytes(file);
            if (SignedNote.TryParse(bytes, out problem) is { } note && Checkpoint.TryParse(note.Text, out problem) is { } checkpoint) { return new(file, checkpoint.Origin, bytes); }
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            problem = e.Message;
        }
        problems.Add(new(file, 0, 0, $"This is no checkpoint: {problem}", "Name a checkpoint that was kept."));
        return null;
    }
}
