using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using Breakwater.TransparencyLog.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Audit.Tiering;

public sealed class AuditSegmentCodecTests
{
    private static readonly AuditSegmentCodec _codec = new();

    private static readonly string[] _awkward =
    [
        "", "{", "}", "\"", "\\", "{}", "[]", "null", "-", "--1", "{\"a\":01}", "{\"a\":-0}", "{\"a\":1e5,\"b\":1.50}", "{\"a\":9223372036854775807,\"b\":-9223372036854775808,\"c\":9223372036854775808,\"d\":18446744073709551615}",
        "{\"time\":\"2026-01-01T00:00:00.0000000Z\"}", "{\"time\":\"2026-01-01T00:00:00Z\"}", "{\"time\":\"2026-02-30T00:00:00.0000000Z\"}", "{\"time\":\"0001-01-01T00:00:00.0000000Z\"}", "{\"time\":\"9999-12-31T23:59:59.9999999Z\"}",
        "{\"chain\":\"0123456789abcdef0123456789abcdef\"}", "{\"chain\":\"0123456789ABCDEF0123456789abcdef\"}", "{\"chain\":\"0123456789abcdef0123456789abcde\"}",
        "{\"a\" : \"b\"}", "{\"a\":true,\"b\":false,\"c\":truefalse}", "{\"a\":[1,2,[3,{\"b\":\"c\"}]]}", "{\"a\":\"\\\"\"}", "{\"a\":\"\\", "]]]]", "{\"\":\"\"}", "\0\u0001", "{\"a\":\"é\"}", "{\"a\":\"1\",\"a\":\"2\"}",
        new('[', 40), "{\"members\":[{\"agent\":\"a\",\"n\":1},{\"agent\":\"b\",\"n\":2}]}",
    ];

    [Fact]
    public void Any_records_come_back_byte_for_byte() =>
        Check.One(Trials.Of(300), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RoundTrips(Records(new((ulong)seed)))));

    [Fact]
    public void Awkward_records_come_back_byte_for_byte_alone_and_together()
    {
        var records = _awkward.Select(Encoding.UTF8.GetBytes).ToList();
        RoundTrips(records).ShouldBeTrue();
        RoundTrips([.. records, .. records]).ShouldBeTrue();
        records.ShouldAllBe(r => RoundTrips(new[] { r, r }));
        RoundTrips([new byte[65_535], [0xFF, 0xFE], .. Enumerable.Range(0, 1_100).Select(i => Encoding.UTF8.GetBytes($"{{\"member-{i}\":{i}}}"))]).ShouldBeTrue("more paths than there are columns");
    }

    [Fact]
    public void What_was_not_packed_here_is_refused_and_never_anything_else()
    {
        var records = Records(new(7));
        var block = _codec.Encode(Bundle(records), records.Count);
        for (var i = 0; i < 4_000; i++)
        {
            var draws = new Draws((ulong)i);
            var changed = i % 3 == 0 ? block[..draws.Below(block.Length)] : block.ToArray();
            for (var flips = 1 + draws.Below(3); flips > 0 && changed.Length > 0; flips--) { changed[draws.Below(changed.Length)] ^= (byte)(1 + draws.Below(255)); }
            Decodes(changed, records.Count);
        }
        Decodes(block, records.Count + 1).ShouldBeFalse();
        Decodes([], 1).ShouldBeFalse();

        // Below Brotli, where a change of a byte reaches the columns.
        var packed = AuditSegmentCodec.Pack(Bundle(records), records.Count).Written.ToArray();
        for (var i = 0; i < 4_000; i++)
        {
            var draws = new Draws((ulong)i);
            var changed = packed.ToArray();
            changed[draws.Below(changed.Length)] ^= (byte)(1 + draws.Below(255));
            Decodes(AuditSegmentCodec.Compress(changed), records.Count);
        }
    }

    [Fact]
    public void A_members_of_an_admission_are_written_once()
    {
        var (draws, records) = (new Draws(3), new List<byte[]>());
        var raw = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var chain = Wide(new((ulong)(i / 4)));
            var decided = new AuditEvent
            {
                Kind = AuditEventKind.Decided, Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(i * 50_000L + draws.Below(50_000)), Node = "gate", Tenant = "acme", Agent = $"agent-{i / 4 % 50}", Session = (ulong)(i / 4 % 50),
                Chain = chain, Request = (ulong)(i % 4) + 1, Parent = (ulong)(i % 4), Tool = $"tool-{draws.Below(9)}", Risk = RiskClass.Low, ArgumentsDigest = Wide(draws), Decision = new() { Effect = Effect.Allow, Consulted = 127 }, Admission = (ulong)i + 1,
            };
            records.Add(AuditRecordFormat.Encode(decided));
            records.Add(AuditRecordFormat.Encode(decided with { Kind = AuditEventKind.Completed, ArgumentsDigest = 0, Decision = default, Time = decided.Time.AddMilliseconds(3), Charged = new(draws.Below(5_000)) }));
            raw = records.Sum(r => r.Length + 2);
        }
        RoundTrips(records).ShouldBeTrue();
        var packed = _codec.Encode(Bundle(records), records.Count).Length;
        // 16 random bytes of digest for every other record and 16 of chain for every eighth are 10 bytes a record that no packing takes away.
        packed.ShouldBeLessThan(raw * 15 / 100);
        packed.ShouldBeGreaterThan(records.Count * 10);
    }

    private static bool Decodes(byte[] block, int count)
    {
        try
        {
            _codec.Decode(block, count, new ArrayBufferWriter<byte>());
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool RoundTrips(IReadOnlyList<byte[]> records)
    {
        var entries = Bundle(records);
        var back = new ArrayBufferWriter<byte>();
        _codec.Decode(_codec.Encode(entries, records.Count), records.Count, back);
        return back.WrittenSpan.SequenceEqual(entries);
    }

    private static byte[] Bundle(IReadOnlyList<byte[]> records)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.GetSpan(2), (ushort)record.Length);
            bytes.Advance(2);
            bytes.Write(record);
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static UInt128 Wide(Draws draws) => new((ulong)draws.Below(int.MaxValue) << 32 | (uint)draws.Below(int.MaxValue), (ulong)draws.Below(int.MaxValue) << 32 | (uint)draws.Below(int.MaxValue));

    /// <summary>Audit records, some of them changed or cut, other JSON, and bytes that are nothing.</summary>
    private static List<byte[]> Records(Draws draws)
    {
        var records = new List<byte[]>();
        for (var i = 1 + draws.Below(60); i > 0; i--)
        {
            var record = AuditRecordFormat.Encode(new()
            {
                Kind = (AuditEventKind)draws.Below(9), Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(draws.Below(int.MaxValue)), Agent = $"agent-{draws.Below(5)}", Tenant = draws.Below(2) == 0 ? "acme" : null,
                Session = (ulong)draws.Below(4), Chain = draws.Below(2) == 0 ? 0 : Wide(new((ulong)draws.Below(5))), Request = (ulong)draws.Below(100), Detail = draws.Below(4) == 0 ? $"detail \"{draws.Below(10)}\"\n" : null, Count = draws.Below(3),
                Decision = new() { Effect = (Effect)draws.Below(4), Consulted = (ulong)draws.Below(64) }, Admission = (ulong)draws.Below(50),
            });
            switch (draws.Below(6))
            {
                case 0: record[draws.Below(record.Length)] = (byte)draws.Below(256); break;
                case 1: record = record[..draws.Below(record.Length)]; break;
                case 2: record = Encoding.UTF8.GetBytes(_awkward[draws.Below(_awkward.Length)]); break;
                case 3 when draws.Below(4) == 0: for (var b = 0; b < record.Length; b++) { record[b] = (byte)draws.Below(256); } break;
            }
            records.Add(record);
        }
        return records;
    }
}
