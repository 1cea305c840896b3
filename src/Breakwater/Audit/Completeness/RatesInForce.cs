using System.Text.Json;

namespace Breakwater.Audit;

/// <summary>The lowest rates at which chains were kept, as the commitments of logs and their records say; all of them where nothing was sampled. Not thread-safe.</summary>
internal sealed class RatesInForce
{
    private const short All = 1_000;
    private short _elevated = All;
    private short _routine = All;

    /// <summary>Takes a record in.</summary>
    /// <param name="record">A record.</param>
    /// <param name="rate">At what rate it was kept, in thousandths.</param>
    public void Take(AuditRecord record, short rate)
    {
        Lower(ref _routine, rate);
        if (record.Text("kind") != "records-omitted" || !record.Json.TryGetProperty("omitted", out var counts) || counts.ValueKind != JsonValueKind.Object) { return; }
        Lower(ref _elevated, Rate(counts, "elevated"));
        Lower(ref _routine, Rate(counts, "routine"));
    }

    /// <summary>The lowest rate at which a chain may have been kept that has what a query matches. What must be kept has its chain kept with it, and so has a failure its own rate.</summary>
    public short LowestFor(AuditQuery query)
    {
        if (query.Decision is "deny" or "pending" || query.Kind is "session-refused" or "pending-expired" or "control-changed" or "delegation-presented" or "alert-shown" or "reviewed" or "hold-placed" or "hold-released" or "records-expired") { return All; }
        // A control stands in no record of what was allowed.
        return query.Decision == "throttle" || query.Control is not null || query.Kind == "admission-expired" ? _elevated : _routine;
    }

    private static void Lower(ref short lowest, short rate)
    {
        if (rate > 0 && rate < lowest) { lowest = rate; }
    }

    private static short Rate(JsonElement counts, string name) =>
        counts.TryGetProperty(name, out var of) && of.ValueKind == JsonValueKind.Object && of.TryGetProperty("perMille", out var rate) && rate.ValueKind == JsonValueKind.Number && rate.TryGetInt16(out var value) ? value : (short)0;
}
