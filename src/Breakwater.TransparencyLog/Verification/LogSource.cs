namespace Breakwater.TransparencyLog;

/// <summary>A log as it is stored, whatever the layout: what a verification reads.</summary>
internal abstract class LogSource : IDisposable
{
    /// <summary>The checkpoint's file.</summary>
    public abstract string CheckpointPath { get; }

    /// <summary>The checkpoint's bytes; null if there are none.</summary>
    public abstract byte[]? ReadCheckpoint();

    /// <summary>Takes note of the tree's size, once the checkpoint is known; null, or what is wrong already.</summary>
    public abstract LogDamage? Begin(Checkpoint checkpoint);

    /// <summary>Stored hashes; readable from any thread.</summary>
    public abstract HashReader Hashes { get; }

    /// <summary>The file of a tile of hashes.</summary>
    public abstract string HashesPath(int level, long tile);

    /// <summary>The first entry whose record must be there.</summary>
    public abstract long FirstEntry { get; }

    /// <summary>Entries there are, those after the checkpoint included.</summary>
    public abstract long DurableSize { get; }

    /// <summary>A reader of bundles, for one thread.</summary>
    public abstract BundleSource Bundles();

    /// <summary>Checks what lies beyond the checkpoint; null, or what is wrong.</summary>
    public abstract LogDamage? CheckTail(CancellationToken cancellation);

    public abstract void Dispose();
}

/// <summary>Reads bundles, for one thread.</summary>
internal abstract class BundleSource : IDisposable
{
    /// <summary>The entries of a bundle with their lengths, valid until the next call; false if it is not there.</summary>
    public abstract bool TryRead(long bundle, int width, out ReadOnlySpan<byte> bytes);

    /// <summary>The file of a bundle.</summary>
    public abstract string PathOf(long bundle, int width);

    public abstract void Dispose();
}
