using System.Text;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.Audit.Tiering;

public sealed class SegmentIndexTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_record_that_is_wanted_is_ever_ruled_out()
    {
        var (ruledOut, kept) = (0, 0);
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var draws = new Draws(seed);
            var records = Enumerable.Range(0, 1 + draws.Below(200)).Select(_ => Record(draws)).ToList();
            var block = BlockOf(records);
            for (var i = 0; i < 50; i++)
            {
                var query = Query(draws);
                var wanted = records.Any(r => Parse(r) is { ValueKind: JsonValueKind.Object } json && query.Needles().All(n => n.IsIn(r, out _)) && query.Wants(new AuditRecord("", 0, json)));
                var may = MayHold(block, query);
                if (wanted) { may.ShouldBeTrue($"seed {seed}, query {i}: {query}"); }
                if (!may) { ruledOut++; } else if (wanted) { kept++; }
            }
        }
        (ruledOut > 1_000 && kept > 1_000).ShouldBeTrue($"{ruledOut} ruled out, {kept} kept: both must be seen");
    }

    [Fact]
    public void A_filter_of_many_values_is_wrong_about_one_in_a_thousand_at_most()
    {
        var hashes = Enumerable.Range(0, 3_000).Select(i => ByteStrings.Hash(Encoding.UTF8.GetBytes($"value {i}"))).ToHashSet();
        var set = ValueSet.Of(hashes);
        hashes.ShouldAllBe(h => set.MayHold(h));
        Enumerable.Range(0, 100_000).Count(i => set.MayHold(ByteStrings.Hash(Encoding.UTF8.GetBytes($"other {i}")))).ShouldBeLessThan(100);
    }

    [Fact]
    public void A_hash_is_the_same_for_ever()
    {
        // Indexes on disk hold them.
        ByteStrings.Hash("agent-1"u8).ShouldBe(0xAB8B_4288_9F46_3345UL);
        ByteStrings.Hash([]).ShouldBe(ByteStrings.Hash(""u8));
    }

    private static bool MayHold(SegmentIndex.Block block, AuditQuery query)
    {
        var probe = query.Probe();
        if (probe.Until is { } until && block.Earliest >= until) { return false; }
        if (probe.From is { } from && (block.Latest is not { } latest || latest < from)) { return false; }
        return probe.Values.All(v => block.Sets[v.Member].MayHold(v.Hash));
    }

    private static SegmentIndex.Block BlockOf(List<byte[]> records)
    {
        var (builder, output) = (new BlockBuilder(), new PackedWriter());
        foreach (var record in records) { builder.Add(record); }
        builder.WriteTo(output);
        var input = new PackedReader(output.Written);
        var block = BlockBuilder.Read(ref input);
        input.IsAtEnd.ShouldBeTrue();
        return block;
    }

    private static JsonElement? Parse(byte[] record)
    {
        try
        {
            var reader = new Utf8JsonReader(record);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AuditQuery Query(Draws draws) => new()
    {
        From = draws.Below(3) == 0 ? _start.AddSeconds(draws.Below(1_000)) : null, Until = draws.Below(3) == 0 ? _start.AddSeconds(draws.Below(1_000)) : null,
        Agent = draws.Below(3) == 0 ? $"agent \"{draws.Below(300)}\"" : null, Chain = draws.Below(4) == 0 ? (UInt128)draws.Below(100) : null, Tenant = draws.Below(6) == 0 ? "acme" : null,
        Decision = draws.Below(6) == 0 ? AuditNames.Decisions[draws.Below(4)] : null, Kind = draws.Below(6) == 0 ? AuditNames.Kinds[draws.Below(9)] : null, Tool = draws.Below(6) == 0 ? $"tool-{draws.Below(5)}" : null,
    };

    private static byte[] Record(Draws draws)
    {
        var record = AuditRecordFormat.Encode(new()
        {
            Kind = (AuditEventKind)draws.Below(9), Time = _start.AddSeconds(200 + draws.Below(500)), Agent = $"agent \"{draws.Below(100)}\"", Tenant = draws.Below(2) == 0 ? "acme" : "zeta", Chain = (UInt128)draws.Below(30), Tool = $"tool-{draws.Below(3)}",
            Decision = new() { Effect = (Effect)draws.Below(2) },
        });
        return draws.Below(40) switch
        {
            // What is no canonical record may still be found by a query, and must not be lost by an index.
            0 => Encoding.UTF8.GetBytes("{\"time\":\"2026-01-01T00:15:00+00:00\",\"agent\":\"agent \\\"200\\\"\"}"),
            1 => Encoding.UTF8.GetBytes("{\"agent\":\"agent \\\"201\\\"\"}"),
            2 => Encoding.UTF8.GetBytes("{\"deep\":" + new string('[', 40) + new string(']', 40) + ",\"agent\":\"agent \\\"202\\\"\"}"),
            3 => Encoding.UTF8.GetBytes(
                $"{{\"v\":2,\"kind\":\"completed\",\"time\":\"2026-01-01T00:16:00.0000000Z\",\"since\":\"2026-01-01T00:01:40.0000000Z\",\"count\":2,\"members\":{{\"agent\":[[\"agent \",\"\\\"203\\\"\"],[\"\",\"agent \\\"204\\\"\"]],\"chain\":\"AAAAAAAAAAAAAAAAAAAAPAAAAAAAAAAAAAAAAAAAAAAA\",\"at\":[0,7]}}}}"),
            4 => [.. "{ "u8, .. record.AsSpan(1)],
            _ => record,
        };
    }
}
