using System.Globalization;
using System.Text.Json;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>Reads who a record stands for. Records come from disk: what is not as it should be is read as absent.</summary>
internal static class AggregatedRecord
{
    public static IEnumerable<AuditMember> MembersOf(AuditRecord record)
    {
        if (!record.Json.TryGetProperty("members", out var members) || members.ValueKind != JsonValueKind.Array)
        {
            return [Read(record.Json) with { Count = Math.Max(1, EventsOf(record)), First = record.First, Last = record.Time }];
        }
        var since = record.First;
        return members.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object).Select(m =>
        {
            var at = Number(m, "at");
            return Read(m) with { Count = Math.Max(1, Number(m, "count")), First = After(since, at), Last = After(since, m.TryGetProperty("until", out _) ? Number(m, "until") : at) };
        });
    }

    public static long EventsOf(AuditRecord record) => record.Text("kind") is "records-refused" or "records-omitted" ? 0 : Math.Max(1, Number(record.Json, "count"));

    private static AuditMember Read(JsonElement json) => new()
    {
        Agent = json.TryGetProperty("agent", out var agent) && agent.ValueKind == JsonValueKind.String ? agent.GetString() : null,
        Chain = json.TryGetProperty("chain", out var chain) && chain.ValueKind == JsonValueKind.String
            && UInt128.TryParse(chain.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : 0,
        Request = (ulong)Number(json, "request"),
        Admission = (ulong)Number(json, "admission"),
        Charged = new(Number(json, "chargedMicros")),
    };

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.TryGetInt64(out var whole) ? whole : value.TryGetUInt64(out var large) ? (long)large : 0 : 0;

    private static DateTimeOffset After(DateTimeOffset since, long ticks) => ticks >= 0 && ticks <= (DateTimeOffset.MaxValue - since).Ticks ? since.AddTicks(ticks) : since;
}
