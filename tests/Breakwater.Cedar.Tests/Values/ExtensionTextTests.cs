using Breakwater.Cedar.Values;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Cedar.Tests.Values;

public sealed class ExtensionTextTests
{
    [Theory]
    [InlineData("0.0", 0)]
    [InlineData("1.5", 15_000)]
    [InlineData("-0.5", -5_000)]
    [InlineData("-0.0001", -1)]
    [InlineData("007.0700", 70_700)]
    [InlineData("922337203685477.5807", long.MaxValue)]
    [InlineData("-922337203685477.5808", long.MinValue)]
    public void Decimals(string text, long expected)
    {
        ExtensionText.TryDecimal(text, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("1.00000")]
    [InlineData("+1.0")]
    [InlineData("1.0 ")]
    [InlineData("1.-5")]
    [InlineData("1.5.5")]
    [InlineData("١.٥")]
    [InlineData("922337203685477.5808")]
    [InlineData("-922337203685477.5809")]
    [InlineData("99999999999999999999999999999999999999999999.0")]
    public void No_decimals(string text) => ExtensionText.TryDecimal(text, out _).ShouldBeFalse();

    [Fact]
    public void Datetimes_agree_with_the_calendar_of_the_platform() =>
        Check.One(Trials.Of(2_000), Prop.ForAll(ArbMap.Default.ArbFor<DateTime>(), at =>
        {
            var expected = (at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
            if (at.Ticks < DateTime.UnixEpoch.Ticks && at.Ticks % TimeSpan.TicksPerMillisecond != 0) { expected--; }
            return ExtensionText.TryDateTime($"{at:yyyy-MM-dd'T'HH:mm:ss.fff}Z", out var value) && value == expected;
        }));

    [Theory]
    [InlineData("1970-01-01", 0L)]
    [InlineData("2024-02-29", 1_709_164_800_000L)]
    [InlineData("0000-01-01", -62_167_219_200_000L)]
    [InlineData("1970-01-01T00:00:01Z", 1_000L)]
    [InlineData("1970-01-01T00:00:00.001Z", 1L)]
    [InlineData("1970-01-01T01:00:00+0100", 0L)]
    [InlineData("1970-01-01T00:00:00.5Z", null)]
    [InlineData("1970-01-01T00:00:00-2359", 86_340_000L)]
    [InlineData("1970-01-01T00:00:00+2400", null)]
    [InlineData("1970-01-01T00:00:00+0060", null)]
    [InlineData("1970-01-01T24:00:00Z", null)]
    [InlineData("1970-01-01T23:59:60Z", null)]
    [InlineData("1970-01-01T00:00:00", null)]
    [InlineData("1970-01-01T00:00:00z", null)]
    [InlineData("1970-01-01T00:00:00+01:00", null)]
    [InlineData("1970-01-01Z", null)]
    [InlineData("2023-02-29", null)]
    [InlineData("1900-02-29", null)]
    [InlineData("2000-13-01", null)]
    [InlineData("2000-00-01", null)]
    [InlineData("2000-04-31", null)]
    [InlineData("70-01-01", null)]
    [InlineData("", null)]
    public void Datetimes(string text, long? expected) => (ExtensionText.TryDateTime(text, out var value) ? value : (long?)null).ShouldBe(expected);

    [Theory]
    [InlineData("1d2h3m4s5ms", 93_784_005L)]
    [InlineData("-1d", -86_400_000L)]
    [InlineData("5ms", 5L)]
    [InlineData("5m", 300_000L)]
    [InlineData("1m1ms", 60_001L)]
    [InlineData("00000000000000000000000000001s", 1_000L)]
    [InlineData("9223372036854775807ms", long.MaxValue)]
    [InlineData("-9223372036854775808ms", long.MinValue)]
    [InlineData("9223372036854775808ms", null)]
    [InlineData("106751991168d", null)]
    [InlineData("99999999999999999999999999d", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("1", null)]
    [InlineData("d", null)]
    [InlineData("1h1d", null)]
    [InlineData("1s1s", null)]
    [InlineData("1d-2h", null)]
    [InlineData("1 d", null)]
    [InlineData("+1d", null)]
    public void Durations(string text, long? expected) => (ExtensionText.TryDuration(text, out var value) ? value : (long?)null).ShouldBe(expected);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("10.0.0.1/8", "10.0.0.1/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::", "::/128")]
    [InlineData("::1/64", "::1/64")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0/128")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8/128")]
    [InlineData("00AB::00cd/128", "ab::cd/128")]
    [InlineData("", null)]
    [InlineData("10.0.0", null)]
    [InlineData("10.0.0.0.1", null)]
    [InlineData("10.0.0.256", null)]
    [InlineData("10.0.0.01", null)]
    [InlineData("10.0.0.1/33", null)]
    [InlineData("10.0.0.1/08", null)]
    [InlineData("10.0.0.1/", null)]
    [InlineData("10.0.0.1/+8", null)]
    [InlineData("10.0.0.1/8/8", null)]
    [InlineData(" 10.0.0.1", null)]
    [InlineData("::1/129", null)]
    [InlineData("1:2:3:4:5:6:7:8::", null)]
    [InlineData("1::2::3", null)]
    [InlineData(":::", null)]
    [InlineData(":1", null)]
    [InlineData("1:2:3:4:5:6:7", null)]
    [InlineData("12345::", null)]
    [InlineData("::ffff:127.0.0.1", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("g::", null)]
    [InlineData("1\0::", null)]
    public void Addresses(string text, string? expected)
    {
        var shown = ExtensionText.TryIp(text, out var range) ? $"{Show(range)}/{range.Prefix}" : null;
        (shown is null ? null : Normal(shown)).ShouldBe(expected is null ? null : Normal(expected));
    }

    private static string Show(IpRange range)
    {
        var bytes = new byte[16];
        for (var i = 0; i < 16; i++) { bytes[i] = (byte)(range.Address >> (8 * (15 - i))); }
        return new System.Net.IPAddress(range.IsV6 ? bytes : bytes[12..]).ToString();
    }

    private static string Normal(string range) => $"{System.Net.IPAddress.Parse(range.Split('/')[0])}/{range.Split('/')[1]}";
}
