namespace Breakwater.TransparencyLog.Tests;

/// <summary>
/// The bytes of a file twice: as a running process sees them, and as the disk holds them. Between the two lie the changes that were not flushed. At a power loss each
/// of those is kept, dropped, or torn into pieces of 16 bytes that are kept or dropped one by one.
/// </summary>
internal sealed class SimulatedFile
{
    private const int Piece = 16;
    private readonly List<(long Offset, byte[]? Bytes)> _pending = [];
    private Content _seen = new();
    private Content _durable = new();

    public long Reserved { get; init; }

    public long Length => _seen.Length;

    public byte[] Bytes
    {
        get => _seen.Span.ToArray();
        set
        {
            _seen.Cut(0);
            _seen.Put(0, value);
        }
    }

    public SimulatedFile Copy()
    {
        var copy = new SimulatedFile { Reserved = Reserved, Bytes = Bytes };
        copy._durable.Put(0, _seen.Span);
        return copy;
    }

    public int Read(long offset, Span<byte> destination)
    {
        var count = (int)Math.Clamp(_seen.Length - offset, 0, destination.Length);
        if (count > 0) { _seen.Span.Slice((int)offset, count).CopyTo(destination); }
        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        _seen.Put(offset, bytes);
        _pending.Add((offset, bytes.ToArray()));
    }

    public void Truncate(long length)
    {
        _seen.Cut(length);
        _pending.Add((length, null));
    }

    public void Flush()
    {
        foreach (var (offset, bytes) in _pending)
        {
            if (bytes is null) { _durable.Cut(offset); } else { _durable.Put(offset, bytes); }
        }
        _pending.Clear();
    }

    /// <summary>Half of the time a flush that fails also forgets: the bytes stay readable, and no later flush writes them.</summary>
    public void FailToFlush(Draws draws)
    {
        if (draws.Below(2) == 0) { Settle(draws); }
    }

    public void LosePower(Draws draws)
    {
        Settle(draws);
        _seen.Cut(0);
        _seen.Put(0, _durable.Span);
    }

    private void Settle(Draws draws)
    {
        foreach (var (offset, bytes) in _pending)
        {
            var fate = draws.Below(3);
            if (fate == 0) { continue; }
            if (bytes is null)
            {
                _durable.Cut(offset);
                continue;
            }
            for (var at = 0; at < bytes.Length; at += Piece)
            {
                if (fate == 1 || draws.Below(2) == 0) { _durable.Put(offset + at, bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at))); }
            }
        }
        _pending.Clear();
    }

    private struct Content
    {
        private byte[]? _bytes;

        public int Length { get; private set; }

        public readonly Span<byte> Span => _bytes.AsSpan(0, Length);

        public void Put(long offset, ReadOnlySpan<byte> bytes)
        {
            var end = (int)offset + bytes.Length;
            if (_bytes is null || end > _bytes.Length) { Array.Resize(ref _bytes, Math.Max(end, 2 * Length)); }
            if (offset > Length) { _bytes.AsSpan(Length, (int)offset - Length).Clear(); }
            bytes.CopyTo(_bytes.AsSpan((int)offset));
            Length = Math.Max(Length, end);
        }

        public void Cut(long length) => Length = (int)Math.Min(Length, length);
    }
}
