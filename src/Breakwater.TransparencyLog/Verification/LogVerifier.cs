using System.Buffers;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Verifies a whole log from its records up: every record against its hash, every tile against the one above, the root against the checkpoint, the checkpoint
/// against the keys, and what came after the checkpoint against the head. Takes no lock and stalls no append: a log that is open may be verified, up to its latest
/// checkpoint and head. O(entries), on all cores.
/// </summary>
public static class LogVerifier
{
    private const int TilesAtOnce = 16;

    /// <summary>Verifies the log in a directory: one of <see cref="MerkleLog"/>, or a plain C2SP tlog-tiles directory. Changes nothing.</summary>
    /// <param name="directory">The log.</param>
    /// <param name="options">What to verify against.</param>
    /// <param name="progress">Told now and then how far it is, from any thread.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    public static VerifyReport Verify(string directory, VerifyOptions options, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using LogSource source = Directory.Exists(Path.Combine(directory, "tile")) ? new TilesSource(directory) : new DirectorySource(new DiskLogDirectory(directory), options.Archive);
        return Verify(source, options, progress, cancellation);
    }

    /// <summary>Verifies a log over a file system of the caller's, which is disposed of.</summary>
    /// <inheritdoc cref="Verify(string, VerifyOptions, IProgress{VerifyProgress}?, CancellationToken)"/>
    public static VerifyReport Verify(LogDirectory directory, VerifyOptions options, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var source = new DirectorySource(directory, options.Archive);
        return Verify(source, options, progress, cancellation);
    }

    internal static VerifyReport VerifyOpen(LogDirectory directory, VerifyOptions options)
    {
        using var source = new DirectorySource(directory, options.Archive, ownsDirectory: false);
        return Verify(source, options, null, default);
    }

    private static VerifyReport Verify(LogSource source, VerifyOptions options, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        Checkpoint? checkpoint = null;
        LogDamage? damage;
        try
        {
            damage = ReadCheckpoint(source, options, out checkpoint);
            if (damage is null && checkpoint is not null)
            {
                damage = source.Begin(checkpoint)
                    ?? new TreeCheck(source, checkpoint, progress, cancellation).Run(options.Threads, TilesAtOnce)
                    ?? CheckKnown(source, options, checkpoint)
                    ?? source.CheckTail(cancellation);
            }
        }
        catch (LogDamagedException e)
        {
            damage = e.Damage;
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            damage = new(source.CheckpointPath, null, $"the log cannot be read: {e.Message}");
        }
        var first = FirstEntryOf(source, ref damage);
        return new(damage, checkpoint, source.DurableSize, first, damage is null && options.Keys is not null);
    }

    private static long FirstEntryOf(LogSource source, ref LogDamage? damage)
    {
        try
        {
            return source.FirstEntry;
        }
        catch (LogDamagedException e)
        {
            damage ??= e.Damage;
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            damage ??= new(source.CheckpointPath, null, $"the log cannot be read: {e.Message}");
        }
        return 0;
    }

    private static LogDamage? ReadCheckpoint(LogSource source, VerifyOptions options, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var bytes = source.ReadCheckpoint();
        string? problem = "there is no checkpoint, so there is no log here, or it was removed.";
        if (bytes is not null) { checkpoint = Open(bytes, options, out problem); }
        if (checkpoint is not null && options.Origin is { } origin && checkpoint.Origin != origin) { problem = $"The checkpoint is of the log `{checkpoint.Origin}`, not `{origin}`."; }
        return problem is null ? null : new(source.CheckpointPath, null, problem);
    }

    private static Checkpoint? Open(ReadOnlySpan<byte> note, VerifyOptions options, out string? problem)
    {
        if (options.Keys is { } keys) { return Checkpoint.TryOpen(note, keys, out problem); }
        var parsed = SignedNote.TryParse(note, out problem);
        return parsed is null ? null : Checkpoint.TryParse(parsed.Text, out problem);
    }

    private static LogDamage? CheckKnown(LogSource source, VerifyOptions options, Checkpoint checkpoint)
    {
        foreach (var known in options.KnownCheckpoints)
        {
            if (CheckKnown(source, options, checkpoint, known.Span) is { } damage) { return damage; }
        }
        return null;
    }

    private static LogDamage? CheckKnown(LogSource source, VerifyOptions options, Checkpoint checkpoint, ReadOnlySpan<byte> note)
    {
        var known = Open(note, options, out var problem);
        if (known is null) { return new("known checkpoint", null, problem!); }
        if (known.Origin != checkpoint.Origin) { return new("known checkpoint", null, $"it is of the log `{known.Origin}`, not `{checkpoint.Origin}`."); }
        if (known.Size > checkpoint.Size) { return new(source.CheckpointPath, checkpoint.Size, $"the log had {known.Size} entries and has only {checkpoint.Size}: it was cut or set back."); }
        return source.Hashes.Root(known.Size) == known.Root
            ? null
            : new(source.CheckpointPath, null, $"the log does not continue the known checkpoint of {known.Size} entries: it was forked or rewritten.");
    }
}
