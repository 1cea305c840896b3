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

    /// <summary>Causal chain; null for any.</summary>
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
        (From is not { } from || record.Time >= from) && (Until is not { } until || record.Time < until)
        && Is(record, "agent", Agent) && Is(record, "tenant", Tenant) && Is(record, "decision", Decision) && Is(record, "control", Control)
        && Is(record, "kind", Kind) && Is(record, "tool", Tool) && (Chain is not { } chain || record.Text("chain") == Hex(chain));

    /// <summary>
    /// The bytes of which a wanted record holds all, because a record has one form only: most others need not be parsed.
    /// </summary>
    internal IReadOnlyList<byte[]> Needles()
    {
        var json = new CanonicalJson();
        var needles = new List<byte[]>();
        Add("agent", Agent);
        Add("tenant", Tenant);
        Add("chain", Chain is { } chain ? Hex(chain) : null);
        Add("decision", Decision);
        Add("control", Control);
        Add("kind", Kind);
        Add("tool", Tool);
        return needles;

        void Add(string name, string? value)
        {
            if (value is null) { return; }
            json.Clear();
            json.Text(Encoding.UTF8.GetBytes(name), value);
            needles.Add(json.Written.ToArray());
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
            json.Clear();
            json.Inside(value);
            values.Add((i, ByteStrings.Hash(json.Written)));
        }
        return new(From, Until, values);
    }

    private static bool Is(AuditRecord record, string name, string? wanted) => wanted is null || record.Text(name) == wanted;

    private static string Hex(UInt128 value) => value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A record as it stands in a log.</summary>
/// <param name="Log">The log's name below the folder that was asked.</param>
/// <param name="Position">Its place in the log, from 0.</param>
/// <param name="Json">Its members.</param>
public sealed record AuditRecord(string Log, long Position, JsonElement Json)
{
    /// <summary>When it happened; the beginning of time if the record does not say.</summary>
    public DateTimeOffset Time => Json.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var value) ? value : DateTimeOffset.MinValue;

    /// <summary>A member that is a text; null if there is none of that name.</summary>
    public string? Text(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
