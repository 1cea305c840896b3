using Breakwater.Reports.Charts;
using Breakwater.Reports.Model;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Reports.Html;

/// <summary>Renders the report as one HTML file that needs nothing else.</summary>
internal static class HtmlReport
{
    public static string Render(Report report)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ReportPage.Report)] = report,
            [nameof(ReportPage.Css)] = Css(),
        });

        // Nothing in the page waits, so the task is complete when it comes back.
        return renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString())
            .GetAwaiter().GetResult().ReplaceLineEndings("\n").TrimStart() + "\n";
    }

    private static string Css()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return ":root{" + ChartStyle.Light + "}\n@media (prefers-color-scheme:dark){@media screen{:root{" + ChartStyle.Dark + "}}}\n" + reader.ReadToEnd().ReplaceLineEndings("\n") + ChartStyle.Rules;
    }
}
