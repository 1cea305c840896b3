using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

public sealed class TelemetrySectionTests
{
    [Theory]
    [InlineData("What the run's own telemetry counted")]
    [InlineData("Policy evaluation latency")]
    [InlineData("171 ns")]
    [InlineData("96%")]
    [InlineData("445 MB")]
    [InlineData("2,531,805 audit records")]
    [InlineData("conventions 1.41.0")]
    [InlineData("breakwater.decisions")]
    [InlineData("124,944")]
    public void Page_and_markdown_say_it(string text)
    {
        Rendered.Bank.Page().GetElementById("telemetry")!.TextContent.ShouldContain(text);
        Rendered.Bank.Markdown.Replace("\\", "", StringComparison.Ordinal).ShouldContain(text);
    }

    [Fact]
    public void What_nothing_was_counted_for_has_no_value() =>
        Rendered.Bank.Page().GetElementById("telemetry")!.QuerySelectorAll("tr").Single(r => r.TextContent.Contains("Rate limit hit rate")).TextContent.ShouldContain("–");

    [Fact]
    public void Results_of_before_1_2_have_no_such_section() =>
        new Rendered(SampleResults.Bank() with { Telemetry = null }).Page().GetElementById("telemetry").ShouldBeNull();
}
