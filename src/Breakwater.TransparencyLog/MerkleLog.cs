namespace Breakwater.TransparencyLog;

/// <summary>
/// An append-only log in a directory of its own, for one process at a time. Records are hashed into a Merkle tree (RFC 6962) under signed checkpoints, so that
/// whoever keeps a checkpoint notices every later change. Safe for any number of threads; it has none of its own: whoever waits for durability first commits
/// for all who wait. Readers use <see cref="View"/> and stall nobody. In the steady state an append allocates nothing.
/// </summary>
public sealed class MerkleLog : ISegmentedLog, IDisposable
{
    /// <summary>Most bytes of a record: 65,535, because a bundle of C2SP tlog-tiles counts them in two bytes.</summary>
    public const int MostRecordBytes = ushort.MaxValue;

    private const int MostUnwrittenHashes = 1 << 20;
    private const string TooLarge = "A record has at most 65,535 bytes: put what is larger elsewhere, and its digest here.";
    private const string StorageFull = "Too little disk space is left for ordinary records: free some; records are taken again by themselves.";
    private const string Backlogged = "Too many records wait to be committed: commit, or wait for the disk.";
    private const string IsClosed = "The log was closed.";
    private readonly object _gate = new();
    private readonly LogDirectory _directory;
    private readonly LogWriter _writer;
    private readonly LogSpace _space;
    private readonly MerkleLogOptions _options;
    private readonly TimeProvider _time;
    private PendingBatch _pending = new();
    private PendingBatch _inFlight = new();
    private long _inFlightBytes;
    private long _appended;
    private long _durable;
    private long _attempts;
    private long _checkpointed;
    private bool _committing;
    private bool _closed;
    private string? _failure;
    private volatile LogView _view;

    private MerkleLog(LogDirectory directory, LogWriter writer, MerkleLogOptions options, TimeProvider time)
    {
        (_directory, _writer, _options, _time) = (directory, writer, options, time);
        _space = new(directory, options, time);
        _appended = _durable = writer.Durable.Size;
        _view = writer.View();
    }

    /// <summary>The log as it stands: durable entries, and the latest checkpoint with proofs. A new view appears with every commit; an old one stays as it is.</summary>
    public LogView View => _view;

    /// <summary>Entries there are, durable or not yet.</summary>
    public long Size
    {
        get { lock (_gate) { return _appended; } }
    }

    /// <summary>Entries that are durable.</summary>
    public long DurableSize
    {
        get { lock (_gate) { return _durable; } }
    }

    /// <summary>
    /// Opens the log in a directory, or begins one there. What a crash left unfinished is put right and reported; what does not match its head or its checkpoint is refused
    /// and left as it is. Blocks for the disk; O(one segment), whatever the size of the log.
    /// </summary>
    /// <param name="directory">The log's own directory; made if there is none.</param>
    /// <param name="options">How it is kept.</param>
    /// <param name="time">Says when the next checkpoint is due.</param>
    public static MerkleLogOpening Open(string directory, MerkleLogOptions options, TimeProvider time) => string.IsNullOrWhiteSpace(directory)
        ? new(null, ["The log needs a directory of its own: name one."], [])
        : Open(new DiskLogDirectory(directory), options, time);

    /// <summary>Opens a log over a file system of the caller's, which it disposes of.</summary>
    /// <inheritdoc cref="Open(string, MerkleLogOptions, TimeProvider)"/>
    public static MerkleLogOpening Open(LogDirectory directory, MerkleLogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problems() is { Count: > 0 } problems) { return new(null, problems, []); }
        try
        {
            directory.Acquire();
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            directory.Dispose();
            return new(null, [$"{directory.PathOf("lock")}: the directory cannot be taken: {e.Message} Stop the other process that has this log open, or make the directory writable."], []);
        }
        var opener = new LogOpener(directory, options);
        try
        {
            if (opener.Run() is not { } writer)
            {
                directory.Dispose();
                return new(null, opener.Problems, []);
            }
            var log = new MerkleLog(directory, writer, options, time);
            // What a crash left without a checkpoint has one from the start, and the reserve is there; if the disk does not allow it, the next commit tries again.
            log.Commit(checkpoint: writer.Checkpoint.Size < writer.Durable.Size);
            return new(log, [], opener.Repairs);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            directory.Dispose();
            return new(null, [$"{directory.PathOf("")}: the log cannot be opened: {e.Message} Make the directory readable and writable and free some space."], []);
        }
    }

    /// <summary>
    /// Takes a record and gives it its position; the next commit writes it. Waits for no disk. The position is final: a record taken is never withdrawn, and if the disk
    /// fails, it is written when it works again, together with what was taken meanwhile.
    /// </summary>
    /// <param name="record">0 to <see cref="MostRecordBytes"/> bytes.</param>
    /// <param name="reserved">For records that must find room where ordinary ones do not any more.</param>
    public AppendResult Append(ReadOnlySpan<byte> record, bool reserved = false)
    {
        if (record.Length > MostRecordBytes) { return new(AppendStatus.TooLarge, -1, TooLarge); }
        Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
        MerkleHashing.Leaf(record, hash);
        lock (_gate)
        {
            if (_closed) { return new(AppendStatus.Closed, -1, IsClosed); }
            var pending = _inFlightBytes + _pending.Length + SegmentFormat.LengthBytes + record.Length;
            var most = _options.MostPendingBytes + (reserved ? _options.MostPendingBytes / 4L : 0);
            if (pending > most) { return new(AppendStatus.Backlogged, -1, _failure ?? Backlogged); }
            if (!reserved && !_space.HasRoom(pending)) { return new(AppendStatus.StorageFull, -1, StorageFull); }
            _pending.Add(record, hash, reserved);
            return new(AppendStatus.Buffered, _appended++, null);
        }
    }

    /// <summary>Takes a record and returns when it is durable, or cannot be made so now. Whoever comes first commits for all who wait.</summary>
    /// <inheritdoc cref="Append"/>
    public AppendResult AppendDurable(ReadOnlySpan<byte> record, bool reserved = false)
    {
        var result = Append(record, reserved);
        return result.Taken ? WaitUntilDurable(result.Position) : result;
    }

    /// <summary>Returns when the record at a position is durable, and with it all before it, or cannot be made so now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No record has this position.</exception>
    public AppendResult WaitUntilDurable(long position)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, _appended);
            while (position >= _durable)
            {
                if (_closed) { return new(AppendStatus.NotDurable, position, _failure ?? IsClosed); }
                if (!_committing)
                {
                    _committing = true;
                    break;
                }
                var attempt = _attempts;
                Monitor.Wait(_gate);
                if (position >= _durable && _attempts != attempt && _failure is not null) { return new(AppendStatus.NotDurable, position, _failure); }
            }
            if (position < _durable) { return new(AppendStatus.Durable, position, null); }
        }
        Lead(checkpoint: false);
        lock (_gate) { return position < _durable ? new(AppendStatus.Durable, position, null) : new(AppendStatus.NotDurable, position, _failure); }
    }

    /// <summary>Makes all that was appended so far durable, and writes a checkpoint if one is due.</summary>
    /// <param name="checkpoint">Write one now, due or not.</param>
    public CommitResult Commit(bool checkpoint = false)
    {
        var problem = BeginAlone() ? Lead(checkpoint) : IsClosed;
        var view = _view;
        return new(view.DurableSize, view.Size, problem);
    }

    /// <summary>
    /// Deletes the records of whole segments before an entry, at most up to the latest checkpoint. Their hashes stay, so that every proof still holds. Where an
    /// archive is to keep them, it must have them first.
    /// </summary>
    public PruneResult Prune(long beforeEntry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beforeEntry);
        if (!BeginAlone()) { return new(_view.FirstEntry, IsClosed); }
        string? problem = null;
        try
        {
            _writer.Prune(beforeEntry);
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            problem = Describe(e);
        }
        finally
        {
            _view = _writer.View();
            End(_failure);
        }
        return new(_view.FirstEntry, problem);
    }

    /// <inheritdoc/>
    public string? Erase(long beforeEntry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beforeEntry);
        if (!BeginAlone()) { return IsClosed; }
        try
        {
            _writer.Erase(beforeEntry);
            return null;
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            return Describe(e);
        }
        finally
        {
            End(_failure);
        }
    }

    /// <summary>
    /// Verifies all of the log while it is open, as <see cref="LogVerifier"/> does, against its own keys and origin. Takes no lock and stalls no append. O(entries), on all cores.
    /// </summary>
    /// <param name="knownCheckpoint">A checkpoint of this log that was kept elsewhere; none by default.</param>
    public VerifyReport Verify(ReadOnlyMemory<byte> knownCheckpoint = default) =>
        LogVerifier.VerifyOpen(_directory, new() { Keys = _options.Keys, Origin = _options.Origin, KnownCheckpoints = knownCheckpoint.IsEmpty ? [] : [knownCheckpoint], Archive = _options.Archive });

    /// <summary>Commits, writes a last checkpoint and closes the files. Says what could not be done; the log is closed all the same.</summary>
    public CommitResult Close()
    {
        if (!BeginAlone()) { return new(_view.DurableSize, _view.Size, null); }
        string? problem = null;
        try
        {
            problem = Run(checkpoint: true);
        }
        finally
        {
            lock (_gate) { _closed = true; }
            _writer.Dispose();
            End(problem);
        }
        return new(_view.DurableSize, _view.Size, problem);
    }

    /// <summary>Closes the log. <see cref="Close"/> says whether all of it could be written.</summary>
    public void Dispose() => Close();

    internal static bool IsDiskFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    private bool BeginAlone()
    {
        lock (_gate)
        {
            while (_committing) { Monitor.Wait(_gate); }
            if (_closed) { return false; }
            return _committing = true;
        }
    }

    private void End(string? failure)
    {
        lock (_gate)
        {
            (_committing, _failure) = (false, failure);
            _attempts++;
            Monitor.PulseAll(_gate);
        }
    }

    private string? Lead(bool checkpoint)
    {
        // Anything but a failing disk leaves the writer in an unknown state: the log must then be opened anew.
        string? problem = "The log failed and was closed: open it again.";
        var isSound = false;
        try
        {
            problem = Run(checkpoint);
            isSound = true;
            return problem;
        }
        finally
        {
            if (!isSound) { lock (_gate) { _closed = true; } }
            // A checkpoint that failed keeps nobody's record from being durable.
            End(!isSound || _inFlight.Count > 0 || _writer.Unwritten > MostUnwrittenHashes ? problem : null);
        }
    }

    private string? Run(bool checkpoint)
    {
        try
        {
            _space.Ask();
            if (_writer.Unwritten > MostUnwrittenHashes) { WriteCheckpoint(); }
            WriteBatch();
            var isDue = checkpoint || _writer.Unwritten > MostUnwrittenHashes / 2 || _time.GetElapsedTime(_checkpointed) >= _options.CheckpointInterval;
            if (isDue && _writer.Checkpoint.Size < _writer.Durable.Size) { WriteCheckpoint(); }
            _space.Reserve();
            return null;
        }
        catch (Exception e) when (IsDiskFailure(e))
        {
            return Describe(e);
        }
    }

    /// <summary>Writes what waits, and with it the batch that failed before: one head names both, so that they become durable together.</summary>
    private void WriteBatch()
    {
        bool useReserve;
        lock (_gate)
        {
            if (_inFlight.Count == 0) { (_pending, _inFlight) = (_inFlight, _pending); } else { _inFlight.Add(_pending); }
            (_inFlightBytes, useReserve) = (_inFlight.Length, _inFlight.HasReserved);
        }
        if (_inFlight.Count == 0) { return; }
        try
        {
            _writer.Write(_inFlight);
        }
        catch (Exception e) when (IsDiskFailure(e) && useReserve && _space.Release())
        {
            _writer.Write(_inFlight);
        }
        _inFlight.Clear();
        _view = _writer.View();
        lock (_gate)
        {
            (_durable, _inFlightBytes) = (_writer.Durable.Size, 0);
            Monitor.PulseAll(_gate);
        }
    }

    private void WriteCheckpoint()
    {
        _writer.WriteCheckpoint();
        _checkpointed = _time.GetTimestamp();
        _view = _writer.View();
    }

    private string Describe(Exception e) =>
        $"{_directory.PathOf("")}: the log could not be written: {e.Message} Free some space, or make the directory writable; nothing else is needed.";
}
