using System.Text;
using System.Text.Json;
using Breakwater.Audit.Tiering;

namespace Breakwater.Audit;

/// <summary>Which records are wanted: those that meet every condition that is set. Names are compared exactly.</summary>
public sealed record AuditQuery
{
    /// <summary>Not before this; null for any time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this; null for any time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Agent; null for any.</summary>
    public string? Agent { get; init; }

    /// <summary>Tenant; null for any.</summary>
    public string? Tenant { get; init; }

    /// <summary>Causal chain; null for any. 0 is no chain, and finds nothing.</summary>
    public UInt128? Chain { get; init; }

    /// <summary>Decision, one of <see cref="AuditNames.Decisions"/>; null for any.</summary>
    public string? Decision { get; init; }

    /// <summary>The control that decided, such as <c>IA-2.3</c>; null for any.</summary>
    public string? Control { get; init; }

    /// <summary>Kind, one of <see cref="AuditNames.Kinds"/>; null for any.</summary>
    public string? Kind { get; init; }

    /// <summary>Tool; null for any.</summary>
    public string? Tool { get; init; }

    /// <summary>Whether a record is wanted. What is no record of ours is not.</summary>
    internal bool Wants(AuditRecord record) =>
        (From is not { } from || record.Time >= from) && (Until is not { } until || record.First < until)
        && Is(record, "tenant", Tenant) && Is(record, "decision", Decision) && Is(record, "control", Control)
        && Is(record, "kind", Kind) && Is(record, "tool", Tool)
        && ((Agent is null && Chain is null) || record.Members.Any(Wants));

    /// <summary>Whether one of those that a record stands for is wanted, as far as it differs from the others.</summary>
    internal bool Wants(AuditMember member) =>
        (Agent is null || member.Agent == Agent) && (Chain is not { } chain || (chain != 0 && member.Chain == chain)) && (From is not { } from || member.Last >= from) && (Until is not { } until || member.First < until);

    /// <summary>
    /// The bytes of which a wanted record holds all, because a record has one form only: most others need not be parsed. Agent and chain may also stand among the members of an aggregated record.
    /// </summary>
    internal IReadOnlyList<Needle> Needles()
    {
        var json = new CanonicalJson();
        var needles = new List<Needle>();
        Add("agent", Agent, orAmongMembers: true);
        Add("tenant", Tenant);
        Add("chain", Chain is { } chain ? Hex(chain) : null, orAmongMembers: true);
        Add("decision", Decision);
        Add("control", Control);
        Add("kind", Kind);
        Add("tool", Tool);
        return needles;

        void Add(string name, string? value, bool orAmongMembers = false)
        {
            if (value is null) { return; }
            json.Clear();
            json.Text(Encoding.UTF8.GetBytes(name), value);
            needles.Add(new(json.Written.ToArray(), orAmongMembers));
        }
    }

    /// <summary>What an index can rule out.</summary>
    internal IndexProbe Probe()
    {
        var json = new CanonicalJson();
        var values = new List<(int, ulong)>();
        string?[] wanted = [Agent, Tenant, Chain is { } chain ? Hex(chain) : null, Decision, Control, Kind, Tool];
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] is not { } value) { continue; }
            values.Add((i, HashOf(json, value)));
        }
        return new(From, Until, values);
    }

    /// <summary>What an index keeps of a value.</summary>
    internal static ulong HashOf(CanonicalJson json, string value)
    {
        json.Clear();
        json.Inside(value);
        return ByteStrings.Hash(json.Written);
    }

    private static bool Is(AuditRecord record, string name, string? wanted) => wanted is null || record.Text(name) == wanted;

    internal static string Hex(UInt128 value) => value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Bytes that a wanted record holds.</summary>
/// <param name="Text">A member and its value.</param>
/// <param name="OrAmongMembers">Whether an aggregated record may hold it among its members instead.</param>
internal sealed record Needle(byte[] Text, bool OrAmongMembers)
{
    /// <summary>Whether a record holds it, and how many bytes were searched: twice the record's where both were sought.</summary>
    public bool IsIn(ReadOnlySpan<byte> record, out long searched)
    {
        searched = record.Length;
        if (record.IndexOf(Text) >= 0) { return true; }
        if (!OrAmongMembers) { return false; }
        searched += record.Length;
        return record.IndexOf(AggregatedRecord.Mark) >= 0;
    }
}

/// <summary>A record as it stands in a log.</summary>
/// <param name="Log">The log's name below the folder that was asked.</param>
/// <param name="Position">Its place in the log, from 0.</param>
/// <param name="Json">Its members.</param>
public sealed record AuditRecord(string Log, long Position, JsonElement Json)
{
    /// <summary>When it happened; the beginning of time if the record does not say.</summary>
    public DateTimeOffset Time => Instant("time") ?? DateTimeOffset.MinValue;

    /// <summary>When the first of those that it stands for happened; for most records <see cref="Time"/>.</summary>
    public DateTimeOffset First => Json.TryGetProperty("members", out _) || Json.TryGetProperty("count", out _) ? Instant("since") ?? Time : Time;

    /// <summary>Who it stands for, in which chain and how often: of an aggregated record its members, of any other its agent.</summary>
    public IEnumerable<AuditMember> Members => AggregatedRecord.MembersOf(this);

    /// <summary>How many events it stands for: 1 for most, 0 for records about records.</summary>
    public long Events => AggregatedRecord.EventsOf(this);

    /// <summary>A member that is a text; null if there is none of that name.</summary>
    public string? Text(string name) => Json.TryGetProperty(name, out var value) ? AggregatedRecord.TextOf(value) : null;

    /// <summary>A member that is an instant; null if there is none of that name.</summary>
    internal DateTimeOffset? Instant(string name) =>
        Json.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var value) ? value : null;
}
