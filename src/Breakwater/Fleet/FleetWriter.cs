using System.Text;
using Breakwater.Fleet.Writing;

namespace Breakwater.Fleet;

/// <summary>
/// Writes a fleet as a file: every value explicit, sections and keys in a fixed order, so that equal fleets give equal text. Reading the text back gives
/// the same fleet, save for its digest. Comments of the original file are not kept.
/// </summary>
public static class FleetWriter
{
    /// <summary>The text of a fleet file. O(size of the specification).</summary>
    public static string Write(FleetSpecification fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var text = new YamlText();
        HeadWriter.Write(text, fleet);
        ClusterWriter.Write(text, fleet);
        LinkWriter.Write(text, fleet);
        SettingsWriter.Write(text, fleet);
        return text.ToString();
    }

    internal static string DigestOf(FleetSpecification fleet) => FleetFile.DigestOf(Encoding.UTF8.GetBytes(Write(fleet)));
}
