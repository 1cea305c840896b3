using System.Globalization;
using System.Text;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Charts;

/// <summary>Writes elements of an SVG: numbers to a tenth of a pixel, everything that is text encoded.</summary>
internal sealed class SvgBuilder
{
    private readonly StringBuilder _svg = new();

    public void Open(string element, params ReadOnlySpan<(string Name, object Value)> attributes) => Tag(element, attributes).Append(">\n");

    public void Close(string element) => _svg.Append("</").Append(element).Append(">\n");

    public void Element(string element, params ReadOnlySpan<(string Name, object Value)> attributes) => Tag(element, attributes).Append("/>\n");

    public void Text(string element, string content, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Tag(element, attributes).Append('>');
        Encoded(content);
        Close(element);
    }

    /// <summary>Text that is already SVG or CSS of our own.</summary>
    public void Raw(string markup) => _svg.Append(markup);

    public void Line(double x1, double y1, double x2, double y2, string style) => Element("line", ("class", style), ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    public override string ToString() => _svg.ToString();

    private StringBuilder Tag(string element, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _svg.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            _svg.Append(' ').Append(name).Append("=\"");
            Encoded(value is double number ? (Math.Round(number, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture) : (string)value);
            _svg.Append('"');
        }

        return _svg;
    }

    private void Encoded(string text)
    {
        foreach (var c in Model.Text.From(text).Value)
        {
            _ = c switch
            {
                '<' => _svg.Append("&lt;"),
                '>' => _svg.Append("&gt;"),
                '&' => _svg.Append("&amp;"),
                '"' => _svg.Append("&quot;"),
                _ => _svg.Append(c),
            };
        }
    }
}
