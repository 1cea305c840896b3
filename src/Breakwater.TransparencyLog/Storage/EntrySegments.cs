namespace Breakwater.TransparencyLog;

/// <summary>
/// Writes entries behind one another into segments. A batch that failed is written again at the same place; nothing is moved on before all of it is
/// flushed. For one thread.
/// </summary>
internal sealed class EntrySegments : IDisposable
{
    private readonly LogDirectory _directory;
    private readonly long _segmentEntries;
    private LogFile? _file;

    public EntrySegments(LogDirectory directory, in HeadState head, long[] ends)
    {
        (_directory, _segmentEntries, Size, ActiveBytes, Ends) = (directory, head.SegmentEntries, head.Size, head.ActiveBytes, ends);
        _file = head.ActiveBytes > 0 ? directory.Open(SegmentFormat.NameOf(head.Size / head.SegmentEntries)) : null;
    }

    /// <summary>Entries written and flushed.</summary>
    public long Size { get; private set; }

    /// <summary>Bytes of entries in the segment that the next entry goes to.</summary>
    public long ActiveBytes { get; private set; }

    /// <summary>Where the full bundles of that segment end.</summary>
    public long[] Ends { get; private set; }

    /// <summary>Writes and flushes entries with their lengths.</summary>
    public void Write(ReadOnlySpan<byte> entries, int count)
    {
        var (file, offset, ends, next) = (_file, ActiveBytes, Ends, Size);
        try
        {
            while (count > 0)
            {
                file ??= CreateSegment(next / _segmentEntries);
                var part = (int)Math.Min(count, _segmentEntries - next % _segmentEntries);
                var bytes = 0;
                for (var i = 0; i < part; i++)
                {
                    bytes += SegmentFormat.LengthBytes + (entries[bytes] << 8 | entries[bytes + 1]);
                    if (++next % TilePath.Width == 0) { ends[(next - 1) % _segmentEntries / TilePath.Width] = offset + bytes; }
                }
                file.Write(offset, entries[..bytes]);
                entries = entries[bytes..];
                (count, offset) = (count - part, offset + bytes);
                var isFull = next % _segmentEntries == 0;
                if (isFull)
                {
                    // A foot is found from the end. What a crash left behind it was cut off on opening, but a flush that failed since may have forgotten that.
                    var foot = SegmentFormat.Foot(ends);
                    file.Write(offset, foot);
                    file.Truncate(offset + foot.Length);
                }
                file.Flush(FlushSite.EntriesWritten);
                if (!isFull) { break; }
                if (file != _file) { file.Dispose(); }
                (file, offset, ends) = (null, 0, new long[ends.Length]);
            }
        }
        catch
        {
            if (file != _file) { file?.Dispose(); }
            throw;
        }
        if (file != _file) { _file?.Dispose(); }
        (_file, ActiveBytes, Ends, Size) = (file, offset, ends, next);
    }

    public void Dispose() => _file?.Dispose();

    // Its name is durable before anything in it is promised.
    private LogFile CreateSegment(long number)
    {
        var file = _directory.Create(SegmentFormat.NameOf(number));
        try
        {
            _directory.Flush(FlushSite.SegmentCreated);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
