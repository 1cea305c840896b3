using Breakwater.ControlLog;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.ControlLog;

public sealed class ControlPayloadTests
{
    [Fact]
    public void What_is_written_is_read_back() => Check.One(Trials.Of(), Prop.ForAll<(int A, long B, bool C, NonNull<string> Text, NonNull<byte[]> Bytes)>(v =>
    {
        var text = new string([.. v.Text.Get.Where(c => !char.IsSurrogate(c))]) + "é😀";
        var time = new DateTimeOffset(v.B & 0x0FFF_FFFF_FFFF_FFFF, TimeSpan.Zero);
        var payload = new ControlPayloadWriter().Int32(v.A).Int64(v.B).Boolean(v.C).Text(text).Bytes(v.Bytes.Get).UInt32((uint)v.A).Byte((byte)v.A).Time(time).Written;
        var reader = new ControlPayloadReader(payload);
        return reader.TryInt32(out var a) && a == v.A
            && reader.TryInt64(out var b) && b == v.B
            && reader.TryBoolean(out var c) && c == v.C
            && reader.TryText(100_000, out var readText) && readText == text
            && reader.TryBytes(100_000, out var bytes) && bytes.SequenceEqual(v.Bytes.Get)
            && reader.TryUInt32(out var u) && u == (uint)v.A
            && reader.TryByte(out var y) && y == (byte)v.A
            && !reader.IsComplete
            && reader.TryTime(out var t) && t == time
            && reader.IsComplete;
    }));

    [Fact]
    public void Any_bytes_at_all_are_answered_without_an_exception() => Check.One(Trials.Of(), Prop.ForAll<NonNull<byte[]>, byte>((bytes, fields) =>
    {
        var reader = new ControlPayloadReader(bytes.Get);
        var failed = false;
        for (var i = 0; i < 8; i++)
        {
            var read = ((fields >> i) & 3) switch
            {
                0 => reader.TryText(64, out _),
                1 => reader.TryBytes(64, out _),
                2 => reader.TryTime(out _),
                _ => reader.TryBoolean(out _),
            };
            if (failed && read) { return false; }
            failed |= !read;
        }
        return !(failed && reader.IsComplete);
    }));

    [Fact]
    public void A_cut_payload_does_not_read()
    {
        var whole = new ControlPayloadWriter().Text("agent-7").Int64(5).Written.ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            var reader = new ControlPayloadReader(whole.AsSpan(0, length));
            (reader.TryText(64, out _) && reader.TryInt64(out _)).ShouldBeFalse();
        }
    }

    [Fact]
    public void Lengths_beyond_the_limit_and_bad_text_do_not_read()
    {
        new ControlPayloadReader(new ControlPayloadWriter().Text("12345").Written).TryText(4, out _).ShouldBeFalse();
        new ControlPayloadReader(new ControlPayloadWriter().Int32(-1).Written).TryBytes(4, out _).ShouldBeFalse();
        new ControlPayloadReader(new ControlPayloadWriter().Int32(int.MaxValue).Written).TryBytes(int.MaxValue, out _).ShouldBeFalse();
        new ControlPayloadReader(new ControlPayloadWriter().Bytes([0xC3, 0x28]).Written).TryText(4, out _).ShouldBeFalse();
        new ControlPayloadReader(new ControlPayloadWriter().Byte(2).Written).TryBoolean(out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new ControlPayloadWriter().Text("\uD800"));
    }
}
