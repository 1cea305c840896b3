using System.Text;
using Breakwater.Reports.Tests.Samples;

namespace Breakwater.Reports.Tests;

public sealed class RosterCsvTests
{
    [Fact]
    public void There_is_a_line_for_each_agent_and_each_orchestrator_under_a_header()
    {
        var bank = SampleResults.Bank();
        var rows = Parse(new Rendered(bank).Csv);

        rows[0].ShouldBe(
            ["kind", "name", "identity", "tenant", "cluster", "group", "role", "provider", "vendor", "on_premises", "region", "regulator", "tier", "risk", "high_privilege", "zone", "credential_life", "tools", "labels", "delegates_to", "delegated_from"]);
        rows.Skip(1).Count(r => r[0] == "agent").ShouldBe(100);
        rows.Skip(1).Count(r => r[0] == "orchestrator").ShouldBe(6);
        rows[1].Take(12).ShouldBe(["agent", "data-ingest-1", "spiffe://bank/market-intelligence/data-ingest-1", "bank", "market-intelligence", "data-ingest", "Data ingest for all asset classes", "provider-a", "provider-a", "no", "ldn", "FCA"]);
        rows[1][17].ShouldBe("read-feed; read-positions; publish-signal");
    }

    [Fact]
    public void Hostile_names_stay_in_their_cells_and_run_nothing()
    {
        var rows = Parse(Rendered.Hostile.Csv);

        rows.Count.ShouldBe(107);
        rows.ShouldAllBe(r => r.Count == 21);
        rows.SelectMany(r => r).ShouldAllBe(c => c.Length == 0 || !"=+-@\t\r\n".Contains(c[0]));
        rows[1][17].ShouldStartWith("'=<script>");
    }

    /// <summary>RFC 4180, read plainly.</summary>
    private static List<List<string>> Parse(string csv)
    {
        var rows = new List<List<string>> { new() };
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < csv.Length; i++)
        {
            if (quoted)
            {
                if (csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else if (csv[i] == '"')
                {
                    quoted = false;
                }
                else
                {
                    cell.Append(csv[i]);
                }
            }
            else if (csv[i] == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (csv[i] is ',' or '\r')
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
                if (csv[i] == '\r')
                {
                    csv[++i].ShouldBe('\n');
                    rows.Add([]);
                }
            }
            else
            {
                cell.Append(csv[i]);
            }
        }

        rows[^1].ShouldBeEmpty();
        rows.RemoveAt(rows.Count - 1);
        return rows;
    }
}
