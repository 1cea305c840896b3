using System.Text;
using Breakwater.Lab.Results;
using Breakwater.Reports.Building;
using Breakwater.Reports.Charts;
using Breakwater.Reports.Html;
using Breakwater.Reports.Markdown;
using Breakwater.Reports.Roster;

namespace Breakwater.Reports.Files;

/// <summary>The files of a report, in memory.</summary>
internal static class ReportFiles
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static IReadOnlyList<(string Name, byte[] Content)> Render(ResultsDocument results)
    {
        var report = ReportBuilder.Build(results);
        return
        [
            ("report.html", s_utf8.GetBytes(HtmlReport.Render(report))),
            ("report.md", s_utf8.GetBytes(MarkdownReport.Render(report))),
            ("roster.csv", s_utf8.GetBytes(RosterCsv.Render(results.Roster))),
            .. report.Charts.Where(c => c.Series.Count > 0).Select(c => (c.FileName, s_utf8.GetBytes(ScalingChart.Standalone(c)))),
        ];
    }
}
