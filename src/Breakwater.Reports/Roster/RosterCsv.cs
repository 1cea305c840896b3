using System.Text;
using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Roster;

/// <summary>
/// The roster as CSV (RFC 4180, UTF-8, CRLF): one line for each agent, then one for each orchestrator. Lists are joined by <c>; </c>. A cell that a
/// spreadsheet would run as a formula is led by an apostrophe.
/// </summary>
internal static class RosterCsv
{
    private const string Header =
        "kind,name,identity,tenant,cluster,group,role,provider,vendor,on_premises,region,regulator,tier,risk,high_privilege,zone,credential_life,tools,labels,delegates_to,delegated_from";

    public static string Render(RosterResult roster)
    {
        var csv = new StringBuilder(Header).Append("\r\n");
        foreach (var a in roster.Agents)
        {
            Row(csv, "agent", a.Name, a.Identity, a.Tenant, a.Cluster, a.Group, a.Role, a.Provider, a.Vendor, YesNo(a.OnPremises), a.Region, a.Regulator, a.Tier, a.Risk,
                YesNo(a.HighPrivilege), a.Zone, a.CredentialLife, List(a.Tools), List(a.Labels), List(a.DelegatesTo), List(a.DelegatedFrom));
        }

        foreach (var o in roster.Orchestrators)
        {
            Row(csv, "orchestrator", o.Id, o.Identity, "", o.Cluster, "", "orchestrator", o.Provider, "", "", o.Region, "", "", "", "", "", o.CredentialLife, "", "", "", "");
        }

        return csv.ToString();
    }

    private static void Row(StringBuilder csv, params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            csv.Append(i == 0 ? "" : ",").Append(Cell(cells[i]));
        }

        csv.Append("\r\n");
    }

    private static string Cell(string cell)
    {
        var text = Text.From(cell).Value;
        text = text.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] ? "'" + text : text;
        return text.AsSpan().ContainsAny(",\";") || text is [' ', ..] or [.., ' '] ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string List(IReadOnlyList<string> names) => string.Join("; ", names);

    private static string YesNo(bool value) => value ? "yes" : "no";
}
