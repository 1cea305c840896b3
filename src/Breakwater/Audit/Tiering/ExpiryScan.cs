using System.Text.Json;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Finds up to where the records of a log have expired: the longest beginning of it in which every record is from before a moment and under no hold. In doubt it ends: at a record whose time does not read, or
/// that is missing. A record that says no time goes with the next that does. For one thread.
/// </summary>
/// <param name="view">The log.</param>
/// <param name="before">Records from before this have expired.</param>
/// <param name="holds">The holds in force.</param>
/// <param name="tenant">The name of the tenant's folder.</param>
/// <param name="retention">The log's class.</param>
internal sealed class ExpiryScan(LogView view, DateTimeOffset before, IReadOnlyList<LegalHold> holds, string tenant, RetentionClass retention)
{
    private static readonly ulong _timePath = RecordShape.PathOf("time"u8);
    private readonly RecordShape _shape = new();
    // What says that a hold is in force does not expire while it is.
    private readonly IReadOnlyList<LegalHold> _placed = tenant == AuditFolder.Fleet && retention == RetentionClass.Years7 ? [.. holds.Where(h => h.IsInForce)] : [];
    private readonly IReadOnlyList<LegalHold> _holds = [.. holds.Where(h => h.IsInForce && (h.Class is null || h.Class == RetentionClasses.NameOf(retention)))];

    /// <summary>Whether a record was found that has not expired.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The first record that has not expired, as far as was looked.</summary>
    public long Expired { get; private set; } = view.FirstReadable;

    /// <summary>Time of the latest record that has expired and was read; null if none was read.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>The holds that keep the first record that has not expired though its time is over.</summary>
    public IReadOnlyList<LegalHold> Holding { get; private set; } = [];

    /// <summary>Takes a whole segment unread, if its index says that all of it has expired and that no hold is on it; false if it must be read.</summary>
    public bool TrySkip(long end, SegmentIndex index)
    {
        if (index.Latest is not { } latest || latest >= before || _holds.Any(h => LegalHolds.Covers(h, tenant, retention, index))) { return false; }
        if (_placed.Count > 0 && new AuditQuery { Kind = "hold-placed" }.Probe() is var probe && Enumerable.Range(0, index.Blocks).Any(b => index.MayHold(b, probe))) { return false; }
        (Expired, Latest) = (end, latest);
        return true;
    }

    /// <summary>Reads on, up to a record; false if one before it has not expired.</summary>
    /// <exception cref="LogDamagedException">Records do not read.</exception>
    public bool Read(long from, long end, CancellationToken cancellation)
    {
        for (var at = from; at < end && !IsOver;)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = Math.Min(end, (at / TilePath.Width + 1) * TilePath.Width);
            var shown = view.Read(at, next - at, Look);
            IsOver |= shown != next - at;
            at = next;
        }
        return !IsOver;
    }

    private void Look(long position, ReadOnlySpan<byte> record)
    {
        if (IsOver) { return; }
        _shape.Read(record);
        long? ticks = null;
        foreach (var (at, length, path) in _shape.Values)
        {
            if (path != _timePath) { continue; }
            if (!ValueForms.TryTime(record.Slice(at, length), out var value))
            {
                IsOver = true;
                return;
            }
            ticks = Math.Max(ticks ?? 0, value);
        }
        var time = ticks is { } t ? new DateTimeOffset(t, TimeSpan.Zero) : (DateTimeOffset?)null;
        if (time >= before)
        {
            IsOver = true;
            return;
        }
        Holding = _holds.Count + _placed.Count == 0 ? [] : HoldsOn(record, time);
        IsOver = Holding.Count > 0;
        if (!IsOver && time is not null) { (Expired, Latest) = (position + 1, time); }
    }

    private List<LegalHold> HoldsOn(ReadOnlySpan<byte> record, DateTimeOffset? time)
    {
        AuditRecord? read = null;
        try
        {
            var reader = new Utf8JsonReader(record);
            if (JsonElement.ParseValue(ref reader) is { ValueKind: JsonValueKind.Object } members) { read = new("", 0, members); }
        }
        catch (JsonException)
        {
            // May be anybody's.
        }
        var placed = read?.Text("kind") == "hold-placed" && read.Json.TryGetProperty("hold", out var json) && json.TryGetProperty("id", out var id) && id.TryGetInt32(out var number) ? number : 0;
        return [.. _holds.Where(h => IsOn(h, read, time)).Union(_placed.Where(h => h.Id == placed))];
    }

    private bool IsOn(LegalHold hold, AuditRecord? record, DateTimeOffset? time)
    {
        if (record is null || time is null) { return true; }
        if ((hold.Until is { } until && (record.Instant("since") ?? time) >= until) || (hold.From is { } from && time < from)) { return false; }
        return hold.Tenant is null || hold.Tenant == tenant || hold.Tenant == record.Text("tenant");
    }
}
