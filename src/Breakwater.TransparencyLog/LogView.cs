using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>Receives one record of a log; the bytes are valid only during the call.</summary>
/// <param name="index">The record's place, from 0.</param>
/// <param name="record">Its bytes.</param>
public delegate void RecordVisitor(long index, ReadOnlySpan<byte> record);

/// <summary>
/// A log as it stood at one moment, to read and to prove from. It never changes and takes no lock, so that reading stalls no append. Safe for any number of
/// threads. What it reads it takes from the disk: a proof costs a few reads of at most 4 KiB, whatever the size of the log. A view of an
/// open log is good until that log is closed; one opened by itself until it is disposed.
/// </summary>
public sealed class LogView : IDisposable
{
    private const int PageBytes = 4_096;
    private readonly LogDirectory _directory;
    private readonly HashReader _hashes;
    private readonly IEntryStore? _archive;
    private readonly bool _ownsFiles;

    internal LogView(LogDirectory directory, HashReader hashes, EntryExtent extent, IEntryStore? archive, SignedNote note, Checkpoint checkpoint, bool ownsFiles)
    {
        (_directory, _hashes, _archive, _ownsFiles) = (directory, hashes, archive, ownsFiles);
        (Extent, Note, Checkpoint) = (extent, note, checkpoint);
    }

    /// <summary>The checkpoint that proofs lead to.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The checkpoint with its signatures. They were checked when an open log gives the view, and not when it was opened by itself.</summary>
    public SignedNote Note { get; }

    /// <summary>How many entries can be proved: the checkpoint's.</summary>
    public long Size => Checkpoint.Size;

    /// <summary>How many entries are durable and can be read: the checkpoint's and those since.</summary>
    public long DurableSize => Extent.Size;

    /// <summary>The first entry whose record is still in the log's own segments; what was before is proved all the same, and read from the archive if there is one.</summary>
    public long FirstEntry => Extent.First;

    /// <summary>The first entry whose record can still be read, from the log's own segments or from the archive.</summary>
    /// <exception cref="LogDamagedException">What the archive says of itself does not read.</exception>
    public long FirstReadable => ArchiveHead.FirstKept(_directory, _archive, FirstEntry);

    /// <summary>Entries in a full segment. Entry <c>e</c> is in segment <c>e / SegmentEntries</c>.</summary>
    public long SegmentEntries => Extent.SegmentEntries;

    internal EntryExtent Extent { get; }

    internal HashReader Hashes => _hashes;

    /// <summary>
    /// The log in a directory as its latest checkpoint has it, without taking it from its writer; null and the reason if there is none. Checks nothing but that
    /// the files read: <see cref="LogVerifier"/> does.
    /// </summary>
    public static LogView? TryOpen(string directory, out string? problem, IEntryStore? archive = null) => TryOpen(new DiskLogDirectory(directory), out problem, archive);

    /// <inheritdoc cref="TryOpen(string, out string?, IEntryStore?)"/>
    public static LogView? TryOpen(LogDirectory directory, out string? problem, IEntryStore? archive = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        try
        {
            // The checkpoint first: the head is then at least as far.
            using var file = directory.TryOpenRead(LogWriter.CheckpointName);
            problem = $"{directory.PathOf(LogWriter.CheckpointName)}: there is no log here.";
            if (file is null) { return null; }
            var note = SignedNote.TryParse(file.ReadAll(), out problem);
            var checkpoint = note is null ? null : Checkpoint.TryParse(note.Text, out problem);
            if (checkpoint is null) { return null; }
            var headFile = directory.TryOpenRead(LogHead.Name);
            using var head = headFile is null ? null : LogHead.Open(headFile);
            problem = $"{directory.PathOf(LogHead.Name)}: is missing, or neither of its two slots reads. Restore the whole directory from a copy.";
            return head is null ? null : new(directory, new HashFiles(directory), new(head.State, null), archive, note!, checkpoint, ownsFiles: true);
        }
        catch (Exception e) when (MerkleLog.IsDiskFailure(e))
        {
            problem = $"{directory.PathOf("")}: the log cannot be read: {e.Message}";
            return null;
        }
    }

    /// <summary>The proof that an entry is in the checkpoint's tree. O(log n).</summary>
    /// <exception cref="LogDamagedException">Stored hashes are missing.</exception>
    public MerkleHash[] InclusionProof(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return _hashes.Inclusion(index, Size);
    }

    /// <summary>The proof that the checkpoint's tree begins with the tree of an earlier size. O(log n).</summary>
    /// <exception cref="LogDamagedException">Stored hashes are missing.</exception>
    public MerkleHash[] ConsistencyProof(long earlierSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(earlierSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlierSize, Size);
        return _hashes.Consistency(earlierSize, Size);
    }

    /// <summary>The root the tree had at an earlier size. O(log n).</summary>
    /// <exception cref="LogDamagedException">Stored hashes are missing.</exception>
    public MerkleHash RootAt(long earlierSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(earlierSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlierSize, Size);
        return _hashes.Root(earlierSize);
    }

    /// <summary>A proof to give away: whoever has the record and the log's verifier key can check it, offline.</summary>
    /// <param name="index">The record's place.</param>
    /// <param name="extra">Bytes to send along, which nothing vouches for.</param>
    /// <exception cref="LogDamagedException">Stored hashes are missing.</exception>
    public ProofFile Prove(long index, ReadOnlyMemory<byte> extra = default) => new(index, InclusionProof(index), Note, extra);

    /// <summary>The record at a place; null if it is no longer kept.</summary>
    /// <exception cref="LogDamagedException">The entries there do not read.</exception>
    public byte[]? ReadRecord(long index)
    {
        byte[]? found = null;
        Read(index, 1, (_, record) => found = record.ToArray());
        return found;
    }

    /// <summary>Shows records in order, and returns how many it showed: fewer than asked for where some are no longer kept. O(records).</summary>
    /// <exception cref="LogDamagedException">The entries there do not read.</exception>
    public long Read(long first, long count, RecordVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, DurableSize - count);
        using var cursor = Bundles();
        var (shown, kept) = (0L, FirstKeptInSegments);
        for (var index = first; index < first + count;)
        {
            var bundle = index / TilePath.Width;
            var end = Math.Min(first + count, (bundle + 1) * TilePath.Width);
            var bundleFirst = bundle * TilePath.Width;
            var width = (int)Math.Min(TilePath.Width, DurableSize - bundleFirst);
            if (cursor.TryRead(bundle, width, out var bytes))
            {
                long? keptNow = null;
                for (var i = bundleFirst; i < end; i++)
                {
                    var size = BinaryPrimitives.ReadUInt16BigEndian(bytes);
                    var record = bytes.Slice(SegmentFormat.LengthBytes, size);
                    // What expired is empty or overwritten with zeros, perhaps just while it was read.
                    if (i >= index && i >= kept && !(IsPerhapsErased(record) && i < (keptNow ??= FirstKeptInSegments)))
                    {
                        visitor(i, record);
                        shown++;
                    }
                    bytes = bytes[(SegmentFormat.LengthBytes + size)..];
                }
            }
            index = end;
        }
        return shown;
    }

    /// <summary>
    /// What <see cref="SegmentTiers.WriteIndex"/> has kept of a segment; null if there is none, if it was changed, or if it is of other records. Derived, and not signed: it may say
    /// where to look, and what it rules out a verification must not rely on.
    /// </summary>
    public byte[]? ReadSegmentIndex(long segment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        using var file = _directory.TryOpenRead(SegmentIndexFile.NameOf(segment));
        return file is not null && IndexDigest(segment) is { } digest ? SegmentIndexFile.Read(file.ReadAll(), digest) : null;
    }

    /// <summary>The segments beside which an index lies, of those of which entries are kept, in order.</summary>
    public IReadOnlyList<long> SegmentsWithIndex()
    {
        var first = FirstKeptInSegments / SegmentEntries;
        return [.. _directory.Names().Select(n => SegmentIndexFile.IsName(n, out var number) ? number : -1).Where(n => n >= first)];
    }

    /// <summary>Where the index of a segment lies, for people.</summary>
    public string IndexPathOf(long segment) => _directory.PathOf(SegmentIndexFile.NameOf(segment));

    /// <summary>
    /// Whether what lies beside a segment as its index is, byte for byte, what <see cref="SegmentTiers.WriteIndex"/> keeps of this content; also if there is none, or if it is one from before entries of
    /// the segment expired, which is not read.
    /// </summary>
    /// <param name="segment">Which segment.</param>
    /// <param name="content">What should be there; null if the segment is not whole and can have none.</param>
    public bool IsSegmentIndex(long segment, byte[]? content)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        using var file = _directory.TryOpenRead(SegmentIndexFile.NameOf(segment));
        if (file is null) { return true; }
        var bytes = file.ReadAll();
        return (content is not null && IndexDigest(segment) is { } digest && bytes.AsSpan().SequenceEqual(SegmentIndexFile.Write(digest, content)))
            || (FirstKeptInSegments > segment * SegmentEntries && SegmentIndexFile.IsSound(bytes) && ReadSegmentIndex(segment) is null);
    }

    /// <summary>Writes a bundle as C2SP tlog-tiles has it; false if it is no longer kept whole.</summary>
    /// <param name="bundle">Which: entries from 256 times this.</param>
    /// <param name="width">How many entries, 1 to 256.</param>
    /// <param name="destination">Where to write.</param>
    /// <exception cref="LogDamagedException">The entries there do not read.</exception>
    public bool TryReadBundle(long bundle, int width, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(bundle);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TilePath.Width);
        using var cursor = Bundles();
        if (!cursor.TryRead(bundle, width, out var bytes) || bundle * TilePath.Width < FirstKeptInSegments) { return false; }
        destination.Write(bytes);
        return true;
    }

    /// <summary>
    /// Writes the checkpoint's tree as a plain C2SP tlog-tiles directory: full and partial tiles, the bundles that are still kept, and the checkpoint last. Returns how many
    /// files it wrote. O(entries); about one file for every 128 of them.
    /// </summary>
    /// <param name="directory">Where to: made if there is none; files of the same names are replaced.</param>
    /// <param name="progress">Told how many entries are done.</param>
    /// <param name="cancellation">Stops between two files; what is written stays, without a checkpoint.</param>
    /// <exception cref="LogDamagedException">Stored hashes or entries do not read.</exception>
    public long Export(string directory, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        TilesExport.Write(this, directory, progress, cancellation);

    /// <summary>Closes the files, if the view was opened by itself.</summary>
    public void Dispose()
    {
        if (!_ownsFiles) { return; }
        (_hashes as IDisposable)?.Dispose();
        _directory.Dispose();
    }

    /// <summary>SHA-256 of the roots of a segment's bundles; null if it is not whole and under the checkpoint.</summary>
    internal MerkleHash? SegmentDigest(long segment)
    {
        if (segment < 0 || segment >= Size / SegmentEntries) { return null; }
        var roots = new byte[Extent.SegmentBundles * MerkleHash.Bytes];
        _hashes.Read(1, segment * Extent.SegmentBundles, roots);
        return new(SHA256.HashData(roots));
    }

    /// <summary>What ties an index to its segment: the segment's digest; and where entries of it expired before the rest, SHA-256 of that and the first that is kept, 8 bytes big endian.</summary>
    internal MerkleHash? IndexDigest(long segment)
    {
        var (whole, kept) = (SegmentDigest(segment), FirstKeptInSegments);
        if (whole is not { } digest || kept <= segment * SegmentEntries) { return whole; }
        Span<byte> bytes = stackalloc byte[MerkleHash.Bytes + sizeof(long)];
        digest.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[MerkleHash.Bytes..], kept);
        return new(SHA256.HashData(bytes));
    }

    /// <summary>The first entry that is kept, as the directory has it now: before it entries may be empty, or not yet be. 0 if none ever expired.</summary>
    internal long FirstKeptInSegments => ArchiveHead.TryRead(_directory)?.First ?? 0;

    // Zeros are written over a record from its beginning on, in one go: who reads meanwhile sees them at one end, or, where it is of several pages, perhaps in between.
    private static bool IsPerhapsErased(ReadOnlySpan<byte> record) => record.IsEmpty || record[0] == 0 || record[^1] == 0 || (record.Length > PageBytes && record.Contains((byte)0));

    internal BundleCursor Bundles() => new(_directory, Extent, _archive);
}
