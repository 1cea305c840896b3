using System.Buffers;
using System.Buffers.Binary;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.LogVolume;

/// <summary>The last records of one log, at most a whole segment of the size that ships, as they were written, and a note of what each is about. Not thread-safe.</summary>
internal sealed class RecentRecords
{
    /// <summary>Blocks of a segment that is kept whole: 65,536 records.</summary>
    public const int MostBlocks = 16;

    private readonly Queue<RecordNote> _notes = [];
    private readonly int _most;

    public RecentRecords(int blocks = MostBlocks) => _most = blocks * SegmentArchive.BlockEntries;

    /// <summary>All records that were written, kept or not.</summary>
    public long Written { get; private set; }

    /// <summary>Takes a note of a record.</summary>
    public void Note(in AuditEvent e)
    {
        Written++;
        if (_notes.Count == _most) { _notes.Dequeue(); }
        var isDenial = e is { Kind: AuditEventKind.Decided, Decision: { Effect: Effect.Deny, Reason: not null } };
        _notes.Enqueue(new(e.Since == default ? e.Time : e.Since, e.Time, e.Chain, e.Agent, isDenial ? e.Decision.Reason!.Control.Value : null, e.Members is { Count: > 0 } members ? [.. members] : null));
    }

    /// <summary>The last records that are of a whole number of bundles, each behind its length, with their notes; null if they are fewer than a bundle.</summary>
    /// <param name="blocks">Blocks of entries, the last of them the last that was written.</param>
    public KeptRecords? Keep(IReadOnlyCollection<ArrayBufferWriter<byte>> blocks)
    {
        var count = _notes.Count - (_notes.Count % TilePath.Width);
        if (count == 0) { return null; }
        var all = new ArrayBufferWriter<byte>(blocks.Sum(b => b.WrittenCount));
        foreach (var block in blocks) { all.Write(block.WrittenSpan); }
        var (starts, at) = (new List<int>(), 0);
        for (var bytes = all.WrittenSpan; at < bytes.Length; at += sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(bytes[at..])) { starts.Add(at); }
        return new(all.WrittenMemory, [.. starts.Skip(starts.Count - count)], [.. _notes.Skip(_notes.Count - count)], Written, Written > count);
    }
}

/// <summary>What a record is about, as the event said that it was made of.</summary>
internal readonly record struct RecordNote(DateTimeOffset First, DateTimeOffset Last, UInt128 Chain, string? Agent, string? DeniedBy, AuditMember[]? Members)
{
    /// <summary>Whether it is of a causal chain, or stands for one that is.</summary>
    public bool IsOf(UInt128 chain) => Members is null ? Chain == chain : Members.Any(m => m.Chain == chain);

    /// <summary>Whether an agent did something in a time that it says.</summary>
    public bool IsOf(string agent, DateTimeOffset from, DateTimeOffset until)
    {
        if (Members is null) { return Agent == agent && Last >= from && First < until; }
        return Members.Any(m => m.Agent == agent && m.Last >= from && m.First < until);
    }
}

/// <summary>Records of one log that follow each other up to its end.</summary>
/// <param name="Entries">All bytes that the starts point into: records behind their lengths.</param>
/// <param name="Starts">Where each record begins, in order.</param>
/// <param name="Notes">What each is about.</param>
/// <param name="Written">How many records the log has.</param>
/// <param name="IsCut">Whether earlier ones are not kept.</param>
internal sealed record KeptRecords(ReadOnlyMemory<byte> Entries, IReadOnlyList<int> Starts, IReadOnlyList<RecordNote> Notes, long Written, bool IsCut)
{
    public ReadOnlySpan<byte> Record(int i)
    {
        var entry = Entries.Span[Starts[i]..];
        return entry.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(entry));
    }
}
