using System.Text;
using System.Text.RegularExpressions;
using Breakwater.Audit;
using Breakwater.Tests.Audit;
using Breakwater.Tests.Fleet;
using Breakwater.Tests.Governance;

namespace Breakwater.Tests.Pace;

/// <summary>The example that docs/pace.md shows compiles, runs, and leaves the records that the page prints.</summary>
public sealed class PageTests
{
    private static readonly string _root = Path.Combine(Path.GetDirectoryName(TestFiles.Bank)!, "..");
    private static readonly string _page = File.ReadAllText(Path.Combine(_root, "docs", "pace.md"));

    [Fact]
    public void The_page_shows_the_example()
    {
        var file = File.ReadAllText(Path.Combine(_root, "tests", "Breakwater.Tests", "Pace", "AnIncident.cs"));
        var body = Regex.Match(file, @"ref Work work\)\n    \{\n(.*?)\n    \}\n", RegexOptions.Singleline).Groups[1].Value;
        var lines = body.Split('\n').Select(l => l.Length > 8 ? l[8..] : "");
        Regex.Match(_page, "^```csharp\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value.ShouldBe(string.Join('\n', lines));
    }

    [Fact]
    public void The_page_shows_the_records_that_it_leaves()
    {
        var sink = new ListSink();
        var gate = new TestGate(sink: sink);
        var other = new TestGate(gate.Fleet);
        var session = gate.Open("trader-1");
        AnIncident.Handle(gate.Governor, other.Governor, session, gate.Read with { ArgumentsDigest = 0xA1 }, gate.Order with { ArgumentsDigest = 0xB2 }, ref gate.Work);
        var records = sink.Events.Where(e => e.Kind != AuditEventKind.SessionOpened).Select(e => Encoding.UTF8.GetString(AuditRecordFormat.Encode(e)));
        var shown = Regex.Match(_page, "^```json\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        shown.Split('\n').ShouldBe(records);
        other.Governor.Pace.Held("acme").Single().Phase.ShouldBe(Breakwater.Contracts.PaceState.Alternate);
    }
}
