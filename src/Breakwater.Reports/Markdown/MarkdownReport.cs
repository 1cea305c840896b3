using System.Text;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Markdown;

/// <summary>Renders the report as GitHub-flavoured Markdown; charts are the SVG files beside it.</summary>
internal sealed class MarkdownReport
{
    private readonly StringBuilder _text = new();

    public static string Render(Report report)
    {
        var writer = new MarkdownReport();
        writer.Paragraph("# " + MarkdownText.Escape(report.Title));
        if (!report.Description.IsEmpty)
        {
            writer.Paragraph(MarkdownText.Line(report.Description));
        }

        writer.Facts(new Facts(report.Masthead));
        writer.Anchor("verdict");
        foreach (var block in report.Lead)
        {
            writer.Block(block, 2);
        }

        writer.Contents(report.Sections);
        foreach (var section in report.Sections)
        {
            writer.Block(section, 2);
        }

        return writer._text.ToString().TrimEnd('\n') + "\n";
    }

    private void Block(Block block, int level)
    {
        switch (block)
        {
            case Section section:
                Anchor(section.Anchor);
                Heading(level, section.Title);
                Blocks(section.Blocks, level + 1);
                break;
            case Prose prose:
                Paragraph(prose.Tone == Tone.Muted ? $"<sub>{MarkdownText.Escape(prose.Text)}</sub>" : MarkdownText.Line(prose.Text));
                break;
            case Bullets bullets:
                Bullets(bullets);
                break;
            case Facts facts:
                Facts(facts);
                break;
            case Table table:
                Table(table);
                break;
            case Figure figure:
                Paragraph($"**{MarkdownText.Escape(figure.Chart.Title)}**");
                Paragraph($"![{MarkdownText.Escape(figure.Chart.Description)}]({figure.Chart.FileName})");
                break;
            case Fold fold:
                Paragraph($"<details><summary>{MarkdownText.Escape(fold.Summary)}</summary>");
                Blocks(fold.Blocks, level);
                Paragraph("</details>");
                break;
            case Banner banner:
                Paragraph(string.Join("\n", [$"> **{MarkdownText.Escape(banner.Title)}**", .. banner.Lines.Select(l => $">\n> {MarkdownText.Line(l)}")]));
                break;
            case Verdict verdict:
                Verdict(verdict);
                break;
            case FindingCard finding:
                Anchor(finding.Anchor);
                Heading(level, $"{finding.Id}. {finding.Title}");
                Paragraph(MarkdownText.Piece(finding.Judgement));
                Blocks(finding.Blocks, level + 1);
                break;
            case SignOff signOff:
                SignOff(signOff);
                break;
            default:
                throw new InvalidOperationException($"There is no Markdown for a {block.GetType().Name}.");
        }
    }

    private void Blocks(IReadOnlyList<Block> blocks, int level)
    {
        foreach (var block in blocks)
        {
            Block(block, level);
        }
    }

    private void Verdict(Verdict verdict)
    {
        Heading(2, $"Verdict: {verdict.Headline}");
        foreach (var line in verdict.Lines)
        {
            Paragraph(MarkdownText.Line(line));
        }

        if (!verdict.Coverage.IsEmpty)
        {
            Paragraph($"**Still to come.** {MarkdownText.Escape(verdict.Coverage)}");
        }

        foreach (var group in verdict.Groups)
        {
            Paragraph($"**{MarkdownText.Escape(group.Title)}:** {MarkdownText.Escape(group.Tally)}");
            Paragraph(string.Join("\n", group.Items.Select(i => $"- {MarkdownText.Piece(i.Judgement)}: {MarkdownText.Piece(i.Subject)}")));
        }
    }

    private void Contents(IReadOnlyList<Section> sections) =>
        Paragraph("**Contents**\n\n" + string.Join("\n", sections.Select(s => $"- [{MarkdownText.Escape(s.Title)}](#{s.Anchor})")));

    private void Bullets(Bullets bullets) =>
        Paragraph(string.Join("\n", bullets.Items.Select((b, i) =>
            (bullets.Numbered ? FormattableString.Invariant($"{i + 1}. ") : "- ") + MarkdownText.Line(b.Text) + string.Concat(b.After.Select(a => $" ({MarkdownText.Piece(a)})")))));

    private void Facts(Facts facts) =>
        Paragraph(string.Join("\n", facts.Items.Select(f => $"- **{MarkdownText.Escape(f.Term)}:** {Values(f)}")));

    private static string Values(Fact fact)
    {
        var values = string.Join(", ", fact.Values.Select(MarkdownText.Piece));
        return fact.Summary.IsEmpty ? values : $"<details><summary>{MarkdownText.Escape(fact.Summary)}</summary>{values}</details>";
    }

    private void Table(Table table)
    {
        var rows = new List<string>
        {
            Row(table.Columns.Select(c => MarkdownText.Escape(c.Title))),
            Row(table.Columns.Select(c => c.Numeric ? "---:" : "---")),
        };
        rows.AddRange(table.Rows.Select(r => Row(r.Select(MarkdownText.Piece))));
        Paragraph($"**{MarkdownText.Escape(table.Caption)}**");
        Paragraph(string.Join("\n", rows));
        if (!table.Note.IsEmpty)
        {
            Paragraph($"<sub>{MarkdownText.Escape(table.Note)}</sub>");
        }
    }

    private void SignOff(SignOff signOff)
    {
        foreach (var line in signOff.Statement)
        {
            Paragraph(MarkdownText.Line(line));
        }

        Paragraph(string.Join("\n", signOff.Decisions.Select(d => $"- [ ] {MarkdownText.Escape(d)}")));
        Paragraph("| | |\n|---|---|\n" + string.Join("\n", SignOffLines.Labels.Select(l => $"| {l} | |")));
    }

    private void Anchor(string anchor) => Paragraph($"<a id=\"{anchor}\"></a>");

    private void Heading(int level, Text title) => Paragraph($"{new string('#', Math.Min(level, 6))} {MarkdownText.Escape(title)}");

    private void Paragraph(string text) => _text.Append(text).Append("\n\n");

    private static string Row(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |";
}
