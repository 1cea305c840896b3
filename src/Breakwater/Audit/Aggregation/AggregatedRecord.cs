using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>Reads who a record stands for. Records come from disk: what is not as it should be is read as absent.</summary>
internal static class AggregatedRecord
{
    /// <summary>What every record with members holds.</summary>
    public static ReadOnlySpan<byte> Mark => "\"members\":{"u8;

    public static IEnumerable<AuditMember> MembersOf(AuditRecord record) =>
        record.Json.TryGetProperty("members", out var members) && members.ValueKind == JsonValueKind.Object
            ? Read(members, record.First)
            : [new()
            {
                Agent = record.Text("agent"), Chain = ChainOf(record.Json), Request = (ulong)Number(record.Json, "request"), Admission = (ulong)Number(record.Json, "admission"),
                Charged = new(Number(record.Json, "chargedMicros")), Count = Math.Max(1, EventsOf(record)), First = record.First, Last = record.Time,
            }];

    public static long EventsOf(AuditRecord record) => record.Text("kind") switch
    {
        "records-refused" or "records-omitted" or "hold-placed" or "hold-released" or "records-expired" => 0,
        // Its count is of what was folded into it; it is one event all the same.
        "alert-shown" => 1,
        _ => Math.Max(1, Number(record.Json, "count")),
    };

    /// <summary>A text; null for anything else, an escape that stands for no character included.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<AuditMember> Read(JsonElement members, DateTimeOffset since)
    {
        var chains = members.TryGetProperty("chain", out var text) ? TextOf(text) ?? "" : "";
        var (requests, admissions, charges) = (Column(members, "request"), Column(members, "admission"), Column(members, "chargedMicros"));
        var (counts, firsts, lasts) = (Column(members, "count"), Column(members, "at"), Column(members, "until"));
        var (request, admission, charge, at) = (0L, 0L, 0L, 0L);
        var i = 0;
        foreach (var agent in Agents(members))
        {
            unchecked
            {
                request += Of(requests, i);
                admission += Of(admissions, i);
                charge += Of(charges, i);
                at += Of(firsts, i);
            }
            var first = After(since, at);
            yield return new()
            {
                Agent = agent, Chain = Chain(chains, i), Request = (ulong)request, Admission = (ulong)admission, Charged = new(charge),
                Count = Math.Max(1, Of(counts, i)), First = first, Last = After(first, Of(lasts, i)),
            };
            i++;
        }
    }

    private static IEnumerable<string?> Agents(JsonElement members)
    {
        if (!members.TryGetProperty("agent", out var stems) || stems.ValueKind != JsonValueKind.Array) { yield break; }
        foreach (var stem in stems.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Array && s.GetArrayLength() > 0))
        {
            var name = TextOf(stem[0]);
            foreach (var rest in stem.EnumerateArray().Skip(1)) { yield return TextOf(rest) is { } text ? name + text : null; }
        }
    }

    private static JsonElement[] Column(JsonElement members, string name) => members.TryGetProperty(name, out var column) && column.ValueKind == JsonValueKind.Array ? [.. column.EnumerateArray()] : [];

    private static long Of(JsonElement[] column, int i) => i < column.Length && column[i].ValueKind == JsonValueKind.Number && column[i].TryGetInt64(out var value) ? value : 0;

    private static UInt128 Chain(string chains, int i)
    {
        var from = i * MemberColumns.ChainCharacters;
        if (from + MemberColumns.ChainCharacters > chains.Length) { return 0; }
        var text = chains.AsSpan(from, MemberColumns.ChainCharacters);
        Span<byte> bytes = stackalloc byte[16];
        return Base64Url.IsValid(text, out var length) && length == bytes.Length && Base64Url.TryDecodeFromChars(text, bytes, out _) ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
    }

    private static UInt128 ChainOf(JsonElement json) =>
        json.TryGetProperty("chain", out var chain) && UInt128.TryParse(TextOf(chain), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.TryGetInt64(out var whole) ? whole : value.TryGetUInt64(out var large) ? (long)large : 0 : 0;

    private static DateTimeOffset After(DateTimeOffset since, long ticks) => ticks >= 0 && ticks <= (DateTimeOffset.MaxValue - since).Ticks ? since.AddTicks(ticks) : since;
}
