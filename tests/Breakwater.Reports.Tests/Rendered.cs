using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Breakwater.Lab.Results;
using Breakwater.Reports.Files;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

/// <summary>A report in memory, by file name.</summary>
internal sealed class Rendered(ResultsDocument results)
{
    private static readonly Lazy<Rendered> s_bank = new(() => new(SampleResults.Bank()));
    private static readonly Lazy<Rendered> s_hostile = new(() => new(Samples.Hostile.Bank()));

    private readonly Dictionary<string, string> _files = ReportFiles.Render(results).ToDictionary(f => f.Name, f => Encoding.UTF8.GetString(f.Content), StringComparer.Ordinal);

    public static Rendered Bank => s_bank.Value;

    public static Rendered Hostile => s_hostile.Value;

    public string Html => _files["report.html"];

    public string Markdown => _files["report.md"];

    public string Csv => _files["roster.csv"];

    public IEnumerable<string> Charts => _files.Where(f => f.Key.EndsWith(".svg", StringComparison.Ordinal)).Select(f => f.Value);

    public IHtmlDocument Page() => new HtmlParser(new HtmlParserOptions { IsStrictMode = false }).ParseDocument(Html);
}
